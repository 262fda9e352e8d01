import type { Histogram } from '../../stats/histogram.ts'
import type { PercentilesJson } from '../api.ts'

/** In ms; null when nothing was recorded. */
export function percentiles(histogram: Histogram): PercentilesJson | null {
  if (histogram.count === 0) return null
  const [p50, p95, p99] = [50, 95, 99].map((percent) => histogram.percentile(percent))
  return { p50: p50!, p95: p95!, p99: p99!, max: histogram.max }
}
