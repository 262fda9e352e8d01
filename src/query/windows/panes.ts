import type { Database } from '../database.ts'
import type { Layout } from '../layout.ts'
import type { RowBatch } from '../row-batch.ts'
import { moment } from './moment.ts'
import type { Span } from './runner.ts'

/** Panes at a time. Rows of more (damaged years, say) share one table more, which is searched for every window. */
const MAX_PANES = 512

/** Rows by time, in one table for each pane: a table can be dropped whole, at no cost, when its windows are done. */
export class Panes {
  readonly #database: Database
  readonly #layout: Layout
  readonly #prefix: string
  readonly #paneMs: number
  /** Tables by pane number. */
  readonly #tables = new Map<number, string>()
  #rest: string | undefined

  constructor(database: Database, layout: Layout, name: string, paneMs: number) {
    this.#database = database
    this.#layout = layout
    this.#prefix = `${name}_pane_`
    this.#paneMs = paneMs
  }

  /** Finds what a process before left. */
  async restore(): Promise<void> {
    const tables = await this.#database.rows(
      `SELECT table_name AS name FROM duckdb_tables() WHERE schema_name = 'kinetail' AND starts_with(table_name, '${this.#prefix}')`,
    )
    for (const { name } of tables) {
      const key = String(name).slice(this.#prefix.length)
      if (key === 'rest') this.#rest = `kinetail.${String(name)}`
      else this.#tables.set(Number(key.replace('m', '-')), `kinetail.${String(name)}`)
    }
  }

  /** Rows of a batch, by index, all of the pane that `at` (ms) is in. */
  async append(at: number, batch: RowBatch, rows: readonly number[] | undefined): Promise<void> {
    await this.#layout.append(await this.#table(this.paneOf(at)), batch, rows)
  }

  paneOf(at: number): number {
    return Math.floor(at / this.#paneMs)
  }

  /** A SELECT of the rows in a span, with columns more; undefined when it can have none. */
  select(span: Span, extra = ''): string | undefined {
    const tables: string[] = []
    for (const [pane, table] of this.#tables)
      if (pane * this.#paneMs < span.end && (pane + 1) * this.#paneMs > span.start) tables.push(table)
    if (this.#rest !== undefined) tables.push(this.#rest)
    if (tables.length === 0) return undefined
    const where = `WHERE rowtime >= ${moment(span.start)} AND rowtime < ${moment(span.end)}`
    return tables
      .map((table) => `SELECT ${this.#layout.list}${extra} FROM ${table} ${where}`)
      .join(' UNION ALL ')
  }

  /** Every table of rows, as SQL. */
  get all(): readonly string[] {
    return [...this.#tables.values(), ...(this.#rest === undefined ? [] : [this.#rest])]
  }

  /** Lets go of the panes that end at a moment (ms) or before. */
  async drop(before: number): Promise<void> {
    for (const [pane, table] of this.#tables) {
      if ((pane + 1) * this.#paneMs > before) continue
      this.#tables.delete(pane)
      await this.#database.drop(table)
    }
    if (this.#rest === undefined || !Number.isFinite(before)) return
    await this.#database.run(`DELETE FROM ${this.#rest} WHERE rowtime < ${moment(before)}`)
  }

  async #table(pane: number): Promise<string> {
    const known = this.#tables.get(pane)
    if (known !== undefined) return known
    if (this.#tables.size >= MAX_PANES) {
      if (this.#rest === undefined) {
        this.#rest = `kinetail.${this.#prefix}rest`
        await this.#layout.create(this.#rest)
      }
      return this.#rest
    }
    const table = `kinetail.${this.#prefix}${String(pane).replace('-', 'm')}`
    await this.#layout.create(table)
    this.#tables.set(pane, table)
    return table
  }
}
