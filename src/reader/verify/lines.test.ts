import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LineFinder } from './lines.ts'

/** The same, from the whole text at once. */
function expected(text: string): { starts: number[]; blanks: number[] } {
  const starts: number[] = []
  const blanks: number[] = []
  let at = 0
  for (const line of text.split('\n')) {
    if (at < text.length) {
      if (/^[ \t\r]*$/.test(line)) blanks.push(starts.length)
      starts.push(at)
    }
    at += line.length + 1
  }
  return { starts, blanks }
}

it('finds the same lines wherever the bytes are cut', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ' ', '\t', '\r', '\n', '\n') })
  fc.assert(
    fc.property(text, fc.array(fc.nat(5)), (written, cuts) => {
      const bytes = Buffer.from(written)
      const finder = new LineFinder()
      const starts: number[] = []
      const blanks: number[] = []
      const add = (found: { starts: readonly number[]; blanks: readonly number[] }): void => {
        blanks.push(...found.blanks.map((index) => index + starts.length))
        starts.push(...found.starts)
      }
      let at = 0
      for (const cut of [...cuts, bytes.length]) {
        add(finder.next(bytes.subarray(at, at + cut)))
        at = Math.min(bytes.length, at + cut)
      }
      add(finder.last())
      expect({ starts, blanks }).toEqual(expected(written))
      expect(finder.bytes).toBe(bytes.length)
    }),
  )
})
