import type { Ack } from '../checkpoint/ack.ts'
import type { RecordBlock } from '../format/format.ts'
import type { SourceFile } from '../source/source.ts'

/**
 * A RecordBlock on its way, with what its entries owe. The block must stay as it is until `release` is called:
 * an engine that reuses its memory hands out a copy.
 */
export interface Shipment {
  readonly block: RecordBlock
  readonly ack: Ack
  readonly file: SourceFile
  /** Offset in the file of the block's first line, in bytes (`Chunk.offset`). */
  readonly offset: number
  /** The engine's names for `block.logType`. */
  readonly logTypes: readonly string[]
  /** Start of delivery latency, ms since the epoch (`Chunk.writtenAt`). */
  readonly writtenAt: number
  /** Called once, when the last record of the block is settled and nobody looks at it any more. */
  readonly release?: () => void
}

/** What goes to the service in one Kinesis record (Amazon calls it a record; the code never does). */
export interface Entry {
  readonly data: Uint8Array
  readonly partitionKey: string
}
