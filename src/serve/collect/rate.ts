import { TREND_LENGTH, TREND_STEP_SECONDS } from '../api.ts'
import { rounded } from './series.ts'

/** Seconds that rates are about: long enough not to flicker, short enough to show what is going on. */
export const SPAN_SECONDS = 5

/** A counter seen once a second: its rate over the last seconds and the trend of that, in 300 bytes. */
export class Rate {
  readonly #counts: Float64Array = new Float64Array(SPAN_SECONDS)
  readonly #at: Float64Array = new Float64Array(SPAN_SECONDS)
  readonly #trend: Float32Array = new Float32Array(TREND_LENGTH)
  #looks = 0
  #steps = 0
  /** A second, over the span. */
  perSecond = 0
  /** When the counter last moved, ms since the epoch; 0: never. */
  movedAt = 0
  count: number

  /** @param count what it was at `since` (ms since the epoch) */
  constructor(since: number, count: number = 0) {
    this.#at.fill(since)
    this.#counts.fill(count)
    this.count = count
  }

  /** @param count what it counts up to now, at `now` (ms since the epoch) */
  look(count: number, now: number): void {
    const place = this.#looks % SPAN_SECONDS
    const seconds = Math.max(0.001, (now - this.#at[place]!) / 1000)
    this.perSecond = Math.max(0, count - this.#counts[place]!) / seconds
    if (count !== this.count) this.movedAt = now
    this.count = count
    this.#counts[place] = count
    this.#at[place] = now
    if (++this.#looks % TREND_STEP_SECONDS === 0) this.#trend[this.#steps++ % TREND_LENGTH] = this.perSecond
  }

  /** The newest last. */
  trend(): number[] {
    const length = Math.min(this.#steps, TREND_LENGTH)
    return Array.from({ length }, (_, i) => rounded(this.#trend[(this.#steps - length + i) % TREND_LENGTH]!))
  }
}
