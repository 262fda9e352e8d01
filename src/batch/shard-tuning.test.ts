import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Answer, ShardTuning, SPAN_MS } from './shard-tuning.ts'
import type { TuningBounds } from './tuning.ts'

const BOUNDS: TuningBounds = { batchSize: 500, batchTimeoutMs: 5000, concurrency: 16, adaptive: true }
const GOOD: Answer = {
  entries: 100,
  retried: 0,
  throttled: false,
  failed: false,
  ms: 20,
  ageMs: 40,
  full: false,
}
const THROTTLED: Answer = { ...GOOD, retried: 50, throttled: true }
const FAILED: Answer = { ...GOOD, retried: 100, failed: true }

/** So many answers, a span apart. */
function answers(tuning: ShardTuning, count: number, answer: Answer, from: number = 0): number {
  for (let i = 0; i < count; i++) tuning.observe(answer, from + i * SPAN_MS)
  return from + count * SPAN_MS
}

describe('the tuning of a shard without a goal', () => {
  it('starts at the bounds of the user, and stays there while all is well', () => {
    const tuning = new ShardTuning(BOUNDS)
    tuning.allow(4)
    answers(tuning, 100, GOOD)
    expect(tuning).toMatchObject({ batchSize: 500, lingerMs: 0, requests: 4, records: 500 })
    expect(tuning.decisions).toEqual({
      batchSize: { up: 0, down: 0 },
      linger: { up: 0, down: 0 },
      requests: { up: 0, down: 0 },
      missed: { latency: 0, errors: 0 },
    })
  })

  it('sends smaller requests while the shard throttles, fewer at a time while they fail, and recovers', () => {
    const tuning = new ShardTuning(BOUNDS)
    tuning.allow(8)
    let now = answers(tuning, 10, THROTTLED)
    expect(tuning).toMatchObject({ batchSize: 100, requests: 8 })
    now = answers(tuning, 10, FAILED, now)
    expect(tuning).toMatchObject({ batchSize: 100, requests: 1 })
    answers(tuning, 30, GOOD, now)
    expect(tuning).toMatchObject({ batchSize: 500, requests: 8 })
    const { batchSize, requests, missed } = tuning.decisions
    expect(batchSize).toEqual({ up: 8, down: 5 })
    expect(requests).toEqual({ up: 14, down: 3 })
    expect(missed).toEqual({ latency: 0, errors: 20 })
  })

  it('takes an answer after more than a second for trouble', () => {
    const tuning = new ShardTuning(BOUNDS)
    tuning.allow(8)
    tuning.observe({ ...GOOD, ms: 1001 }, 0)
    expect(tuning).toMatchObject({ batchSize: 350, requests: 4 })
    expect(tuning.decisions.missed).toEqual({ latency: 1, errors: 0 })
  })

  it('takes failures at one time for one', () => {
    const tuning = new ShardTuning(BOUNDS)
    tuning.allow(8)
    for (let i = 0; i < 8; i++) tuning.observe(FAILED, 5000)
    expect(tuning.requests).toBe(4)
  })

  it('lets a request hold records in proportion to its entries where they are packed', () => {
    const tuning = new ShardTuning({ ...BOUNDS, requestRecords: 10_000 })
    expect(tuning.records).toBe(10_000)
    answers(tuning, 20, THROTTLED)
    expect(tuning).toMatchObject({ batchSize: 100, records: 2000 })
  })
})

