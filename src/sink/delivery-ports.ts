import type { PaceLimits } from '../batch/pace.ts'
import type { TuningBounds } from '../batch/tuning.ts'
import type { PartitionKeys } from './kinesis/partition-key.ts'
import type { SettlementPorts } from './settlement.ts'
import type { Lanes, Sink } from './sink.ts'

export interface DeliveryOptions extends TuningBounds {
  /** Entries held at most, waiting and in flight, over all lanes (`--queue-maxsize`). */
  readonly queueEntries: number
  /** Memory of the blocks that they lie in, in bytes at most. */
  readonly queueBytes: number
  /** Data and partition keys of a request, in bytes at most. */
  readonly requestBytes: number
  /** Data and partition key of an entry, in bytes at most; a larger one is a dead letter. */
  readonly recordBytes: number
  /**
   * Data and partition keys, in bytes, that surely go into one entry, where entries hold many records: what a careful lane
   * sends at a time (see OrderGuard). Unset where each record is an entry.
   */
  readonly packedBytes?: number
  /** What a lane takes in a second, or null for a service without limits. */
  readonly pace: PaceLimits | null
  /** A request holds one entry of a key at all times (see OrderGuard); else only while the service refuses single entries. */
  readonly strictOrder?: boolean
}

/** What a Delivery works with. */
export interface DeliveryPorts extends SettlementPorts {
  readonly sink: Sink
  /** The lanes as they are at the start. */
  readonly lanes: Lanes
  /** The lanes as they are now: asked when an answer shows that they have changed. */
  readonly findLanes?: (signal: AbortSignal) => Promise<Lanes>
  readonly keys: PartitionKeys
}

/** What waits, for statistics. */
export interface QueueState {
  /** Entries held: waiting, in flight, or waiting for the dead-letter file. */
  readonly entries: number
  /** Their size, in bytes. */
  readonly bytes: number
  /** Memory of the blocks they lie in, in bytes. */
  readonly memory: number
  /** Requests in flight. */
  readonly requests: number
}

/** One lane, for statistics. */
export interface LaneState {
  readonly name: string
  readonly entries: number
  readonly sent: number
  /** Of these, those that another shard acknowledged than the lane's. */
  readonly strayed: number
  /** Its part of the key space, as `Lanes.spans` has it. */
  readonly span: string
  /** The last second: records, data and keys in bytes; null without pacing. */
  readonly used: { readonly records: number; readonly bytes: number } | null
  readonly throttled: number
  /** True while a request holds one entry of a key only (see OrderGuard). */
  readonly careful: boolean
}
