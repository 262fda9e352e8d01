import type { Schema } from './schema-map.ts'
import { SCHEMAS } from './schemas.ts'

type Fields = Readonly<Record<string, unknown>>

/** The field of a record that the lab guide calls `name`, whatever schema the record is written in; undefined where it has none. */
export function findField(record: Fields, name: string): unknown {
  if (record[name] !== undefined) return record[name]
  for (const schema of Object.values(SCHEMAS)) {
    const found = inSchema(record, schema, name)
    if (found !== undefined) return found
  }
  return undefined
}

function inSchema(record: Fields, schema: Schema, name: string): unknown {
  const places = [schema.common[name], schema.access[name]]
  for (const place of places) {
    for (const path of [place?.to, place?.otherwise]) {
      const found = path === undefined ? undefined : at(record, schema.nested ? path.split('.') : [path])
      if (found !== undefined) return found
    }
  }
  return at(record, schema.nested ? ['fields', name] : [`fields.${name}`])
}

function at(record: Fields, path: readonly string[]): unknown {
  let value: unknown = record
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Fields)[part]
  }
  return value
}
