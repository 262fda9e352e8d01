import { hashKeyOf, type ShardRange, shardOfHashKey } from '../../aws/shards.ts'
import type { Lanes } from '../sink.ts'

/** Partition keys whose lane is remembered: users and addresses repeat, and MD5 costs more than a look-up. */
const REMEMBERED_KEYS = 8192

/** The open shards of a stream as lanes. */
export class ShardLanes implements Lanes {
  readonly names: readonly string[]
  readonly spans: readonly string[]
  readonly #ranges: readonly ShardRange[]
  readonly #known = new Map<string, number>()

  /** @param ranges at least one, sorted by start (`listOpenShards`) */
  constructor(ranges: readonly ShardRange[]) {
    this.#ranges = ranges
    this.names = ranges.map((range) => range.id)
    this.spans = ranges.map((range) => `${range.start}-${range.end}`)
  }

  laneOf(partitionKey: string): number {
    const known = this.#known.get(partitionKey)
    if (known !== undefined) return known
    const lane = shardOfHashKey(this.#ranges, hashKeyOf(partitionKey))
    // Dropping all at once keeps the bound without a list of ages; the busy keys are back at once.
    if (this.#known.size >= REMEMBERED_KEYS) this.#known.clear()
    this.#known.set(partitionKey, lane)
    return lane
  }
}
