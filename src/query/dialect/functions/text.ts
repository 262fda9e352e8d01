import { text as messages } from '../../../messages/messages.ts'
import { asText, quoteText, type Typed } from '../value-types.ts'
import { type FunctionDefinition, plain } from './function.ts'
import { checkPattern } from './regex.ts'

const text = { group: 'text', arity: [1, 1], type: 'string' } as const

/** Functions of character strings. Positions count from 1. */
export const TEXT_FUNCTIONS: readonly FunctionDefinition[] = [
  plain('CHAR_LENGTH', 'length', 'CHAR_LENGTH(path)', { ...text, type: 'integer' }),
  plain('CHARACTER_LENGTH', 'length', 'CHARACTER_LENGTH(path)', { ...text, type: 'integer' }),
  plain('UPPER', 'upper', 'UPPER(method)', text),
  plain('LOWER', 'lower', 'LOWER(method)', text),
  {
    name: 'INITCAP',
    group: 'text',
    arity: [1, 1],
    over: 'row',
    example: 'INITCAP(message)',
    // A word is a run of letters and digits: its first character large, the others small.
    emit: ({ args }) => ({
      sql:
        `list_aggregate(list_transform(regexp_extract_all(${asText(args[0]!)}, '[\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+'), ` +
        `lambda word: upper(left(word, 1)) || lower(substring(word, 2))), 'string_agg', '')`,
      type: 'string',
    }),
  },
  {
    name: 'SUBSTRING',
    group: 'text',
    arity: [2, 3],
    forms: ['', 'FROM', 'FROM FOR'],
    over: 'row',
    example: 'SUBSTRING(path FROM 2 FOR 3)',
    emit: ({ args }) => substring(args),
  },
  {
    name: 'POSITION',
    group: 'text',
    arity: [2, 2],
    forms: ['IN'],
    over: 'row',
    example: "POSITION('api' IN path)",
    emit: ({ args }) => ({ sql: `instr(${asText(args[1]!)}, ${asText(args[0]!)})`, type: 'integer' }),
  },
  {
    name: 'TRIM',
    group: 'text',
    arity: [1, 2],
    forms: ['', 'FROM'],
    over: 'row',
    example: "TRIM(BOTH '/' FROM path)",
    emit: ({ args, call }) => {
      const name = call.side === 'LEADING' ? 'ltrim' : call.side === 'TRAILING' ? 'rtrim' : 'trim'
      const [first, second] = args
      // `TRIM(LEADING FROM x)` takes blanks away, as does `TRIM(x)`.
      if (second === undefined) return { sql: `${name}(${asText(first!)}, ' ')`, type: 'string' }
      return { sql: `${name}(${asText(second)}, ${asText(first!)})`, type: 'string' }
    },
  },
  {
    name: 'OVERLAY',
    group: 'text',
    arity: [3, 4],
    forms: ['PLACING FROM', 'PLACING FROM FOR'],
    over: 'row',
    example: "OVERLAY(ip_address PLACING '***' FROM 1 FOR 3)",
    emit: ({ args }) => {
      const [value, placing] = [asText(args[0]!), asText(args[1]!)]
      const from = args[2]!.sql
      const length = args[3]?.sql ?? `length(${placing})`
      return {
        sql: `(left(${value}, ${from} - 1) || ${placing} || substring(${value}, ${from} + ${length}))`,
        type: 'string',
      }
    },
  },
  {
    name: 'REGEX_REPLACE',
    group: 'text',
    arity: [3, 5],
    over: 'row',
    example: "REGEX_REPLACE(path, '[0-9]+', 'N', 1, 0)",
    emit: (parts) => {
      const pattern = checkPattern(parts, 1)
      const value = asText(parts.args[0]!)
      const start = parts.args.length > 3 ? parts.wholeAt(3) : 1
      const occurrence = parts.args.length > 4 ? parts.wholeAt(4) : 0
      if (start < 1) parts.fail(parts.expression(3), messages.dialect.atLeast(1))
      if (occurrence > 1 || occurrence < 0)
        parts.fail(parts.expression(4), messages.dialect.refused.occurrence)
      // Java writes the groups of a replacement as $1, DuckDB as \1.
      const replacement = quoteText(
        parts
          .textAt(2)
          .replace(/\\(?!\$)/g, '\\\\')
          .replace(/(?<!\\)\$(\d)/g, '\\$1')
          .replaceAll('\\$', '$'),
      )
      const options = occurrence === 0 ? ", 'g'" : ''
      const replaced = (from: string): string =>
        `regexp_replace(${from}, ${quoteText(pattern)}, ${replacement}${options})`
      const sql =
        start === 1
          ? replaced(value)
          : `(left(${value}, ${start - 1}) || ${replaced(`substring(${value}, ${start})`)})`
      return { sql, type: 'string' }
    },
  },
  {
    name: 'JSON_VALUE',
    group: 'text',
    arity: [2, 2],
    over: 'row',
    example: "JSON_VALUE(record, '$.order_id')",
    emit: ({ args }) => ({ sql: `json_extract_string(${args[0]!.sql}, ${args[1]!.sql})`, type: 'string' }),
  },
]

/** SQL counts characters from 1 and lets a start before the first one use up the length; so does DuckDB but for 0 and less. */
function substring(args: readonly Typed[]): Typed {
  const [value, from, length] = args
  const written = /^-?\d+$/.test(from!.sql) ? Number(from!.sql) : undefined
  if (written !== undefined && written > 0) {
    const rest = length ? `, ${length.sql}` : ''
    return { sql: `substring(${asText(value!)}, ${from!.sql}${rest})`, type: 'string' }
  }
  const start = `greatest(${from!.sql}, 1)`
  const rest = length ? `, greatest(${from!.sql} + ${length.sql} - ${start}, 0)` : ''
  return { sql: `substring(${asText(value!)}, ${start}${rest})`, type: 'string' }
}
