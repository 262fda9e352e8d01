import type { Context } from 'hono'
import { text } from '../messages/messages.ts'
import { SERIES_SECONDS } from './collect/series.ts'

/** A request that cannot be answered as it is: its message says what is wrong. */
export class BadRequest extends Error {}

/** What is shown unless a range is asked for, in ms. */
const RANGE_MS = 600_000

/** A whole number of the query; undefined where it is not given. */
export function numberOf(context: Context, name: string, least: number, most: number): number | undefined {
  const written = context.req.query(name)
  if (written === undefined || written === '') return undefined
  const value = Number(written)
  if (/^\d{1,15}$/.test(written) && value >= least && value <= most) return value
  throw new BadRequest(text.serve.errors.badNumber(name, written.slice(0, 50), least, most))
}

/** `from` and `to` in ms since the epoch: the last 10 minutes unless told, the last hour at the most. */
export function rangeOf(context: Context, now: number): { from: number; to: number } {
  const most = now + RANGE_MS
  const to = Math.min(now, numberOf(context, 'to', 0, Number.MAX_SAFE_INTEGER) ?? now)
  const from = numberOf(context, 'from', 0, most) ?? to - RANGE_MS
  if (from > to) throw new BadRequest(text.serve.errors.badRange)
  return { from: Math.max(from, now - SERIES_SECONDS * 1000), to }
}
