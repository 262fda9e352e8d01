import { clearScreenDown, cursorTo, moveCursor } from 'node:readline'
import { fitColumns } from '../stats/display-width.ts'
import type { PrinterOutput } from '../stats/printer.ts'

/** Lines at the bottom of a terminal that are drawn again in place. Elsewhere nothing is drawn. */
export class Screen {
  readonly #output: PrinterOutput
  readonly #live: boolean
  #drawn = 0
  #lines: readonly string[] = []

  constructor(output: PrinterOutput, env: Readonly<Record<string, string | undefined>> = process.env) {
    this.#output = output
    this.#live = output.isTTY === true && env['TERM'] !== 'dumb'
  }

  get live(): boolean {
    return this.#live
  }

  draw(lines: readonly string[]): void {
    if (!this.#live || this.#output.writableNeedDrain) return
    this.erase()
    const { columns = 80, rows = 24 } = this.#output
    this.#lines = lines.slice(0, Math.max(1, rows - 1)).map((line) => fitColumns(line, columns || 80))
    this.#output.write(`${this.#lines.join('\n')}\n`)
    this.#drawn = this.#lines.length
  }

  /** Writes above what is drawn. */
  async above(write: () => Promise<void> | void): Promise<void> {
    const lines = this.#lines
    const drawn = this.#drawn > 0
    this.erase()
    await write()
    if (drawn) this.draw(lines)
  }

  erase(): void {
    if (this.#drawn === 0) return
    moveCursor(this.#output, 0, -this.#drawn)
    cursorTo(this.#output, 0)
    clearScreenDown(this.#output)
    this.#drawn = 0
  }
}
