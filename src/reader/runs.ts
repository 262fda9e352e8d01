import { mergeRuns } from './merge.ts'
import { type Placed, RunFile } from './run-file.ts'

export interface RunsOptions {
  readonly folder: string
  /** Runs merged at a time: bounds open files, and leaves each a buffer large enough to read the disk in good pieces. */
  readonly fanIn: number
  /** Memory of a merge, in bytes. */
  readonly bufferBytes: number
}

const MIN_BUFFER = 64 * 1024

/**
 * The sorted runs of one sort. `fanIn` runs of one level become one of the next, so the open files are `fanIn` a level
 * and every event is written once a level.
 */
export class Runs {
  readonly #options: RunsOptions
  readonly #levels: RunFile[][] = []

  constructor(options: RunsOptions) {
    this.#options = options
  }

  get empty(): boolean {
    return this.#levels.length === 0
  }

  /** Keeps one sorted run. */
  add(sorted: readonly Placed[]): Promise<void> {
    return this.#keep([sorted], 0)
  }

  /** Everything that was added, in order. */
  async *merged(): AsyncGenerator<Placed[]> {
    // The small runs first, until one merge can take what is left.
    for (let level = 0; this.#count() > this.#options.fanIn; level++) await this.#raise(level)
    yield* this.#merge(this.#levels.flat())
  }

  async close(): Promise<void> {
    for (const run of this.#levels.splice(0).flat()) await run.close()
  }

  async #keep(
    blocks: Iterable<readonly Placed[]> | AsyncIterable<readonly Placed[]>,
    level: number,
  ): Promise<void> {
    const run = await RunFile.create(this.#options.folder)
    // Kept before it is written: a write that fails must not leave the file open.
    this.#levels[level] ??= []
    this.#levels[level].push(run)
    await run.write(blocks)
    if (this.#levels[level].length >= this.#options.fanIn) await this.#raise(level)
  }

  /** Makes one run of the level above from all of this level. */
  async #raise(level: number): Promise<void> {
    const runs = this.#levels[level] ?? []
    if (runs.length === 0) return
    await this.#keep(this.#merge(runs.slice()), level + 1)
    this.#levels[level] = []
    for (const run of runs) await run.close()
  }

  #merge(runs: readonly RunFile[]): AsyncGenerator<Placed[]> {
    const share = Math.floor(this.#options.bufferBytes / Math.max(1, runs.length))
    return mergeRuns(runs, Math.max(MIN_BUFFER, share))
  }

  #count(): number {
    return this.#levels.reduce((sum, runs) => sum + runs.length, 0)
  }
}
