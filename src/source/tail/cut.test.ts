import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cutLines } from './cut.ts'

/** The same by looking at every line. */
function naive(bytes: Uint8Array, max: number): { whole: number; overlong: boolean } {
  for (let start = 0; ; ) {
    const end = bytes.indexOf(0x0a, start)
    const length = (end < 0 ? bytes.length : end) - start
    if (length > max) return { whole: start, overlong: true }
    if (end < 0) return { whole: start, overlong: false }
    start = end + 1
  }
}

it('cuts as looking at every line would', () => {
  const bytes = fc.array(fc.constantFrom(0x0a, 0x61, 0x61, 0x61, 0x0d), { maxLength: 60 })
  fc.assert(
    fc.property(bytes, fc.integer({ min: 1, max: 20 }), (all, max) => {
      expect(cutLines(Uint8Array.from(all), max)).toEqual(naive(Uint8Array.from(all), max))
    }),
    { numRuns: 5000 },
  )
})
