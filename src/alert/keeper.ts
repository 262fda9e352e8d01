import { type KeptAlerts, StateWriter } from './state-file.ts'

/** Writing takes this part of the time at most, however much there is to keep and however slow the disk is. */
const WRITING_SHARE = 0.1
/** What comparisons count is written so often, ms; the place in a stream, when it moved, so often. */
const COUNTS_MS = 60_000
const PLACE_MS = 1000

export interface KeeperOptions {
  readonly path: string
  readonly warn: (sentence: string) => void
  /** All that is to be kept, of one moment. */
  readonly snapshot: () => KeptAlerts
}

/** Knows when what outlives the process is to be written, and writes it. */
export class Keeper {
  readonly #writer: StateWriter
  readonly #snapshot: () => KeptAlerts
  #writing: Promise<void> | undefined
  #changed = false
  #moved = false
  #wroteAt: number = performance.now()
  #tookMs = 0

  constructor({ path, warn, snapshot }: KeeperOptions) {
    this.#writer = new StateWriter(path, warn)
    this.#snapshot = snapshot
  }

  /** An alert or a message went on. */
  changed(): void {
    this.#changed = true
  }

  /** Reading went on. */
  moved(): void {
    this.#moved = true
  }

  isDue(): boolean {
    const since = performance.now() - this.#wroteAt
    if (this.#writing !== undefined || since < this.#tookMs * (1 / WRITING_SHARE - 1)) return false
    return this.#changed || since >= COUNTS_MS || (this.#moved && since >= PLACE_MS)
  }

  /** Resolves when what there is now is on the disk, or when that failed and was said. One call at a time. */
  async write(): Promise<void> {
    await this.#writing
    this.#changed = false
    this.#moved = false
    const began = performance.now()
    this.#writing = this.#writer.write(this.#snapshot()).finally(() => {
      this.#writing = undefined
      this.#wroteAt = performance.now()
      this.#tookMs = this.#wroteAt - began
    })
    await this.#writing
  }
}
