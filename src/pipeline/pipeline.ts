import type { Chunk, Source } from '../source/source.ts'

/**
 * What the stages in the middle do with one Chunk: parse it, settle what is no record, hand the rest to delivery.
 * Parsing may begin at once (several workers, one file); handing over waits for `turn`, when the file's Chunk before has
 * been handed over. Resolves when this one has been.
 */
export type Process = (chunk: Chunk, turn: Promise<void>) => Promise<HandedOver>

export interface HandedOver {
  /** Resolves when what is no record is settled too: a disk may be slow, and the next Chunk need not wait for it. */
  readonly rest: Promise<void>
  /** Bytes of the lines that `rest` is about: they are kept until then. */
  readonly restBytes: number
}

/** The stages, opened and ready. */
export interface Stages {
  readonly source: Source
  readonly process: Process
}

/**
 * Chunks between source and delivery at most, of all files, and their bytes. Two would keep parsing and sending busy; more
 * let the files whose shards have room pass those whose shards are held up.
 */
const CHUNKS_UNDER_WAY = 64
const BYTES_UNDER_WAY = 4 * 1024 ** 2
/**
 * Chunks at most that are under way or of which some lines wait for the dead-letter file alone. Of those only these lines
 * count as bytes: with the whole chunk, a log of which one line in 200 is rejected came to 200,000 lines a second.
 */
const CHUNKS_UNSETTLED = 1024

/**
 * Joins the stages: pulls Chunks and processes them, one after the other within a file, files beside each other.
 * Pulling stops while enough is under way, so reading waits whenever Kinesis does.
 */
export class Pipeline {
  readonly #stages: Stages
  /** By file: resolves when its last chunk so far was handed over. */
  readonly #tails = new Map<number, Promise<void>>()
  readonly #unsettled = new Set<Promise<void>>()
  #underWay = 0
  #bytesUnderWay = 0
  /** Called when there may be room again. */
  #through: () => void = () => {}
  #failure: { readonly error: unknown } | undefined

  constructor(stages: Stages) {
    this.#stages = stages
  }

  /** Runs until the source ends or is stopped, and all it gave was handed to delivery. A fault of a stage is thrown. */
  async run(): Promise<void> {
    for await (const chunk of this.#stages.source.chunks()) {
      this.#begin(chunk)
      // Not Promise.race: each would stay in the memory of a chunk that waits for hours.
      while (this.#full) await new Promise<void>((resolve) => (this.#through = resolve))
      this.#throwFailure()
    }
    await Promise.all(this.#unsettled)
    this.#throwFailure()
  }

  /** Reading ends; what was read still goes its way. */
  stop(): void {
    this.#stages.source.stop()
  }

  get #full(): boolean {
    return (
      this.#underWay >= CHUNKS_UNDER_WAY ||
      this.#bytesUnderWay >= BYTES_UNDER_WAY ||
      this.#unsettled.size >= CHUNKS_UNSETTLED
    )
  }

  #begin(chunk: Chunk): void {
    const { id } = chunk.file
    let held = chunk.bytes.length
    this.#underWay++
    this.#bytesUnderWay += held
    const turn = this.#tails.get(id) ?? Promise.resolve()
    const handed = this.#stages.process(chunk, turn)
    const next = handed.then(nothing, nothing)
    const holdsOnly = (bytes: number): void => {
      this.#bytesUnderWay += bytes - held
      held = bytes
      this.#through()
    }
    const task: Promise<void> = handed
      .finally(() => this.#underWay--)
      .then(({ rest, restBytes }) => {
        holdsOnly(restBytes)
        return rest
      })
      .catch((error: unknown) => {
        this.#failure ??= { error }
        this.stop()
      })
      .finally(() => {
        this.#unsettled.delete(task)
        holdsOnly(0)
        if (this.#tails.get(id) === next) this.#tails.delete(id)
      })
    this.#tails.set(id, next)
    this.#unsettled.add(task)
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error
  }
}

function nothing(): void {}
