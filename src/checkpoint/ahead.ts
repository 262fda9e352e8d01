import type { Fate, Settled } from '../stats/ledger.ts'
import type { Print } from './checkpoint.ts'

/**
 * Lines of one generation that were settled while an earlier one was not: they lie beyond the offset of its checkpoint. Whoever
 * reads on from there does not send them again.
 */
export interface Ahead {
  /** Offset in the file from which `runs` are counted, in bytes. */
  readonly from: number
  /** In pairs: bytes that are not settled, then four times the bytes of the lines behind them that are, plus the code of their fate. */
  readonly runs: readonly number[]
  /** What lies before some offset at or behind the last run: a file that has other bytes there is another's. */
  readonly print: Print
}

/** How a settled line is kept, two bits each; 0 is not settled. */
export const CODES: Readonly<Record<Fate, number>> = { delivered: 1, dead: 2, filtered: 3 }

/**
 * Runs that are remembered of one file at most, some 30 KB: lines behind them come again after a kill. Two shards that take turns at every
 * line make one run of every second line; the room for waiting records is 10,000 lines at most unless told otherwise.
 */
const MOST_RUNS = 4096

/** Collects settled stretches, in file order. */
export class Runs {
  readonly from: number
  readonly pairs: number[] = []
  /** Offset behind the last stretch. */
  end: number

  constructor(from: number) {
    this.from = from
    this.end = from
  }

  get full(): boolean {
    return this.pairs.length >= 2 * MOST_RUNS
  }

  add(start: number, end: number, code: number): void {
    const last = this.pairs.length - 1
    if (start === this.end && last > 0 && this.pairs[last]! % 4 === code)
      this.pairs[last]! += 4 * (end - start)
    else if (this.full) return
    else this.pairs.push(start - this.end, 4 * (end - start) + code)
    this.end = end
  }
}

/** What an earlier process settled ahead: looked up by the lines that are read again. */
export class KnownAhead {
  readonly print: Print
  readonly #starts: number[] = []
  readonly #ends: number[] = []
  readonly #codes: number[] = []
  readonly #count: (lines: Settled) => void

  /** @param count told of lines as they are found again, each once */
  constructor({ from, runs, print }: Ahead, count: (lines: Settled) => void) {
    this.print = print
    this.#count = count
    let at = from
    for (let i = 0; i + 1 < runs.length; i += 2) {
      const start = at + runs[i]!
      at = start + Math.floor(runs[i + 1]! / 4)
      this.#starts.push(start)
      this.#ends.push(at)
      this.#codes.push(runs[i + 1]! % 4)
    }
  }

  /**
   * The lines of a chunk that were settled, by code; undefined where there are none.
   * @param start offset in the file of the chunk, `length` its bytes
   * @param ends for line i, the offset of the first byte after it, counted from the chunk's start
   * @param weights how many lines each of these is, where they are events
   */
  within(
    start: number,
    length: number,
    ends: Uint32Array,
    lines: number,
    weights?: Uint32Array,
  ): Uint8Array | undefined {
    let run = this.#firstBehind(start)
    let known: Uint8Array | undefined
    const counts = [0, 0, 0, 0]
    for (let line = 0; line < lines && run < this.#starts.length; line++) {
      const from = start + (line === 0 ? 0 : ends[line - 1]!)
      // A line that was cut is longer than what the chunk has of it.
      const to = line === lines - 1 ? start + length : start + ends[line]!
      while (run < this.#starts.length && this.#ends[run]! <= from) run++
      if (run === this.#starts.length || this.#starts[run]! > from || this.#ends[run]! < to) continue
      known ??= new Uint8Array(lines)
      const code = this.#codes[run]!
      known[line] = code
      counts[code]! += weights?.[line] ?? 1
    }
    const [, sent, dead, filtered] = counts
    if (known !== undefined) this.#count({ sent: sent!, dead: dead!, filtered: filtered! })
    return known
  }

  /** Adds what of it lies in [`from`, `to`). */
  addTo(runs: Runs, from: number, to: number): void {
    for (let run = this.#firstBehind(from); run < this.#starts.length && this.#starts[run]! < to; run++) {
      const start = Math.max(from, this.#starts[run]!)
      const end = Math.min(to, this.#ends[run]!)
      runs.add(start, end, this.#codes[run]!)
    }
  }

  /** The first run that ends behind `offset`. */
  #firstBehind(offset: number): number {
    let [low, high] = [0, this.#ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#ends[middle]! <= offset) low = middle + 1
      else high = middle
    }
    return low
  }
}
