import { limits } from '../limits.ts'
import { type HashRange, hexOfHash } from './hash-range.ts'
import type { Memory } from './memory.ts'
import { memoryOf, RecordLog } from './record-log.ts'
import { endingSequence, formatSequence, type SequenceSpace, sequenceSpace } from './sequence.ts'
import { TokenBucket } from './token-bucket.ts'

export interface ShardOptions {
  readonly index: number
  readonly range: HashRange
  readonly createdMs: number
  /** One parent after a split, two (the second adjacent) after a merge. */
  readonly parents?: readonly Shard[]
}

export class Shard {
  readonly index: number
  readonly id: string
  readonly range: HashRange
  /** End of the hash range as hashOfKey writes hash keys. */
  readonly endHex: string
  readonly createdMs: number
  readonly parents: readonly Shard[]
  readonly log: RecordLog = new RecordLog()
  readonly writeRecords: TokenBucket
  readonly writeBytes: TokenBucket
  readonly readCalls: TokenBucket
  readonly readBytes: TokenBucket
  readonly #space: SequenceSpace
  /** When it was closed by a split or merge. */
  closedMs: number | undefined
  #lastArrivedMs = 0

  constructor(options: ShardOptions) {
    this.index = options.index
    this.id = shardId(options.index)
    this.range = options.range
    this.endHex = hexOfHash(options.range.end)
    this.createdMs = options.createdMs
    this.parents = options.parents ?? []
    this.#space = sequenceSpace(options.index, options.createdMs)
    const now = options.createdMs
    this.writeRecords = new TokenBucket(limits.shardWriteRecords, limits.shardWriteRecords, now)
    this.writeBytes = new TokenBucket(limits.shardWriteBytes, limits.shardWriteBytes, now)
    this.readCalls = new TokenBucket(limits.shardReadCalls, limits.shardReadCalls, now)
    this.readBytes = new TokenBucket(limits.shardReadBytes, limits.shardReadBytes, now)
  }

  get isOpen(): boolean {
    return this.closedMs === undefined
  }

  /** Stores a record and returns its sequence number. */
  append(memory: Memory, partitionKey: string, data: string, bytes: number, nowMs: number): string {
    // Arrival times never go back within a shard, whatever the clock does: AT_TIMESTAMP searches by halves.
    this.#lastArrivedMs = Math.max(nowMs, this.#lastArrivedMs, this.createdMs)
    const arrivedMs = this.#lastArrivedMs
    const record = { partitionKey, data, bytes, arrivedMs, arrival: memory.nextArrival() }
    memory.add(this, memoryOf(record))
    return formatSequence(this.#space, this.log.append(record), arrivedMs)
  }

  sequenceAt(place: number, arrivedMs: number): string {
    return formatSequence(this.#space, place, arrivedMs)
  }

  get startingSequence(): string {
    return formatSequence(this.#space, 0, this.createdMs)
  }

  get endingSequence(): string | undefined {
    return this.closedMs === undefined ? undefined : endingSequence(this.#space, this.closedMs)
  }

  /** Drops what is older than the retention period. */
  expire(memory: Memory, beforeMs: number): void {
    while ((this.log.oldest?.arrivedMs ?? beforeMs) < beforeMs)
      memory.release(memoryOf(this.log.dropOldest()!))
  }
}

/** `shardId-` and 12 digits. */
export function shardId(index: number): string {
  return `shardId-${String(index).padStart(12, '0')}`
}
