import type { WarningJson } from '../api.ts'

const HOUR_MS = 3_600_000
/** Different sentences kept, and characters of each. */
const MOST = 100
const MOST_CHARACTERS = 1000
const SHOWN = 20

/** What the agent said of itself in the last hour: the same sentence again counts up. */
export class Warnings {
  readonly #byText = new Map<string, { count: number; first: number; last: number }>()

  /** @param now ms since the epoch */
  add(sentence: string, now: number): void {
    const words = sentence.slice(0, MOST_CHARACTERS)
    const known = this.#byText.get(words) ?? { count: 0, first: now, last: now }
    // The map's order is that of the last time.
    this.#byText.delete(words)
    this.#byText.set(words, { count: known.count + 1, first: known.first, last: now })
    for (const [oldest, { last }] of this.#byText) {
      if (this.#byText.size <= MOST && last > now - HOUR_MS) break
      this.#byText.delete(oldest)
    }
  }

  /** The newest first. */
  list(now: number): WarningJson[] {
    const fresh = [...this.#byText].filter(([, { last }]) => last > now - HOUR_MS)
    return fresh
      .reverse()
      .slice(0, SHOWN)
      .map(([text, times]) => ({ text, ...times }))
  }

  /** Sentences that came in the last `ms`. */
  since(now: number, ms: number): number {
    let count = 0
    for (const { last } of this.#byText.values()) if (last > now - ms) count++
    return count
  }
}
