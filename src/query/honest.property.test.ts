import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blockOf, oneQuery, queryOf } from '../testing/query-rows.ts'
import type { EngineOptions, QueryEngine } from './engine.ts'
import { openEngine } from './open-engine.ts'
import type { Program, WindowSpec } from './program.ts'
import type { LateRow, ResultBatch, Value } from './result.ts'

/**
 * The promise of late honesty: whatever the order, the clocks and the crashes, what windows say equals a batch over all rows but
 * those that were told to be late. Nothing is compared that the engine computed, but which rows those are.
 */
const BASE = Date.parse('2024-01-15T10:00:00Z')
const SHARDS = ['a', 'b', 'c']

interface Row {
  readonly event: number
  readonly arrivedAt: number
  readonly shard: string
  readonly host: string
  readonly key: string
  readonly ip: string
  readonly size: number
  readonly id: number
}

interface Case {
  readonly rows: readonly Row[]
  readonly lateMs: number
  readonly idleMs: number
  /** Steps after which the process ends, and whether it was killed. */
  readonly ends: readonly (readonly [step: number, killed: boolean])[]
  /** Rows of a block. */
  readonly block: number
  /** How the shards take turns. */
  readonly turns: readonly number[]
  readonly correctMs: number
}

const someRows: fc.Arbitrary<Row[]> = fc
  .record({
    skews: fc.array(fc.integer({ min: -8_000, max: 8_000 }), { minLength: 3, maxLength: 3 }),
    steps: fc.array(
      fc.record({
        pass: fc.integer({ min: 0, max: 2_500 }),
        jitter: fc.integer({ min: -6_000, max: 0 }),
        shard: fc.integer({ min: 0, max: 5 }),
        host: fc.integer({ min: 0, max: 2 }),
        key: fc.integer({ min: 0, max: 2 }),
        ip: fc.integer({ min: 0, max: 4 }),
        size: fc.integer({ min: 0, max: 1_000 }),
        lateHour: fc.integer({ min: 0, max: 20 }),
        repeats: fc.integer({ min: 0, max: 12 }),
      }),
      // Small cases show nothing: no window would close before the end.
      { minLength: 50, maxLength: 80, size: 'max' },
    ),
  })
  .map(({ skews, steps }) => {
    let clock = BASE
    const rows: Row[] = []
    for (const [id, step] of steps.entries()) {
      clock += step.pass
      const late = step.lateHour === 0 ? 3_600_000 : 0
      // Shard c is mostly idle.
      const shard = SHARDS[step.shard === 5 ? 2 : step.shard % 2]!
      const row = {
        event: clock + step.jitter + skews[step.host]! - late,
        arrivedAt: clock,
        shard,
        host: `h${step.host}`,
        key: 'xyz'[step.key]!,
        ip: String(step.ip),
        size: step.size,
        id,
      }
      rows.push(row)
      if (step.repeats === 0) rows.push({ ...row, shard: SHARDS[(step.shard + 1) % 2]! })
    }
    return rows
  })

const someCase: fc.Arbitrary<Case> = fc.record({
  correctMs: fc.constantFrom(0, 0, 15_000, 4_000_000),
  rows: someRows,
  lateMs: fc.integer({ min: 0, max: 4_000 }),
  idleMs: fc.integer({ min: 1_000, max: 12_000 }),
  ends: fc.array(fc.tuple(fc.integer({ min: 3, max: 14 }), fc.boolean()), { minLength: 1, maxLength: 3 }),
  block: fc.integer({ min: 1, max: 5 }),
  turns: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 8, maxLength: 8 }),
})

interface Told {
  readonly batches: ResultBatch[]
  readonly late: LateRow[]
  /** Batches that were there before the input was over. */
  early: number
  restarts: number
  /** Of each row by id, which of its copies came first, by what is on the disk: `shard:place`. */
  readonly first: Map<number, string>
}

