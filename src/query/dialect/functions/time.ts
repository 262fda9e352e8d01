import { text as messages } from '../../../messages/messages.ts'
import { datePattern } from '../date-pattern.ts'
import { asText, isNumber, quoteText, type Typed, type ValueType } from '../value-types.ts'
import type { CallParts, FunctionDefinition } from './function.ts'

/** The clock of a query is the time of its rows: the same rows give the same results after a restart. */
function clock(name: string, cast: string | undefined, type: ValueType): FunctionDefinition {
  return {
    name,
    group: 'time',
    arity: [0, 0],
    over: 'row',
    example: name,
    emit: ({ rowtime }) => ({ sql: cast === undefined ? rowtime : `CAST(${rowtime} AS ${cast})`, type }),
  }
}

/** `CHAR_TO_…(pattern, text)`. */
function fromText(
  name: string,
  cast: string | undefined,
  type: ValueType,
  example: string,
): FunctionDefinition {
  return {
    name,
    group: 'time',
    arity: [2, 2],
    over: 'row',
    example,
    emit: (parts) => {
      const { format, zoned } = patternAt(parts, 0)
      const parsed = `try_strptime(${asText(parts.args[1]!)}, ${quoteText(format)})`
      // A text with an offset gives a moment, which is told in UTC here.
      const moment = zoned ? `(${parsed} AT TIME ZONE 'UTC')` : parsed
      return { sql: cast === undefined ? moment : `CAST(${moment} AS ${cast})`, type }
    },
  }
}

/** `…_TO_CHAR(pattern, time)`. */
function toText(name: string, example: string): FunctionDefinition {
  return {
    name,
    group: 'time',
    arity: [2, 2],
    over: 'row',
    example,
    emit: (parts) => {
      const { format } = patternAt(parts, 0)
      const value = parts.args[1]!
      // strftime takes no TIME: it gets the first day of all.
      const moment = value.type === 'time' ? `(DATE '1970-01-01' + ${value.sql})` : value.sql
      return { sql: `strftime(${moment}, ${quoteText(format)})`, type: 'string' }
    },
  }
}

/** Functions of dates and times. Times are UTC. */
export const TIME_FUNCTIONS: readonly FunctionDefinition[] = [
  clock('CURRENT_ROW_TIMESTAMP', undefined, 'timestamp'),
  clock('CURRENT_TIMESTAMP', undefined, 'timestamp'),
  clock('LOCALTIMESTAMP', undefined, 'timestamp'),
  clock('CURRENT_DATE', 'DATE', 'date'),
  clock('CURRENT_TIME', 'TIME', 'time'),
  clock('LOCALTIME', 'TIME', 'time'),
  {
    name: 'EXTRACT',
    group: 'time',
    arity: [1, 1],
    forms: ['FROM'],
    over: 'row',
    example: 'EXTRACT(HOUR FROM "timestamp")',
    emit: ({ args, call }) => {
      const unit = call.unit!.toLowerCase()
      const part = args[0]!.type === 'interval' ? partOfInterval(args[0]!.sql, unit) : undefined
      if (part !== undefined) return part
      // The old service gives seconds with their fraction.
      if (unit === 'second')
        return { sql: `(date_part('microseconds', ${args[0]!.sql}) / 1000000)`, type: 'double' }
      return { sql: `date_part('${unit}', ${args[0]!.sql})`, type: 'integer' }
    },
  },
  {
    name: 'TSDIFF',
    group: 'time',
    arity: [2, 2],
    over: 'row',
    example: 'TSDIFF(approximate_arrival_time, "timestamp")',
    emit: ({ args }) => ({
      sql: `abs(${milliseconds(args[0]!)} - ${milliseconds(args[1]!)})`,
      type: 'integer',
    }),
  },
  {
    name: 'UNIX_TIMESTAMP',
    group: 'time',
    arity: [1, 1],
    over: 'row',
    example: 'UNIX_TIMESTAMP("timestamp")',
    emit: ({ args }) => ({ sql: milliseconds(args[0]!), type: 'integer' }),
  },
  {
    name: 'TO_TIMESTAMP',
    group: 'time',
    arity: [1, 1],
    over: 'row',
    example: 'TO_TIMESTAMP(1705314645123)',
    emit: ({ args }) => {
      const value = args[0]!
      return {
        sql: `make_timestamp_ms(${value.type === 'integer' ? value.sql : `TRY_CAST(${value.sql} AS BIGINT)`})`,
        type: 'timestamp',
      }
    },
  },
  fromText(
    'CHAR_TO_TIMESTAMP',
    undefined,
    'timestamp',
    "CHAR_TO_TIMESTAMP('dd/MMM/yyyy:HH:mm:ss', '15/Jan/2024:10:30:45')",
  ),
  fromText('CHAR_TO_DATE', 'DATE', 'date', "CHAR_TO_DATE('yyyy-MM-dd', '2024-01-15')"),
  fromText('CHAR_TO_TIME', 'TIME', 'time', "CHAR_TO_TIME('HH:mm:ss', '10:30:45')"),
  toText('TIMESTAMP_TO_CHAR', 'TIMESTAMP_TO_CHAR(\'yyyy-MM-dd HH:mm\', "timestamp")'),
  toText('DATE_TO_CHAR', "DATE_TO_CHAR('dd.MM.yyyy', DATE '2024-01-15')"),
  toText('TIME_TO_CHAR', "TIME_TO_CHAR('HH:mm', TIME '10:30:45')"),
]

/** Milliseconds since 1970 of a time, or of a number that is such already. */
function milliseconds({ sql, type }: Typed): string {
  return isNumber(type) ? sql : `epoch_ms(${sql})`
}

/** DuckDB keeps what an interval was given as: 25 hours have no day there. */
function partOfInterval(sql: string, unit: string): Typed | undefined {
  const ms = `epoch_ms(${sql})`
  if (unit === 'day') return { sql: `(${ms} // 86400000)`, type: 'integer' }
  if (unit === 'hour') return { sql: `(${ms} // 3600000 % 24)`, type: 'integer' }
  if (unit === 'minute') return { sql: `(${ms} // 60000 % 60)`, type: 'integer' }
  return unit === 'second' ? { sql: `(${ms} % 60000 / 1000)`, type: 'double' } : undefined
}

function patternAt(parts: CallParts, index: number): { format: string; zoned: boolean } {
  const pattern = datePattern(parts.textAt(index))
  if ('unknown' in pattern)
    return parts.fail(parts.expression(index), messages.dialect.badDatePattern(pattern.unknown))
  return pattern
}
