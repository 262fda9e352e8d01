import type { Entries } from './batch.ts'

/** Bytes behind each entry that a packer may write over, beside what it was told to write. */
export const PACK_SLACK = 256

/** An entry of many records. */
export interface Packed {
  /** How many of the records it holds, at least one. */
  readonly records: number
  /**
   * Where its data end in `target`. Equal to where they begin when nothing was written: the one record is an entry as it
   * lies, because it is alone or larger than packed entries are to be.
   */
  readonly end: number
}

/** Writes many records as the data of one entry, whose partition key is the first record's. */
export interface Packer {
  /**
   * Writes records `from`, `from + 1`, … before `to` as one entry to `target` at `at`: as many as fit into `limit` bytes (data
   * and partition key), which is the room that `target` has there, `PACK_SLACK` aside. The entry is whole after `seal`.
   */
  pack(entries: Entries, from: number, to: number, target: Uint8Array, at: number, limit: number): Packed
  /** Ends the entries written since the last call. */
  seal(): void
}