/** Feeds the shards as the case says, ends and begins again as it says; everything that was ever handed out. */
async function run(folder: string, program: Program, the: Case, time: 'event' | 'arrival'): Promise<Told> {
  const told: Told = { batches: [], late: [], early: 0, restarts: 0, first: new Map() }
  let pushed: { readonly shard: string; readonly place: number; readonly id: number }[] = []
  let now = BASE
  let generation = 0
  const options = (state: string): EngineOptions => ({
    program,
    time,
    lateMs: the.lateMs,
    correctMs: program.queries.every(({ window }) => 'sizeMs' in window && window.kind !== 'stagger')
      ? the.correctMs
      : 0,
    idleMs: the.idleMs,
    state,
    now: () => now,
    deliver: async (batch) => {
      told.batches.push(batch)
    },
    onLate: async (rows) => {
      told.late.push(...rows)
    },
  })
  let state = join(folder, `s${generation}`)
  mkdirSync(state)
  let engine: QueryEngine = await openEngine(options(state))
  const feeds = new Map(SHARDS.map((shard) => [shard, the.rows.filter((row) => row.shard === shard)]))
  let places = new Map(SHARDS.map((shard) => [shard, 0]))
  const ends = [...the.ends].sort(([a], [b]) => a - b)
  await engine.open(SHARDS)
  for (let step = 0; SHARDS.some((shard) => places.get(shard)! < feeds.get(shard)!.length); step++) {
    if (ends[0] !== undefined && step >= ends[0][0]) {
      const [, killed] = ends.shift()!
      // What a killed process leaves is what lies on the disk between two calls.
      const next = join(folder, `s${++generation}`)
      if (killed) copyState(state, next)
      await engine.stop()
      if (!killed) copyState(state, next)
      state = next
      engine = await openEngine(options(state))
      await engine.open(SHARDS)
      places = new Map(SHARDS.map((shard) => [shard, Number(engine.resume.get(shard) ?? 0)]))
      pushed = pushed.filter(({ shard, place }) => place <= places.get(shard)!)
    }
    const turn = SHARDS[the.turns[step % the.turns.length]!]!
    // The turns may leave a shard out for good: it comes now and then.
    const shard = step % 7 === 6 ? SHARDS.find((one) => places.get(one)! < feeds.get(one)!.length)! : turn
    const from = places.get(shard)!
    const rows = feeds.get(shard)!.slice(from, from + the.block)
    if (rows.length === 0) {
      now += 500
      await engine.progress(shard, 0)
      continue
    }
    now = Math.max(now, rows.at(-1)!.arrivedAt)
    await engine.push(blockFrom(shard, rows, from))
    pushed.push(...rows.map(({ id }, i) => ({ shard, place: from + i + 1, id })))
    places.set(shard, from + rows.length)
  }
  for (const { shard, place, id } of pushed) if (!told.first.has(id)) told.first.set(id, `${shard}:${place}`)
  told.early = told.batches.length
  told.restarts = generation
  await engine.end()
  await engine.stop()
  return told
}

function blockFrom(shard: string, rows: readonly Row[], from: number): ReturnType<typeof blockOf> {
  return blockOf(
    shard,
    rows.map((row, i) => ({
      place: from + i + 1,
      arrivedAt: row.arrivedAt,
      timestamp: new Date(row.event).toISOString(),
      log_type: row.key,
      ip_address: row.ip,
      response_size: row.size,
      host: row.host,
      event_id: `0123456789abcdef:${row.id}`,
    })),
  )
}

function copyState(from: string, to: string): void {
  mkdirSync(join(to, 'database'), { recursive: true })
  for (const name of ['query.duckdb', 'query.duckdb.wal'].map((file) => join('database', file)))
    if (existsSync(join(from, name))) copyFileSync(join(from, name), join(to, name))
}

interface Group {
  n: number
  ips: Set<string>
  size: number
}

/** Groups of a batch, as `start|end|key n ips size`. */
function groups(rows: readonly (readonly [row: Row, start: number, end: number])[]): string[] {
  const found = new Map<string, Group>()
  for (const [row, start, end] of rows) {
    const name = `${new Date(start).toISOString()}|${new Date(end).toISOString()}|${row.key}`
    const group = found.get(name) ?? { n: 0, ips: new Set(), size: 0 }
    found.set(name, group)
    group.n++
    group.ips.add(row.ip)
    group.size += row.size
  }
  return [...found].map(([name, { n, ips, size }]) => `${name} ${n} ${ips.size} ${size}`).sort()
}

function unique(rows: readonly Row[]): Row[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()]
}

/**
 * By id: the starts of the windows that a row is in no result of. What was told of its first copy counts: a second one that comes
 * after a restart, long after its windows, is told to be late, though the first is in them.
 */
