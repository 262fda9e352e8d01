import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockOf, Taken } from '../../testing/query-rows.ts'
import { openEngine } from '../open-engine.ts'
import { compileDialect } from './compile.ts'

const BASE = Date.parse('2024-01-15T10:00:00Z')
const KINDS = ['nginx_access', 'apache_access', 'application']

interface Row {
  /** ms after BASE. */
  readonly at: number
  readonly kind: string
  readonly ip: string
  readonly size: number | null
}

/** Every row of a time of its own, so that frames of rows leave nothing open; three minutes of them, in any order. */
const rows: fc.Arbitrary<Row[]> = fc.uniqueArray(
  fc.record({
    at: fc.oneof(
      fc.integer({ min: 0, max: 180_000 }),
      fc.integer({ min: 0, max: 36 }).map((count) => count * 5000),
    ),
    kind: fc.constantFrom(...KINDS),
    ip: fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.3'),
    size: fc.option(fc.integer({ min: 0, max: 999 }), { freq: 5 }),
  }),
  { selector: ({ at }) => at, minLength: 1, maxLength: 60 },
)

async function results(sql: string, given: readonly Row[]): Promise<Record<string, unknown>[]> {
  const taken = new Taken()
  const engine = await openEngine({
    program: compileDialect(sql),
    time: 'event',
    lateMs: 180_000,
    idleMs: Number.POSITIVE_INFINITY,
    ...taken.options,
  })
  try {
    await engine.open(['a'])
    const records = given.map(({ at, kind, ip, size }, index) => ({
      place: index + 1,
      timestamp: iso(at),
      log_type: kind,
      ip_address: ip,
      ...(size === null ? {} : { response_size: size }),
    }))
    const half = Math.ceil(records.length / 2)
    await engine.push(blockOf('a', records.slice(0, half)))
    await engine.push(blockOf('a', records.slice(half)))
    await engine.end()
  } finally {
    await engine.stop()
  }
  return sorted(taken.rows)
}

const iso = (at: number): string => new Date(BASE + at).toISOString()
const sorted = (list: readonly object[]): Record<string, unknown>[] =>
  list.map((row) => ({ ...row })).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
const byTime = (given: readonly Row[]): Row[] => [...given].sort((a, b) => a.at - b.at)
const sizes = (given: readonly Row[]): number[] => given.flatMap(({ size }) => size ?? [])
const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length

function check(sql: string, recount: (given: readonly Row[]) => object[], close = false): Promise<void> {
  return fc.assert(
    fc.asyncProperty(rows, async (given) => {
      const [got, wanted] = [await results(sql, given), sorted(recount(given))]
      if (!close) expect(got).toEqual(wanted)
      else expect(rounded(got)).toEqual(rounded(wanted))
    }),
    { numRuns: 8 },
  )
}

/** Averages add up in another order here. */
const rounded = (list: readonly object[]): unknown[] =>
  list.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([key, value]) => [
        key,
        typeof value === 'number' ? Number(value.toPrecision(12)) : value,
      ]),
    ),
  )

describe('random rows through statements of the old service give what a plain recount gives', () => {
  it('in the windows of the lab guide', () =>
    check(
      `CREATE STREAM aggregated_logs AS SELECT log_type, COUNT(*) as event_count, COUNT(DISTINCT ip_address) as unique_ips,
         AVG(response_size) as avg_response_size FROM SOURCE_SQL_STREAM_001 WHERE log_type IS NOT NULL
       GROUP BY log_type, ROWTIME RANGE INTERVAL '1' MINUTE`,
      (given) =>
        [0, 60_000, 120_000, 180_000].flatMap((start) =>
          KINDS.flatMap((kind) => {
            const group = given.filter(
              (row) => row.kind === kind && row.at >= start && row.at < start + 60_000,
            )
            if (group.length === 0) return []
            return {
              window_start: iso(start),
              window_end: iso(start + 60_000),
              log_type: kind,
              event_count: group.length,
              unique_ips: new Set(group.map(({ ip }) => ip)).size,
              avg_response_size: mean(sizes(group)),
            }
          }),
        ),
      true,
    ))

  it('in windows of time that slide', () =>
    check(
      `SELECT STREAM ROWTIME, log_type, COUNT(*) OVER w AS n, SUM(response_size) OVER w AS total FROM SOURCE_SQL_STREAM_001
       WINDOW w AS (PARTITION BY log_type RANGE INTERVAL '10' SECOND PRECEDING)`,
      (given) =>
        given.map((row) => {
          const seen = given.filter(
            ({ at, kind }) => kind === row.kind && at <= row.at && at > row.at - 10_000,
          )
          const values = sizes(seen)
          const total = values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0)
          return { ROWTIME: iso(row.at), log_type: row.kind, n: seen.length, total }
        }),
    ))

  it('in windows of rows, with the row before', () =>
    check(
      `SELECT STREAM ROWTIME, MAX(response_size) OVER w AS most, LAG(ip_address, 2, 'none') OVER w AS before FROM SOURCE_SQL_STREAM_001
       WHERE log_type <> 'application' WINDOW w AS (PARTITION BY log_type ROWS 3 PRECEDING)`,
      (given) => {
        const counted = byTime(given).filter(({ kind }) => kind !== 'application')
        return counted.map((row) => {
          const own = counted.filter(({ kind, at }) => kind === row.kind && at <= row.at)
          const values = sizes(own.slice(-4))
          return {
            ROWTIME: iso(row.at),
            most: values.length === 0 ? null : Math.max(...values),
            before: own.at(-3)?.ip ?? 'none',
          }
        })
      },
    ))

  it('in windows that open with the first row of a key', () =>
    check(
      `SELECT STREAM log_type, COUNT(*) AS n, FIRST_VALUE(ip_address) AS first_ip FROM SOURCE_SQL_STREAM_001
       WHERE ip_address <> '10.0.0.3' WINDOWED BY STAGGER (PARTITION BY log_type, FLOOR(ROWTIME TO MINUTE) RANGE INTERVAL '20' SECOND)`,
      (given) => {
        const open = new Map<string, { end: number; rows: Row[] }>()
        const closed: { end: number; rows: Row[] }[] = []
        for (const row of byTime(given).filter(({ ip }) => ip !== '10.0.0.3')) {
          const key = `${row.kind} ${Math.floor(row.at / 60_000)}`
          const window = open.get(key)
          if (window && row.at < window.end) window.rows.push(row)
          else {
            if (window) closed.push(window)
            open.set(key, { end: row.at + 20_000, rows: [row] })
          }
        }
        return [...closed, ...open.values()].map(({ end, rows: own }) => ({
          window_start: iso(end - 20_000),
          window_end: iso(end),
          log_type: own[0]!.kind,
          n: own.length,
          first_ip: own[0]!.ip,
        }))
      },
    ))
})
