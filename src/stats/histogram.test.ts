import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Histogram } from './histogram.ts'

const values = fc.array(fc.integer({ min: 0, max: 2 ** 31 - 1 }), { minLength: 1, maxLength: 300 })

function filled(all: readonly number[]): Histogram {
  const histogram = new Histogram()
  for (const value of all) histogram.record(value)
  return histogram
}

describe('a histogram', () => {
  it('tells each percentile within a thirty-second of the true one, and never below it', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 100 }), (all, percent) => {
        const sorted = [...all].sort((a, b) => a - b)
        const exact = sorted[Math.max(1, Math.ceil((percent / 100) * all.length)) - 1]!
        const told = filled(all).percentile(percent)
        expect(told).toBeGreaterThanOrEqual(exact)
        expect(told).toBeLessThanOrEqual(exact * (1 + 1 / 32))
      }),
    )
  })

  it('is exact for small values, and for the largest', () => {
    const histogram = filled([0, 1, 2, 3, 63, 1_000_003])
    expect([1, 50, 80].map((percent) => histogram.percentile(percent))).toEqual([0, 2, 63])
    expect(histogram.percentile(100)).toBe(1_000_003)
    expect(histogram.max).toBe(1_000_003)
  })

  it('tells of a span of time by the difference of two states', () => {
    fc.assert(
      fc.property(values, values, (before, after) => {
        const histogram = filled(before)
        const earlier = histogram.copy()
        for (const value of after) histogram.record(value)
        const difference = histogram.since(earlier)
        expect(difference.count).toBe(after.length)
        const alone = filled(after)
        for (const percent of [50, 95, 99]) {
          const [told, wanted] = [difference.percentile(percent), alone.percentile(percent)]
          expect(Math.abs(told - wanted)).toBeLessThanOrEqual(wanted / 32)
        }
      }),
    )
  })

  it('counts what is no duration as the nearest that is: clocks step back', () => {
    expect(filled([-5, Number.NaN]).percentile(100)).toBe(0)
    expect(filled([2 ** 40]).percentile(100)).toBe(2 ** 31 - 1)
    expect(new Histogram().percentile(99)).toBe(0)
  })

  it('counts what does not exceed a bound, within a thirty-second, and adds everything up', () => {
    const bounds = fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 31 - 1 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(values, bounds, (all, written) => {
        const ascending = [...written].sort((a, b) => a - b)
        const histogram = filled(all)
        for (const [i, told] of histogram.upTo(ascending).entries()) {
          const bound = ascending[i]!
          expect(told).toBeLessThanOrEqual(all.filter((value) => value <= bound).length)
          expect(told).toBeGreaterThanOrEqual(all.filter((value) => value * (1 + 1 / 32) <= bound).length)
        }
        const sum = all.reduce((total, value) => total + value, 0)
        expect(histogram.sum).toBe(sum)
        expect(histogram.copy().sum).toBe(sum)
        expect(histogram.since(histogram.copy()).sum).toBe(0)
      }),
    )
  })
})
