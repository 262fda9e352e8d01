import { text as messages } from '../../../messages/messages.ts'
import { asText, quoteText, type Typed } from '../value-types.ts'
import type { CallParts, FunctionDefinition } from './function.ts'
import { columnsAt, numbered, type RecordColumn, recordOf } from './record-columns.ts'
import { checkPattern, countGroups } from './regex.ts'
import { w3cFormat } from './w3c.ts'

/** Functions that cut a line into a record; its columns are named behind a point: `r.COLUMN1`. */
export const RECORD_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'REGEX_LOG_PARSE',
    group: 'record',
    arity: [2, 3],
    over: 'row',
    example: "REGEX_LOG_PARSE(message, '(\\w+) (\\w+)')",
    emit: regexLogParse,
  },
  {
    name: 'FAST_REGEX_LOG_PARSER',
    group: 'record',
    arity: [2, 3],
    over: 'row',
    example: "FAST_REGEX_LOG_PARSER(message, '([a-z]+) ([a-z]+)')",
    emit: regexLogParse,
  },
  {
    name: 'VARIABLE_COLUMN_LOG_PARSE',
    group: 'record',
    arity: [3, 5],
    over: 'row',
    example: "VARIABLE_COLUMN_LOG_PARSE(message, 'A TYPE VARCHAR(8), B TYPE INTEGER', ',')",
    emit: variableColumns,
  },
  {
    name: 'FIXED_COLUMN_LOG_PARSE',
    group: 'record',
    arity: [2, 2],
    over: 'row',
    example: "FIXED_COLUMN_LOG_PARSE(message, 'A TYPE VARCHAR(3) START 0 FOR 3, B TYPE INTEGER START 4')",
    emit: (parts) => {
      const line = asText(parts.args[0]!)
      return recordOf(
        columnsAt(parts, 1),
        // What a column of fixed width is filled up with is not part of its value.
        ({ start, length }) =>
          `trim(substring(${line}, ${start + 1}${length === undefined ? '' : `, ${length}`}))`,
        `${line} IS NOT NULL`,
      )
    },
  },
  {
    name: 'SYS_LOG_PARSE',
    group: 'record',
    arity: [1, 1],
    over: 'row',
    example: 'SYS_LOG_PARSE(message)',
    emit: sysLogParse,
  },
  {
    name: 'W3C_LOG_PARSE',
    group: 'record',
    arity: [2, 2],
    over: 'row',
    example: "W3C_LOG_PARSE(message, 'COMMON')",
    emit: (parts) => {
      const format = w3cFormat(parts.textAt(1))
      if (format === undefined) return parts.fail(parts.expression(1), messages.dialect.refused.w3cFormat)
      return byGroups(parts, format.pattern, format.columns)
    },
  },
]

function regexLogParse(parts: CallParts): Typed {
  const pattern = checkPattern(parts, 1)
  const groups = countGroups(pattern)
  const columns = parts.args.length > 2 ? columnsAt(parts, 2) : numbered(groups)
  if (groups === 0 || columns.length !== groups)
    parts.fail(parts.expression(1), messages.dialect.groupCount(groups, columns.length))
  return byGroups(parts, pattern, columns)
}

/** One column for each group of the pattern. */
function byGroups(parts: CallParts, pattern: string, columns: readonly RecordColumn[]): Typed {
  const line = asText(parts.args[0]!)
  const expression = quoteText(pattern)
  return recordOf(
    columns,
    (_, index) => `nullif(regexp_extract(${line}, ${expression}, ${index + 1}), '')`,
    `regexp_matches(${line}, ${expression})`,
  )
}

/** `Mon DD HH:MM:SS rest`: the time lacks its year, which the row's time has. */
function sysLogParse(parts: CallParts): Typed {
  const line = asText(parts.args[0]!)
  const pattern = quoteText('^([A-Z][a-z]{2}) +(\\d{1,2} \\d\\d:\\d\\d:\\d\\d) (.*)$')
  const year = `CAST(year(${parts.rowtime}) AS VARCHAR)`
  const time =
    `try_strptime(${year} || ' ' || regexp_extract(${line}, ${pattern}, 1) || ' ' || ` +
    `regexp_extract(${line}, ${pattern}, 2), '%Y %b %-d %H:%M:%S')`
  const rest = `nullif(regexp_extract(${line}, ${pattern}, 3), '')`
  return {
    sql: `(CASE WHEN regexp_matches(${line}, ${pattern}) THEN struct_pack("COLUMN1" := ${time}, "COLUMN2" := ${rest}) END)`,
    type: 'record',
    fields: [
      { name: 'COLUMN1', type: 'timestamp', sql: time },
      { name: 'COLUMN2', type: 'string', sql: rest },
    ],
  }
}

/** Fields between delimiters, which an escape or quotes may hide. */
function variableColumns(parts: CallParts): Typed {
  const line = asText(parts.args[0]!)
  const columns = columnsAt(parts, 1)
  const delimiter = parts.textAt(2)
  const hiding = parts.args.length > 3 ? parts.textAt(3) : ''
  const quote = parts.args.length > 4 ? parts.textAt(4) : ''
  if (delimiter === '') parts.fail(parts.expression(2), messages.dialect.notEmpty)
  if (quote !== '' && [...delimiter].length > 1)
    parts.fail(parts.expression(2), messages.dialect.refused.longDelimiter)
  const list =
    quote === '' ? splitPlain(line, delimiter, hiding) : splitQuoted(line, delimiter, hiding, quote)
  const clean = (sql: string): string => {
    const unescaped = hiding === '' ? sql : `replace(${sql}, chr(1), ${quoteText(delimiter)})`
    return quote === '' ? unescaped : `trim(${unescaped}, ${quoteText(quote)})`
  }
  return recordOf(columns, (_, index) => clean(`${list}[${index + 1}]`), `${line} IS NOT NULL`)
}

function splitPlain(line: string, delimiter: string, hiding: string): string {
  return `string_split(${hidden(line, delimiter, hiding)}, ${quoteText(delimiter)})`
}

/** An escaped delimiter hides as a control character that no log line holds. */
function hidden(line: string, delimiter: string, hiding: string): string {
  return hiding === '' ? line : `replace(${line}, ${quoteText(hiding + delimiter)}, chr(1))`
}

function splitQuoted(line: string, delimiter: string, hiding: string, quote: string): string {
  const [open, close] = [[...quote][0]!, [...quote][1] ?? [...quote][0]!]
  const mark = inClass(delimiter)
  const field = `((?:${literal(open)}[^${inClass(close)}]*${literal(close)}|[^${mark}])*)${literal(delimiter)}`
  return `regexp_extract_all(${hidden(line, delimiter, hiding)} || ${quoteText(delimiter)}, ${quoteText(field)}, 1)`
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

function inClass(character: string): string {
  return character.replace(/[\\\]^-]/g, '\\$&')
}
