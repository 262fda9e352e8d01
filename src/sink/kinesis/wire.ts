import type { Entries } from '../../batch/batch.ts'

export type WireName = 'json' | 'cbor'

/** How a PutRecords request is spelled, so that it can be written as bytes. */
export interface Wire {
  /** The `content-type` header. */
  readonly contentType: string
  /** What stands before the records. */
  before(stream: string, records: number): Buffer
  /** What stands behind them. */
  readonly after: Buffer
  /** The kernel's function that writes records. */
  readonly putRecords: 'putJson' | 'putCbor'
  /** A partition key as it stands in the text of a record, without quotes or length. */
  keyText(key: string): string
  /** Bytes that are enough for a record. */
  mostRecordBytes(dataBytes: number, keyTextBytes: number): number
  /**
   * Writes record `i` to `target` from `at` on, with what parts it from the one before: the same bytes as the kernel's, in
   * plain TypeScript. Returns the place after it.
   */
  writeRecord(target: Buffer, at: number, entries: Entries, i: number): number
}

/** Writes the bytes of `from` in `[start, end)`, which are few: byte by byte is cheaper than a call out of JavaScript. */
export function writeShort(
  target: Buffer,
  at: number,
  from: Uint8Array,
  start: number = 0,
  end: number = from.length,
): number {
  for (let i = start; i < end; i++) target[at++] = from[i]!
  return at
}
