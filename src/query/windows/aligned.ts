import type { RowBatch } from '../row-batch.ts'
import { WINDOW_END, WINDOW_START } from '../sql/names.ts'
import { moment } from './moment.ts'
import { Panes } from './panes.ts'
import type { Emit, Missed, MissedWindow, Runner, RunnerInput } from './runner.ts'
import { Pace } from './turns.ts'

interface State {
  readonly closedUpTo: number | null
  readonly windows: number
  /** Start of each window that may still be corrected, and how often it was handed out. */
  readonly handedOut: readonly (readonly [start: number, times: number])[]
  readonly dirty: readonly number[]
}

/** Panes of an overlapping window at most: each is a table to search. */
const PANES_OF_A_WINDOW = 64
const LEAST_PANE_MS = 60_000
/** Between two rounds of corrections at least, ms. */
const CORRECT_MS = 1_000

/** Windows that all rows share: tumbling, and hopping. Each is computed over its own rows alone, once, when the watermark passes its end. */
export class AlignedWindows implements Runner {
  readonly #input: RunnerInput
  readonly #sizeMs: number
  readonly #everyMs: number
  /** Rows of one bucket are in the same windows. */
  readonly #bucketMs: number
  readonly #panes: Panes
  readonly #buckets = new Set<number>()
  readonly #handedOut: Map<number, number>
  /** Starts of closed windows that late rows came for. */
  readonly #dirty: Set<number>
  readonly #corrections: Pace
  #closedUpTo: number
  /** The first end of an open window with rows. */
  #nextEnd = Number.POSITIVE_INFINITY
  #windows: number

