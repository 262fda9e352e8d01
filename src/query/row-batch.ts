import type { DuckDBType, DuckDBValue } from '@duckdb/node-api'

/** A column of rows that go through a query. */
export interface Column {
  /** As declared or selected. */
  readonly name: string
  readonly type: DuckDBType
}

/** Rows on their way from one stream to the queries that read it, by column. */
export interface RowBatch {
  readonly length: number
  /** ms since the epoch. */
  readonly rowtime: readonly number[]
  /** Values by the column's name in lower case, `rowtime` not among them. */
  readonly columns: ReadonlyMap<string, readonly DuckDBValue[]>
  /** What names each row for good: its event id, or its place in the stream. Empty where nobody asks. */
  readonly identity: readonly string[]
  /** The row as a person knows it. */
  tell(row: number): ToldRow
}

export interface ToldRow {
  readonly record: string
  readonly shardId: string
  readonly sequenceNumber: string
}
