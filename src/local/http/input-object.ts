import { ServiceError } from '../service-error.ts'

/** The members of an operation's input; `kind` names what a body must be. */
export function objectOf(value: unknown, kind: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ServiceError('SerializationException', `The request body is not ${kind}.`)
  return value as Readonly<Record<string, unknown>>
}
