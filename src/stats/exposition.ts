import { type Messages, text } from '../messages/messages.ts'
import type { Histogram } from './histogram.ts'

/** Every metric has its sentence in the messages: a name that is not there does not compile. */
export type MetricName = keyof Messages['metrics']['help']

/** Names of labels are ours; values come from anywhere. */
export type Labels = Readonly<Record<string, string>>
export type Sample = readonly [labels: Labels, value: number]

/** What Prometheus is told by `Content-Type`. */
export const EXPOSITION_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** Bounds of latency histograms in ms: those of OpenTelemetry's semantic conventions for durations, and on to five minutes. */
export const LATENCY_BOUNDS_MS: readonly number[] = [
  5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000, 30_000, 60_000, 300_000,
]

/**
 * Writes the text format of Prometheus, version 0.0.4. The name tells the type and the unit: `_total` is a counter; `_seconds`, `_bytes` and
 * `_ratio` are units. (`# UNIT` is of OpenMetrics; to the older format it is a comment.)
 */
export class Exposition {
  readonly #lines: string[] = []

  /** One metric without labels. */
  single(name: MetricName, value: number): void {
    this.family(name, [[{}, value]])
  }

  /** A counter or a gauge, with its series; nothing where there are none. */
  family(name: MetricName, samples: readonly Sample[]): void {
    if (samples.length === 0) return
    this.#head(name, name.endsWith('_total') ? 'counter' : 'gauge')
    for (const [labels, value] of samples) this.#sample(name, labels, value)
  }

  /** Latencies that were counted in ms, told in seconds. */
  histogram(name: MetricName, rows: readonly (readonly [labels: Labels, histogram: Histogram])[]): void {
    this.#head(name, 'histogram')
    for (const [labels, histogram] of rows) {
      for (const [i, count] of histogram.upTo(LATENCY_BOUNDS_MS).entries())
        this.#sample(`${name}_bucket`, { ...labels, le: String(LATENCY_BOUNDS_MS[i]! / 1000) }, count)
      this.#sample(`${name}_bucket`, { ...labels, le: '+Inf' }, histogram.count)
      this.#sample(`${name}_sum`, labels, histogram.sum / 1000)
      this.#sample(`${name}_count`, labels, histogram.count)
    }
  }

  toString(): string {
    return this.#lines.length === 0 ? '' : `${this.#lines.join('\n')}\n`
  }

  #head(name: MetricName, type: 'counter' | 'gauge' | 'histogram'): void {
    const unit = /_(seconds|bytes|ratio)(?:_total)?$/.exec(name)?.[1]
    this.#lines.push(`# HELP ${name} ${escapedHelp(text.metrics.help[name])}`, `# TYPE ${name} ${type}`)
    if (unit !== undefined) this.#lines.push(`# UNIT ${name} ${unit}`)
  }

  #sample(name: string, labels: Labels, value: number): void {
    const pairs = Object.entries(labels).map(([label, written]) => `${label}="${escapedLabel(written)}"`)
    this.#lines.push(`${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${shown(value)}`)
  }
}

/** As Go reads numbers. */
function shown(value: number): string {
  return value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : String(value)
}

function escapedHelp(words: string): string {
  return words.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

function escapedLabel(written: string): string {
  return escapedHelp(written).replaceAll('"', '\\"')
}
