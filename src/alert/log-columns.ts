import { LOG_COLUMNS } from '../query/log-columns.ts'
import type { ColumnDefinition } from '../query/program.ts'
import { literal, quoted } from '../query/sql/tree.ts'

/** What a rule can ask for: the columns of `kinetail query`, and the file where it is known. */
export const ALERT_COLUMNS: readonly ColumnDefinition[] = [...LOG_COLUMNS, { name: 'file', type: 'VARCHAR' }]

/** Columns that come from elsewhere than a field of the record. */
const OWN = new Set(['rowtime', 'record', 'file', 'approximate_arrival_time', 'shard_id', 'sequence_number'])
/** What is shown of lines is always there. */
const ALWAYS = new Set(['rowtime', 'record', 'host', 'file'])

/** Columns that some statement may read: too many rather than too few. */
export function wantedColumns(statements: readonly string[]): readonly ColumnDefinition[] {
  // A star that does not follow a parenthesis, as it does in count(*).
  const everything = statements.some((sql) => /(?<!\(\s*)\*|\bfrom\s+logs\s*$|^\s*from\b/i.test(sql))
  const words = new Set(statements.flatMap((sql) => sql.toLowerCase().match(/\w+/g) ?? []))
  return ALERT_COLUMNS.filter(({ name }) => everything || ALWAYS.has(name) || words.has(name))
}

export function columnList(columns: readonly ColumnDefinition[]): string {
  return columns.map(({ name, type }) => `${quoted(name)} ${type}`).join(', ')
}

/**
 * A SELECT that makes rows of records: DuckDB takes them apart, no object is made of them here. Parameters, each as text: the
 * records, one a line; the time of all or of each in ms, with commas; the file of all or of each, one a line.
 */
export function insertSelect(columns: readonly ColumnDefinition[]): string {
  const fields = columns.filter(({ name }) => !OWN.has(name))
  const shape = Object.fromEntries(
    fields.map(({ name, type }) => [name, type === 'TIMESTAMP' ? 'VARCHAR' : type]),
  )
  const values = columns.map(({ name, type }) => {
    if (name === 'rowtime' || name === 'approximate_arrival_time') return 'make_timestamp(came * 1000)'
    if (name === 'record') return 'line::JSON'
    if (name === 'file') return `nullif(file, '')`
    if (OWN.has(name)) return 'NULL'
    if (type === 'TIMESTAMP') return `TRY_CAST(r.${quoted(name)} AS TIMESTAMPTZ)::TIMESTAMP`
    return `r.${quoted(name)}`
  })
  const each = (list: string): string => `CASE WHEN len(${list}) = 1 THEN ${list}[1] ELSE ${list}[i] END`
  return (
    `SELECT ${values.join(', ')} FROM (` +
    `SELECT line, json_transform(line, ${literal(JSON.stringify(shape))}) AS r, came, file FROM (` +
    `SELECT line, (${each('times')})::BIGINT AS came, ${each('files')} AS file FROM (` +
    'SELECT unnest(string_split($1, chr(10))) AS line, generate_subscripts(string_split($1, chr(10)), 1) AS i, ' +
    `string_split($2, ',') AS times, string_split($3, chr(10)) AS files)) ` +
    `WHERE CASE WHEN json_valid(line) THEN json_type(line) = 'OBJECT' ELSE false END)`
  )
}
