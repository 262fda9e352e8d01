import { ServiceError } from '../service-error.ts'
import type { Field, Fields, Input, MapField } from './field.ts'
import { checkTypes } from './shape-types.ts'

/** The service reports ten constraint failures at most. */
const MOST_FAILURES = 10

/**
 * Checks an input as the service does: first types (SerializationException), then constraints, all failures in
 * one ValidationException. Returns the input without members that the operation does not know.
 */
export function checkShape(input: unknown, fields: Fields): Input {
  const typed = checkTypes(input as Input, fields)
  const failures: string[] = []
  checkFields(typed, fields, '', failures)
  if (failures.length > 0) throw validation(failures)
  return typed
}

export function validation(failures: readonly string[]): ServiceError {
  const count = `${failures.length} validation error${failures.length > 1 ? 's' : ''} detected`
  return new ServiceError('ValidationException', `${count}: ${failures.join('; ')}`)
}

/** One failure in the service's words. */
export function failure(value: string | undefined, path: string, constraint: string): string {
  const shown = value === undefined ? 'null' : `'${value}'`
  return `Value ${shown} at '${path}' failed to satisfy constraint: Member must ${constraint}`
}

function checkFields(input: Input, fields: Fields, path: string, failures: string[]): void {
  for (const [name, field] of Object.entries(fields))
    checkField(input[name], field, path + lowerFirst(name), input, failures)
}

function checkField(value: unknown, field: Field, path: string, around: Input, failures: string[]): void {
  if (failures.length >= MOST_FAILURES) return
  const say = (constraint: string): void => {
    failures.push(failure(shown(value, field), path, constraint))
  }
  if (value === undefined) {
    const other = field.kind === 'string' ? field.requiredUnless : undefined
    if (field.required || (other !== undefined && around[other] === undefined)) say('not be null')
    return
  }
  switch (field.kind) {
    case 'string': {
      const written = value as string
      if (field.pattern !== undefined && !new RegExp(`^(?:${field.pattern})$`).test(written))
        say(`satisfy regular expression pattern: ${field.pattern}`)
      checkLength(written.length, field, say)
      if (field.oneOf && !field.oneOf.includes(written))
        say(`satisfy enum value set: [${field.oneOf.join(', ')}]`)
      return
    }
    case 'integer':
      if (field.min !== undefined && (value as number) < field.min)
        say(`have value greater than or equal to ${field.min}`)
      if (field.max !== undefined && (value as number) > field.max)
        say(`have value less than or equal to ${field.max}`)
      return
    case 'blob':
      checkLength(bytesOfBase64(value as string), field, say)
      return
    case 'list': {
      const items = value as unknown[]
      checkLength(items.length, field, say)
      items.forEach((item, i) => {
        checkField(item ?? undefined, field.item, `${path}.${i + 1}.member`, around, failures)
      })
      return
    }
    case 'map':
      checkMap(value as Record<string, string>, field, say)
      return
    case 'structure':
      checkFields(value as Input, field.fields, `${path}.`, failures)
      return
  }
}

function checkLength(
  length: number,
  field: { readonly min?: number; readonly max?: number },
  say: (constraint: string) => void,
): void {
  if (field.min !== undefined && length < field.min) say(`have length greater than or equal to ${field.min}`)
  if (field.max !== undefined && length > field.max) say(`have length less than or equal to ${field.max}`)
}

function checkMap(map: Record<string, string>, field: MapField, say: (constraint: string) => void): void {
  checkLength(Object.keys(map).length, field, say)
  const outside = (text: string, [min, max]: readonly [number, number]): boolean =>
    text.length < min || text.length > max
  const bounds = ([min, max]: readonly [number, number]): string =>
    `satisfy constraint: [Member must have length less than or equal to ${max}, ` +
    `Member must have length greater than or equal to ${min}]`
  if (Object.keys(map).some((key) => outside(key, field.keyLength))) say(bounds(field.keyLength))
  if (Object.values(map).some((one) => outside(one, field.valueLength))) say(bounds(field.valueLength))
}

/** Bytes that well-formed base64 text stands for. */
export function bytesOfBase64(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  return (text.length / 4) * 3 - padding
}

function shown(value: unknown, field: Field): string | undefined {
  if (value === undefined) return undefined
  if (field.kind === 'blob') {
    const bytes = bytesOfBase64(value as string)
    return `java.nio.HeapByteBuffer[pos=0 lim=${bytes} cap=${bytes}]`
  }
  if (field.kind === 'list') return `[${(value as unknown[]).map(briefly).join(', ')}]`
  if (field.kind === 'map')
    return `{${Object.entries(value as object)
      .map(([key, one]) => `${key}=${briefly(one)}`)
      .join(', ')}}`
  return String(value)
}

function briefly(value: unknown): string {
  return typeof value === 'object' ? 'com.amazonaws.kinesis.v20131202.Structure' : String(value)
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}
