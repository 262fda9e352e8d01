import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Pace } from './pace.ts'

const LIMITS = { recordsPerSecond: 1000, bytesPerSecond: 1_000_000 }

describe('what was spent and turns out to be another size', () => {
  it('is corrected where it was spent, so that it ends when that does', () => {
    const pace = new Pace({ recordsPerSecond: Number.POSITIVE_INFINITY, bytesPerSecond: 1000 })
    pace.spend(10, 1000, 0)
    expect(pace.allowance(10)).toMatchObject({ bytes: 0 })
    pace.correct(-900, 0, 500)
    expect(pace.allowance(500)).toMatchObject({ bytes: 900 })
    pace.spend(10, 900, 500)
    expect(pace.allowance(999)).toMatchObject({ bytes: 0 })
    expect(pace.allowance(1100)).toMatchObject({ bytes: 100 })
    pace.correct(-900, 0, 1100)
    expect(pace.allowance(1100)).toMatchObject({ bytes: 100 })
    expect(pace.allowance(1600)).toMatchObject({ bytes: 1000, records: Number.POSITIVE_INFINITY })
  })
})

describe('the pace of a lane', () => {
  it('allows the limits and no more in any span of a second, whatever is asked for and when', () => {
    const steps = fc.array(
      fc.record({ wait: fc.integer({ min: 0, max: 700 }), wanted: fc.integer({ min: 1, max: 800 }) }),
      { minLength: 1, maxLength: 80 },
    )
    fc.assert(
      fc.property(steps, fc.double({ min: 0, max: 1e6, noNaN: true }), (all, start) => {
        const pace = new Pace(LIMITS)
        const sent: { at: number; records: number; bytes: number }[] = []
        let now = start
        for (const { wait, wanted } of all) {
          now += wait
          const allowed = pace.allowance(now)
          const records = Math.min(wanted, allowed.records, Math.floor(allowed.bytes / 1500))
          if (records === 0) continue
          pace.spend(records, records * 1500, now)
          sent.push({ at: now, records, bytes: records * 1500 })
        }
        for (const { at } of sent) {
          const second = sent.filter((other) => other.at >= at && other.at < at + 1000)
          expect(second.reduce((sum, { records }) => sum + records, 0)).toBeLessThanOrEqual(1000)
          expect(second.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(1_000_000)
        }
      }),
    )
  })

  it('uses at least nine tenths of the limit while there is enough to send', () => {
    const pace = new Pace(LIMITS)
    let sent = 0
    for (let now = 0; now < 20_000; now += 5) {
      const { records } = pace.allowance(now)
      if (records === 0) continue
      pace.spend(records, 0, now)
      sent += records
    }
    expect(sent).toBeGreaterThan(18_000)
    expect(sent).toBeLessThanOrEqual(20_000)
  })

  it('lets one entry larger than a second of bytes go when nothing else went', () => {
    const pace = new Pace(LIMITS)
    expect(pace.allows(5_000_000, 0)).toBe(true)
    pace.spend(1, 5_000_000, 0)
    expect(pace.allows(1, 900)).toBe(false)
    expect(pace.allows(5_000_000, 1100)).toBe(true)
  })

  it('asks for less while the shard throttles, for a quarter at the least, and finds its way back', () => {
    const pace = new Pace(LIMITS)
    let now = 10_000
    for (; now < 40_000; now += 100) pace.throttled(now)
    expect(pace.part).toBe(0.25)
    expect(pace.allowance(now).records).toBe(250)
    for (; now < 80_000; now += 100) pace.accepted(now)
    expect(pace.part).toBe(1)
  })
})