function lateOf({ late, first }: Told): Map<number, Set<number>> {
  const byPlace = new Map<string, Set<number>>()
  for (const { shardId, sequenceNumber, missed } of late) {
    const place = `${shardId}:${sequenceNumber}`
    const starts = byPlace.get(place) ?? new Set()
    byPlace.set(place, starts)
    for (const { start, corrected } of missed) if (!corrected) starts.add(start)
  }
  return new Map(
    [...first].flatMap(([id, place]) => {
      const starts = byPlace.get(place)
      return starts === undefined || starts.size === 0 ? [] : [[id, starts]]
    }),
  )
}

/** What was handed out: the same under the same id and revision however often, and of each id the last revision. */
function handedOut(batches: readonly ResultBatch[], tell: (row: Record<string, Value>) => string): string[] {
  const byId = new Map<string, string[]>()
  for (const { columns, rows, revision } of batches)
    for (const { id, values } of rows) {
      const text = tell(Object.fromEntries(columns.map(({ name }, i) => [name, values[i]!])))
      const revisions = byId.get(id) ?? []
      byId.set(id, revisions)
      expect(revisions[revision] ?? text).toBe(text)
      revisions[revision] = text
    }
  return [...byId.values()].map((revisions) => revisions.at(-1)!).sort()
}

const GROUPED =
  'SELECT log_type, count(*) AS n, count(DISTINCT ip_address) AS ips, sum(response_size)::BIGINT AS size FROM logs GROUP BY log_type'
const tellGroup = (row: Record<string, Value>): string =>
  `${row['window_start']}|${row['window_end']}|${row['log_type']} ${row['n']} ${row['ips']} ${row['size']}`

/** So often as many cases, at most, until late rows, early results and restarts were among them. */
const MOST_TRIES = 10

let folder: string
let runs = 0

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kinetail-honest-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function holds(
  program: Program,
  tell: (row: Record<string, Value>) => string,
  batch: (rows: readonly Row[], late: ReadonlyMap<number, ReadonlySet<number>>) => string[],
  numRuns: number,
  time: 'event' | 'arrival' = 'event',
): Promise<void> {
  const seen = { late: 0, early: 0, restarts: 0 }
  const property = fc.asyncProperty(someCase, async (the) => {
    const own = join(folder, String(runs++))
    mkdirSync(own)
    const told = await run(own, program, the, time)
    rmSync(own, { recursive: true })
    seen.late += told.late.length
    seen.early += told.early
    seen.restarts += told.restarts
    expect(handedOut(told.batches, tell)).toEqual(batch(unique(the.rows), lateOf(told)))
  })
  const all = (): boolean => seen.early > 0 && seen.restarts > 0 && (time !== 'event' || seen.late > 0)
  // A few cases may all be without what they are to be about: then there are more of them.
  for (let tries = 0; tries === 0 || (!all() && tries < MOST_TRIES); tries++)
    await fc.assert(property, { numRuns })
  // Else nothing was put to the test. By arrival shards are in order, and late only when one was idle.
  expect(seen.early).toBeGreaterThan(0)
  expect(seen.restarts).toBeGreaterThan(0)
  if (time === 'event') expect(seen.late).toBeGreaterThan(0)
}

function grouped(window: WindowSpec): Program {
  return oneQuery(GROUPED, window)
}

/** Rows that are late in none of their windows. */
function inTime(rows: readonly Row[], late: ReadonlyMap<number, unknown>): Row[] {
  return rows.filter(({ id }) => !late.has(id)).sort((a, b) => a.event - b.event)
}

