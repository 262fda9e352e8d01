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
  /** When the block was parsed, then when it was taken in whole, ms since the epoch; 0 or unset while nobody watches stages. */
  readonly queuedAt?: number
  /** Called once, when the last record of the block is settled and nobody looks at it any more. */
  readonly release?: () => void
}

/** What goes to the service in one Kinesis record (Amazon calls it a record; the code never does). */
export interface Entry {
  readonly data: Uint8Array
  readonly partitionKey: string
}

/**
 * The entries of one request, by index: places in memory, nothing copied and no object for an entry. Valid until the
 * request is settled.
 */
export interface Entries {
  readonly length: number
  /** What entry `i` lies in: its data are `[start(i), end(i))`. */
  bytes(i: number): Uint8Array
  start(i: number): number
  end(i: number): number
  /**
   * Where its partition key lies in `bytes(i)`, as UTF-8 that stands in JSON as it is (no quote, backslash or control
   * character), at most 256 bytes. Equal when it lies nowhere like that: ask `key`.
   */
  keyStart(i: number): number
  keyEnd(i: number): number
  /** Its partition key, at most 256 characters. Makes a string. */
  key(i: number): string
}

/** Entries that are records of blocks: what a lane sends. */
export interface Batch extends Entries {
  shipment(i: number): Shipment
  /** Index of the record in the shipment's block. */
  record(i: number): number
}

/** Entries from objects, where there are few of them. */
export function entriesOf(list: readonly Entry[]): Entries {
  return {
    length: list.length,
    bytes: (i) => list[i]!.data,
    start: () => 0,
    end: (i) => list[i]!.data.length,
    keyStart: () => 0,
    keyEnd: () => 0,
    key: (i) => list[i]!.partitionKey,
  }
}

/** The data of entry `i`: a view, no copy. */
export function dataOf(entries: Entries, i: number): Uint8Array {
  return entries.bytes(i).subarray(entries.start(i), entries.end(i))
}
