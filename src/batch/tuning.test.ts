import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Tuning } from './tuning.ts'

const BOUNDS = { batchSize: 500, batchTimeoutMs: 5000, concurrency: 16, adaptive: true }

describe('the spacing of requests', () => {
  it('becomes wider while there are many, and closer again when there are few', () => {
    const tuning = new Tuning(BOUNDS)
    expect(tuning.spacingMs).toBe(20)
    let now = 0
    for (; now < 20_000; now += 2) tuning.observe(now)
    expect(tuning.spacingMs).toBe(200)
    for (; now < 60_000; now += 200) tuning.observe(now)
    expect(tuning.spacingMs).toBe(20)
  })

  it('takes a fifth of the latency aimed at, at the most, whatever the number of requests', () => {
    const tuning = new Tuning({ ...BOUNDS, latencyMs: 50 })
    expect(tuning.spacingMs).toBe(10)
    for (let now = 0; now < 20_000; now += 2) tuning.observe(now)
    expect(tuning.spacingMs).toBe(10)
  })

  it('never leaves the bounds, and stays as it is without adaptive', () => {
    const bounds = fc.record({
      batchSize: fc.integer({ min: 1, max: 500 }),
      batchTimeoutMs: fc.integer({ min: 0, max: 5000 }),
      concurrency: fc.integer({ min: 1, max: 64 }),
      adaptive: fc.boolean(),
      lingerMs: fc.integer({ min: 0, max: 300 }),
    })
    const waits = fc.array(fc.integer({ min: 0, max: 10 }), { size: 'large', maxLength: 3000 })
    fc.assert(
      fc.property(bounds, waits, (bound, all) => {
        const tuning = new Tuning(bound)
        const first = tuning.spacingMs
        let now = 0
        for (const wait of all) {
          now += wait
          tuning.observe(now)
          expect(tuning.spacingMs).toBeLessThanOrEqual(Math.min(300, bound.batchTimeoutMs))
          expect(tuning.spacingMs).toBeGreaterThanOrEqual(first)
          if (!bound.adaptive) expect(tuning.spacingMs).toBe(first)
        }
      }),
      { numRuns: 30 },
    )
  })
})
