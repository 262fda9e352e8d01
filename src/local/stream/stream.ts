import { ACCOUNT, limits } from '../limits.ts'
import { evenRanges, type HashRange } from './hash-range.ts'
import { Shard } from './shard.ts'

export type StreamStatus = 'CREATING' | 'DELETING' | 'ACTIVE' | 'UPDATING'
export type StreamMode = 'PROVISIONED' | 'ON_DEMAND'
export type Distribution = 'USER_PARTITION_KEY' | 'AUTO'

export interface StreamOptions {
  readonly name: string
  readonly region: string
  readonly shardCount: number
  readonly mode: StreamMode
  readonly maxRecordKiB: number
  readonly distribution: Distribution
  readonly tags: ReadonlyMap<string, string>
}

/** A change of state that the service makes in the background: what happens, and when it is done. */
interface Pending {
  readonly atMs: number
  readonly finish: (nowMs: number) => void
}

export class Stream {
  readonly name: string
  readonly region: string
  readonly arn: string
  readonly createdMs: number
  status: StreamStatus = 'CREATING'
  mode: StreamMode
  maxRecordKiB: number
  distribution: Distribution
  retentionHours: number = limits.defaultRetentionHours
  readonly tags: Map<string, string>
  /** All shards by index, closed ones included. Empty until the stream is ACTIVE. */
  readonly shards: Shard[] = []
  /** Open shards by hash range. */
  open: Shard[] = []
  /** Shards that a stream still CREATING will have; they count towards the account's quota. */
  readonly plannedShards: number
  #pending: Pending | undefined

  constructor(options: StreamOptions, nowMs: number) {
    this.name = options.name
    this.region = options.region
    this.arn = `arn:aws:kinesis:${options.region}:${ACCOUNT}:stream/${options.name}`
    this.createdMs = nowMs
    this.mode = options.mode
    this.maxRecordKiB = options.maxRecordKiB
    this.distribution = options.distribution
    this.tags = new Map(options.tags)
    this.plannedShards = options.shardCount
  }

  get retentionMs(): number {
    return this.retentionHours * 3_600_000
  }

  get openShardCount(): number {
    return this.status === 'CREATING' ? this.plannedShards : this.open.length
  }

  /** Starts a background change; it takes effect at the first look after `atMs`, so no timer can leak. */
  begin(status: StreamStatus, atMs: number, finish: (nowMs: number) => void): void {
    this.status = status
    this.#pending = { atMs, finish }
  }

  /** Finishes a background change that is due. */
  settle(nowMs: number): void {
    const pending = this.#pending
    if (!pending || nowMs < pending.atMs) return
    this.#pending = undefined
    this.status = 'ACTIVE'
    pending.finish(nowMs)
  }

  openShards(ranges: readonly HashRange[] = evenRanges(this.plannedShards)): void {
    for (const range of ranges) this.addShard(range, this.createdMs, [])
  }

  addShard(range: HashRange, createdMs: number, parents: readonly Shard[]): Shard {
    const shard = new Shard({ index: this.shards.length, range, createdMs, parents })
    this.shards.push(shard)
    this.open.push(shard)
    this.open.sort((a, b) => (a.range.start < b.range.start ? -1 : 1))
    return shard
  }

  close(shard: Shard, nowMs: number): void {
    shard.closedMs = nowMs
    this.open = this.open.filter((one) => one !== shard)
  }

  /** The open shard whose range holds the hash key (32 hexadecimal digits). */
  shardFor(hash: string): Shard {
    let low = 0
    let high = this.open.length - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.open[middle]!.endHex < hash) low = middle + 1
      else high = middle
    }
    return this.open[low]!
  }

  children(shard: Shard): Shard[] {
    return this.shards.filter((one) => one.parents.includes(shard))
  }

  /** Shards that clients see: a closed one goes when the last record it can have held is past retention. */
  visibleShards(nowMs: number): Shard[] {
    const horizon = nowMs - this.retentionMs
    return this.shards.filter((shard) => shard.closedMs === undefined || shard.closedMs >= horizon)
  }
}
