/** One value of a Ranking. */
export interface Ranked {
  readonly value: string
  count: number
  /** By how much `count` may be too large. */
  over: number
  /** Of those that told how long they took: how many, and ms. */
  timed: number
  sumMs: number
  maxMs: number
}

/** Characters of a value that are kept. */
const VALUE_CHARACTERS = 200

/**
 * The most frequent values of a field, or those that took longest, in bounded memory: it grows to three times what is kept and then drops the
 * least. A value that comes after a drop may have been dropped before, so it begins with the largest count that was dropped, and says so in `over`
 * (the idea of the Space-Saving algorithm of Metwally, Agrawal and El Abbadi, dropping many at a time).
 */
export class Ranking {
  readonly #kept: number
  readonly #by: 'count' | 'maxMs'
  #values = new Map<string, Ranked>()
  #floor = 0
  /** Of all values, those that were dropped too. */
  total = 0

  constructor(kept: number, by: 'count' | 'maxMs' = 'count') {
    this.#kept = kept
    this.#by = by
  }

  add(value: string, weight: number, ms: number | undefined): void {
    this.total += weight
    const key = value.length > VALUE_CHARACTERS ? `${value.slice(0, VALUE_CHARACTERS)}…` : value
    let ranked = this.#values.get(key)
    if (!ranked) {
      if (this.#values.size >= 3 * this.#kept) this.shrink()
      const floor = this.#by === 'count' ? this.#floor : 0
      ranked = { value: key, count: floor, over: floor, timed: 0, sumMs: 0, maxMs: 0 }
      this.#values.set(key, ranked)
    }
    ranked.count += weight
    if (ms === undefined) return
    ranked.timed += weight
    ranked.sumMs += ms * weight
    if (ms > ranked.maxMs) ranked.maxMs = ms
  }

  /** Drops all but those that are kept. */
  shrink(): void {
    if (this.#values.size <= this.#kept) return
    const by = this.#by
    const sorted = [...this.#values.values()].sort((a, b) => b[by] - a[by])
    if (by === 'count') this.#floor = Math.max(this.#floor, sorted[this.#kept]!.count)
    this.#values = new Map(sorted.slice(0, this.#kept).map((ranked) => [ranked.value, ranked]))
  }

  values(): Iterable<Ranked> {
    return this.#values.values()
  }
}

/** Adds up rankings of several spans of time. */
export function rankedTogether(rankings: readonly Ranking[]): Map<string, Ranked> {
  const all = new Map<string, Ranked>()
  for (const ranking of rankings) {
    for (const one of ranking.values()) {
      const sum = all.get(one.value)
      if (sum === undefined) {
        all.set(one.value, { ...one })
        continue
      }
      sum.count += one.count
      sum.over += one.over
      sum.timed += one.timed
      sum.sumMs += one.sumMs
      sum.maxMs = Math.max(sum.maxMs, one.maxMs)
    }
  }
  return all
}
