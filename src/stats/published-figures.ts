import type { Histogram } from './histogram.ts'
import type { StatisticsSnapshot } from './snapshot.ts'

/** A figure of a span of time: one sum, the range of what was seen, or each value with how often it came. */
export type PublishedFigure = {
  readonly name: string
  readonly unit: 'Count' | 'Bytes' | 'Seconds' | 'Milliseconds'
} & (
  | { readonly value: number }
  | { readonly range: Range }
  | { readonly values: readonly number[]; readonly counts: readonly number[] }
)

/** What a figure was while it was looked at. */
export interface Range {
  readonly count: number
  readonly sum: number
  readonly min: number
  readonly max: number
}

/** Different values of one figure at most (PutMetricData, API reference: 150). */
const MOST_VALUES = 150

/** Figures that grow; `seldom` ones are left out of a span in which nothing happened: a metric costs only while it gets values. */
const GROWING: readonly {
  readonly name: string
  readonly unit: 'Count' | 'Bytes'
  readonly seldom?: true
  readonly of: (snapshot: StatisticsSnapshot) => number
}[] = [
  { name: 'LinesRead', unit: 'Count', of: ({ ledger }) => ledger.read },
  { name: 'LinesSent', unit: 'Count', of: ({ ledger }) => ledger.sent },
  { name: 'RecordsSent', unit: 'Count', of: ({ recordsSent }) => recordsSent },
  { name: 'BytesSent', unit: 'Bytes', of: ({ sentBytes }) => sentBytes },
  { name: 'LinesDeadLettered', unit: 'Count', seldom: true, of: ({ ledger }) => ledger.dead },
  { name: 'LinesFiltered', unit: 'Count', seldom: true, of: ({ ledger }) => ledger.filtered },
  { name: 'Errors', unit: 'Count', seldom: true, of: ({ errors }) => errors },
  { name: 'RequestsFailed', unit: 'Count', seldom: true, of: ({ failedRequests }) => failedRequests },
  { name: 'Throttles', unit: 'Count', seldom: true, of: ({ throttles }) => throttles },
  { name: 'Retries', unit: 'Count', seldom: true, of: ({ retries }) => retries },
  { name: 'BytesDestroyed', unit: 'Bytes', seldom: true, of: ({ destroyedBytes }) => destroyedBytes },
]

/** Figures that go up and down. */
const MOVING = [
  { name: 'LinesInFlight', unit: 'Count', of: ({ ledger }: StatisticsSnapshot) => ledger.inFlight },
  { name: 'LagBytes', unit: 'Bytes', of: ({ lagBytes }: StatisticsSnapshot) => lagBytes },
  { name: 'LagSeconds', unit: 'Seconds', of: ({ lagSeconds }: StatisticsSnapshot) => lagSeconds },
] as const

const LATENCY = 'DeliveryLatency'

/** Every figure that is ever published, in its order: so many metrics at most for each host and stream. */
export const PUBLISHED_NAMES: readonly string[] = [...GROWING, ...MOVING]
  .map(({ name }) => name)
  .concat(LATENCY)
export const ALWAYS_PUBLISHED: readonly string[] = PUBLISHED_NAMES.filter(
  (name) => !GROWING.some((one) => one.name === name && one.seldom),
)

/** Gathers what moves, between two publications. */
export class PublishedFigures {
  #before: StatisticsSnapshot
  #latency: Histogram
  readonly #ranges = new Map<string, Range>()

  /** @param snapshot where the first span begins */
  constructor(snapshot: StatisticsSnapshot, latency: Histogram) {
    this.#before = snapshot
    this.#latency = latency.copy()
  }

  look(snapshot: StatisticsSnapshot): void {
    for (const { name, of } of MOVING) {
      const value = of(snapshot)
      const { count, sum, min, max } = this.#ranges.get(name) ?? { count: 0, sum: 0, min: value, max: value }
      this.#ranges.set(name, {
        count: count + 1,
        sum: sum + value,
        min: Math.min(min, value),
        max: Math.max(max, value),
      })
    }
  }

  /** Of the time since the last `settle`. What is not settled, because it did not arrive, is in the next span too. */
  figures(snapshot: StatisticsSnapshot, latency: Histogram): PublishedFigure[] {
    const growing = GROWING.flatMap(({ name, unit, seldom, of }) => {
      const value = of(snapshot) - of(this.#before)
      return value === 0 && seldom ? [] : [{ name, unit, value }]
    })
    const moving = MOVING.flatMap(({ name, unit }) => {
      const range = this.#ranges.get(name)
      return range === undefined ? [] : [{ name, unit, range }]
    })
    const since = latency.since(this.#latency)
    const slow =
      since.count === 0 ? [] : [{ name: LATENCY, unit: 'Milliseconds' as const, ...distribution(since) }]
    return [...growing, ...moving, ...slow]
  }

  /** What `figures` said of this snapshot has arrived. */
  settle(snapshot: StatisticsSnapshot, latency: Histogram): void {
    this.#before = snapshot
    this.#latency = latency
    this.#ranges.clear()
  }
}

/** Values and how often they came: as they were counted, and of too many neighbours together under the larger value. */
function distribution(histogram: Histogram): { values: number[]; counts: number[] } {
  const buckets = histogram.buckets()
  const together = Math.ceil(buckets.length / MOST_VALUES)
  const values: number[] = []
  const counts: number[] = []
  for (let i = 0; i < buckets.length; i += together) {
    const some = buckets.slice(i, i + together)
    values.push(some.at(-1)!.value)
    counts.push(some.reduce((sum, { count }) => sum + count, 0))
  }
  return { values, counts }
}
