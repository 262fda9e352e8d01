import type { RowBatch } from '../row-batch.ts'
import { ROW, ROWTIME } from '../sql/names.ts'
import { quoted } from '../sql/tree.ts'
import { interval, moment } from './moment.ts'
import type { Emit, Missed, Runner, RunnerInput } from './runner.ts'
import { Store } from './store.ts'
import { Turns } from './turns.ts'

export interface SlidingSpec {
  readonly precedingMs?: number
  readonly precedingRows?: number
  readonly by: readonly string[]
}

interface State {
  readonly givenUpTo: number | null
}

/**
 * `OVER (…)`: a row out for each row in, when the watermark has passed it, so that rows stand in the order of their times
 * whatever order they came in. Rows that later ones look back at are kept.
 */
export class SlidingWindows implements Runner {
  readonly windows = 0
  readonly #input: RunnerInput
  readonly #spec: SlidingSpec
  readonly #store: Store
  readonly #turns: Turns
  #givenUpTo: number

  private constructor(input: RunnerInput, spec: SlidingSpec) {
    this.#input = input
    this.#turns = new Turns(input.clock)
    this.#spec = spec
    this.#store = new Store(input.database, input.layout, input.name)
    this.#givenUpTo = (input.state as State | undefined)?.givenUpTo ?? Number.NEGATIVE_INFINITY
  }

  static async open(input: RunnerInput, spec: SlidingSpec): Promise<SlidingWindows> {
    const windows = new SlidingWindows(input, spec)
    await windows.#store.open(input.state !== undefined)
    return windows
  }

  get state(): State & Record<string, unknown> {
    return { givenUpTo: Number.isFinite(this.#givenUpTo) ? this.#givenUpTo : null }
  }

  async take(batch: RowBatch): Promise<readonly Missed[]> {
    const missed: Missed[] = []
    const rows: number[] = []
    for (let row = 0; row < batch.length; row++) {
      const at = batch.rowtime[row]!
      if (at < this.#givenUpTo) missed.push({ row, windows: [{ start: at, end: at + 1, corrected: false }] })
      else rows.push(row)
    }
    await this.#store.append(batch, missed.length === 0 ? undefined : rows)
    return missed
  }

  due(watermark: number): boolean {
    // Rows before `givenUpTo` are kept for those after them only.
    return this.#store.last >= this.#givenUpTo && this.#store.first < watermark && this.#turns.due(watermark)
  }

  async close(watermark: number, emit: Emit): Promise<void> {
    const end = watermark === Number.POSITIVE_INFINITY ? this.#store.last + 1 : Math.ceil(watermark)
    if (!Number.isFinite(end) || end <= this.#givenUpTo) return
    await this.#turns.take(end, () => this.#giveOut(end, emit))
    this.#givenUpTo = end
  }

  async #giveOut(end: number, emit: Emit): Promise<void> {
    const { database, statement, layout } = this.#input
    const { table } = this.#store
    await database.run(
      `CREATE OR REPLACE TEMP VIEW ${statement.relation} AS SELECT ${layout.list} FROM ${table} WHERE rowtime < ${moment(end)}`,
    )
    const fresh = Number.isFinite(this.#givenUpTo) ? `WHERE ${ROWTIME} >= ${moment(this.#givenUpTo)}` : ''
    const result = await database.run(`SELECT * FROM (${statement.sql}) ${fresh} ORDER BY ${ROWTIME}, ${ROW}`)
    await database.run(`DROP VIEW temp.${statement.relation}`)
    await emit({ revision: 0, result })
    await this.#lookBack(end)
  }

  /** Lets go of the rows that no row from `end` on looks back at. */
  async #lookBack(end: number): Promise<void> {
    const { layout } = this.#input
    const { precedingMs, precedingRows, by } = this.#spec
    const { table } = this.#store
    if (precedingMs !== undefined) {
      const from = `${moment(end)} - ${interval(precedingMs)}`
      await this.#store.keep(`SELECT ${layout.list} FROM ${table} WHERE rowtime >= ${from}`)
    } else if (precedingRows !== undefined) {
      const keys = by.length === 0 ? '' : `PARTITION BY ${by.map(quoted).join(', ')} `
      await this.#store.keep(
        `SELECT ${layout.list} FROM ${table} WHERE rowtime >= ${moment(end)} UNION ALL
         (SELECT ${layout.list} FROM ${table} WHERE rowtime < ${moment(end)}
          QUALIFY row_number() OVER (${keys}ORDER BY rowtime DESC, ${ROW} DESC) <= ${precedingRows})`,
      )
    }
  }
}
