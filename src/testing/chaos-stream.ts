import { hashKeyOf, type ShardRange, shardOfHashKey } from '../aws/shards.ts'
import { sleep } from '../base/backoff.ts'
import { KinetailError } from '../base/errors.ts'
import { type PutRecord, type PutRecordsCall, type PutResult, recordsOf } from '../sink/kinesis/put.ts'

/** What goes wrong, each a probability from 0 to 1 but for the latency. */
export interface Faults {
  /** A record is refused by itself (`InternalFailure`). */
  readonly recordFails: number
  /** From some record to the end of the request everything is throttled. */
  readonly tailThrottled: number
  /** The request fails before anything is stored. */
  readonly requestFails: number
  /** The records are stored and the answer is lost. */
  readonly answerLost: number
  /** ms until the answer, at most. */
  readonly latencyMs: number
}

const NO_FAULTS: Faults = {
  recordFails: 0,
  tailThrottled: 0,
  requestFails: 0,
  answerLost: 0,
  latencyMs: 0,
}

/** A stored record. */
export interface Stored {
  readonly shard: string
  readonly key: string
  readonly text: string
  /** The shards as they were then. */
  readonly ranges: readonly ShardRange[]
}

/** A stream in memory that misbehaves to order, and remembers what it took and what it was wrongly sent. */
export class ChaosStream {
  ranges: readonly ShardRange[]
  faults: Faults
  /** In the order of storing. */
  readonly stored: Stored[] = []
  /** Texts that were sent again although they had been acknowledged. */
  readonly resent: string[] = []
  /** Entries of each request. */
  readonly requests: number[] = []
  /** Requests in flight, and the most there were at once of one shard and of all. */
  readonly peak: { shard: number; all: number } = { shard: 0, all: 0 }
  readonly #acknowledged = new Set<string>()
  readonly #inFlight = new Map<string, number>()
  readonly #random: () => number
  #all = 0

  constructor(shards: number, faults: Partial<Faults> = {}, random: () => number = Math.random) {
    this.ranges = evenRanges(shards)
    this.faults = { ...NO_FAULTS, ...faults }
    this.#random = random
  }

  readonly put: PutRecordsCall = async (entries, signal) => {
    const records = recordsOf(entries)
    const shard = this.#shardOf(records[0]!.PartitionKey)
    this.#count(shard, 1)
    this.requests.push(records.length)
    try {
      return await this.#answer(records, signal)
    } finally {
      this.#count(shard, -1)
    }
  }

  async #answer(records: readonly PutRecord[], signal: AbortSignal): Promise<{ Records: PutResult[] }> {
    const { faults } = this
    const copies = records.map((record) => ({
      key: record.PartitionKey,
      text: Buffer.from(record.Data).toString(),
    }))
    await sleep(this.#random() * faults.latencyMs, signal)
    if (signal.aborted || this.#chance(faults.requestFails))
      throw new KinetailError('network', 'the connection was reset', { canRetry: true })
    const throttledFrom = this.#chance(faults.tailThrottled)
      ? Math.floor(this.#random() * copies.length)
      : copies.length
    const results = copies.map(({ key, text }, i): PutResult => {
      if (this.#acknowledged.has(text)) this.resent.push(text)
      if (i >= throttledFrom) return { ErrorCode: 'ProvisionedThroughputExceededException' }
      if (this.#chance(faults.recordFails)) return { ErrorCode: 'InternalFailure', ErrorMessage: 'chaos' }
      const shard = this.#shardOf(key)
      this.stored.push({ shard, key, text, ranges: this.ranges })
      return { ShardId: shard }
    })
    if (this.#chance(faults.answerLost))
      throw new KinetailError('network', 'the answer was lost', { canRetry: true })
    results.forEach((result, i) => {
      if (!result.ErrorCode) this.#acknowledged.add(copies[i]!.text)
    })
    return { Records: results }
  }

  /** The texts of one key in the order in which a deduplicating reader sees them. */
  firstArrivals(key: string): string[] {
    return [...new Set(this.stored.filter((record) => record.key === key).map((record) => record.text))]
  }

  #shardOf(key: string): string {
    return this.ranges[shardOfHashKey(this.ranges, hashKeyOf(key))]!.id
  }

  #chance(probability: number): boolean {
    return probability > 0 && this.#random() < probability
  }

  #count(shard: string, by: 1 | -1): void {
    const inFlight = (this.#inFlight.get(shard) ?? 0) + by
    this.#inFlight.set(shard, inFlight)
    this.#all += by
    this.peak.shard = Math.max(this.peak.shard, inFlight)
    this.peak.all = Math.max(this.peak.all, this.#all)
  }
}

/** Shards that begin at these 32nd parts of the hash key space (0 among them), which keep their name while their range is the same. */
export function cutRanges(parts: readonly number[], before: readonly ShardRange[]): ShardRange[] {
  const starts = [...new Set([0, ...parts])].sort((a, b) => a - b)
  const edge = (part: number): bigint => ((1n << 128n) * BigInt(part)) / 32n
  const hex = (value: bigint): string => value.toString(16).padStart(32, '0')
  let next = 1 + Math.max(-1, ...before.map(({ id }) => Number(id.slice(-12))))
  return starts.map((part, i) => {
    const [start, end] = [hex(edge(part)), hex(edge(starts[i + 1] ?? 32) - 1n)]
    const same = before.find((range) => range.start === start && range.end === end)
    return same ?? { id: `shardId-${String(next++).padStart(12, '0')}`, start, end }
  })
}

/** The hash key space cut into equal parts, as a new stream has it. `first` is the number of the first shard. */
export function evenRanges(shards: number, first: number = 0): ShardRange[] {
  const space = 1n << 128n
  const edge = (i: number): bigint => (space * BigInt(i)) / BigInt(shards)
  const hex = (value: bigint): string => value.toString(16).padStart(32, '0')
  return Array.from({ length: shards }, (_, i) => ({
    id: `shardId-${String(first + i).padStart(12, '0')}`,
    start: hex(edge(i)),
    end: hex(edge(i + 1) - 1n),
  }))
}
