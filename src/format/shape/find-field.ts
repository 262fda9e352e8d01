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

/** What records are shown and counted by. */
const SHOWN =
  'timestamp log_type level status_code method path request ip_address response_size user_agent logger message'.split(
    ' ',
  )

/** A record in any schema, with the fields by which records are shown and counted under the guide's names besides; one in those names as it is. */
export function guideNames(record: Fields): Fields {
  const isEcs = record['@timestamp'] !== undefined
  const isOtel =
    record['body'] !== undefined || (record['log_type'] !== undefined && Object.keys(record).some(hasPoint))
  if (!isEcs && !isOtel) return record
  const found = SHOWN.flatMap((name) => {
    const value = findField(record, name)
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...record, ...Object.fromEntries(found) }
}

function hasPoint(key: string): boolean {
  return key.includes('.')
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
