import type { Database } from './database.ts'
import type { ResultBatch } from './result.ts'
import type { ReadCounts } from './row-reader.ts'
import { literal } from './sql/tree.ts'
import { fromJson, jsonOf } from './value.ts'
import type { WatermarkState } from './watermark.ts'
import type { RunnerState } from './windows/runner.ts'

/** Everything that a query knows beside the rows in its tables. */
export interface EngineState {
  readonly version: 1
  /** The statements that the tables belong to. */
  readonly program: string
  /** Sequence number up to which each shard was taken in. */
  readonly positions: Readonly<Record<string, string>>
  readonly finished: readonly string[]
  readonly watermark: WatermarkState
  readonly counts: Readonly<ReadCounts> & { readonly late: number; readonly corrections: number }
  readonly runners: Readonly<Record<string, RunnerState>>
}

/** Rows of results that wait in memory too at most. */
const RECENT_ROWS = 20_000

/**
 * The query's own checkpoint: one row of its database, written in the same transaction as the rows of open windows, the windows
 * that were closed, and the results that are still to be handed out. So they are always of one moment.
 */
export class QueryCheckpoint {
  readonly #database: Database
  #next = 0
  /** What is in the outbox, while it is little; undefined when it must be looked up. */
  #recent: ResultBatch[] | undefined
  #recentRows = 0

  private constructor(database: Database) {
    this.#database = database
  }

  static async open(database: Database): Promise<QueryCheckpoint> {
    await database.run(
      'CREATE SCHEMA IF NOT EXISTS kinetail; ' +
        'CREATE TABLE IF NOT EXISTS kinetail.state (body VARCHAR); ' +
        'CREATE TABLE IF NOT EXISTS kinetail.outbox (number BIGINT, body VARCHAR)',
    )
    const checkpoint = new QueryCheckpoint(database)
    const [row] = await database.rows('SELECT max(number) AS last FROM kinetail.outbox')
    checkpoint.#next = Number(row!['last'] ?? -1) + 1
    return checkpoint
  }

  async load(): Promise<EngineState | undefined> {
    const [row] = await this.#database.rows('SELECT body FROM kinetail.state')
    return row === undefined ? undefined : (JSON.parse(String(row['body'])) as EngineState)
  }

  /** Part of the transaction under way. */
  async save(state: EngineState): Promise<void> {
    await this.#database.run(
      `DELETE FROM kinetail.state; INSERT INTO kinetail.state VALUES (${literal(JSON.stringify(state))})`,
    )
  }

  /** Results that are to be handed out once the transaction is done. */
  async keep(batch: ResultBatch): Promise<void> {
    const { BIGINT, VARCHAR } = this.#database.duckdb
    await this.#database.append(
      'kinetail.outbox',
      [BIGINT, VARCHAR],
      [[BigInt(this.#next++)], [jsonOf(batch)]],
    )
    this.#recentRows += batch.rows.length
    if (this.#recentRows > RECENT_ROWS) this.#recent = undefined
    this.#recent?.push(batch)
  }

  /** What was kept and not forgotten, in order. */
  async *kept(): AsyncGenerator<ResultBatch> {
    if (this.#recent !== undefined) {
      yield* this.#recent
      return
    }
    for (let after = -1; ; ) {
      const [row] = await this.#database.rows(
        `SELECT number, body FROM kinetail.outbox WHERE number > ${after} ORDER BY number LIMIT 1`,
      )
      if (row === undefined) return
      after = Number(row['number'])
      yield fromJson(String(row['body'])) as ResultBatch
    }
  }

  /** All of it is delivered. */
  async forget(): Promise<void> {
    await this.#database.run('DELETE FROM kinetail.outbox')
    this.#recent = []
    this.#recentRows = 0
  }
}
