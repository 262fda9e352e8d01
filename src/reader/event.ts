/** One Kinesis record as it was read: nothing undone yet. */
export interface StreamRecord {
  readonly data: Uint8Array
  readonly shardId: string
  /** Decimal digits, up to 56 of them: compare as BigInt, never as a number. */
  readonly sequenceNumber: string
  readonly partitionKey: string
  /** When the stream took the record, ms since the epoch; NaN where the endpoint does not tell. */
  readonly arrivedAt: number
}

/** One event: a record as the sender's application gave it, after packing, aggregation and compression are undone. */
export interface StreamEvent extends StreamRecord {
  /** Place within its Kinesis record, from 0: with the sequence number it names the event. */
  readonly subSequence: number
  /** One of several lines of a Kinesis record: `partitionKey` is that of the first, and they may have different ones. */
  readonly sharesKey?: true
}

/** What one GetRecords call brought. */
export interface Page {
  readonly shardId: string
  readonly records: readonly StreamRecord[]
  /** Payload of the records, in bytes. */
  readonly bytes: number
  /** How far this shard's reading is behind its tip, in ms; 0 at the tip. */
  readonly behindMs: number
  /** Nothing comes behind this page: the shard was split or merged and is read to its end, or its tip is reached. */
  readonly last?: 'closed' | 'tip'
}
