import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Ranking, rankedTogether } from './ranking.ts'

it('counts no value too low, tells by how much it may be too high, and keeps whatever is frequent', () => {
  // Few values that come often, many that come once: as paths and addresses do.
  const value = fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 4 }).map((i) => `often ${i}`) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 400 }).map((i) => `seldom ${i}`) },
  )
  fc.assert(
    fc.property(fc.array(value, { maxLength: 600 }), (values) => {
      const ranking = new Ranking(10)
      const exact = new Map<string, number>()
      for (const one of values) {
        ranking.add(one, 1, undefined)
        exact.set(one, (exact.get(one) ?? 0) + 1)
      }
      expect(ranking.total).toBe(values.length)
      const ranked = rankedTogether([ranking])
      expect(ranked.size).toBeLessThanOrEqual(30)
      for (const { value: name, count, over } of ranked.values()) {
        expect(count).toBeGreaterThanOrEqual(exact.get(name)!)
        expect(count - over).toBeLessThanOrEqual(exact.get(name)!)
      }
      for (const [name, count] of exact) if (count > values.length / 10) expect(ranked.has(name)).toBe(true)
    }),
  )
})

it('keeps what took longest, with mean and largest by weight', () => {
  const ranking = new Ranking(2, 'maxMs')
  for (let i = 0; i < 100; i++) ranking.add(`/fast/${i}`, 1, i / 100)
  ranking.add('/slow', 3, 900)
  ranking.add('/slow', 1, 100)
  for (let i = 0; i < 100; i++) ranking.add(`/fast/${i}`, 1, i / 100)
  const slow = rankedTogether([ranking]).get('/slow')!
  expect(slow).toMatchObject({ count: 4, maxMs: 900, sumMs: 2800, timed: 4 })
})
