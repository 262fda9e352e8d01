/**
 * What a statement of any dialect compiles to: a `CREATE PUMP` of the old one as well as a plain `SELECT … --window 1m`. The
 * engine runs it, Flink is told it.
 */
export interface Program {
  readonly streams: readonly StreamDefinition[]
  /** In an order in which no query reads a stream that a later one feeds. */
  readonly queries: readonly ContinuousQuery[]
}

/** Rows on their way: the source, or what queries put into. */
export interface StreamDefinition {
  /** As the user wrote it. */
  readonly name: string
  /** Its name inside DuckDB, as it stands in the SQL of the queries that read it (without quotes). */
  readonly relation: string
  readonly origin: 'source' | 'query'
  /** As declared; undefined has them inferred from the first query that feeds it. Of the source: the columns of `logs`. */
  readonly columns: readonly ColumnDefinition[] | undefined
  /** Shown to the user: a stream that nobody else reads. */
  readonly output: boolean
}

export interface ColumnDefinition {
  readonly name: string
  /** A type of DuckDB: `VARCHAR`, `BIGINT`, `TIMESTAMP`, … */
  readonly type: string
}

/** One SELECT that runs on and on: rows of one stream in, rows of another out. */
export interface ContinuousQuery {
  /** Unique in the program. Part of every result's id. */
  readonly name: string
  /** Names of streams. */
  readonly from: string
  readonly into: string
  readonly window: WindowSpec
  /**
   * A SELECT of DuckDB over the relation of `from`. Of a window it sees the rows of that window alone, with the columns
   * `window_start`, `window_end` and `rowtime` (TIMESTAMP, UTC) beside the stream's own.
   */
  readonly sql: string
  /** Where it begins in the user's text, from 1. Lines and columns of errors in `sql` are counted on from here. */
  readonly place: { readonly line: number; readonly column: number }
}

/** Which rows a query sees at a time. Times are ms; windows are aligned to 1970-01-01T00:00:00Z, half open [start, end). */
export type WindowSpec =
  /** Row by row: projection and filter. */
  | { readonly kind: 'none' }
  | { readonly kind: 'tumbling'; readonly sizeMs: number }
  /** Every `everyMs` begins one of `sizeMs`: they overlap. */
  | { readonly kind: 'hopping'; readonly sizeMs: number; readonly everyMs: number }
  /** Rows of one key (columns `by`; none: all rows) less than `gapMs` apart. Ends `gapMs` after its last row. */
  | { readonly kind: 'session'; readonly gapMs: number; readonly by: readonly string[] }
  /** Opens with the first row of a key, closes `sizeMs` later. */
  | { readonly kind: 'stagger'; readonly sizeMs: number; readonly by: readonly string[] }
  /**
   * `OVER (…)`: one row out for each row in, which sees the rows of its key that came before it: those of the last `precedingMs`,
   * or the last `precedingRows`.
   */
  | {
      readonly kind: 'sliding'
      readonly precedingMs?: number
      readonly precedingRows?: number
      readonly by: readonly string[]
    }
  /** No window: the whole table so far, drawn anew on demand. */
  | { readonly kind: 'running' }
