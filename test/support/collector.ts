import { expect } from 'vitest'
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
  /** The event that it was given out in: where that begins, and how many lines it has. */
  readonly event: { readonly offset: number; readonly lines: number }
  readonly writtenAt: number
  readonly readAt: number
  /** When the consumer had it, ms since the epoch. */
  readonly seenAt: number
}

/** Consumes a source as the pipeline does: cuts chunks, settles lines, gives the memory back. */
export class Collector {
  readonly lines: SeenLine[] = []
  /** Lines that came but that an earlier process had settled: their offsets. */
  readonly known: number[] = []
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
    const { bytes, ack, events } = chunk
    // A mark that covers all of the bytes is that of an event whose other lines follow.
    const isCut = chunk.cutLine !== undefined && chunk.cutLine > bytes.length
    const ends = events ? [...events.ends] : linesOf(bytes, 0, bytes.length, isCut)
    ack.cut(Uint32Array.from(ends), ends.length, events?.lines)
    for (const [i, end] of ends.entries()) {
      const start = i === 0 ? 0 : ends[i - 1]!
      if (ack.known?.[i]) {
        this.known.push(chunk.offset + start)
        continue
      }
      const lines = this.#linesOfEvent(chunk, start, linesOf(bytes, start, end, isCut))
      expect(lines.length, 'lines of an event').toBe(events?.lines[i] ?? 1)
      this.lines.push(...lines)
      const fates = lines.map((line) => this.fate(line))
      if (fates[0] === undefined) this.#unsettled.push(() => ack.settle(i, 'delivered'))
      else ack.settle(i, fates[0])
    }
    chunk.release()
  }

  #linesOfEvent(chunk: Chunk, first: number, ends: readonly number[]): SeenLine[] {
    const { bytes, file, cutLine } = chunk
    return ends.map((end, i) => {
      const start = i === 0 ? first : ends[i - 1]!
      const ended = bytes[end - 1] === 0x0a
      return {
        generation: file.generation,
        path: file.path,
        name: file.name,
        offset: chunk.offset + start,
        text: Buffer.from(bytes.subarray(start, ended ? end - 1 : end)).toString(),
        ended,
        cutLine: cutLine === undefined || cutLine < bytes.length ? undefined : cutLine,
        event: { offset: chunk.offset + first, lines: ends.length },
        writtenAt: chunk.writtenAt,
        readAt: chunk.readAt,
        seenAt: Date.now(),
      }
    })
  }
}

/** Where the lines of `bytes[from, to)` end. */
function linesOf(bytes: Uint8Array, from: number, to: number, isCut: boolean): number[] {
  const ends: number[] = []
  for (let end = from; end < to; ends.push(end)) {
    const at = isCut ? -1 : bytes.indexOf(0x0a, end)
    end = at < 0 ? to : at + 1
  }
  return ends
}