describe('the tuning of a shard with a latency to aim at', () => {
  const latencyMs = 400

  it('lets lines wait longer for company while there is latency to spare', () => {
    const tuning = new ShardTuning({ ...BOUNDS, latencyMs })
    answers(tuning, 6, GOOD)
    expect(tuning.lingerMs).toBe(120)
    answers(tuning, 20, { ...GOOD, ageMs: 300 }, 6000)
    expect(tuning.lingerMs).toBe(120)
  })

  it('halves that wait when lines come late for it, and sends larger requests where they were full', () => {
    const tuning = new ShardTuning({ ...BOUNDS, latencyMs })
    let now = answers(tuning, 8, GOOD)
    now = answers(tuning, 3, THROTTLED, now)
    expect(tuning).toMatchObject({ lingerMs: 160, records: 171 })
    now = answers(tuning, 1, { ...GOOD, ageMs: 500 }, now)
    expect(tuning).toMatchObject({ lingerMs: 80, records: 171 })
    answers(tuning, 1, { ...GOOD, ageMs: 500, full: true }, now)
    expect(tuning).toMatchObject({ lingerMs: 40, records: 221 })
  })

  it('sends smaller requests where it is the service that takes the time', () => {
    const tuning = new ShardTuning({ ...BOUNDS, latencyMs })
    tuning.allow(4)
    const sizes: number[] = []
    for (let i = 0; i < 50; i++) {
      const ms = 30 + 2 * tuning.batchSize
      tuning.observe({ ...GOOD, ms, ageMs: ms + 300, full: true }, i * SPAN_MS)
      sizes.push(Math.floor(tuning.batchSize))
      if (i === 0) expect(tuning).toMatchObject({ batchSize: 350, requests: 2 })
    }
    // An answer within half of the latency, and the step beyond it that is taken back.
    expect(Math.max(...sizes.slice(10))).toBeLessThanOrEqual(85 + 50)
    expect(Math.min(...sizes)).toBeGreaterThan(50)
  })

  it('leaves their size alone where the service takes its time whatever they hold', () => {
    const tuning = new ShardTuning({ ...BOUNDS, latencyMs })
    answers(tuning, 60, { ...GOOD, ms: 300, ageMs: 500, full: true })
    expect(tuning.batchSize).toBe(500)
    expect(tuning.decisions.batchSize.down).toBe(1)
  })

  it('bears one late request in twenty', () => {
    const tuning = new ShardTuning({ ...BOUNDS, latencyMs })
    tuning.observe(GOOD, 0)
    for (let i = 0; i < 21; i++)
      tuning.observe({ ...GOOD, ageMs: i === 3 ? 500 : 40 }, i === 20 ? SPAN_MS : 500)
    expect(tuning.decisions.missed.latency).toBe(0)
    for (let i = 0; i < 21; i++)
      tuning.observe({ ...GOOD, ageMs: i < 2 ? 500 : 40 }, i === 20 ? 2 * SPAN_MS : 1500)
    expect(tuning.decisions.missed.latency).toBe(1)
  })
})

describe('the tuning of a shard with a part of errors to bear', () => {
  it('bears it, and no more', () => {
    const tuning = new ShardTuning({ ...BOUNDS, errorPart: 0.5 })
    answers(tuning, 10, THROTTLED)
    expect(tuning).toMatchObject({ batchSize: 500, overErrors: false })
    tuning.observe({ ...THROTTLED, retried: 51 }, 10_000)
    expect(tuning).toMatchObject({ batchSize: 350, overErrors: true })
  })

  it('counts records that failed by themselves', () => {
    const tuning = new ShardTuning({ ...BOUNDS, errorPart: 0.01 })
    tuning.observe({ ...GOOD, retried: 50 }, 0)
    expect(tuning).toMatchObject({ batchSize: 350, overErrors: true, mayGrow: false })
    expect(new ShardTuning(BOUNDS).mayGrow).toBe(true)
  })
})

const answer: fc.Arbitrary<Answer> = fc
  .record({
    entries: fc.integer({ min: 1, max: 500 }),
    part: fc.constantFrom(0, 0, 0, 0.001, 0.1, 1),
    throttled: fc.boolean(),
    failed: fc.boolean(),
    ms: fc.integer({ min: 0, max: 3000 }),
    waitedMs: fc.integer({ min: -500, max: 5000 }),
    full: fc.boolean(),
  })
  .map(({ part, waitedMs, throttled, failed, ...rest }) => ({
    ...rest,
    retried: Math.ceil(rest.entries * (failed ? 1 : part)),
    throttled: throttled && part > 0,
    failed,
    ageMs: rest.ms + waitedMs,
  }))

