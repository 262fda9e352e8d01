import type { RankedRecord } from './tops.ts'

/** A record that was looked at, parsed; what is no object is empty. */
export interface ParsedRecord extends RankedRecord {
  readonly timestamp?: unknown
}

const NS_PER_SECOND = 1e9

/** The fields that the dashboard knows, under the guide's names whatever the schema of the record is (docs/schemas.md). */
export function parseRecord(text: string): ParsedRecord {
  const record = objectOf(text)
  // Of this schema, as nearly all are: nothing is looked for elsewhere.
  if ('log_type' in record && ('ip_address' in record || !('client.address' in record))) return record
  const duration = at(record, 'event.duration')
  return {
    timestamp: record['timestamp'] ?? record['@timestamp'],
    path: at(record, 'url.path'),
    ip_address: at(record, 'source.ip') ?? at(record, 'client.address'),
    user_agent: at(record, 'user_agent.original'),
    status_code: at(record, 'http.response.status_code'),
    request_time: typeof duration === 'number' ? duration / NS_PER_SECOND : undefined,
  }
}

/** A record's own time, ms since the epoch; NaN where it has none. */
export function timeOf(timestamp: unknown): number {
  return typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN
}

type Members = Readonly<Record<string, unknown>>

function objectOf(text: string): Members {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {}
  } catch {
    // A stream may hold records that are no JSON.
    return {}
  }
}

/** A member by its whole name (OpenTelemetry), or member of member (ECS). */
function at(record: Members, name: string): unknown {
  if (name in record) return record[name]
  return name
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? (value as Members)[key] : undefined),
      record,
    )
}
