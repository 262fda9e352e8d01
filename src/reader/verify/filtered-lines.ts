import { createEngine, type FormatSpec, headerOf } from '../../format/create-engine.ts'
import { detectFormat } from '../../format/detect.ts'
import type { Engine } from '../../format/format.ts'
import { HeaderMemory } from '../../format/header-memory.ts'
import { AUTO } from '../../format/types.ts'
import { cutEvents, type EventRules, type Events } from '../../source/events.ts'

const LF = 0x0a
const NOTHING: Uint8Array = new Uint8Array(0)
/** As much of a line as `kinetail stream` keeps where nobody told it otherwise. */
const LONGEST_LINE = 1024 * 1024

/** How the agent reads the lines of a file. */
export interface Reading {
  readonly spec: FormatSpec
  /** How it joins them; undefined where each is an event. */
  readonly rules: EventRules | undefined
}

/**
 * Which lines of a file the agent left out on purpose: those that its rules drop, and those that name columns. The lines are parsed and judged
 * as the agent did it, so a line that is missing for another reason is not excused.
 */
export class FilteredLines {
  readonly #reading: Reading
  readonly #path: string
  #engine: Engine | undefined
  #headers: HeaderMemory | undefined
  /** What belongs to no whole line, or event, yet. */
  #rest: Uint8Array = NOTHING
  /** Bytes of a line beyond the longest, which were thrown away. */
  #dropped = 0
  /** Of the first byte of `#rest`. */
  #offset = 0
  readonly #starts = new Set<number>()

  constructor(reading: Reading, path: string) {
    this.#reading = reading
    this.#path = path
  }

  /** True when such a format and such rules leave lines out at all. */
  static has({ type, shape }: FormatSpec): boolean {
    const { keep = [], drop = [], sample = [] } = shape ?? {}
    const rules = keep.length + drop.length + sample.length
    return rules > 0 || (type !== AUTO && headerOf(type) !== undefined)
  }

  /** Takes the next bytes of the file. */
  push(piece: Uint8Array): void {
    if (this.#rest.length >= LONGEST_LINE && !piece.includes(LF)) {
      this.#dropped += piece.length
      return
    }
    this.#rest = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece])
    this.#parseWhole(false)
    this.#rest = this.#rest.slice()
  }

  /** The last line, where the file does not end with a line end. */
  end(): void {
    this.#parseWhole(true)
    if (this.#rest.length > 0) this.#parse(this.#rest)
  }

  /** Whether the line that begins at this offset was left out; asked once for each. */
  take(start: number): boolean {
    return this.#starts.delete(start)
  }

  #parseWhole(final: boolean): void {
    const { rules } = this.#reading
    if (this.#dropped > 0) this.#parse(this.#rest.subarray(0, this.#rest.indexOf(LF) + 1))
    if (rules === undefined) {
      const end = this.#rest.lastIndexOf(LF) + 1
      if (end > 0) this.#parse(this.#rest.subarray(0, end))
      return
    }
    for (;;) {
      const { whole, events } = cutEvents(this.#rest, rules, { maxBytes: LONGEST_LINE, final })
      if (whole === 0) return
      this.#parse(this.#rest.subarray(0, whole), events)
    }
  }

  /** Parses these first bytes of what is held, and lets them go. */
  #parse(bytes: Uint8Array, events?: Events): void {
    this.#engine ??= this.#open(bytes)
    const offset = this.#offset
    const header = this.#headers?.next(bytes)
    const block = this.#engine.parse({ bytes, offset, readAt: 0, generation: '', header, events })
    for (let i = 0; i < block.blanks; i++) {
      const line = block.blankLine[i]!
      const end = block.lineEnd[line]!
      // Of an event every line is left out.
      for (
        let at = line === 0 ? 0 : block.lineEnd[line - 1]!;
        at < end;
        at = bytes.indexOf(LF, at) + 1 || end
      )
        this.#starts.add(offset + at)
    }
    this.#rest = this.#rest.subarray(bytes.length)
    this.#offset += bytes.length + this.#dropped
    this.#dropped = 0
  }

  #open(bytes: Uint8Array): Engine {
    const { spec } = this.#reading
    const type = spec.type === AUTO ? detectFormat(bytes, this.#path).type : spec.type
    const kind = headerOf(type)
    this.#headers = kind && new HeaderMemory(kind)
    return createEngine(
      { ...spec, type },
      { host: '', keyField: null, maxRecordBytes: LONGEST_LINE },
      'plain',
    )
  }
}
