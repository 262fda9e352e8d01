import type { DuckDBTimestampValue } from '@duckdb/node-api'
import type { Database } from '../database.ts'
import type { Layout } from '../layout.ts'
import type { RowBatch } from '../row-batch.ts'

/** All rows that a query keeps, in one table. */
export class Store {
  readonly table: string
  readonly #database: Database
  readonly #layout: Layout
  /** Rowtime of the first row, ms; Infinity when there is none. */
  #first = Number.POSITIVE_INFINITY
  #last = Number.NEGATIVE_INFINITY

  constructor(database: Database, layout: Layout, name: string) {
    this.#database = database
    this.#layout = layout
    this.table = `kinetail.${name}_rows`
  }

  /** @param restored its table is there from a process before */
  async open(restored: boolean): Promise<void> {
    if (restored) await this.#look()
    else await this.#layout.create(this.table)
  }

  get first(): number {
    return this.#first
  }

  get last(): number {
    return this.#last
  }

  async append(batch: RowBatch, rows?: readonly number[]): Promise<void> {
    if ((rows ?? batch).length === 0) return
    await this.#layout.append(this.table, batch, rows)
    for (const at of rows === undefined ? batch.rowtime : rows.map((row) => batch.rowtime[row]!)) {
      if (at < this.#first) this.#first = at
      if (at > this.#last) this.#last = at
    }
  }

  /** Keeps the rows that a SELECT gives, and no others. */
  async keep(select: string): Promise<void> {
    const next = `${this.table}_next`
    await this.#layout.create(next)
    await this.#database.run(`INSERT INTO ${next} ${select}`)
    await this.#database.drop(this.table)
    await this.#database.run(`ALTER TABLE ${next} RENAME TO ${this.table.slice('kinetail.'.length)}`)
    await this.#look()
  }

  async #look(): Promise<void> {
    const [row] = await this.#database.rows(
      `SELECT min(rowtime) AS first, max(rowtime) AS last FROM ${this.table}`,
    )
    this.#first = msOf(row!['first'] as DuckDBTimestampValue | null) ?? Number.POSITIVE_INFINITY
    this.#last = msOf(row!['last'] as DuckDBTimestampValue | null) ?? Number.NEGATIVE_INFINITY
  }
}

function msOf(value: DuckDBTimestampValue | null): number | undefined {
  return value === null ? undefined : Number(value.micros / 1000n)
}
