import type { TimeMode } from '../engine.ts'
import { LOG_COLUMNS } from '../log-columns.ts'
import type { ColumnDefinition } from '../program.ts'
import { flinkType } from './types.ts'
import { interval, name, string } from './words.ts'

/** Options of a table (`WITH`), in their order. */
export type Connector = Readonly<Record<string, string>>

/** The table that the stream is read by; the view `logs` is made of it. */
export const SOURCE_TABLE = 'kinetail_source'

/** Columns that come from the stream and not from the record: with the names of the connector's metadata. */
const METADATA: Readonly<Record<string, string>> = {
  approximate_arrival_time: "TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL",
  shard_id: "VARCHAR(128) METADATA FROM 'shard-id' VIRTUAL",
  sequence_number: "VARCHAR(128) METADATA FROM 'sequence-number' VIRTUAL",
}
export const METADATA_COLUMNS: readonly string[] = Object.keys(METADATA)
/** Columns of `logs` that Flink computes or does not have. */
const COMPUTED = new Set(['rowtime', 'timestamp', 'record', ...METADATA_COLUMNS])
const FIELDS = LOG_COLUMNS.filter(({ name }) => !COMPUTED.has(name))

/** What `SELECT *` of `logs` stands for in Flink. */
export const LOG_NAMES: readonly string[] = ['rowtime', 'timestamp', ...FIELDS.map((field) => field.name)]

/**
 * The time of a record, which is ISO 8601 with an offset, as TIMESTAMP(3) in UTC: what is written, less its offset. Flink's own
 * reading of ISO 8601 knows no offset but Z. A record without a time that can be read has that of processing.
 */
const LOCAL =
  "REGEXP_REPLACE(REGEXP_EXTRACT(`timestamp`, '^(\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,3})?)', 1), 'T', ' ')"
const OFFSET = "'([+-])(\\d{2}):?(\\d{2})$'"
const MINUTES =
  `COALESCE(CAST(CONCAT(REGEXP_EXTRACT(\`timestamp\`, ${OFFSET}, 1), REGEXP_EXTRACT(\`timestamp\`, ${OFFSET}, 2)) AS INT) * 60 + ` +
  `CAST(CONCAT(REGEXP_EXTRACT(\`timestamp\`, ${OFFSET}, 1), REGEXP_EXTRACT(\`timestamp\`, ${OFFSET}, 3)) AS INT), 0)`
const EVENT_TIME = `COALESCE(TIMESTAMPADD(MINUTE, - ${MINUTES}, TO_TIMESTAMP(${LOCAL})), CAST(CURRENT_TIMESTAMP AS TIMESTAMP(3)))`

export interface SourceOptions {
  readonly time: TimeMode
  readonly lateMs: number
  /** Top-level members of records that the queries ask for and that have no column. */
  readonly members: readonly string[]
  /** Metadata columns that the queries ask for. */
  readonly metadata: readonly string[]
  readonly connector: Connector
}

/** `CREATE TABLE` of the stream and `CREATE VIEW` of `logs`: each line once, by its event id, with the time that windows go by. */
export function sourceTable(options: SourceOptions): string[] {
  const { time, lateMs, members, connector } = options
  const metadata =
    time === 'arrival' ? [...new Set(['approximate_arrival_time', ...options.metadata])] : options.metadata
  const columns = [
    '`timestamp` STRING',
    ...FIELDS.map((field) => `${name(field.name)} ${flinkType(field.type)}`),
    ...members.map((member) => `${name(member)} STRING`),
    ...metadata.map((column) => `${name(column)} ${METADATA[column]}`),
    '`proctime` AS PROCTIME()',
    ...rowtime(time, lateMs),
  ]
  const shown = [
    ...(time === 'processing' ? ['`proctime` AS `rowtime`'] : ['`rowtime`']),
    `${time === 'event' ? 'CAST(`rowtime` AS TIMESTAMP(3))' : EVENT_TIME} AS \`timestamp\``,
    ...[...FIELDS.map((field) => field.name), ...members].map(name),
    ...metadata.map((column) =>
      column === 'approximate_arrival_time'
        ? `CAST(${name(column)} AS TIMESTAMP(3)) AS ${name(column)}`
        : name(column),
    ),
  ]
  return [
    `CREATE TABLE ${name(SOURCE_TABLE)} (\n  ${columns.join(',\n  ')}\n) ${withOptions(connector)}`,
    [
      `CREATE VIEW \`logs\` AS`,
      `SELECT ${shown.join(',\n  ')}`,
      'FROM (',
      // By processing time the first row stays the first: nothing that was said has to be taken back. A row without an id is itself.
      '  SELECT *, ROW_NUMBER() OVER (PARTITION BY COALESCE(`event_id`, UUID()) ORDER BY `proctime` ASC) AS `arrival`',
      `  FROM ${name(SOURCE_TABLE)}`,
      ')',
      'WHERE `arrival` = 1',
    ].join('\n'),
  ]
}

function rowtime(time: TimeMode, lateMs: number): string[] {
  if (time === 'processing') return []
  const by = time === 'event' ? EVENT_TIME : 'CAST(`approximate_arrival_time` AS TIMESTAMP(3))'
  const late = lateMs > 0 ? ` - ${interval(lateMs)}` : ''
  return [`\`rowtime\` AS ${by}`, `WATERMARK FOR \`rowtime\` AS \`rowtime\`${late}`]
}

export function sinkTable(table: string, columns: readonly ColumnDefinition[], connector: Connector): string {
  const lines = columns.map((column) => `${name(column.name)} ${flinkType(column.type)}`)
  return `CREATE TABLE ${name(table)} (\n  ${lines.join(',\n  ')}\n) ${withOptions(connector)}`
}

function withOptions(connector: Connector): string {
  const lines = Object.entries(connector).map(([key, value]) => `${string(key)} = ${string(value)}`)
  return `WITH (\n  ${lines.join(',\n  ')}\n)`
}
