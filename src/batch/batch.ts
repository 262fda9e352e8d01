import type { Ack } from '../checkpoint/ack.ts'
import type { RecordBlock } from '../format/format.ts'

/** A RecordBlock on its way, with what its entries owe. Kept alive until its last entry is settled. */
export interface Shipment {
  readonly block: RecordBlock
  readonly ack: Ack
  /** Start of delivery latency, ms since the epoch (`Chunk.writtenAt`). */
  readonly writtenAt: number
}

/** What goes to the service in one Kinesis record (Amazon calls it a record; the code never does). */
export interface Entry {
  readonly data: Uint8Array
  readonly partitionKey: string
}
