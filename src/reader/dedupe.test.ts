import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Dedupe } from './dedupe.ts'

const record = (generation: number, offset: number): Buffer =>
  Buffer.from(`{"message":"x","event_id":"${generation.toString(16).padStart(16, '0')}:${offset}"}`)

/** Lines of a few files, some of them sent again, near and far, in any order. */
const arrivals = fc.array(
  fc.record({ generation: fc.nat(4), offset: fc.oneof(fc.nat(200), fc.nat(10 ** 9)) }),
  {
    maxLength: 2_000,
    size: 'max',
  },
)

describe('deduplication by event id', () => {
  it('gives every first occurrence and no second one, within its memory', () => {
    fc.assert(
      fc.property(arrivals, (sequence) => {
        const dedupe = new Dedupe()
        const seen = new Set<string>()
        for (const { generation, offset } of sequence) {
          const name = `${generation}:${offset}`
          expect(dedupe.check(record(generation, offset))).toBe(seen.has(name) ? 'duplicate' : 'first')
          seen.add(name)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('never drops a first occurrence and keeps to its memory, however small', () => {
    fc.assert(
      fc.property(
        arrivals,
        fc.integer({ min: 0, max: 4_000 }),
        fc.integer({ min: 1, max: 5 }),
        (sequence, maxBytes, maxGenerations) => {
          const dedupe = new Dedupe({ maxBytes, maxGenerations })
          const seen = new Set<string>()
          for (const { generation, offset } of sequence) {
            const name = `${generation}:${offset}`
            const verdict = dedupe.check(record(generation, offset))
            if (!seen.has(name)) expect(verdict).not.toBe('duplicate')
            seen.add(name)
            // The generations' own cost is bounded by their number.
            expect(dedupe.bytes).toBeLessThanOrEqual(maxBytes + 5 * 300)
          }
        },
      ),
      { numRuns: 50 },
    )
  })

  it('forgets the file untouched for longest, from its beginning, and says what it cannot know', () => {
    const dedupe = new Dedupe({ maxBytes: 64 * 1024 })
    for (let i = 0; i < 5_000; i++) dedupe.check(record(1, i * 300))
    for (let i = 0; i < 30_000; i++) dedupe.check(record(2, i * 300))
    expect(dedupe.bytes).toBeLessThanOrEqual(64 * 1024)
    expect(dedupe.check(record(1, 0))).toBe('unchecked')
    expect(dedupe.check(record(2, 0))).toBe('unchecked')
    expect(dedupe.check(record(2, 29_999 * 300))).toBe('duplicate')
    // A line of a forgotten file that is new is passed on as well.
    expect(dedupe.check(record(1, 7))).toBe('unchecked')
    expect(dedupe.check(record(1, 5_000 * 300))).toBe('first')
  })

  it('lets events without an event id through', () => {
    const dedupe = new Dedupe()
    for (let i = 0; i < 2; i++) expect(dedupe.check(Buffer.from('{"a":1}'))).toBe('first')
    for (let i = 0; i < 2; i++) expect(dedupe.check(Buffer.from('plain text'))).toBe('first')
  })
})
