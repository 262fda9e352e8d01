import { expect, it } from 'vitest'
import { RecordStore } from './record-store.ts'

const MIB = 1024 ** 2

it('keeps an hour within 36 MiB, thinned out evenly, with weights that add up to what came', () => {
  const store = new RecordStore()
  const start = Date.UTC(2026, 0, 15)
  const minutes = 70
  for (let minute = 0; minute < minutes; minute++) {
    const size = minute === 68 ? 300 : 8
    for (let i = 0; i < 6000; i++)
      store.add(
        `{"turn":${i % 2},"minute":${minute},"x":"${'x'.repeat(size)}"}`,
        start + minute * 60_000 + i * 10,
        1,
      )
  }
  expect(store.bytes).toBeLessThan(36 * MIB)
  const kept = store.between(start, start + minutes * 60_000)
  expect(kept).toHaveLength(60)
  for (const { ends, weights, bytes, minute } of kept) {
    const isOpen = minute === Math.floor(start / 60_000) + minutes - 1
    expect(ends.length).toBeLessThanOrEqual(isOpen ? 20_000 : 2500)
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(6000, 0)
    const texts = ends.map((end, i) => bytes.toString('utf8', i === 0 ? 0 : ends[i - 1]!, end))
    const first = texts.filter((text) => (JSON.parse(text) as { turn: number }).turn === 0).length
    // Two sources that take turns are both there, about as often.
    expect(Math.abs(first / texts.length - 0.5)).toBeLessThan(0.15)
  }
  expect(store.between(start + 65 * 60_000, start + 66 * 60_000)).toHaveLength(2)
})
