import { text as messages } from '../../../messages/messages.ts'
import type { Typed } from '../value-types.ts'
import type { CallParts, FunctionDefinition, OverWindow } from './function.ts'

/** A value over the rows of a group, or of a window. */
function over(sql: string, window: OverWindow | undefined): string {
  return window === undefined ? sql : `${sql} OVER (${window.sql})`
}

function aggregate(
  name: string,
  duckdb: string,
  example: string,
  type: Typed['type'] | 'same',
): FunctionDefinition {
  return {
    name,
    group: 'aggregate',
    arity: [1, 1],
    over: 'both',
    example,
    emit: ({ args, call, over: window }) => ({
      sql: over(`${duckdb}(${call.distinct ? 'DISTINCT ' : ''}${args[0]!.sql})`, window),
      type: type === 'same' ? args[0]!.type : type,
    }),
  }
}

/** Functions over the rows of a group (GROUP BY, STAGGER) or of a window (OVER). */
export const AGGREGATE_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'COUNT',
    group: 'aggregate',
    arity: [0, 1],
    over: 'both',
    example: 'COUNT(DISTINCT ip_address)',
    emit: ({ args, call, over: window }) => {
      const value = call.star ? '*' : `${call.distinct ? 'DISTINCT ' : ''}${args[0]!.sql}`
      return { sql: over(`count(${value})`, window), type: 'integer' }
    },
  },
  {
    name: 'SUM',
    group: 'aggregate',
    arity: [1, 1],
    over: 'both',
    example: 'SUM(response_size)',
    emit: ({ args, call, over: window }) => {
      const sql = over(`sum(${call.distinct ? 'DISTINCT ' : ''}${args[0]!.sql})`, window)
      // DuckDB sums whole numbers in 128 bits; everything that reads results takes 64.
      return args[0]!.type === 'integer'
        ? { sql: `CAST(${sql} AS BIGINT)`, type: 'integer' }
        : { sql, type: args[0]!.type }
    },
  },
  aggregate('AVG', 'avg', 'AVG(response_size)', 'double'),
  aggregate('MIN', 'min', 'MIN(response_size)', 'same'),
  aggregate('MAX', 'max', 'MAX(response_size)', 'same'),
  aggregate('STDDEV', 'stddev_samp', 'STDDEV(response_size)', 'double'),
  aggregate('STDDEV_SAMP', 'stddev_samp', 'STDDEV_SAMP(response_size)', 'double'),
  aggregate('STDDEV_POP', 'stddev_pop', 'STDDEV_POP(response_size)', 'double'),
  aggregate('VAR_SAMP', 'var_samp', 'VAR_SAMP(response_size)', 'double'),
  aggregate('VAR_POP', 'var_pop', 'VAR_POP(response_size)', 'double'),
  aggregate('EVERY', 'bool_and', 'EVERY(status_code < 500)', 'boolean'),
  aggregate('ANY', 'bool_or', 'ANY(status_code >= 500)', 'boolean'),
  aggregate('APPROX_COUNT_DISTINCT', 'approx_count_distinct', 'APPROX_COUNT_DISTINCT(ip_address)', 'integer'),
  {
    name: 'APPROX_PERCENTILE',
    group: 'aggregate',
    arity: [2, 2],
    over: 'both',
    example: 'APPROX_PERCENTILE(response_size, 0.95)',
    emit: ({ args, over: window }) => ({
      sql: over(`approx_quantile(${args[0]!.sql}, ${args[1]!.sql})`, window),
      type: args[0]!.type,
    }),
  },
  edge('FIRST_VALUE', 'first'),
  edge('LAST_VALUE', 'last'),
  {
    name: 'NTH_VALUE',
    group: 'analytic',
    arity: [2, 2],
    over: 'window',
    example: "NTH_VALUE(path, 2) OVER (PARTITION BY ip_address RANGE INTERVAL '1' MINUTE PRECEDING)",
    emit: (parts) => {
      const nth = parts.wholeAt(1)
      if (nth < 1) parts.fail(parts.expression(1), messages.dialect.atLeast(1))
      if (parts.call.fromLast) parts.fail(parts.call, messages.dialect.refused.fromLast)
      const nulls = parts.call.ignoreNulls ? ' IGNORE NULLS' : ''
      return {
        sql: over(`nth_value(${parts.args[0]!.sql}, ${nth}${nulls})`, parts.over),
        type: parts.args[0]!.type,
      }
    },
  },
  {
    name: 'LAG',
    group: 'analytic',
    arity: [1, 3],
    over: 'window',
    example: "LAG(status_code, 1, 0) OVER (PARTITION BY ip_address RANGE INTERVAL '1' MINUTE PRECEDING)",
    emit: lag,
  },
  {
    name: 'EXP_AVG',
    group: 'analytic',
    arity: [2, 2],
    over: 'window',
    example:
      "EXP_AVG(response_size, INTERVAL '10' SECOND) OVER (PARTITION BY log_type RANGE INTERVAL '30' SECOND PRECEDING)",
    emit: exponentialAverage,
  },
]

