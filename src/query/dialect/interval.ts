import type { Interval, IntervalUnit } from './ast.ts'

/** Length of the units that have one, ms. */
export const UNIT_MS: Readonly<Partial<Record<string, number>>> = {
  MILLISECOND: 1,
  SECOND: 1000,
  MINUTE: 60_000,
  HOUR: 3_600_000,
  DAY: 86_400_000,
}

/** An interval literal: months, or milliseconds. SQL keeps the two apart, since a month has no fixed length. */
export type IntervalValue =
  | { readonly kind: 'months'; readonly months: number }
  | { readonly kind: 'time'; readonly ms: number }

const ORDER: readonly IntervalUnit[] = ['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND']
/** What stands before a field when the fields of an interval are written in one text: `2 3:4:5.678`. */
const BEFORE: Readonly<Record<IntervalUnit, string>> = {
  YEAR: '',
  MONTH: '-',
  DAY: '',
  HOUR: ' ',
  MINUTE: ':',
  SECOND: ':',
}

/** The value of `INTERVAL '1:30' MINUTE TO SECOND`; undefined where the text does not have the fields that are named. */
export function intervalValue(interval: Interval): IntervalValue | undefined {
  const fields = fieldsOf(interval)
  if (fields === undefined) return undefined
  const sign = interval.negative !== interval.value.trim().startsWith('-') ? -1 : 1
  const parts = fields.map((unit, index) => (index === 0 ? '' : escaped(BEFORE[unit])) + digits(unit))
  const match = new RegExp(`^[+-]?${parts.join('')}$`).exec(interval.value.trim())
  if (!match) return undefined
  const numbers = fields.map((_, index) => Number(match[index + 1]))
  if (fields[0] === 'YEAR' || fields[0] === 'MONTH') {
    const months = fields.reduce((sum, unit, i) => sum + numbers[i]! * (unit === 'YEAR' ? 12 : 1), 0)
    return { kind: 'months', months: sign * months }
  }
  const ms = fields.reduce((sum, unit, i) => sum + numbers[i]! * UNIT_MS[unit]!, 0)
  return { kind: 'time', ms: sign * Math.round(ms) }
}

function fieldsOf({ from, to }: Interval): readonly IntervalUnit[] | undefined {
  const [first, last] = [ORDER.indexOf(from), ORDER.indexOf(to ?? from)]
  const fields = ORDER.slice(first, last + 1)
  // YEAR TO DAY would mix months and days.
  return fields.length === 0 || (first < 2 && last > 1) ? undefined : fields
}

function digits(unit: IntervalUnit): string {
  return unit === 'SECOND' ? '(\\d+(?:\\.\\d+)?)' : '(\\d+)'
}

function escaped(mark: string): string {
  return mark === ' ' ? '\\s+' : mark
}

/** An interval in DuckDB's SQL, in the largest unit that it is a whole number of. */
export function intervalSql(value: IntervalValue): string {
  if (value.kind === 'months') return `INTERVAL '${value.months} months'`
  return `INTERVAL '${durationSql(value.ms)}'`
}

function durationSql(ms: number): string {
  const units: readonly [number, string][] = [
    [86_400_000, 'day'],
    [3_600_000, 'hour'],
    [60_000, 'minute'],
    [1000, 'second'],
  ]
  const [size, name] = units.find(([length]) => ms !== 0 && ms % length === 0) ?? [1, 'millisecond']
  const count = ms / size
  return `${count} ${name}${Math.abs(count) === 1 ? '' : 's'}`
}
