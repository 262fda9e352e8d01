import { memoryOf } from './record-log.ts'
import type { Shard } from './shard.ts'

/**
 * The cap on record memory across all streams. Beyond it the oldest records go first, whichever shard holds
 * them, just as retention would take them: a reader sees TRIM_HORIZON move on.
 */
export class Memory {
  readonly limitBytes: number
  #usedBytes = 0
  readonly #shards = new Set<Shard>()
  #arrivals = 0

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes
  }

  get usedBytes(): number {
    return this.#usedBytes
  }

  /** Number of the next arrival, over all shards. */
  nextArrival(): number {
    return ++this.#arrivals
  }

  add(shard: Shard, bytes: number): void {
    this.#shards.add(shard)
    this.#usedBytes += bytes
  }

  release(bytes: number): void {
    this.#usedBytes -= bytes
  }

  /** Gives back everything of a shard that is gone. */
  forget(shard: Shard): void {
    for (let record = shard.log.dropOldest(); record; record = shard.log.dropOldest())
      this.#usedBytes -= memoryOf(record)
    this.#shards.delete(shard)
  }

  /** Drops the oldest records until the limit holds. */
  trim(): void {
    while (this.#usedBytes > this.limitBytes) {
      const [oldest, nextArrival] = this.#oldestShard()
      if (!oldest) return
      // Everything older than the next shard's head goes in one run: the search is over shards, not records.
      while (this.#usedBytes > this.limitBytes) {
        const head = oldest.log.oldest
        if (!head || head.arrival > nextArrival) break
        this.#usedBytes -= memoryOf(oldest.log.dropOldest()!)
      }
    }
  }

  #oldestShard(): [Shard | undefined, number] {
    let oldest: Shard | undefined
    let first = Number.POSITIVE_INFINITY
    let second = Number.POSITIVE_INFINITY
    for (const shard of this.#shards) {
      const arrival = shard.log.oldest?.arrival
      if (arrival === undefined) continue
      if (arrival < first) {
        second = first
        first = arrival
        oldest = shard
      } else if (arrival < second) second = arrival
    }
    return [oldest, second]
  }
}
