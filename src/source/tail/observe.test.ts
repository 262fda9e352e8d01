import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Observations } from './observe.ts'

it('tells when the end of a range was first seen', () => {
  const seen = new Observations()
  seen.saw(10, 1000)
  seen.saw(10, 2000)
  seen.saw(25, 3000)
  seen.saw(5, 4000)
  expect([1, 10, 11, 25, 26].map((end) => seen.timeOf(end, -1))).toEqual([1000, 1000, 3000, 3000, -1])
  seen.forget(10)
  expect(seen.timeOf(11, -1)).toBe(3000)
})

it('stays small in a long outage, and is then rather early than late', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 600, maxLength: 4000 }),
      (growths) => {
        const seen = new Observations()
        const truth: [size: number, time: number][] = []
        let size = 0
        for (const [i, growth] of growths.entries()) {
          size += growth
          seen.saw(size, i)
          truth.push([size, i])
        }
        let before = 0
        for (const [end, time] of truth) {
          const told = seen.timeOf(end, -1)
          expect(told).toBeLessThanOrEqual(time)
          expect(told).toBeGreaterThanOrEqual(before)
          expect(time - told).toBeLessThan(2 * (growths.length / 128))
          before = told
        }
      },
    ),
    { numRuns: 20 },
  )
})
