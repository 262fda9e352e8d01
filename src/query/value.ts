import type { DuckDBValue } from '@duckdb/node-api'
import type { DuckDb } from './duckdb.ts'
import type { Value } from './result.ts'

/** A value of DuckDB as results have it. */
export function resultValue(duckdb: DuckDb, value: DuckDBValue): Value {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value
  if (value instanceof duckdb.DuckDBTimestampValue || value instanceof duckdb.DuckDBTimestampTZValue)
    return isoOf(value.micros)
  if (value instanceof duckdb.DuckDBDecimalValue) return value.toDouble()
  if (value instanceof duckdb.DuckDBListValue || value instanceof duckdb.DuckDBArrayValue)
    return value.items.map((item) => resultValue(duckdb, item))
  if (value instanceof duckdb.DuckDBStructValue)
    return Object.fromEntries(
      Object.entries(value.entries).map(([key, item]) => [key, resultValue(duckdb, item)]),
    )
  if (value instanceof duckdb.DuckDBMapValue)
    return Object.fromEntries(
      value.entries.map(({ key, value: item }) => [
        textOf(resultValue(duckdb, key)),
        resultValue(duckdb, item),
      ]),
    )
  return String(value)
}

function textOf(value: Value): string {
  return typeof value === 'string' ? value : String(value)
}

/** ISO 8601 in UTC, with ms, or with µs where there are some. */
function isoOf(micros: bigint): string {
  const ms = Number(micros / 1000n) - (micros % 1000n < 0n ? 1 : 0)
  const fine = Number(((micros % 1000n) + 1000n) % 1000n)
  // Beyond what JavaScript's dates reach, and infinite ones.
  if (!(Math.abs(ms) <= 8.64e15)) return String(micros)
  const text = new Date(ms).toISOString()
  return fine === 0 ? text : `${text.slice(0, -1)}${String(fine).padStart(3, '0')}Z`
}

/** JSON text of values: integers beyond 2^53 in full. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'bigint' ? { $integer: item.toString() } : item,
  )
}

/** What `jsonOf` wrote. */
export function fromJson(text: string): unknown {
  return JSON.parse(text, (_key, item: unknown) => {
    if (typeof item !== 'object' || item === null || !('$integer' in item)) return item
    return BigInt(String(item.$integer))
  })
}
