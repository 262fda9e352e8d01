import { tmpdir } from 'node:os'
import type { Kinesis } from '../../aws/client.ts'
import type { Checkpoint } from '../../checkpoint/checkpoint.ts'
import type { TailInput } from '../../source/tail/discover.ts'
import type { ReadOptions } from '../read.ts'
import { newTotals, type ReadTotals } from '../totals.ts'
import { compareFile, type Places } from './compare.ts'
import { contentOf } from './content.ts'
import { findFiles } from './files.ts'
import { FilteredLines, type Reading } from './filtered-lines.ts'
import { gatherDeadLetters, gatherStream } from './gather.ts'
import { Generations } from './generations.ts'
import { type Place, placesOf, SEEN_KEYS, SEEN_WIDTH } from './groups.ts'
import { type Match, matchFiles } from './match.ts'
import { OrderCheck } from './order-check.ts'
import { type Elsewhere, type FileReport, newFileReport, type VerifyReport } from './report.ts'
import { RowSort } from './row-sort.ts'
import { whereItIs } from './whereabouts.ts'

export interface VerifyOptions {
  /** Paths and patterns. */
  readonly inputs: readonly TailInput[]
  /** Also the files beside them whose names rotation made of theirs. */
  readonly rotated: boolean
  readonly read: Omit<ReadOptions, 'follow'>
  /** As the checkpoint folder was before anything else was looked at. */
  readonly checkpoints: readonly Checkpoint[]
  /** The dead-letter file; its predecessor `.1` is read as well. */
  readonly deadLetter: string
  /** Name of the machine that shipped the files: part of every generation. */
  readonly host: string
  /** `--partition-key` of the agent: tells which of the lines that were packed together keep their order. */
  readonly partitionKey: string
  /** How the lines of a file were read, and by which rules they were left out; undefined where nobody knows. */
  readonly readingOf?: (path: string) => Reading | undefined
  /** Missing and misplaced lines named of each file. */
  readonly examples: number
  /** Folder of the temporary files; the system's unless told. */
  readonly folder?: string
  readonly onProgress?: (progress: Progress) => void
}

/** How far it is. */
export type Progress =
  | { readonly step: 'stream'; readonly totals: ReadTotals }
  | { readonly step: 'files'; readonly path: string; readonly done: number; readonly of: number }

/**
 * Compares files with a stream, line by line, by event id. What is written while it runs does not count: files are taken as
 * long as they are at the beginning, the stream is read after that.
 *
 * Memory: 45 MiB for sorting and as much for merging, 64 MiB for the reader's own memory of doubles, 600 bytes for each
 * file generation, whatever the number of lines. The rest, 80 bytes a line beyond the first half million, is in temporary files.
 */
export async function verify(kinesis: Pick<Kinesis, 'call'>, options: VerifyOptions): Promise<VerifyReport> {
  const { folder = tmpdir(), checkpoints, host, onProgress } = options
  const found = await findFiles(options.inputs, options.rotated)
  const generations = new Generations()
  const rows = new RowSort({ width: SEEN_WIDTH, keys: SEEN_KEYS, folder })
  const order = new OrderCheck(folder)
  const totals = newTotals()
  const reporting = setInterval(() => onProgress?.({ step: 'stream', totals }), PROGRESS_MS)
  try {
    const gathered = { rows, generations }
    const read = { ...options.read, follow: false }
    const withoutId = await gatherStream(kinesis, read, options.partitionKey, totals, gathered)
    const deadLetters = await gatherDeadLetters(options.deadLetter, gathered)
    clearInterval(reporting)
    const matches = await matchFiles({ files: found.files, checkpoints, generations, host })
    const comparing = new Comparing(matches, generations, order, options)
    await comparing.run(placesOf(rows.sorted()))
    return {
      files: comparing.reports,
      elsewhere: comparing.elsewhere,
      events: totals.events,
      withoutId,
      deadLetters,
      missingFiles: found.missing,
      troubles: found.troubles,
    }
  } finally {
    clearInterval(reporting)
    await rows.close()
    await order.close()
  }
}

const PROGRESS_MS = 500

/** The second half: places, generation by generation, against the files. */
class Comparing {
  readonly reports: FileReport[]
  readonly elsewhere: Elsewhere = {
    generations: 0,
    lines: 0,
    doubledBefore: 0,
    doubledAfter: 0,
    outOfOrder: 0,
    destroyedBytes: 0,
  }
  readonly #matches: readonly Match[]
  readonly #generations: Generations
  readonly #order: OrderCheck
  readonly #options: VerifyOptions
  #done = 0

  constructor(
    matches: readonly Match[],
    generations: Generations,
    order: OrderCheck,
    options: VerifyOptions,
  ) {
    this.#matches = matches
    this.#generations = generations
    this.#order = order
    this.#options = options
    this.reports = matches.map(newFileReport)
  }

