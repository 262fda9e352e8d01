import { hashKeyOf, type ShardRange, shardOfHashKey } from '../../aws/shards.ts'
import { keyHash } from '../../batch/key-hash.ts'
import type { HashKeys, Lanes } from '../sink.ts'

/** Partition keys whose lane is remembered: users and addresses repeat, and MD5 costs more than a look-up. */
const REMEMBERED_KEYS = 8192

const encoder = new TextEncoder()

/**
 * The open shards of a stream as lanes. A shard may have several lanes (stripes): its keys are divided among them, so that
 * several requests to it are under way at once and each key still keeps its order.
 */
export class ShardLanes implements Lanes {
  readonly names: readonly string[]
  readonly spans: readonly string[]
  readonly hashKeys: HashKeys
  readonly #ranges: readonly ShardRange[]
  readonly #known = new Map<string, number>()

  /**
   * @param ranges at least one, sorted by start (`listOpenShards`)
   * @param stripes lanes of each shard
   */
  constructor(ranges: readonly ShardRange[], stripes: number = 1) {
    this.#ranges = ranges
    // Of how many tells the span too: with another number keys are divided otherwise, and no lane is as it was.
    const each = Array.from({ length: stripes }, (_, i) => (stripes === 1 ? '' : `/${i} of ${stripes}`))
    this.names = ranges.flatMap((range) => each.map(() => range.id))
    this.spans = ranges.flatMap((range) => each.map((stripe) => `${range.start}-${range.end}${stripe}`))
    this.hashKeys = { starts: Buffer.from(ranges.map((range) => range.start).join(''), 'hex'), stripes }
  }

  laneOf(partitionKey: string): number {
    const known = this.#known.get(partitionKey)
    if (known !== undefined) return known
    const { stripes } = this.hashKeys
    const shard = this.#ranges.length === 1 ? 0 : shardOfHashKey(this.#ranges, hashKeyOf(partitionKey))
    // The lowest bits also choose the cell of a cache: others are taken here.
    const stripe = stripes === 1 ? 0 : (keyHash(encoder.encode(partitionKey)) >>> 8) % stripes
    const lane = shard * stripes + stripe
    // Dropping all at once keeps the bound without a list of ages; the busy keys are back at once.
    if (this.#known.size >= REMEMBERED_KEYS) this.#known.clear()
    this.#known.set(partitionKey, lane)
    return lane
  }
}
