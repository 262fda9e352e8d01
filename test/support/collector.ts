import type { Chunk, Source } from '../../src/source/source.ts'
import type { Fate } from '../../src/stats/ledger.ts'
import { until } from './until.ts'

/** One line as a source gave it out. */
export interface SeenLine {
  readonly generation: string
  readonly path: string
  readonly name: string
  /** Of the line's first byte in its file. */
  readonly offset: number
  /** With its CR, without its LF. */
  readonly text: string
  readonly ended: boolean
  readonly cutLine: number | undefined
  readonly writtenAt: number
  readonly readAt: number
  /** When the consumer had it, ms since the epoch. */
  readonly seenAt: number
}

/** Consumes a source as the pipeline does: cuts chunks, settles lines, gives the memory back. */
export class Collector {
  readonly lines: SeenLine[] = []
  readonly ended: Promise<void>
  /** What becomes of a line; undefined leaves it unsettled. */
  fate: (line: SeenLine) => Fate | undefined
  readonly #unsettled: (() => void)[] = []
  #held: { readonly take: () => void; readonly released: Promise<void> } | undefined

  constructor(source: Source, fate: (line: SeenLine) => Fate | undefined = () => 'delivered') {
    this.fate = fate
    this.ended = this.#consume(source)
  }

  get texts(): string[] {
    return this.lines.map((line) => line.text)
  }

  /** Resolves when so many lines came. */
  async count(lines: number): Promise<void> {
    await until(
      () => this.lines.length >= lines,
      () => `${lines} lines, got ${this.lines.length}`,
    )
  }

  /** Resolves when a line with this text came. */
  async text(text: string): Promise<void> {
    await until(
      () => this.lines.some((line) => line.text === text),
      () => `line ${JSON.stringify(text)}`,
    )
  }

  /** Keeps the next chunk, and so the source waiting, until `release` is called. */
  hold(): { readonly taken: Promise<void>; release(): void } {
    let take = (): void => {}
    let release = (): void => {}
    const taken = new Promise<void>((resolve) => {
      take = resolve
    })
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    this.#held = { take, released }
    return { taken, release }
  }

  settleRest(): void {
    for (const settle of this.#unsettled.splice(0)) settle()
  }

  async #consume(source: Source): Promise<void> {
    for await (const chunk of source.chunks()) {
      const held = this.#held
      if (held !== undefined) {
        this.#held = undefined
        held.take()
        await held.released
      }
      this.#take(chunk)
    }
  }

  #take(chunk: Chunk): void {
    const { bytes, ack, file } = chunk
    const ends: number[] = []
    for (let end = 0; end < bytes.length; ends.push(end)) {
      const at = chunk.cutLine === undefined ? bytes.indexOf(0x0a, end) : -1
      end = at < 0 ? bytes.length : at + 1
    }
    ack.cut(Uint32Array.from(ends), ends.length)
    for (const [i, end] of ends.entries()) {
      const start = i === 0 ? 0 : ends[i - 1]!
      const ended = bytes[end - 1] === 0x0a
      const line: SeenLine = {
        generation: file.generation,
        path: file.path,
        name: file.name,
        offset: chunk.offset + start,
        text: Buffer.from(bytes.subarray(start, ended ? end - 1 : end)).toString(),
        ended,
        cutLine: chunk.cutLine,
        writtenAt: chunk.writtenAt,
        readAt: chunk.readAt,
        seenAt: Date.now(),
      }
      this.lines.push(line)
      const fate = this.fate(line)
      if (fate === undefined) this.#unsettled.push(() => ack.settle(i, 'delivered'))
      else ack.settle(i, fate)
    }
    chunk.release()
  }
}