  async run(blocks: AsyncIterable<readonly Place[]>): Promise<void> {
    const reader = new PlaceReader(blocks, (place) =>
      // What a replay sent came late, as it must.
      place.late ? undefined : this.#order.push(place),
    )
    const byGeneration = new Map<number, number>()
    for (const [i, { generation, sameAs }] of this.#matches.entries()) {
      const seen = this.#generations.get(generation)
      if (sameAs !== undefined) continue
      if (seen === undefined) await this.#compare(i, { peek: () => undefined, take: () => {} })
      else byGeneration.set(seen.index, i)
    }
    for (;;) {
      const next = await reader.peek()
      if (next === undefined) break
      const places = reader.of(next.generation)
      const file = byGeneration.get(next.generation)
      if (file === undefined) await this.#passOver(places)
      else await this.#compare(file, places)
    }
    await this.#countMisordered(byGeneration)
    this.elsewhere.destroyedBytes = this.#destroyedElsewhere()
  }

  /** Told by checkpoints of generations that none of the files has. */
  #destroyedElsewhere(): number {
    const here = new Set(this.#matches.map(({ generation }) => generation))
    return this.#options.checkpoints
      .filter(({ generation }) => !here.has(generation))
      .reduce((bytes, { destroyed = 0 }) => bytes + destroyed, 0)
  }

  async #compare(index: number, places: Places): Promise<void> {
    const { file, generation } = this.#matches[index]!
    const { checkpoints, examples, onProgress, readingOf } = this.#options
    const reading = readingOf?.(file.path)
    const report = this.reports[index]!
    onProgress?.({ step: 'files', path: file.path, done: this.#done++, of: this.#matches.length })
    const checkpoint = checkpoints.find((one) => one.generation === generation)
    const now = await whereItIs(file)
    report.destroyedBytes = checkpoint?.destroyed ?? 0
    // Of a plain file so much counts as it held at the beginning, also where it was compressed since.
    const limit = file.packing === undefined ? file.size : Number.POSITIVE_INFINITY
    await compareFile(file, places, report, {
      checkpoint,
      examples,
      filtered:
        reading && FilteredLines.has(reading.spec) ? new FilteredLines(reading, file.path) : undefined,
      pieces: upTo(limit, contentOf(now.path, now.packing, now.size)),
      least: file.packing === undefined ? file.size : 0,
    })
  }

  async #passOver(places: Places): Promise<void> {
    const { elsewhere } = this
    elsewhere.generations++
    for (let place = await places.peek(); place !== undefined; place = await places.peek()) {
      if (place.arrivals > 0) elsewhere.lines++
      elsewhere.doubledBefore += Math.max(0, place.arrivals - 1)
      elsewhere.doubledAfter += Math.max(0, place.given - 1)
      places.take()
    }
  }

  async #countMisordered(byGeneration: ReadonlyMap<number, number>): Promise<void> {
    for await (const { generation, offset, after } of this.#order.misordered()) {
      const file = byGeneration.get(generation)
      const report = file === undefined ? undefined : this.reports[file]
      if (report === undefined) this.elsewhere.outOfOrder++
      else {
        report.outOfOrder++
        if (report.outOfOrderExamples.length < this.#options.examples)
          report.outOfOrderExamples.push({ offset, after })
      }
    }
  }
}

async function* upTo(limit: number, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let left = limit
  for await (const piece of pieces) {
    yield piece.length > left ? piece.subarray(0, left) : piece
    left -= piece.length
    if (left <= 0) return
  }
}

/** Places one at a time; each that arrived is told to `onPlace`, once. */
class PlaceReader {
  readonly #blocks: AsyncIterator<readonly Place[]>
  readonly #onPlace: (place: Place) => Promise<void> | undefined
  #block: readonly Place[] = []
  #at = 0
  #waiting: Promise<void> | undefined

  constructor(blocks: AsyncIterable<readonly Place[]>, onPlace: (place: Place) => Promise<void> | undefined) {
    this.#blocks = blocks[Symbol.asyncIterator]()
    this.#onPlace = onPlace
  }

  peek(): Place | undefined | Promise<Place | undefined> {
    return this.#waiting === undefined && this.#at < this.#block.length
      ? this.#block[this.#at]
      : this.#fetch()
  }

  /** The places of one generation, which is the one that is next. */
  of(generation: number): Places {
    const within = (place: Place | undefined): Place | undefined =>
      place?.generation === generation ? place : undefined
    return {
      peek: () => {
        const next = this.peek()
        return next instanceof Promise ? next.then(within) : within(next)
      },
      take: () => {
        const place = this.#block[this.#at++]!
        if (place.arrivals > 0) this.#waiting = this.#onPlace(place)
      },
    }
  }

  async #fetch(): Promise<Place | undefined> {
    await this.#waiting
    this.#waiting = undefined
    while (this.#at >= this.#block.length) {
      const { value, done } = await this.#blocks.next()
      if (done) return undefined
      this.#block = value
      this.#at = 0
    }
    return this.#block[this.#at]
  }
}
