import { ServiceError } from '../service-error.ts'
import type { Field, Fields, Input } from './field.ts'

/** Well-formed base64 but for the length, which is checked first. */
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/
const MAX_INTEGER = 2_147_483_647

/** Keeps the known members and checks that each has its type; null counts as absent. */
export function checkTypes(input: Input, fields: Fields): Input {
  const typed: Input = {}
  for (const [name, field] of Object.entries(fields)) {
    const value = checkType(input[name], field)
    if (value !== undefined) typed[name] = value
  }
  return typed
}

function checkType(value: unknown, field: Field): unknown {
  if (value === undefined || value === null) return undefined
  switch (field.kind) {
    case 'string':
      if (typeof value !== 'string') throw mismatch(value, 'an String')
      return value
    case 'integer':
      if (typeof value !== 'number') throw mismatch(value, 'an Integer')
      return Math.min(Math.floor(value), MAX_INTEGER)
    case 'timestamp':
      if (typeof value !== 'number') throw mismatch(value, 'milliseconds since epoch')
      return value
    case 'boolean':
      if (typeof value !== 'boolean') throw mismatch(value, 'an Boolean')
      return value
    case 'blob':
      if (typeof value !== 'string') throw mismatch(value, 'a Blob')
      return checkBase64(value)
    case 'list':
      if (!Array.isArray(value)) throw collection(value, 'list')
      return value.map((item: unknown) => checkType(item, field.item))
    case 'map':
      return checkMap(value)
    case 'structure':
      if (typeof value !== 'object' || Array.isArray(value)) throw collection(value, 'map')
      return checkTypes(value as Input, field.fields)
  }
}

function checkMap(value: unknown): unknown {
  if (typeof value !== 'object' || Array.isArray(value)) throw collection(value, 'map')
  for (const one of Object.values(value as object))
    if (typeof one !== 'string') throw mismatch(one, 'an String')
  return value
}

export function isBase64(text: string): boolean {
  return text.length % 4 === 0 && BASE64.test(text)
}

function checkBase64(text: string): string {
  if (isBase64(text)) return text
  const why =
    text.length % 4 === 0
      ? `Invalid Base64 character: '${/[^A-Za-z0-9+/]/.exec(text)?.[0] ?? '='}'`
      : `Base64 encoded length is expected a multiple of 4 bytes but found: ${text.length}`
  const start = text.length > 100 ? `${text.slice(0, 100)}…` : text
  throw serialization(`'${start}' can not be converted to a Blob: ${why}`)
}

/** The service's parser is Java, and so are the names of what it found. */
function mismatch(value: unknown, wanted: string): ServiceError {
  if (Array.isArray(value)) return serialization('Start of list found where not expected')
  if (typeof value === 'object') return serialization('Start of structure or map found where not expected.')
  const found = {
    boolean: 'java.lang.Boolean',
    number: 'com.amazon.coral.value.json.numbers.TruncatingBigNumber',
    string: 'java.lang.String',
  }[typeof value as 'boolean' | 'number' | 'string']
  return serialization(`class ${found} can not be converted to ${wanted}`)
}

function collection(value: unknown, wanted: 'list' | 'map'): ServiceError {
  if (Array.isArray(value)) return serialization('Start of list found where not expected')
  if (typeof value === 'object') return serialization('Start of structure or map found where not expected.')
  return serialization(`Expected ${wanted} or null`)
}

function serialization(message: string): ServiceError {
  return new ServiceError('SerializationException', message)
}
