import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Tuning } from './tuning.ts'

const BOUNDS = { batchSize: 500, batchTimeoutMs: 5000, concurrency: 16, adaptive: true }
const GOOD = { entries: 100, throttled: false, failed: false, ms: 20 }

describe('tuning', () => {
  it('spaces requests wider while there are many, and closer again when there are few', () => {
    const tuning = new Tuning(BOUNDS)
    let now = 0
    for (; now < 20_000; now += 2) tuning.observe(GOOD, now)
    expect(tuning.lingerMs).toBe(200)
    for (; now < 60_000; now += 200) tuning.observe(GOOD, now)
    expect(tuning.lingerMs).toBe(20)
  })

  it('sends smaller requests, and fewer at a time, while the service struggles, and recovers', () => {
    const tuning = new Tuning(BOUNDS)
    let now = 0
    for (; now < 10_000; now += 100) tuning.observe({ ...GOOD, throttled: true }, now)
    expect(tuning).toMatchObject({ batchSize: 100, concurrency: 16 })
    for (; now < 20_000; now += 100) tuning.observe({ ...GOOD, failed: true }, now)
    expect(tuning.concurrency).toBe(2)
    for (; now < 60_000; now += 100) tuning.observe(GOOD, now)
    expect(tuning).toMatchObject({ batchSize: 500, concurrency: 16 })
  })

  it('lets a request hold records in proportion to its entries where they are packed', () => {
    const tuning = new Tuning({ ...BOUNDS, requestRecords: 10_000, lingerMs: 100 })
    expect(tuning).toMatchObject({ records: 10_000, lingerMs: 100 })
    for (let now = 1000; now < 20_000; now += 1000) tuning.observe({ ...GOOD, throttled: true }, now)
    expect(tuning).toMatchObject({ batchSize: 100, records: 2000, lingerMs: 100 })
    expect(new Tuning(BOUNDS).records).toBe(500)
  })

  it('takes many failures at one time for one', () => {
    const tuning = new Tuning(BOUNDS)
    for (let i = 0; i < 16; i++) tuning.observe({ ...GOOD, failed: true }, 5000)
    expect(tuning.concurrency).toBe(8)
  })

  it('never leaves the bounds of the user, and does nothing when it is off', () => {
    const answer = fc.record({
      entries: fc.integer({ min: 1, max: 500 }),
      throttled: fc.boolean(),
      failed: fc.boolean(),
      ms: fc.integer({ min: 0, max: 20_000 }),
    })
    const bounds = fc.record({
      batchSize: fc.integer({ min: 1, max: 500 }),
      batchTimeoutMs: fc.integer({ min: 0, max: 5000 }),
      concurrency: fc.integer({ min: 1, max: 64 }),
      adaptive: fc.boolean(),
    })
    fc.assert(
      fc.property(bounds, fc.array(fc.tuple(answer, fc.integer({ min: 0, max: 3000 }))), (bound, answers) => {
        const tuning = new Tuning(bound)
        let now = 0
        for (const [one, wait] of answers) {
          now += wait
          tuning.observe(one, now)
          expect(tuning.batchSize).toBeGreaterThanOrEqual(Math.min(100, bound.batchSize))
          expect(tuning.batchSize).toBeLessThanOrEqual(bound.batchSize)
          expect(tuning.concurrency).toBeGreaterThanOrEqual(1)
          expect(tuning.concurrency).toBeLessThanOrEqual(bound.concurrency)
          expect(tuning.lingerMs).toBeLessThanOrEqual(Math.min(200, bound.batchTimeoutMs))
          if (bound.adaptive) continue
          expect(tuning).toMatchObject({ batchSize: bound.batchSize, concurrency: bound.concurrency })
        }
      }),
    )
  })
})
