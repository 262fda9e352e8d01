import type { ColumnDefinition } from './program.ts'

/**
 * The columns of the view `logs`: the standard fields of every log type, typed, then what the stream knows of a row. Times are
 * UTC. What has no column is in `record`: `record->>'request_time'`. A field that a record lacks, or whose value does not fit the
 * type, is NULL.
 */
export const LOG_COLUMNS: readonly ColumnDefinition[] = [
  /** What windows go by: the event's time, that of its arrival, or that of processing. Never NULL. */
  { name: 'rowtime', type: 'TIMESTAMP' },
  /** The event's own time. */
  { name: 'timestamp', type: 'TIMESTAMP' },
  { name: 'ip_address', type: 'VARCHAR' },
  { name: 'method', type: 'VARCHAR' },
  { name: 'path', type: 'VARCHAR' },
  { name: 'protocol', type: 'VARCHAR' },
  { name: 'status_code', type: 'INTEGER' },
  { name: 'response_size', type: 'BIGINT' },
  { name: 'referer', type: 'VARCHAR' },
  { name: 'user_agent', type: 'VARCHAR' },
  { name: 'log_type', type: 'VARCHAR' },
  { name: 'level', type: 'VARCHAR' },
  { name: 'logger', type: 'VARCHAR' },
  { name: 'message', type: 'VARCHAR' },
  { name: 'user_id', type: 'VARCHAR' },
  { name: 'request_id', type: 'VARCHAR' },
  { name: 'host', type: 'VARCHAR' },
  { name: 'event_id', type: 'VARCHAR' },
  /** The whole record. */
  { name: 'record', type: 'JSON' },
  { name: 'approximate_arrival_time', type: 'TIMESTAMP' },
  { name: 'shard_id', type: 'VARCHAR' },
  { name: 'sequence_number', type: 'VARCHAR' },
]