/** The first or last value by time. Of rows of one time the value itself decides, so that a second run gives the same. */
function edge(name: string, duckdb: string): FunctionDefinition {
  return {
    name,
    group: 'aggregate',
    arity: [1, 1],
    over: 'both',
    example: `${name}(path)`,
    emit: ({ args, call, over: window }) => {
      const { sql, type } = args[0]!
      const order = ` ORDER BY t.rowtime, ${sql}`
      if (window !== undefined) {
        const nulls = call.ignoreNulls ? ' IGNORE NULLS' : ''
        // Frames of rows have an order that leaves nothing open.
        const tie = window.precedingMs === undefined ? '' : order
        return { sql: `${duckdb}_value(${sql}${tie}${nulls}) OVER (${window.sql})`, type }
      }
      const filter = call.ignoreNulls ? ` FILTER (WHERE ${sql} IS NOT NULL)` : ''
      return { sql: `${duckdb}(${sql}${order})${filter}`, type }
    },
  }
}

/** The row n before counts only while the window reaches back to it. DuckDB's lag looks past the frame. */
function lag(parts: CallParts): Typed {
  const { args, call, over: window } = parts
  const { sql, type } = args[0]!
  const offset = args.length > 1 ? parts.wholeAt(1) : 1
  if (offset < 0) parts.fail(parts.expression(1), messages.dialect.atLeast(0))
  const otherwise = args[2]?.sql ?? 'NULL'
  if (window!.precedingRows !== undefined && offset > window!.precedingRows)
    return { sql: args[2] ? otherwise : 'NULL', type }
  const nulls = call.ignoreNulls ? ' IGNORE NULLS' : ''
  const before = (value: string): string => `lag(${value}, ${offset}${nulls}) OVER (${window!.ordered})`
  // The row's own time, but for rows that IGNORE NULLS passes over.
  const seen = call.ignoreNulls ? `CASE WHEN ${sql} IS NOT NULL THEN t.rowtime END` : 't.rowtime'
  const limit = window!.precedingMs
  const inside =
    limit === undefined
      ? `${before(seen)} IS NOT NULL`
      : `${before(seen)} > t.rowtime - INTERVAL '${limit} milliseconds'`
  return { sql: `(CASE WHEN ${inside} THEN ${before(sql)} ELSE ${otherwise} END)`, type }
}

/** Weights of 1, ½, ¼, … for each further interval back from the row. */
function exponentialAverage(parts: CallParts): Typed {
  const half = parts.millisecondsAt(1)
  if (half <= 0) parts.fail(parts.expression(1), messages.dialect.notPositive)
  const value = parts.args[0]!.sql
  const rows =
    `list(struct_pack(v := CAST(${value} AS DOUBLE), at := epoch_ms(t.rowtime))) FILTER (WHERE ${value} IS NOT NULL) ` +
    `OVER (${parts.over!.sql})`
  const weight = `pow(0.5, (epoch_ms(t.rowtime) - e.at) // ${half})`
  return {
    sql:
      `(list_sum(list_transform(${rows}, lambda e: e.v * ${weight})) / ` +
      `list_sum(list_transform(${rows}, lambda e: ${weight})))`,
    type: 'double',
  }
}
