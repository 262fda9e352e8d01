/** One dimension of a metric. */
export interface Dimension {
  readonly Name: string
  readonly Value: string
}

export interface MetricId {
  readonly namespace: string
  readonly name: string
  readonly dimensions: readonly Dimension[]
}

/** Observations of one minute, or of several taken together. */
export interface Summary {
  sum: number
  count: number
  min: number
  max: number
}

export interface Series extends MetricId {
  readonly unit: string
  /** By minute since the epoch. */
  readonly minutes: Map<number, Summary>
}

/** Metrics beyond this many push out those created first. */
const MOST_SERIES = 5000
/** A day of minutes per metric. */
const MOST_MINUTES = 1440

const MINUTE_MS = 60_000

/** Metrics of one region in one-minute buckets, bounded in number and in time. */
export class MetricStore {
  readonly #series = new Map<string, Series>()

  add(id: MetricId, unit: string, summary: Readonly<Summary>, atMs: number): void {
    this.addTo(this.seriesFor(id, unit), summary, atMs)
  }

  /** The series of a metric; keep it where the same metric is fed again and again. */
  seriesFor(id: MetricId, unit: string): Series {
    const key = keyOf(id)
    let series = this.#series.get(key)
    if (!series) {
      series = { ...id, unit, minutes: new Map() }
      this.#series.set(key, series)
      if (this.#series.size > MOST_SERIES) this.#series.delete(this.#series.keys().next().value!)
    }
    return series
  }

  addTo(series: Series, added: Readonly<Summary>, atMs: number): void {
    const minute = Math.floor(atMs / MINUTE_MS)
    const summary = series.minutes.get(minute)
    if (summary) {
      join(summary, added)
      return
    }
    series.minutes.set(minute, { ...added })
    if (series.minutes.size > MOST_MINUTES) series.minutes.delete(Math.min(...series.minutes.keys()))
  }

  find(id: MetricId): Series | undefined {
    return this.#series.get(keyOf(id))
  }

  all(): Iterable<Series> {
    return this.#series.values()
  }
}

/** Buckets of `periodMs` that have data, counted from `startMs`, which is included; `endMs` is not. */
export function aggregate(
  series: Series,
  startMs: number,
  endMs: number,
  periodMs: number,
): Map<number, Summary> {
  const found = new Map<number, Summary>()
  for (const [minute, summary] of [...series.minutes].sort(([a], [b]) => a - b)) {
    const atMs = minute * MINUTE_MS
    if (atMs < startMs || atMs >= endMs) continue
    const bucket = startMs + Math.floor((atMs - startMs) / periodMs) * periodMs
    const joined = found.get(bucket)
    if (joined) join(joined, summary)
    else found.set(bucket, { ...summary })
  }
  return found
}

/** A single observation. */
export function observation(value: number): Summary {
  return { sum: value, count: 1, min: value, max: value }
}

function join(into: Summary, added: Readonly<Summary>): void {
  into.sum += added.sum
  into.count += added.count
  into.min = Math.min(into.min, added.min)
  into.max = Math.max(into.max, added.max)
}

function keyOf({ namespace, name, dimensions }: MetricId): string {
  const pairs = dimensions.map((one) => `${one.Name}\u0001${one.Value}`).sort()
  return [namespace, name, ...pairs].join('\u0000')
}
