import type { Batch } from '../batch/batch.ts'
import type { Outcome } from '../batch/outcome.ts'

export interface SendResult {
  /** One per entry, by index; or that every one was delivered. */
  readonly outcomes: readonly Outcome[] | 'delivered'
  /** The service's words for the first entry that was not delivered. */
  readonly reason?: string
  /** The entries that failed may have arrived all the same: no answer told. */
  readonly unsure?: boolean
  /** A lane that took an entry and is not the one it was sent for: the lanes have changed (a resharded stream). */
  readonly strayLane?: string
  /** The lanes as they are now, where somebody has asked already. */
  readonly lanes?: Lanes
  /** Data and partition keys as they went out, in bytes, where that is not the sum of the records' sizes: packed, compressed. */
  readonly bytes?: number
}

/** Takes a Batch of one lane, tells the Outcome of each. A request that failed as a whole throws a KinetailError. */
export interface Sink {
  send(batch: Batch, lane: string, signal: AbortSignal): Promise<SendResult>
  close(): Promise<void>
}

/**
 * The ways to the service that do not hold each other up, and which partition key takes which.
 * A stream has one for each open shard; a sink without shards has one.
 */
export interface Lanes {
  /** Names, as in `Sink.send`. */
  readonly names: readonly string[]
  /** The part of the key space that each serves, as text: a lane of the same name and span is the same lane. */
  readonly spans: readonly string[]
  /** Index into `names` of the lane of a partition key. */
  laneOf(partitionKey: string): number
  /** How to find the same without a string, where lanes follow hash keys. */
  readonly hashKeys?: HashKeys
}

/** Lanes by hash key: lane `shard * stripes + (key hash >>> 8) % stripes`. */
export interface HashKeys {
  /** First hash key of each shard: 16 bytes each, big-endian, ascending. */
  readonly starts: Uint8Array
  readonly stripes: number
}
