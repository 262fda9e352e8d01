import type { DuckDBMaterializedResult } from '@duckdb/node-api'
import type { Database } from '../database.ts'
import type { Layout } from '../layout.ts'
import type { RowBatch } from '../row-batch.ts'
import type { Statement } from '../sql/statement.ts'

export interface Span {
  /** ms since the epoch, half open. */
  readonly start: number
  readonly end: number
}

/** What a query has to say. */
export interface Emission {
  /** Undefined where its rows have windows, or none. */
  readonly window?: Span
  /** How often it was corrected by now. */
  readonly revision: number
  readonly result: DuckDBMaterializedResult
}

/** A row that came too late. */
export interface Missed {
  readonly row: number
  readonly windows: readonly MissedWindow[]
}

export interface MissedWindow extends Span {
  /** It is kept still: a corrected result with the row follows. */
  readonly corrected: boolean
}

export type Emit = (emission: Emission) => Promise<void>

/** What a checkpoint keeps of a runner, beside its tables. */
export type RunnerState = Readonly<Record<string, unknown>>

/** One query at work: keeps the rows that it needs, and says what comes of them. One for each kind of window. */
export interface Runner {
  /** Takes rows in; those that are late are told. */
  take(batch: RowBatch, emit: Emit): Promise<readonly Missed[]>
  /** True when `close` with this watermark would have something to do. Cheap: asked for every block. */
  due(watermark: number): boolean
  /** Closes what ends at the watermark or before it. Infinity: everything, the input is over. */
  close(watermark: number, emit: Emit): Promise<void>
  /** Windows handed out, corrections not counted. */
  readonly windows: number
  readonly state: RunnerState
}

export interface RunnerInput {
  readonly database: Database
  readonly statement: Statement
  readonly layout: Layout
  /** Prefix of its tables' names. */
  readonly name: string
  /** ms of event time that closed windows are kept for corrections. */
  readonly correctMs: number
  readonly state: RunnerState | undefined
  /** ms since the epoch. */
  readonly clock: () => number
}
