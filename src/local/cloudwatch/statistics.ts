import type { Summary } from './metric-store.ts'
import { invalidValue } from './parameters.ts'

const STATISTICS: Readonly<Record<string, (summary: Summary) => number>> = {
  SampleCount: (summary) => summary.count,
  Sum: (summary) => summary.sum,
  Minimum: (summary) => summary.min,
  Maximum: (summary) => summary.max,
  Average: (summary) => summary.sum / summary.count,
}

/** The statistic by its name. Percentiles are not among them: the store keeps summaries, not single values. */
export function statistic(name: string): (summary: Summary) => number {
  const found = Object.hasOwn(STATISTICS, name) ? STATISTICS[name] : undefined
  if (!found)
    throw invalidValue(
      `The value ${name} for a statistic is not supported: this endpoint keeps ${Object.keys(STATISTICS).join(', ')}.`,
    )
  return found
}
