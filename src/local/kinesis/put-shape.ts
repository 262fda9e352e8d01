import { limits } from '../limits.ts'
import type { Field, Fields } from './field.ts'
import { bytesOfBase64 } from './shape.ts'
import { isBase64 } from './shape-types.ts'
import { HASH_KEY, streamRef } from './stream-ref.ts'

export interface Entry {
  /** Absent only where the stream distributes records by itself. */
  readonly PartitionKey?: string
  readonly ExplicitHashKey?: string
  readonly Data: string
}

export const entryFields: Fields = {
  PartitionKey: { kind: 'string', min: 1, max: 256 },
  ExplicitHashKey: HASH_KEY,
  Data: { kind: 'blob', required: true, max: limits.recordBytes },
}

const recordsField: Field = {
  kind: 'list',
  required: true,
  min: 1,
  max: limits.recordsPerRequest,
  item: { kind: 'structure', fields: entryFields },
}

export const putRecordsFields: Fields = { Records: recordsField, DryRun: { kind: 'boolean' }, ...streamRef }

/** Whether an input of PutRecords is certainly well-formed: the same rules as the fields', one pass, no objects. */
export function isPlainPutRecords(input: Readonly<Record<string, unknown>>): boolean {
  const { Records: records, StreamName: name } = input
  if (typeof name !== 'string' || !/^[\w.-]{1,128}$/.test(name) || input['StreamARN'] !== undefined)
    return false
  if (input['DryRun'] !== undefined) return false
  if (!Array.isArray(records) || records.length === 0 || records.length > limits.recordsPerRequest)
    return false
  return records.every(isPlainEntry)
}

function isPlainEntry(entry: unknown): boolean {
  if (typeof entry !== 'object' || entry === null) return false
  const { PartitionKey: key, Data: data, ExplicitHashKey: hash } = entry as Record<string, unknown>
  return (
    typeof key === 'string' &&
    key.length >= 1 &&
    key.length <= 256 &&
    hash === undefined &&
    typeof data === 'string' &&
    isBase64(data) &&
    bytesOfBase64(data) <= limits.recordBytes
  )
}
