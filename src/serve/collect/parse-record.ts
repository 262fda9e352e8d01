import { guideNames } from '../../format/shape/find-field.ts'
import type { RankedRecord } from './tops.ts'

/** A record that was looked at, parsed; what is no object is empty. */
export interface ParsedRecord extends RankedRecord {
  readonly timestamp?: unknown
  readonly log_type?: unknown
}

export function parseRecord(text: string): ParsedRecord {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? guideNames(value as Readonly<Record<string, unknown>>)
      : {}
  } catch {
    // A stream may hold records that are no JSON.
    return {}
  }
}

/** A record's own time, ms since the epoch; NaN where it has none. */
export function timeOf(timestamp: unknown): number {
  return typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN
}
