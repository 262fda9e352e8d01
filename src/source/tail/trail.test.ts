import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Content } from './content.ts'
import { holds, PRINT_BYTES, Trail } from './trail.ts'

function of(bytes: Uint8Array, size = bytes.length): Pick<Content, 'stretch'> {
  return { stretch: (from, to) => (to > size ? undefined : bytes.subarray(from, to)) }
}

const content = Uint8Array.from({ length: 400_000 }, (_, i) => (i * 2_654_435_761) >>> 24)

function trailOf(sizes: readonly number[]): { trail: Trail; end: number } {
  const trail = new Trail()
  let end = 0
  for (const size of sizes) {
    trail.read(content.subarray(end, end + size), end + size)
    end += size
  }
  return { trail, end }
}

it('agrees with the file that was read, however it was cut, and with its copies of any length', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 40 }),
      fc.nat(),
      (sizes, part) => {
        const { trail, end } = trailOf(sizes)
        const prints = trail.settled(end)
        expect(prints[0]!.end).toBe(end)
        expect(prints[0]!.length).toBe(Math.min(PRINT_BYTES, end))
        expect(holds(of(content), prints)).toBe(true)
        expect(holds(of(content, part % end), prints)).toBe(true)
      },
    ),
  )
})

it('differs where a byte before the offset does', () => {
  const { trail, end } = trailOf([1])
  expect(holds(of(Uint8Array.of(content[0]! ^ 1)), trail.settled(end))).toBe(false)
})

it('tells of settled ground only, and keeps few prints that reach far back', () => {
  const { trail } = trailOf(Array.from({ length: 4000 }, () => 100))
  expect(trail.settled(99)).toEqual([])
  expect(trail.settled(150).map(({ end }) => end)).toEqual([100])
  const all = trail.settled(400_000)
  expect(all[0]!.end).toBe(400_000)
  expect(all.length).toBeLessThanOrEqual(7)
  expect(400_000 - all.at(-1)!.end).toBeGreaterThan(100_000)
})
