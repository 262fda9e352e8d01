import { resolve } from 'node:path'
import type { FormatSpec } from '../../format/create-engine.ts'
import type { Detection } from '../../format/detect.ts'
import { type FileStep, fileRows } from './file-rows.ts'
import type { RowSource, SourceEvent, SourceState } from './row-source.ts'

export interface FileSourceOptions {
  /** Files; `-` is standard input. */
  readonly paths: readonly string[]
  readonly spec: FormatSpec
  readonly signal: AbortSignal
  /** Where each file was read to before, by its full path: the offset of the last line that was taken. */
  readonly resume: ReadonlyMap<string, string>
  /** Files that were read to their end before. */
  readonly finished: ReadonlySet<string>
  readonly onFound?: (path: string, detection: Detection) => void
}

interface OpenFile {
  readonly shardId: string
  readonly steps: AsyncGenerator<FileStep>
  /** Event time up to which it was read, ms since the epoch. */
  reached: number
}

/**
 * The rows of files, each file a shard by its full path. Files are read beside each other, always on with the one that is
 * furthest behind in event time: so a window can close as soon as every file is past it, and what has to be kept stays small.
 */
export class FileSource implements RowSource {
  readonly #options: FileSourceOptions
  #open: OpenFile[] = []
  #rows = 0
  #rejected = 0

  constructor(options: FileSourceOptions) {
    this.#options = options
  }

  state(): SourceState {
    return {
      rows: this.#rows,
      rejected: this.#rejected,
      behindMs: undefined,
      shards: this.#open.length,
    }
  }

  async *events(): AsyncGenerator<SourceEvent> {
    const { paths, signal, resume, finished, spec, onFound = () => {} } = this.#options
    const shards = [...new Set(paths.map(shardOf))].filter((shardId) => !finished.has(shardId))
    this.#open = shards.map((shardId) => {
      const after = resume.get(shardId)
      const steps = fileRows({
        path: shardId,
        spec,
        after: after === undefined ? undefined : Number(after),
        signal,
        onFound,
      })
      // Nothing is known of those that were not read yet: each has its turn first.
      return { shardId, steps, reached: Number.NEGATIVE_INFINITY }
    })
    yield { kind: 'open', shardIds: this.#open.map(({ shardId }) => shardId) }
    try {
      while (this.#open.length > 0 && !signal.aborted) yield* this.#step(this.#furthestBehind())
    } finally {
      await Promise.all(this.#open.map(({ steps }) => steps.return(undefined)))
    }
  }

  #furthestBehind(): OpenFile {
    return this.#open.reduce((a, b) => (b.reached < a.reached ? b : a))
  }

  async *#step(file: OpenFile): AsyncGenerator<SourceEvent> {
    const { shardId } = file
    const next = await file.steps.next()
    // Aborted reading ends like a file does, and is no end of it.
    if (this.#options.signal.aborted) return
    if (next.done) {
      this.#open = this.#open.filter((one) => one !== file)
      yield { kind: 'finish', shardId }
      return
    }
    const { rows, lastTime, rejected, release } = next.value
    if (!Number.isNaN(lastTime)) file.reached = Math.max(file.reached, lastTime)
    this.#rejected += rejected
    this.#rows += rows.length
    if (rows.length > 0) yield { kind: 'rows', block: { shardId, rows } }
    release()
  }
}

function shardOf(path: string): string {
  return path === '-' ? path : resolve(path)
}
