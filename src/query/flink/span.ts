import type { Expression } from './tree.ts'

const UNIT_MS: Readonly<Record<string, number>> = {
  microsecond: 0.001,
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
}

/**
 * Milliseconds of an expression that is an interval and always the same, whole: Flink's time has no more digits. Undefined for
 * any other expression, and for months, which have no length.
 */
export function spanOf(one: Expression): number | undefined {
  const span = exactSpan(one)
  return span === undefined ? undefined : Math.floor(span)
}

function exactSpan(one: Expression): number | undefined {
  if (one.class === 'CONSTANT' && one.value!.type.id === 'INTERVAL') return ofParts(one.value!.value)
  if (one.class === 'CAST' && one.cast_type!.id === 'INTERVAL') return ofText(literalOf(one.child!) ?? '')
  if (one.class !== 'FUNCTION') return undefined
  const [first, second] = one.children ?? []
  const unit = /^to_(\w+)s$/.exec(one.function_name!)?.[1]
  if (unit !== undefined && UNIT_MS[unit] !== undefined) {
    const amount = numberOf(first!)
    return amount === undefined ? undefined : amount * UNIT_MS[unit]
  }
  if (second === undefined || !['+', '-'].includes(one.function_name!)) return undefined
  const [a, b] = [exactSpan(first!), exactSpan(second)]
  if (a === undefined || b === undefined) return undefined
  return one.function_name === '+' ? a + b : a - b
}

/** DuckDB keeps months, days and microseconds apart. */
function ofParts(value: unknown): number | undefined {
  const { months = 0, days = 0, micros = 0 } = value as { months?: number; days?: number; micros?: number }
  return months === 0 ? days * 86_400_000 + micros / 1000 : undefined
}

function ofText(written: string): number | undefined {
  const found = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+?)s?\s*$/i.exec(written)
  const unit = UNIT_MS[found?.[2]?.toLowerCase() ?? '']
  return found === null || unit === undefined ? undefined : Number(found[1]) * unit
}

/** DuckDB writes `INTERVAL 5 MINUTE` as to_minutes(CAST(trunc(CAST(5 AS DOUBLE)) AS BIGINT)). */
function numberOf(one: Expression): number | undefined {
  if (one.class === 'CAST') return numberOf(one.child!)
  if (one.class === 'FUNCTION' && one.function_name === 'trunc') return numberOf(one.children![0]!)
  const written = literalOf(one)
  return written === undefined || Number.isNaN(Number(written)) ? undefined : Number(written)
}

/** What a constant says, as text. */
export function literalOf(one: Expression): string | undefined {
  return one.class === 'CONSTANT' && !one.value!.is_null ? String(one.value!.value) : undefined
}
