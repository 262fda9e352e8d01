import type { DuckDBType, DuckDBValue } from '@duckdb/node-api'
import type { Database } from './database.ts'
import type { RowBatch } from './row-batch.ts'
import { ROW } from './sql/names.ts'
import { quoted } from './sql/tree.ts'

/** A column of a stream as queries see it. */
export interface StreamColumn {
  readonly name: string
  /** As SQL. */
  readonly sqlType: string
  /** As DuckDB's appender takes it. */
  readonly type: DuckDBType
}

/**
 * How the rows of a query lie in tables of the database: `rowtime`, the columns that the query reads and no others, and on demand what
 * names the row.
 */
export class Layout {
  readonly #database: Database
  readonly #columns: readonly StreamColumn[]
  readonly #identity: boolean
  readonly #types: readonly DuckDBType[]

  /** @param columns of the stream that the query reads, `rowtime` not among them */
  constructor(database: Database, columns: readonly StreamColumn[], identity: boolean) {
    this.#database = database
    this.#columns = columns
    this.#identity = identity
    this.#types = [
      database.duckdb.TIMESTAMP,
      ...columns.map(({ type }) => type),
      ...(identity ? [database.duckdb.VARCHAR] : []),
    ]
  }

  /** The columns of a SELECT over one of its tables: what the relation of the query has. */
  get list(): string {
    return [
      'rowtime',
      ...this.#columns.map(({ name }) => quoted(name)),
      ...(this.#identity ? [ROW] : []),
    ].join(', ')
  }

  async create(table: string): Promise<void> {
    const columns = [
      'rowtime TIMESTAMP',
      ...this.#columns.map(({ name, sqlType }) => `${quoted(name)} ${sqlType}`),
      ...(this.#identity ? [`${ROW} VARCHAR`] : []),
    ]
    const word = table.startsWith('temp.') ? 'TEMP TABLE' : 'TABLE'
    await this.#database.run(`CREATE ${word} ${table} (${columns.join(', ')})`)
  }

  /** @param rows of the batch, in order; all unless told */
  async append(table: string, batch: RowBatch, rows?: readonly number[]): Promise<void> {
    const { DuckDBTimestampValue } = this.#database.duckdb
    const pick = <T>(values: readonly T[]): readonly T[] =>
      rows === undefined ? values : rows.map((row) => values[row]!)
    const columns: (readonly DuckDBValue[])[] = [
      pick(batch.rowtime).map((ms) => new DuckDBTimestampValue(BigInt(ms) * 1000n)),
      ...this.#columns.map(({ name }) => pick(batch.columns.get(name.toLowerCase())!)),
      ...(this.#identity ? [pick(batch.identity)] : []),
    ]
    await this.#database.append(table, this.#types, columns)
  }
}
