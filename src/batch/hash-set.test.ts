import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HashSet } from './hash-set.ts'

describe('a set of hashes', () => {
  it('is a set, use after use', () => {
    const set = new HashSet()
    // Numbers that fall into few cells, so that they meet.
    const value = fc.oneof(
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 0, max: 8 }).map((n) => n * 64),
      fc.nat(),
    )
    fc.assert(
      fc.property(fc.array(value, { maxLength: 300 }), (values) => {
        const model = new Set<number>()
        set.clear(values.length)
        for (const one of values) {
          expect(set.has(one)).toBe(model.has(one))
          set.add(one)
          model.add(one)
        }
        for (const one of values) expect(set.has(one)).toBe(true)
      }),
    )
  })
})
