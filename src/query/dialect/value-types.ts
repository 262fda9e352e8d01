import type { TypeName } from './ast.ts'

/** What is known of a value before any row is seen; the old dialect's arithmetic depends on it (7 / 2 is 3 there). */
export type ValueType =
  | 'integer'
  | 'decimal'
  | 'double'
  | 'string'
  | 'timestamp'
  | 'date'
  | 'time'
  | 'interval'
  | 'boolean'
  | 'record'
  | 'unknown'

/** A piece of DuckDB's SQL, and what its value is. Binds as tightly as a name: safe beside any operator. */
export interface Typed {
  readonly sql: string
  readonly type: ValueType
  /** Fields of a record, in order. */
  readonly fields?: readonly TypedField[]
  /** What it was made to be, where it was: once is enough. */
  readonly converted?: string
}
export interface TypedField {
  readonly name: string
  readonly type: ValueType
  /** The field alone, where there is a shorter way to it than through its record. */
  readonly sql?: string
}

/** Types of the old dialect by name: what they are here, and in DuckDB. Lengths, precision and scale follow. */
const TYPES: Readonly<Record<string, { readonly type: ValueType; readonly duckdb: string }>> = {
  BIGINT: { type: 'integer', duckdb: 'BIGINT' },
  BINARY: { type: 'unknown', duckdb: 'BLOB' },
  BOOLEAN: { type: 'boolean', duckdb: 'BOOLEAN' },
  CHAR: { type: 'string', duckdb: 'VARCHAR' },
  CHARACTER: { type: 'string', duckdb: 'VARCHAR' },
  DATE: { type: 'date', duckdb: 'DATE' },
  DEC: { type: 'decimal', duckdb: 'DECIMAL' },
  DECIMAL: { type: 'decimal', duckdb: 'DECIMAL' },
  DOUBLE: { type: 'double', duckdb: 'DOUBLE' },
  FLOAT: { type: 'double', duckdb: 'DOUBLE' },
  INT: { type: 'integer', duckdb: 'INTEGER' },
  INTEGER: { type: 'integer', duckdb: 'INTEGER' },
  INTERVAL: { type: 'interval', duckdb: 'INTERVAL' },
  NUMERIC: { type: 'decimal', duckdb: 'DECIMAL' },
  REAL: { type: 'double', duckdb: 'FLOAT' },
  SMALLINT: { type: 'integer', duckdb: 'SMALLINT' },
  TIME: { type: 'time', duckdb: 'TIME' },
  TIMESTAMP: { type: 'timestamp', duckdb: 'TIMESTAMP' },
  TINYINT: { type: 'integer', duckdb: 'TINYINT' },
  VARBINARY: { type: 'unknown', duckdb: 'BLOB' },
  VARCHAR: { type: 'string', duckdb: 'VARCHAR' },
}

export const TYPE_NAMES: readonly string[] = Object.keys(TYPES)

/** A type as DuckDB has it. */
export interface KnownType {
  readonly type: ValueType
  readonly duckdb: string
  /** Characters that a text keeps at the most; undefined for all. */
  readonly length: number | undefined
}

/** The type of a declaration; undefined when there is none of that name. DECIMAL without scale has none, as SQL says. */
export function knownType(name: TypeName): KnownType | undefined {
  const found = TYPES[name.name]
  if (found === undefined) return undefined
  const [first, second] = name.arguments
  if (found.duckdb === 'DECIMAL') {
    // DuckDB holds 38 digits; the old service 19 unless told.
    const precision = Math.min(Math.max(first ?? 19, 1), 38)
    const scale = Math.min(Math.max(second ?? 0, 0), precision)
    return {
      type: scale === 0 ? 'integer' : 'decimal',
      duckdb: `DECIMAL(${precision}, ${scale})`,
      length: undefined,
    }
  }
  return { ...found, length: found.type === 'string' && first !== undefined && first > 0 ? first : undefined }
}

/** What a column of DuckDB's type holds. */
export function typeOfDuckdb(duckdb: string): ValueType {
  const name = duckdb.toUpperCase().replace(/\(.*$/, '')
  if (/^U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?$/.test(name)) return 'integer'
  if (/^(?:VARCHAR|JSON|UUID)$/.test(name)) return 'string'
  if (name.startsWith('TIMESTAMP')) return 'timestamp'
  return TYPES[name]?.type ?? 'unknown'
}

export function isNumber(type: ValueType): boolean {
  return type === 'integer' || type === 'decimal' || type === 'double'
}

/** A value made to be of a type. What does not convert is NULL: one bad row must not end a query of all rows. */
export function convert(value: Typed, target: KnownType): Typed {
  const { type, duckdb, length } = target
  const converted = `${duckdb}${length === undefined ? '' : ` ${length}`}`
  if (value.converted === converted) return value
  if (value.sql === 'NULL') return { sql: `CAST(NULL AS ${duckdb})`, type }
  if (length !== undefined) return { sql: `left(${asText(value)}, ${length})`, type, converted }
  if (type === 'string') return { sql: asText(value), type }
  if (value.type === type && SAME.has(duckdb)) return { sql: value.sql, type }
  // A text with an offset gives a moment, which is told in UTC here; TIMESTAMP alone would pass over the offset.
  if (duckdb === 'TIMESTAMP' && value.type === 'string')
    return { sql: `(TRY_CAST(${value.sql} AS TIMESTAMPTZ) AT TIME ZONE 'UTC')`, type, converted }
  // A fraction is cut off, as Java does; DuckDB would round.
  const fraction = type === 'integer' && (value.type === 'double' || value.type === 'decimal')
  const sql = `TRY_CAST(${fraction ? `trunc(${value.sql})` : value.sql} AS ${duckdb})`
  return { sql, type, converted }
}

/** Types of DuckDB that values of their kind have anyway. */
const SAME: ReadonlySet<string> = new Set(['TIMESTAMP', 'DATE', 'TIME', 'BOOLEAN', 'DOUBLE', 'INTERVAL'])

export function asText(value: Typed): string {
  return value.type === 'string' ? value.sql : `CAST(${value.sql} AS VARCHAR)`
}

/** A text in DuckDB's SQL. */
export function quoteText(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

/** A name in DuckDB's SQL, behind a point or AS, where no word is reserved. */
export function quoteName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/i.test(name) ? name : `"${name.replaceAll('"', '""')}"`
}
