import type { Events } from '../source/events.ts'

/**
 * The contract between a Format's engine and the rest: bytes in, bytes out, whole chunks at a time,
 * no object per line. Two engines keep it: the plain TypeScript one (the reference) and, later, a WebAssembly one.
 */

/** One chunk of lines to parse. What is said of lines holds for events where lines are joined. */
export interface ParseInput {
  /** Whole lines, see `Chunk.bytes`. */
  readonly bytes: Uint8Array
  /** Offset in the file of `bytes[0]`. */
  readonly offset: number
  /** Time of reading, ms since the epoch: the timestamp of lines that have none. */
  readonly readAt: number
  /** Hash of the file generation: `event_id` is `<generation>:<offset of the line>`. Used when metadata is on. */
  readonly generation: string
  /**
   * For formats whose columns are named by an earlier line (`FormatComponent.header`): that line, without its end, as it is in force before
   * `bytes[0]`; empty when none has come yet; absent when nobody knows.
   */
  readonly header?: Uint8Array | undefined
  /** Set when `bytes` is the beginning of one line that long (bytes). The record then gets `"truncated":true`. */
  readonly cutLine?: number
  /** Set when some lines are joined: `bytes` are these events. */
  readonly events?: Events | undefined
}

/**
 * What came of a chunk: a struct of arrays. Record i is `bytes[start[i], end[i])`, one JSON object without line end;
 * records follow each other with one LF between, so `bytes.subarray(0, length)` is NDJSON.
 * After the last record stands one LF more (`bytes[length]`), which `length` does not count.
 */
export interface RecordBlock {
  readonly bytes: Uint8Array
  readonly length: number
  /** Number of records. */
  readonly records: number
  readonly start: Uint32Array
  readonly end: Uint32Array
  /** Where the partition key's JSON text lies in `bytes` (without quotes); `keyEnd === keyStart` when the record has none. */
  readonly keyStart: Uint32Array
  readonly keyEnd: Uint32Array
  /** Index of the record's line in the chunk. */
  readonly line: Uint32Array
  /** Event time, ms since the epoch; NaN when unknown. */
  readonly eventTime: Float64Array
  /** Index into the format's `logTypes`. */
  readonly logType: Uint8Array

  /** Number of lines in the chunk: records + rejects + blank lines. */
  readonly lines: number
  /** Offset after each line, from the chunk's start (for `Ack.cut`). */
  readonly lineEnd: Uint32Array

  /** Lines that no table accepted. */
  readonly rejects: number
  readonly rejectLine: Uint32Array
  /** Index into `REJECT_REASONS`. */
  readonly rejectReason: Uint8Array
  /** Byte column in the line (from 0) at which the best table gave up. */
  readonly rejectColumn: Uint32Array

  /** Lines that are left out on purpose, counted as filtered: blank ones, and those that a rule drops. */
  readonly blanks: number
  readonly blankLine: Uint32Array
  /** How many of them a rule dropped; none where it is absent. */
  readonly filtered?: number
}

/**
 * A block that stays as it is until it is released; its buffers are then used again. Whoever holds it calls `release`
 * at most once, after the last look at it. A block that is never released is left to the garbage collector: that
 * costs time, never correctness.
 */
export interface HeldBlock extends RecordBlock {
  release(): void
}

/** A format compiled for one use. Not reentrant: one engine serves one thread. The block is valid until the next call. */
export interface Engine {
  readonly logTypes: readonly string[]
  parse(input: ParseInput): RecordBlock
}

/** What an engine is compiled for. */
export interface EngineOptions {
  /** Text of `host` and the switch for `event_id`: null leaves both out (`--no-metadata`). */
  readonly host: string | null
  /** Record field whose value is the partition key: `auto` is the format's own choice, null is none. */
  readonly keyField: string | 'auto' | null
  /** Largest record in bytes; a longer one is cut with a mark. */
  readonly maxRecordBytes: number
}
