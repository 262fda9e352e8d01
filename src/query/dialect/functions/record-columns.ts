import { KinetailError } from '../../../base/errors.ts'
import { text as messages } from '../../../messages/messages.ts'
import { datePattern } from '../date-pattern.ts'
import { parseType } from '../parse-expression.ts'
import { parseQuery } from '../parse-query.ts'
import { TokenReader } from '../token-reader.ts'
import { convert, type KnownType, knownType, quoteText, type Typed, type TypedField } from '../value-types.ts'
import type { CallParts } from './function.ts'

/** A column of a parsed line: `price TYPE DOUBLE START 4 FOR 8`. */
export interface RecordColumn {
  readonly name: string
  readonly type: KnownType
  /** The layout of a date or time, in DuckDB's letters. */
  readonly format: string | undefined
  /** Place of the first character, from 0, and number of characters; of fixed columns only. */
  readonly start: number
  readonly length: number | undefined
}

/** The columns that a literal argument describes: their number, or `name TYPE type` with commas between. */
export function columnsAt(parts: CallParts, index: number): readonly RecordColumn[] {
  const expression = parts.expression(index)
  if (expression.kind === 'number') return numbered(parts.wholeAt(index))
  const description = parts.textAt(index)
  if (/^\s*\d+\s*$/.test(description)) return numbered(Number(description))
  try {
    const reader = new TokenReader(description, parseQuery)
    const columns = reader.list(() => readColumn(reader))
    if (!reader.ended) reader.unexpected([','])
    return columns
  } catch (error) {
    if (!(error instanceof KinetailError)) throw error
    return parts.fail(expression, messages.dialect.badColumns(error.message))
  }
}

/** COLUMN1, COLUMN2, …: the names that the old service gave. */
export function numbered(count: number): readonly RecordColumn[] {
  const type: KnownType = { type: 'string', duckdb: 'VARCHAR', length: undefined }
  return Array.from({ length: count }, (_, index) => ({
    name: `COLUMN${index + 1}`,
    type,
    format: undefined,
    start: 0,
    length: undefined,
  }))
}

function readColumn(reader: TokenReader): RecordColumn {
  const { name } = reader.identifier(messages.dialect.what.column)
  reader.expect('TYPE')
  const written = parseType(reader)
  const type = knownType(written)
  if (type === undefined) reader.fail(written, messages.dialect.unknownType(written.name, undefined))
  let format: string | undefined
  if (reader.peek().kind === 'string') {
    const token = reader.next()
    const pattern = datePattern(token.value)
    if ('unknown' in pattern) reader.fail(token, messages.dialect.badDatePattern(pattern.unknown))
    format = (pattern as { format: string }).format
  }
  reader.accept('NOT', 'NULL')
  const start = reader.accept('START') ? whole(reader) : 0
  const length = reader.accept('FOR') ? whole(reader) : undefined
  return { name, type: type!, format, start, length }
}

function whole(reader: TokenReader): number {
  return Number(reader.expectNumber(messages.dialect.what.number).value)
}

/** A record of these columns; each gets the text that `textOf` takes from the line. NULL where `valid` is not so. */
export function recordOf(
  columns: readonly RecordColumn[],
  textOf: (column: RecordColumn, index: number) => string,
  valid: string,
): Typed {
  const fields = columns.map((column, index): TypedField => {
    const value: Typed = { sql: textOf(column, index), type: 'string' }
    const parsed: Typed =
      column.format === undefined
        ? value
        : { sql: `try_strptime(${value.sql}, ${quoteText(column.format)})`, type: 'timestamp' }
    return { name: column.name, type: column.type.type, sql: convert(parsed, column.type).sql }
  })
  const values = fields.map(({ name, sql }) => `"${name.replaceAll('"', '""')}" := ${sql}`)
  return { sql: `(CASE WHEN ${valid} THEN struct_pack(${values.join(', ')}) END)`, type: 'record', fields }
}
