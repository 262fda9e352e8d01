import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OffsetSet } from './offsets.ts'

/** Offsets as files have them (close together, far apart, at both ends of what a number can hold). */
const offsets = fc.array(
  fc.oneof(
    fc.nat(50),
    fc.nat(100_000),
    fc.maxSafeNat(),
    fc.constant(0),
    fc.constant(Number.MAX_SAFE_INTEGER),
  ),
  { maxLength: 3_000, size: 'max' },
)

describe('a set of offsets', () => {
  it('answers as a Set does, for any order and any repetition', () => {
    fc.assert(
      fc.property(offsets, (sequence) => {
        const model = new Set<number>()
        const set = new OffsetSet()
        for (const offset of sequence) {
          expect(set.add(offset)).toBe(!model.has(offset))
          model.add(offset)
        }
        expect(set.size).toBe(model.size)
        for (const offset of model) expect(set.add(offset)).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  it('answers as a Set does when thousands of offsets come shuffled and leaves split', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(Array.from({ length: 20_000 }, (_, i) => i * 211)), (sequence) => {
        const set = new OffsetSet()
        expect(sequence.every((offset) => set.add(offset))).toBe(true)
        expect(sequence.some((offset) => set.add(offset))).toBe(false)
        expect(set.size).toBe(sequence.length)
      }),
      { numRuns: 5 },
    )
  })

  it('drops its lowest offsets first and then holds nothing below the floor it tells', () => {
    const set = new OffsetSet()
    for (let offset = 0; offset < 2_000; offset++) set.add(offset * 10)
    const floor = set.dropLowest()!
    expect(floor % 10).toBe(1)
    expect(set.size).toBe(2_000 - (floor - 1) / 10 - 1)
    expect(set.add(floor - 1 + 10)).toBe(false)
    let last = floor
    for (let next = set.dropLowest(); next !== undefined; next = set.dropLowest()) last = next
    expect(last).toBe(19_991)
    expect(set.bytes).toBe(0)
    expect(set.size).toBe(0)
    expect(set.add(0)).toBe(true)
  })

  it('costs less than 3 bytes a line of a log read in order, and less than 4.5 with two shards’ pages in turn', () => {
    const lines = 200_000
    const starts: number[] = []
    for (let i = 0, at = 0; i < lines; i++, at += 150 + ((i * 7919) % 300)) starts.push(at)
    const inOrder = new OffsetSet()
    for (const start of starts) inOrder.add(start)
    expect(inOrder.bytes / lines).toBeLessThan(3)
    const inTurn = new OffsetSet()
    for (let page = 0; page < lines; page += 20_000) {
      for (const shard of [0, 1]) for (let i = page + shard; i < page + 20_000; i += 2) inTurn.add(starts[i]!)
    }
    expect(inTurn.size).toBe(lines)
    // Leaves that others are put into split, and are not all full.
    expect(inTurn.bytes / lines).toBeLessThan(4.5)
  })
})
