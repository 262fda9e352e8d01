import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockOf } from '../../testing/shipments.ts'
import { type SampledRecord, type SampledReject, Sampler } from './sampler.ts'

function opened() {
  let now = 1_000_000
  const waiting: (() => void)[] = []
  const records: SampledRecord[] = []
  const rejects: SampledReject[] = []
  const sampler = new Sampler({
    record: (record) => records.push(record),
    reject: (reject) => rejects.push(reject),
    clock: () => now,
    later: (run) => waiting.push(run),
  })
  sampler.watched = true
  return {
    sampler,
    records,
    rejects,
    tap(name: string, texts: readonly string[]) {
      const block = blockOf(texts.map((text) => ({ key: '', text })))
      const file = { id: 1, path: name, name, generation: '', input: 0 }
      const bytes = Buffer.from('')
      const chunk = { file, offset: 0, bytes, readAt: now, writtenAt: now }
      sampler.tap({ chunk, block, logTypes: ['application'], type: 'application' })
    },
    event: (name: string, text: string) => sampler.event(name, Buffer.from(text), now),
    settle() {
      while (waiting.length > 0) waiting.shift()!()
    },
    advance: (ms: number) => {
      now += ms
    },
  }
}

describe('the sampler', () => {
  it('looks at every record while they are few, as it was written', () => {
    const { tap, settle, records, advance } = opened()
    for (let second = 0; second < 5; second++) {
      tap('a', [`{"n":${second}}`, '{"words":"한글 🎈"}'])
      settle()
      advance(1000)
    }
    expect(records).toHaveLength(10)
    expect(records.every(({ weight }) => weight === 1)).toBe(true)
    expect(records[1]!.text).toBe('{"words":"한글 🎈"}')
  })

  it('looks at a bounded number of many, and weights make up for the rest', () => {
    const second = fc.record({
      a: fc.array(fc.integer({ min: 1, max: 4000 }), { maxLength: 3 }),
      b: fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 3 }),
    })
    fc.assert(
      fc.property(fc.array(second, { minLength: 1, maxLength: 6 }), (seconds) => {
        const { tap, settle, records, advance } = opened()
        const came = { a: 0, b: 0 }
        for (const chunks of seconds) {
          const before = records.length
          for (const name of ['a', 'b'] as const)
            for (const size of chunks[name]) {
              tap(name, Array<string>(size).fill('{}'))
              came[name] += size
            }
          settle()
          // Each source had its part of 2,000, of which the first second knows nothing yet.
          expect(records.length - before).toBeLessThanOrEqual(4000)
          advance(1000)
        }
        // What was seen and not looked at is told with the next that is.
        for (const name of ['a', 'b'] as const) {
          const before = records.length
          while (records.length === before) {
            tap(name, ['{}'])
            came[name]++
            settle()
          }
          const sum = records
            .filter(({ source }) => source === name)
            .reduce((all, { weight }) => all + weight, 0)
          expect(sum).toBeCloseTo(came[name], 3)
        }
      }),
      { numRuns: 25 },
    )
  })

  it('does the same with records that are read back', () => {
    const { event, settle, records, advance } = opened()
    for (let second = 0; second < 4; second++) {
      for (let i = 0; i < 10_000; i++) event('web-1', '{}')
      settle()
      advance(1000)
    }
    const before = records.length
    expect(before).toBeLessThanOrEqual(4 * 2000)
    let came = 40_000
    for (; records.length === before; came++) {
      event('web-1', '{}')
      settle()
    }
    expect(records.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(came, 3)
  })

  it('looks at a quarter of that while no page is open', () => {
    const { sampler, tap, settle, records } = opened()
    sampler.watched = false
    tap('a', Array<string>(4000).fill('{}'))
    settle()
    expect(records).toHaveLength(500)
    expect(records[0]!.weight).toBe(8)
  })
})
