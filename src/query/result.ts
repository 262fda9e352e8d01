import type { ColumnDefinition } from './program.ts'

/** A value of a result: times as ISO 8601 text in UTC, integers beyond 2^53 as bigint, lists and structs as arrays and objects. */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Value[]
  | { readonly [key: string]: Value }

/** One row of a result. */
export interface ResultRow {
  /**
   * 32 hex digits, the same however often and after whichever restart it is handed out: of a window, a hash of query, window and
   * group; of a row-by-row query, of query and the row's place in the stream.
   */
  readonly id: string
  /** In the order of the columns. */
  readonly values: readonly Value[]
}

/** Results of one query, handed out together. */
export interface ResultBatch {
  readonly stream: string
  readonly query: string
  /** Of a tumbling or hopping window: which (ms since the epoch). Other results say in their rows what they have to say of it. */
  readonly window?: { readonly start: number; readonly end: number }
  /** 0, or of a corrected result how often it was corrected by now: it takes the place of what was handed out under the same ids. */
  readonly revision: number
  /** `window_start` and `window_end` come first where there are windows. */
  readonly columns: readonly ColumnDefinition[]
  readonly rows: readonly ResultRow[]
}

/** A row that came after its window was closed. */
export interface LateRow {
  readonly query: string
  /** The record as it was read. */
  readonly record: string
  /** ms since the epoch. */
  readonly rowtime: number
  /**
   * Windows that closed before (ms since the epoch, half open), and whether a corrected result with the row follows. Of hopping
   * windows it may have come in time for others.
   */
  readonly missed: readonly { readonly start: number; readonly end: number; readonly corrected: boolean }[]
  readonly shardId: string
  readonly sequenceNumber: string
}