const bounds: fc.Arbitrary<TuningBounds> = fc
  .record({
    batchSize: fc.integer({ min: 1, max: 500 }),
    batchTimeoutMs: fc.integer({ min: 0, max: 5000 }),
    adaptive: fc.boolean(),
    latencyMs: fc.option(fc.integer({ min: 1, max: 5000 }), { nil: undefined }),
    errorPart: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
  })
  .map(({ latencyMs, errorPart, ...rest }) => ({
    ...rest,
    concurrency: 16,
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(errorPart === undefined ? {} : { errorPart }),
  }))

describe('the tuning of a shard, whatever comes', () => {
  it('stays within the bounds, goes up by steps and down by factors, and counts each move', () => {
    const all = fc.array(fc.tuple(answer, fc.integer({ min: 0, max: 1500 })), { maxLength: 100 })
    fc.assert(
      fc.property(bounds, fc.integer({ min: 1, max: 16 }), all, (bound, lanes, steps) => {
        const tuning = new ShardTuning(bound)
        tuning.allow(lanes)
        const { batchSize, batchTimeoutMs, latencyMs } = bound
        const moves = { batchSize: 0, linger: 0, requests: 0 }
        let now = 0
        for (const [one, wait] of steps) {
          now += wait
          const before = { batch: tuning.batchSize, linger: tuning.lingerMs, requests: tuning.requests }
          tuning.observe(one, now)
          const least = Math.min(batchSize, latencyMs === undefined ? 100 : 10)
          expect(tuning.batchSize).toBeGreaterThanOrEqual(least)
          expect(tuning.batchSize).toBeLessThanOrEqual(batchSize)
          expect(tuning.records).toBeGreaterThanOrEqual(1)
          expect(tuning.lingerMs).toBeLessThanOrEqual(Math.min(batchTimeoutMs, latencyMs ?? 0))
          expect(tuning.requests).toBeGreaterThanOrEqual(1)
          expect(tuning.requests).toBeLessThanOrEqual(lanes)
          const up = [
            tuning.batchSize - before.batch <= batchSize / 10 + 1e-9,
            tuning.lingerMs - before.linger <= (latencyMs ?? 0) / 20 + 1e-9,
            tuning.requests - before.requests <= 0.5,
          ]
          const down = [
            tuning.batchSize >= before.batch * 0.7 - 1e-9,
            tuning.lingerMs >= before.linger * 0.5 - 1e-9 || before.linger * 0.5 < 1,
            tuning.requests >= before.requests * 0.5 - 1e-9,
          ]
          expect([...up, ...down]).not.toContain(false)
          moves.batchSize += Number(tuning.batchSize !== before.batch)
          moves.linger += Number(tuning.lingerMs !== before.linger)
          moves.requests += Number(tuning.requests !== before.requests)
        }
        for (const figure of ['batchSize', 'linger', 'requests'] as const) {
          const { up, down } = tuning.decisions[figure]
          expect(up + down).toBe(moves[figure])
        }
        if (!bound.adaptive) expect(moves).toEqual({ batchSize: 0, linger: 0, requests: 0 })
      }),
    )
  })

  it('allows as many requests as there are lanes, also when their number changes', () => {
    const tuning = new ShardTuning(BOUNDS)
    tuning.allow(4)
    expect(tuning.requests).toBe(4)
    tuning.sending = 4
    expect(tuning.busy).toBe(true)
    tuning.allow(8)
    expect(tuning).toMatchObject({ requests: 8, busy: false })
    tuning.observe(FAILED, 0)
    tuning.allow(6)
    expect(tuning.requests).toBe(4)
    tuning.allow(2)
    expect(tuning.requests).toBe(2)
  })
})