  private constructor(input: RunnerInput, sizeMs: number, everyMs: number) {
    this.#input = input
    this.#corrections = new Pace(input.clock, CORRECT_MS)
    this.#sizeMs = sizeMs
    this.#everyMs = everyMs
    this.#bucketMs = commonDivisor(sizeMs, everyMs)
    const pane = Math.max(LEAST_PANE_MS, sizeMs / PANES_OF_A_WINDOW)
    const paneMs = Math.ceil(pane / this.#bucketMs) * this.#bucketMs
    this.#panes = new Panes(input.database, input.layout, input.name, paneMs)
    const state = input.state as State | undefined
    this.#closedUpTo = state?.closedUpTo ?? Number.NEGATIVE_INFINITY
    this.#windows = state?.windows ?? 0
    this.#handedOut = new Map(state?.handedOut)
    this.#dirty = new Set(state?.dirty)
  }

  static async open(input: RunnerInput, sizeMs: number, everyMs: number): Promise<AlignedWindows> {
    const windows = new AlignedWindows(input, sizeMs, everyMs)
    if (input.state !== undefined) await windows.#restore()
    return windows
  }

  get windows(): number {
    return this.#windows
  }

  get state(): State & Record<string, unknown> {
    return {
      closedUpTo: Number.isFinite(this.#closedUpTo) ? this.#closedUpTo : null,
      windows: this.#windows,
      handedOut: [...this.#handedOut],
      dirty: [...this.#dirty],
    }
  }

  async take(batch: RowBatch): Promise<readonly Missed[]> {
    const missed: Missed[] = []
    const byPane = new Map<number, number[]>()
    let lastBucket = Number.NaN
    let windows: readonly MissedWindow[] = []
    let rows: number[] | undefined
    for (let row = 0; row < batch.length; row++) {
      const bucket = Math.floor(batch.rowtime[row]! / this.#bucketMs)
      if (bucket !== lastBucket) {
        lastBucket = bucket
        windows = this.#missed(bucket)
        rows = this.#admit(bucket, windows)
          ? rowsOf(byPane, this.#panes.paneOf(bucket * this.#bucketMs))
          : undefined
      }
      if (windows.length > 0) missed.push({ row, windows })
      rows?.push(row)
    }
    for (const picked of byPane.values())
      await this.#panes.append(
        batch.rowtime[picked[0]!]!,
        batch,
        picked.length === batch.length ? undefined : picked,
      )
    return missed
  }

  due(watermark: number): boolean {
    return (this.#dirty.size > 0 && this.#corrections.ready) || this.#nextEnd <= watermark
  }

  async close(watermark: number, emit: Emit): Promise<void> {
    if (this.#dirty.size > 0) await this.#correct(watermark, emit)
    const ends = this.#ends(watermark)
    for (const end of ends) {
      await this.#compute(end - this.#sizeMs, emit)
      this.#windows++
    }
    // At the end of the input the time stands where the last window ended: more rows of later times may come after a restart.
    const reached = watermark === Number.POSITIVE_INFINITY ? ends.at(-1) : watermark
    if (reached !== undefined && reached > this.#closedUpTo) this.#closedUpTo = reached
    await this.#forget()
  }

  /** Late rows are gathered for a while: a late hour must not compute its windows anew for every block. */
  async #correct(watermark: number, emit: Emit): Promise<void> {
    const last = (start: number): boolean => start + this.#sizeMs + this.#input.correctMs <= watermark
    const starts = [...this.#dirty].filter((start) => this.#corrections.ready || last(start))
    await this.#corrections.take(async () => {
      for (const start of starts) {
        this.#dirty.delete(start)
        await this.#compute(start, emit)
      }
    })
  }

  /** Windows of a bucket that were closed before. */
  #missed(bucket: number): readonly MissedWindow[] {
    const missed: MissedWindow[] = []
    const last = Math.min(this.#lastEnd(bucket), this.#closedUpTo)
    for (let end = this.#firstEnd(bucket); end <= last; end += this.#everyMs)
      missed.push({
        start: end - this.#sizeMs,
        end,
        corrected: end + this.#input.correctMs > this.#closedUpTo,
      })
    return missed
  }

  /** True when rows of a bucket are kept: for a window that is open, or that can be corrected. */
  #admit(bucket: number, missed: readonly MissedWindow[]): boolean {
    const correctable = missed.filter(({ corrected }) => corrected)
    for (const { start } of correctable) this.#dirty.add(start)
    // Where hops leave gaps a row may be in no window at all.
    const last = this.#lastEnd(bucket)
    const open = last > this.#closedUpTo && last >= this.#firstEnd(bucket)
    if (!open && correctable.length === 0) return false
    if (!this.#buckets.has(bucket)) {
      this.#buckets.add(bucket)
      this.#nextEnd = Math.min(this.#nextEnd, this.#firstOpenEnd(bucket))
    }
    return true
  }

  /** End of the first window that a bucket is in. Windows begin at multiples of their distance. */
  #firstEnd(bucket: number): number {
    return this.#endAfter(bucket * this.#bucketMs)
  }

  #lastEnd(bucket: number): number {
    return Math.floor((bucket * this.#bucketMs) / this.#everyMs) * this.#everyMs + this.#sizeMs
  }

  /** The first end of a window after a moment. */
  #endAfter(at: number): number {
    return (Math.floor((at - this.#sizeMs) / this.#everyMs) + 1) * this.#everyMs + this.#sizeMs
  }

  /** Infinity when all windows of the bucket are closed. */
  #firstOpenEnd(bucket: number): number {
    const end = Math.max(this.#firstEnd(bucket), this.#endAfter(this.#closedUpTo))
    return end <= this.#lastEnd(bucket) ? end : Number.POSITIVE_INFINITY
  }

  /** Ends of the windows with rows that are open and end at the watermark or before, in order. */
  #ends(watermark: number): number[] {
    const ends: number[] = []
    for (const bucket of [...this.#buckets].sort((a, b) => a - b)) {
      const after = ends.at(-1) ?? Number.NEGATIVE_INFINITY
      const last = Math.min(this.#lastEnd(bucket), watermark)
      let end = Math.max(this.#firstOpenEnd(bucket), after + this.#everyMs)
      for (; end <= last; end += this.#everyMs) ends.push(end)
    }
    return ends
  }

  async #compute(start: number, emit: Emit): Promise<void> {
    const { database, statement, correctMs } = this.#input
    const window = { start, end: start + this.#sizeMs }
    const rows = this.#panes.select(
      window,
      `, getvariable('${WINDOW_START}') AS window_start, getvariable('${WINDOW_END}') AS window_end`,
    )
    if (rows === undefined) return
    await database.run(
      `SET VARIABLE ${WINDOW_START} = ${moment(start)}; SET VARIABLE ${WINDOW_END} = ${moment(window.end)}; ` +
        `CREATE OR REPLACE TEMP VIEW ${statement.relation} AS ${rows}`,
    )
    const result = await database.run(statement.sql)
    const revision = this.#handedOut.get(start) ?? 0
    if (correctMs > 0) this.#handedOut.set(start, revision + 1)
    await emit({ window, revision, result })
  }

  /** Panes, buckets and revisions of windows that are over and done with. */
  async #forget(): Promise<void> {
    const horizon = this.#closedUpTo - this.#input.correctMs
    this.#nextEnd = Number.POSITIVE_INFINITY
    for (const bucket of this.#buckets) {
      if (this.#lastEnd(bucket) <= horizon) this.#buckets.delete(bucket)
      else this.#nextEnd = Math.min(this.#nextEnd, this.#firstOpenEnd(bucket))
    }
    for (const start of this.#handedOut.keys())
      if (start + this.#sizeMs <= horizon) this.#handedOut.delete(start)
    // The first window that is open or can be corrected begins here.
    await this.#panes.drop(this.#endAfter(horizon) - this.#sizeMs)
  }

  async #restore(): Promise<void> {
    await this.#panes.restore()
    for (const table of this.#panes.all) {
      const rows = await this.#input.database.rows(
        `SELECT DISTINCT CAST(floor(epoch_ms(rowtime) / ${this.#bucketMs}) AS BIGINT) AS bucket FROM ${table}`,
      )
      for (const { bucket } of rows) this.#buckets.add(Number(bucket))
    }
    for (const bucket of this.#buckets) this.#nextEnd = Math.min(this.#nextEnd, this.#firstOpenEnd(bucket))
  }
}

function rowsOf(byPane: Map<number, number[]>, pane: number): number[] {
  let rows = byPane.get(pane)
  if (rows === undefined) {
    rows = []
    byPane.set(pane, rows)
  }
  return rows
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b)
}
