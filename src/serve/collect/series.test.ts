import { expect, it } from 'vitest'
import { SERIES_SECONDS, SeriesRing } from './series.ts'

const START = 1_800_000_000

it('keeps an hour of seconds, and answers with as many points as are asked for', () => {
  const ring = new SeriesRing()
  for (let second = 0; second < 2 * SERIES_SECONDS; second++)
    ring.put(START + second, { lines_per_second: second, latency_p95_ms: second % 7, batch_size: second })
  const end = START + 2 * SERIES_SECONDS - 1
  const all = ring.read(0, end * 1000)
  expect(all.time.length).toBeLessThanOrEqual(601)
  expect(all.step_seconds).toBe(6)
  const last = ring.read((end - 9) * 1000, end * 1000, 1)
  expect(last.columns.lines_per_second).toEqual(
    Array.from({ length: 10 }, (_, i) => 2 * SERIES_SECONDS - 10 + i),
  )
  const [step] = ring.read((START + 2 * SERIES_SECONDS - 10) * 1000, end * 1000, 10).columns.lines_per_second
  expect(step).toBeCloseTo(2 * SERIES_SECONDS - 5.5, 5)
  // What is older than an hour is not there any more.
  expect(
    ring.read(START * 1000, (START + 10) * 1000, 1).columns.lines_per_second.every((one) => one === null),
  ).toBe(true)
})

it('says null for what was not measured, and fills a pause with the rate over it', () => {
  const ring = new SeriesRing()
  ring.put(START, { lines_per_second: 10 })
  ring.put(START + 3, { lines_per_second: 4 })
  const { columns } = ring.read(START * 1000, (START + 4) * 1000, 1)
  expect(columns.lines_per_second).toEqual([10, 4, 4, 4, null])
  expect(columns.latency_p50_ms).toEqual([null, null, null, null, null])
})
