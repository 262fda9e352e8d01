import { ServiceError } from '../service-error.ts'

/** Input of an operation, from JSON or from a form: in a form every leaf is text. */
export type Parameters = Readonly<Record<string, unknown>>

export function invalidValue(message: string): ServiceError {
  return new ServiceError('InvalidParameterValue', message)
}

export function missing(name: string): ServiceError {
  return new ServiceError('MissingParameter', `The parameter ${name} is required.`)
}

export function optionalText(input: Parameters, name: string): string | undefined {
  const value = input[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw invalidValue(`The value for parameter ${name} is not a string.`)
  return value
}

export function requiredText(input: Parameters, name: string): string {
  const value = optionalText(input, name)
  if (value === undefined || value === '') throw missing(name)
  return value
}

export function optionalNumber(input: Parameters, name: string): number | undefined {
  const value = input[name]
  if (value === undefined || value === null) return undefined
  const number = typeof value === 'string' && value !== '' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number))
    throw invalidValue(`The value ${String(value)} for parameter ${name} is not a number.`)
  return number
}

export function requiredNumber(input: Parameters, name: string): number {
  const value = optionalNumber(input, name)
  if (value === undefined) throw missing(name)
  return value
}

/** Milliseconds since the epoch, from seconds since the epoch (JSON) or ISO 8601 (form; UTC where it names no zone). */
export function optionalTime(input: Parameters, name: string): number | undefined {
  const value = input[name]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number') return value * 1000
  const written = String(value)
  const ms = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(written) ? written : `${written}Z`)
  if (Number.isNaN(ms)) throw invalidValue(`The value ${written} for parameter ${name} is not a time.`)
  return ms
}

export function requiredTime(input: Parameters, name: string): number {
  const ms = optionalTime(input, name)
  if (ms === undefined) throw missing(name)
  return ms
}

export function list(input: Parameters, name: string): unknown[] {
  const value = input[name]
  if (value === undefined || value === null || value === '') return []
  if (!Array.isArray(value)) throw invalidValue(`The value for parameter ${name} is not a list.`)
  return value
}

/** A list of structures. */
export function structures(input: Parameters, name: string): Parameters[] {
  return list(input, name).map((one) => {
    if (typeof one !== 'object' || one === null)
      throw invalidValue(`The value for parameter ${name} is not a list of structures.`)
    return one as Parameters
  })
}
