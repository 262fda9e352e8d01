import { SERIES_COLUMNS, type Series, type SeriesColumn } from '../api.ts'

/** An hour. */
export const SERIES_SECONDS = 3600
/** Points of an answer unless a step is asked for. */
const POINTS = 600

const NAMES = Object.keys(SERIES_COLUMNS) as SeriesColumn[]

/** One second's figures; what is left out was not measured. */
export type Figures = Partial<Record<SeriesColumn, number | null>>

/** A ring of one-second figures, an hour of them: about 700 KB, whatever happens. NaN: not measured. */
export class SeriesRing {
  readonly #columns: Record<SeriesColumn, Float64Array>
  /** The second that each place is about, since the epoch; 0: none. */
  readonly #second = new Float64Array(SERIES_SECONDS)
  #last = 0

  constructor() {
    this.#columns = Object.fromEntries(
      NAMES.map((name) => [name, new Float64Array(SERIES_SECONDS).fill(Number.NaN)]),
    ) as Record<SeriesColumn, Float64Array>
  }

  /**
   * The figures of a second. Seconds since the last, when the process was too busy to look, have the same: their rates are already
   * those of the whole time.
   */
  put(second: number, figures: Figures): void {
    const from = this.#last === 0 || second - this.#last > 60 ? second : this.#last + 1
    for (let at = Math.min(from, second); at <= second; at++) this.#set(at, figures)
    this.#last = Math.max(this.#last, second)
  }

  /** Adds to a figure of a second that was put: what is known only later. */
  add(second: number, column: SeriesColumn, by: number): void {
    const place = second % SERIES_SECONDS
    if (this.#second[place] !== second) return
    const values = this.#columns[column]
    const before = values[place]!
    values[place] = (Number.isNaN(before) ? 0 : before) + by
  }

  #set(second: number, figures: Figures): void {
    const place = second % SERIES_SECONDS
    this.#second[place] = second
    for (const name of NAMES) this.#columns[name][place] = figures[name] ?? Number.NaN
  }

  /** @param fromMs, toMs ms since the epoch; @param stepSeconds chosen for at most 600 points when undefined */
  read(fromMs: number, toMs: number, stepSeconds?: number): Series {
    const last = Math.floor(toMs / 1000)
    const wanted = Math.max(Math.floor(fromMs / 1000), last - SERIES_SECONDS + 1)
    const step = stepSeconds ?? Math.max(1, Math.ceil((last - wanted + 1) / POINTS))
    const first = Math.floor(wanted / step) * step
    const time: number[] = []
    const columns = Object.fromEntries(NAMES.map((name) => [name, []])) as unknown as Record<
      SeriesColumn,
      (number | null)[]
    >
    for (let at = first; at <= last; at += step) {
      time.push(at * 1000)
      for (const name of NAMES) columns[name].push(this.#over(name, at, step))
    }
    return { from: first * 1000, to: toMs, step_seconds: step, time, columns }
  }

  #over(name: SeriesColumn, from: number, seconds: number): number | null {
    const values = this.#columns[name]
    const how = SERIES_COLUMNS[name]
    let sum = 0
    let known = 0
    for (let second = from; second < from + seconds; second++) {
      const place = second % SERIES_SECONDS
      const value = values[place]!
      if (this.#second[place] !== second || Number.isNaN(value)) continue
      known++
      sum = how === 'rate' ? sum + value : how === 'max' && known > 1 ? Math.max(sum, value) : value
    }
    if (known === 0) return null
    return rounded(how === 'rate' ? sum / known : sum)
  }
}

/** Thousandths: more digits would only make answers longer. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
