import type { StreamEvent } from '../reader/event.ts'
import type { ColumnDefinition, Program } from './program.ts'
import type { LateRow, ResultBatch } from './result.ts'

/** What windows go by: the time in the event, the time of its arrival in the stream, or the clock of this machine. */
export type TimeMode = 'event' | 'arrival' | 'processing'

export interface EngineOptions {
  readonly program: Program
  readonly time: TimeMode
  /** Allowed lateness, ms: how long a window waits, in event time, beyond its end. */
  readonly lateMs: number
  /** A shard or host that brought nothing for so long (ms) and has no backlog does not hold windows open; Infinity: it always does. */
  readonly idleMs: number
  /** Keep closed windows for so long (ms of event time) and hand out corrected results when late rows come; 0 unless told. */
  readonly correctMs?: number
  /** Folder of the query's own checkpoint. Undefined: nothing outlives the process. */
  readonly state?: string
  /** Memory of the database, bytes; 256 MiB unless told. What does not fit goes to the disk. */
  readonly memoryBytes?: number
  /** Threads of the database; 1 unless told: a query never slows shipping. */
  readonly threads?: number
  /** Where that is without `state`; the system's temporary folder unless told. */
  readonly spillFolder?: string
  /** Takes results. Resolves when they are delivered: until then nothing more is handed out, and they come again after a crash. */
  readonly deliver: (batch: ResultBatch) => Promise<void>
  /** Told of every row that missed a window. Resolves when that is kept. */
  readonly onLate?: (rows: readonly LateRow[]) => Promise<void>
  readonly warn?: (message: string) => void
  /** ms since the epoch; the system's clock unless told. */
  readonly now?: () => number
}

/**
 * Rows of one shard, in its order. Whole Kinesis records: a record of several events is never split between two blocks (`readEvents`
 * keeps to that). Of a file as shard: lines, with their byte offset as sequence number.
 */
export interface RowBlock {
  readonly shardId: string
  readonly rows: readonly Pick<StreamEvent, 'data' | 'sequenceNumber' | 'subSequence' | 'arrivedAt'>[]
  /** How far reading is behind the shard's tip after these rows, ms; undefined where that is not known. */
  readonly behindMs?: number
}

export interface EngineCounts {
  /** Rows taken in. */
  readonly rows: number
  /** Rows dropped because their event id was there before. */
  readonly duplicates: number
  /** Rows that missed at least one of their windows. */
  readonly late: number
  /** Records that are no JSON object: left out. */
  readonly unreadable: number
  /** Rows without a time of their own: the time of their arrival was taken. */
  readonly untimed: number
  /** Windows handed out, corrections not counted. */
  readonly windows: number
  readonly corrections: number
  /** Event time up to which everything is thought to be there, ms since the epoch; undefined before it is known. */
  readonly watermark: number | undefined
  /** What holds the watermark back: the shard and host that are furthest behind. */
  readonly heldBy: { readonly shardId: string; readonly host: string } | undefined
}

/** A stream that is shown, with the columns its results have. */
export interface OutputStream {
  readonly name: string
  readonly columns: readonly ColumnDefinition[]
}

/**
 * Runs a Program over rows. Its methods are called one after the other: each waits until the one before is done.
 * After one failed (KinetailError), only `stop` may be called.
 */
export interface QueryEngine {
  readonly outputs: readonly OutputStream[]
  /**
   * Shards that were read before, each with the sequence number up to which its rows are kept: reading goes on after it (rows up
   * to it are skipped here, should they come again). Empty at a first start. Those that are not finished count as opened.
   */
  readonly resume: ReadonlyMap<string, string>
  /** Those of them that `finish` was called for: closed shards have nothing more, a file may have grown. */
  readonly finished: ReadonlySet<string>
  /** Shards that will be read. Each holds all windows open until it brings rows, or says with `progress` that it has none. */
  open(shardIds: readonly string[]): Promise<void>
  push(block: RowBlock): Promise<void>
  /** A shard without new rows: how far reading is behind its tip, ms. */
  progress(shardId: string, behindMs: number): Promise<void>
  /**
   * A shard that was read to its end (resharding, end of a file): it holds nothing back from now on, unless it is opened again. What
   * comes after it (child shards) must be opened before.
   */
  finish(shardId: string): Promise<void>
  /** To be called about every second: idle shards, processing time, and the regular writing of the checkpoint depend on it. */
  tick(): Promise<void>
  /** The whole table so far of each query without a window. */
  draw(): Promise<readonly ResultBatch[]>
  /** The input is over: closes and hands out every window. */
  end(): Promise<void>
  /** Keeps the state and lets go of everything. Open windows go on at the next start. */
  stop(): Promise<void>
  counts(): EngineCounts
}
