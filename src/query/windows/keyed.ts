import type { RowBatch } from '../row-batch.ts'
import { quoted } from '../sql/tree.ts'
import { interval, moment } from './moment.ts'
import type { Emit, Missed, Runner, RunnerInput } from './runner.ts'
import { Store } from './store.ts'
import { Turns } from './turns.ts'

export type KeyedSpec =
  | { readonly kind: 'session'; readonly gapMs: number; readonly by: readonly string[] }
  | { readonly kind: 'stagger'; readonly sizeMs: number; readonly by: readonly string[] }

interface State {
  readonly closedUpTo: number | null
  readonly windows: number
}

const ASSIGNED = 'temp.kinetail_assigned'

/**
 * Windows that differ from key to key. A row is late when it is from before the watermark of the last round, so rows to come can
 * change no window that ended by then: what is closed equals what a batch over all rows but the late ones would find.
 */
export class KeyedWindows implements Runner {
  readonly #input: RunnerInput
  readonly #spec: KeyedSpec
  readonly #lengthMs: number
  readonly #store: Store
  readonly #turns: Turns
  #closedUpTo: number
  #windows: number

  private constructor(input: RunnerInput, spec: KeyedSpec) {
    this.#input = input
    this.#turns = new Turns(input.clock)
    this.#spec = spec
    this.#lengthMs = spec.kind === 'session' ? spec.gapMs : spec.sizeMs
    this.#store = new Store(input.database, input.layout, input.name)
    const state = input.state as State | undefined
    this.#closedUpTo = state?.closedUpTo ?? Number.NEGATIVE_INFINITY
    this.#windows = state?.windows ?? 0
  }

  static async open(input: RunnerInput, spec: KeyedSpec): Promise<KeyedWindows> {
    const windows = new KeyedWindows(input, spec)
    await windows.#store.open(input.state !== undefined)
    return windows
  }

  get windows(): number {
    return this.#windows
  }

  get state(): State & Record<string, unknown> {
    return {
      closedUpTo: Number.isFinite(this.#closedUpTo) ? this.#closedUpTo : null,
      windows: this.#windows,
    }
  }

  async take(batch: RowBatch): Promise<readonly Missed[]> {
    const missed: Missed[] = []
    const rows: number[] = []
    for (let row = 0; row < batch.length; row++) {
      const at = batch.rowtime[row]!
      if (at < this.#closedUpTo)
        missed.push({ row, windows: [{ start: at, end: at + this.#lengthMs, corrected: false }] })
      else rows.push(row)
    }
    await this.#store.append(batch, missed.length === 0 ? undefined : rows)
    return missed
  }

  due(watermark: number): boolean {
    return this.#store.first + this.#lengthMs <= watermark && this.#turns.due(watermark)
  }

  async close(watermark: number, emit: Emit): Promise<void> {
    const end =
      watermark === Number.POSITIVE_INFINITY ? this.#store.last + this.#lengthMs : Math.floor(watermark)
    if (!Number.isFinite(end)) return
    if (this.#store.first + this.#lengthMs <= end) await this.#round(end, emit)
    this.#closedUpTo = Math.max(this.#closedUpTo, end)
  }

  async #round(end: number, emit: Emit): Promise<void> {
    await this.#turns.take(end, async () => {
      await (this.#spec.kind === 'session' ? this.#assignSessions() : this.#assignStagger(end))
      await this.#handOut(end, emit)
    })
  }

  /** Rows of a key less than the gap apart belong together. */
  async #assignSessions(): Promise<void> {
    const { database } = this.#input
    const gap = interval(this.#lengthMs)
    const keys = this.#partition()
    await database.run(
      `CREATE OR REPLACE TEMP TABLE kinetail_assigned AS
       SELECT * EXCLUDE (_kt_begins, _kt_session),
         min(rowtime) OVER (PARTITION BY ${keys}, _kt_session) AS window_start,
         max(rowtime) OVER (PARTITION BY ${keys}, _kt_session) + ${gap} AS window_end
       FROM (
         SELECT *, sum(_kt_begins) OVER (PARTITION BY ${keys} ORDER BY rowtime ROWS UNBOUNDED PRECEDING) AS _kt_session
         FROM (
           SELECT *, CASE WHEN rowtime - lag(rowtime) OVER (PARTITION BY ${keys} ORDER BY rowtime) < ${gap} THEN 0 ELSE 1 END AS _kt_begins
           FROM ${this.#store.table}
         )
       )`,
    )
  }

  /** The first row of a key opens a window; the first after its end, the next. One window of each key a turn. */
  async #assignStagger(end: number): Promise<void> {
    const { database } = this.#input
    const size = interval(this.#lengthMs)
    const keys = this.#keys()
    await database.run(
      `CREATE OR REPLACE TEMP TABLE kinetail_assigned AS
       SELECT *, NULL::TIMESTAMP AS window_start, NULL::TIMESTAMP AS window_end FROM ${this.#store.table}`,
    )
    for (;;) {
      const open = keys.map((key, i) => `${key} AS _kt_key${i}`)
      const same = keys.map((key, i) => ` AND ${key} IS NOT DISTINCT FROM _kt_key${i}`).join('')
      const changed = await database.run(
        `UPDATE ${ASSIGNED} SET window_start = _kt_opens, window_end = _kt_opens + ${size}
         FROM (
           SELECT ${[...open, 'min(rowtime) AS _kt_opens'].join(', ')} FROM ${ASSIGNED} WHERE window_start IS NULL
           ${keys.length === 0 ? '' : `GROUP BY ${keys.join(', ')}`} HAVING min(rowtime) + ${size} <= ${moment(end)}
         )
         WHERE window_start IS NULL AND rowtime < _kt_opens + ${size}${same}`,
      )
      if (changed.rowsChanged === 0) return
    }
  }

  async #handOut(end: number, emit: Emit): Promise<void> {
    const { database, statement, layout } = this.#input
    const closed = `window_end <= ${moment(end)}`
    const windows = [...this.#keys(), 'window_start'].join(', ')
    const [found] = await database.rows(
      `SELECT count(*) AS windows FROM (SELECT DISTINCT ${windows} FROM ${ASSIGNED} WHERE ${closed})`,
    )
    const count = Number(found!['windows'])
    if (count > 0) {
      await database.run(
        `CREATE OR REPLACE TEMP VIEW ${statement.relation} AS SELECT ${layout.list}, window_start, window_end FROM ${ASSIGNED} WHERE ${closed}`,
      )
      const result = await database.run(statement.sql)
      this.#windows += count
      await emit({ revision: 0, result })
      await this.#store.keep(`SELECT ${layout.list} FROM ${ASSIGNED} WHERE (${closed}) IS NOT TRUE`)
    }
    await database.run(`DROP VIEW IF EXISTS temp.${statement.relation}; DROP TABLE ${ASSIGNED}`)
  }

  #keys(): readonly string[] {
    return this.#spec.by.map(quoted)
  }

  #partition(): string {
    return this.#spec.by.length === 0 ? 'true' : this.#keys().join(', ')
  }
}