describe('results equal a batch over all rows but the late ones, across restarts', () => {
  for (const [sizeMs, everyMs, time] of [
    [10_000, 10_000, 'event'],
    [15_000, 6_000, 'event'],
    [10_000, 5_000, 'arrival'],
  ] as const)
    it(`of windows of ${sizeMs} ms every ${everyMs} ms by ${time} time`, async () => {
      const window: WindowSpec =
        sizeMs === everyMs ? { kind: 'tumbling', sizeMs } : { kind: 'hopping', sizeMs, everyMs }
      await holds(
        grouped(window),
        tellGroup,
        (rows, late) =>
          groups(
            rows.flatMap((row) => {
              const found: [Row, number, number][] = []
              const at = time === 'event' ? row.event : row.arrivedAt
              let start = Math.floor(at / everyMs) * everyMs
              for (; start + sizeMs > at; start -= everyMs)
                if (!late.get(row.id)?.has(start)) found.push([row, start, start + sizeMs])
              return found
            }),
          ),
        3,
        time,
      )
    })

  it('of sessions', async () => {
    const gapMs = 4_000
    await holds(
      grouped({ kind: 'session', gapMs, by: ['log_type'] }),
      tellGroup,
      (rows, late) => {
        const sessions: Row[][] = []
        const open = new Map<string, Row[]>()
        for (const row of inTime(rows, late)) {
          const last = open.get(row.key)
          if (last !== undefined && row.event - last.at(-1)!.event < gapMs) last.push(row)
          else {
            const session = [row]
            open.set(row.key, session)
            sessions.push(session)
          }
        }
        return groups(
          sessions.flatMap((session) =>
            session.map((row) => [row, session[0]!.event, session.at(-1)!.event + gapMs] as const),
          ),
        )
      },
      2,
    )
  })

  it('of stagger windows', async () => {
    const sizeMs = 9_000
    await holds(
      grouped({ kind: 'stagger', sizeMs, by: ['log_type'] }),
      tellGroup,
      (rows, late) => {
        const open = new Map<string, number>()
        return groups(
          inTime(rows, late).map((row) => {
            let start = open.get(row.key)
            if (start === undefined || row.event >= start + sizeMs) {
              start = row.event
              open.set(row.key, start)
            }
            return [row, start, start + sizeMs] as const
          }),
        )
      },
      2,
    )
  })

  it('of rows that look back', async () => {
    const sql = `SELECT event_id, sum(response_size) OVER (PARTITION BY log_type ORDER BY rowtime
      RANGE INTERVAL 10 SECOND PRECEDING)::BIGINT AS size FROM logs`
    await holds(
      oneQuery(sql, { kind: 'sliding', precedingMs: 10_000, by: ['log_type'] }),
      (row) => `${row['event_id']} ${row['size']}`,
      (rows, late) => {
        const kept = inTime(rows, late)
        return kept
          .map((row) => {
            const seen = kept.filter(
              ({ key, event }) => key === row.key && event <= row.event && event >= row.event - 10_000,
            )
            return `0123456789abcdef:${row.id} ${seen.reduce((sum, { size }) => sum + size, 0)}`
          })
          .sort()
      },
      2,
    )
  })

  it('of streams that feed each other', async () => {
    const stream = (name: string, output: boolean): Program['streams'][number] => ({
      name,
      relation: name,
      origin: name === 'logs' ? 'source' : 'query',
      columns: undefined,
      output,
    })
    const filter = `SELECT log_type, ip_address, response_size FROM logs WHERE log_type <> 'z'`
    const first =
      'SELECT log_type, count(*) AS n, count(DISTINCT ip_address) AS ips, sum(response_size)::BIGINT AS size FROM filtered GROUP BY log_type'
    const second =
      'SELECT log_type, sum(n)::BIGINT AS n, max(ips) AS ips, sum(size)::BIGINT AS size FROM counted GROUP BY log_type'
    const program: Program = {
      streams: [
        stream('logs', false),
        stream('filtered', false),
        stream('counted', false),
        stream('result', true),
      ],
      queries: [
        queryOf('one', 'logs', 'filtered', filter, { kind: 'none' }),
        queryOf('two', 'filtered', 'counted', first, { kind: 'tumbling', sizeMs: 5_000 }),
        queryOf('three', 'counted', 'result', second, { kind: 'tumbling', sizeMs: 20_000 }),
      ],
    }
    await fc.assert(
      fc.asyncProperty(someCase, async (the) => {
        const own = join(folder, String(runs++))
        mkdirSync(own)
        const told = await run(own, program, the, 'event')
        rmSync(own, { recursive: true })
        // Rows of a derived stream have no event id of their own: of late ones it is told what they say.
        const late = told.late.length
        const rows = unique(the.rows).filter(({ key }) => key !== 'z')
        const counted = handedOut(told.batches, (row) => JSON.stringify(row)).map(
          (text) => JSON.parse(text) as { n: number; size: number },
        )
        const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)
        expect(sum(counted.map(({ n }) => n))).toBeGreaterThanOrEqual(rows.length - late)
        expect(sum(counted.map(({ n }) => n))).toBeLessThanOrEqual(rows.length)
        if (late > 0) return
        expect(sum(counted.map(({ size }) => size))).toBe(sum(rows.map(({ size }) => size)))
      }),
      { numRuns: 2 },
    )
  })
})
