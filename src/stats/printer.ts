import { clearScreenDown, cursorTo, moveCursor } from 'node:readline'
import type { WriteStream } from 'node:tty'
import { statisticsBlock } from './block.ts'
import { fitColumns } from './display-width.ts'
import { statisticsJson } from './json.ts'
import type { StatisticsSnapshot } from './snapshot.ts'
import type { Mark, Statistics } from './statistics.ts'

/** `redraw`: one block that stays in place on a terminal. `lines`: a block each time. `json`: an object a line. */
export type PrinterMode = 'redraw' | 'lines' | 'json'

/** On a terminal the block is drawn this often, in ms, and its rates cover this many ms. */
const REDRAW_MS = 1000
const REDRAW_SPAN_MS = 5000

/** Where the block goes: a terminal has its size. */
export type PrinterOutput = NodeJS.WritableStream &
  Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'rows' | 'writableNeedDrain'>>

/** The mode that suits an output. A terminal that cannot move its cursor says so (`TERM=dumb`). */
export function printerMode(
  output: PrinterOutput,
  json: boolean,
  env: Readonly<Record<string, string | undefined>> = process.env,
): PrinterMode {
  if (json) return 'json'
  return output.isTTY && env['TERM'] !== 'dumb' ? 'redraw' : 'lines'
}

/**
 * Prints the statistics from time to time, and once more at the end over the whole run. The cursor is never hidden and
 * always stands below the block, so a process that dies leaves the terminal as it should be.
 */
export class StatisticsPrinter {
  readonly #statistics: Statistics
  readonly #output: PrinterOutput
  readonly #mode: PrinterMode
  #marks: Mark[] = []
  #timer: NodeJS.Timeout | undefined
  /** Rows of the block that stands on the terminal. */
  #drawn = 0
  /** Told of every block as it is printed. */
  onPrint: (snapshot: StatisticsSnapshot) => void = () => {}

  constructor(statistics: Statistics, output: PrinterOutput, mode: PrinterMode) {
    this.#statistics = statistics
    this.#output = output
    this.#mode = mode
  }

  /** @param intervalMs time between two blocks (`--stats-interval`); a terminal is redrawn each second at least */
  start(intervalMs: number): void {
    this.#marks = [this.#statistics.mark()]
    const redraw = this.#mode === 'redraw'
    const every = redraw ? Math.min(intervalMs, REDRAW_MS) : intervalMs
    const span = redraw ? Math.min(intervalMs, REDRAW_SPAN_MS) : intervalMs
    if (redraw) this.#print(this.#marks[0])
    this.#timer = setInterval(() => {
      this.#print(this.#marks[0])
      this.#marks.push(this.#statistics.mark())
      while (this.#marks.length * every > span) this.#marks.shift()
    }, every)
  }

  /** Prints the closing block: rates and latency of the whole run. */
  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#print()
    this.#drawn = 0
  }

  /** Prints something else without spoiling the block in place: above it. `write` writes whole lines to the same terminal. */
  above(write: () => void): void {
    if (this.#drawn === 0) {
      write()
      return
    }
    this.#erase()
    write()
    this.#print(this.#marks[0])
  }

  #print(since?: Mark): void {
    // Whoever does not read what is there gets no more: it would pile up in memory, and be old when it is read.
    if (this.#output.writableNeedDrain && since !== undefined) return
    const snapshot = this.#statistics.snapshot(since)
    this.onPrint(snapshot)
    if (this.#mode === 'json') {
      this.#output.write(`${statisticsJson(snapshot)}\n`)
      return
    }
    const block = statisticsBlock(snapshot)
    if (this.#mode === 'lines') {
      this.#output.write(`${block.join('\n')}\n`)
      return
    }
    const { columns = 80, rows = 24 } = this.#output
    // At the end nothing is drawn over it any more: the block may be as large as it is.
    const closing = this.#timer === undefined && since === undefined
    const shown = closing
      ? block
      : block.slice(0, Math.max(1, rows - 1)).map((line) => fitColumns(line, columns))
    this.#erase()
    this.#output.write(`${shown.join('\n')}\n`)
    this.#drawn = shown.length
  }

  #erase(): void {
    if (this.#drawn === 0) return
    moveCursor(this.#output, 0, -this.#drawn)
    cursorTo(this.#output, 0)
    clearScreenDown(this.#output)
    this.#drawn = 0
  }
}
