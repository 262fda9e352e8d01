import { BlockBuilder } from './block-builder.ts'
import type { Engine, ParseInput, RecordBlock } from './format.ts'
import type { LineFormat } from './line-format.ts'
import { ACCEPTED, FILTERED } from './line-format.ts'
import { RecordTail } from './record-tail.ts'
import { BINARY, TOO_LONG } from './reject-reasons.ts'

const NOTHING: Uint8Array = new Uint8Array(0)
const LF = 0x0a
const CR = 0x0d
/** A line is not shortened below this many bytes: less holds no record. */
const SHORTEST_LINE = 64
/** Bytes that are searched for NUL at a time. */
const NUL_WINDOW = 4096

/**
 * The reference engine: plain TypeScript, one line after the other, no object per line.
 * Its result depends on the bytes of each line and nothing around it.
 */
export class PlainEngine implements Engine {
  readonly logTypes: readonly string[]
  readonly inKernel = false
  readonly #format: LineFormat
  readonly #tail: RecordTail
  readonly #maxRecordBytes: number
  readonly #own: BlockBuilder = new BlockBuilder()
  /** Offset in the chunk of a NUL byte, or one behind which nothing was searched: no line before it holds one. */
  #nextNul = 0
  #nulFound = false
  /** Lines of the event that is read. */
  #lines = 1

  constructor(format: LineFormat, host: string | null, maxRecordBytes: number) {
    this.logTypes = format.logTypes
    this.#format = format
    this.#tail = new RecordTail(host)
    this.#maxRecordBytes = maxRecordBytes
  }

  parse(input: ParseInput, into: BlockBuilder = this.#own): RecordBlock {
    into.reset()
    this.begin(input)
    this.readRest(input, into, 0)
    return into
  }

  /** To be called before the lines of a chunk are read one by one. */
  begin(input: ParseInput): void {
    this.#nextNul = 0
    this.#nulFound = false
    const first = input.offset === 0 ? NOTHING : undefined
    this.#format.begin(input.readAt, input.header ?? first)
    this.#tail.begin(input.generation)
  }

  /** Reads the lines of `[from, input.bytes.length)` after those that the block has; returns their number. */
  readRest(input: ParseInput, into: BlockBuilder, from: number): number {
    const { bytes, events } = input
    const { lines } = into
    let at = from
    while (events !== undefined && into.lines < events.ends.length) {
      const next = events.ends[into.lines]!
      this.readLine(input, into, at, next)
      at = next
    }
    while (at < bytes.length) {
      const end = bytes.indexOf(LF, at)
      const next = end < 0 ? bytes.length : end + 1
      this.readLine(input, into, at, next)
      at = next
    }
    return into.lines - lines
  }

  /** Reads the line, or the event, `[from, next)` of the chunk, with its end, if it has one. */
  readLine(input: ParseInput, into: BlockBuilder, from: number, next: number): void {
    into.addLine(next)
    this.#line(input, into, from, input.bytes[next - 1] === LF ? next - 1 : next)
  }

  #line(input: ParseInput, out: BlockBuilder, from: number, end: number): void {
    const { bytes } = input
    let to = end
    // Blank lines at the end of an event are no part of its text.
    while (to > from && (bytes[to - 1] === CR || bytes[to - 1] === LF)) to--
    if (isBlank(bytes, from, to)) out.addBlank()
    else if (this.#hasNul(bytes, from, to)) out.addReject(BINARY, this.#nextNul - from)
    else this.#text(input, out, from, to, end - from)
  }

  #text(input: ParseInput, out: BlockBuilder, from: number, to: number, length: number): void {
    const { bytes } = input
    const offset = input.offset + from
    const start = offset === 0 ? afterByteOrderMark(bytes, from, to) : from
    const lineBytes = input.cutLine ?? 0
    this.#lines = input.events?.lines[out.lines - 1] ?? 1
    const size = this.#record(out, bytes, start, to, lineBytes, offset)
    if (size > this.#maxRecordBytes) this.#shorten(out, bytes, start, to, lineBytes || length, offset, size)
  }

  /**
   * Writes one record, or its rejection. Returns the record's size; when that is over the limit nothing was written.
   * @param lineBytes full length of a line that was cut, else 0
   */
  #record(
    out: BlockBuilder,
    bytes: Uint8Array,
    from: number,
    to: number,
    lineBytes: number,
    offset: number,
  ): number {
    const format = this.#format
    const start = out.at
    const verdict = format.read(out, bytes, from, to, lineBytes > 0)
    if (verdict !== ACCEPTED) {
      out.at = start
      if (verdict === FILTERED) out.addBlank()
      else out.addReject(verdict, format.column)
      return 0
    }
    const torn = format.torn ? lineBytes || to - from : lineBytes
    this.#tail.write(out, torn, offset, format.ownHost, this.#lines)
    const size = out.at - start
    if (size > this.#maxRecordBytes) out.at = start
    else out.addRecord(start, format.keyStart, format.keyEnd, format.eventTime, format.logType)
    return size
  }

  /** Reads less and less of a line until its record fits the limit. */
  #shorten(
    out: BlockBuilder,
    bytes: Uint8Array,
    from: number,
    end: number,
    lineBytes: number,
    offset: number,
    size: number,
  ): void {
    let to = end
    while (size > this.#maxRecordBytes) {
      const kept = Math.floor(((to - from) * this.#maxRecordBytes) / size) - SHORTEST_LINE
      if (kept < SHORTEST_LINE) {
        out.addReject(TOO_LONG, 0)
        return
      }
      to = wholeCharacter(bytes, from, from + kept)
      size = this.#record(out, bytes, from, to, lineBytes, offset)
    }
  }

  #hasNul(bytes: Uint8Array, from: number, to: number): boolean {
    if (this.#nulFound ? this.#nextNul < from : this.#nextNul < to) {
      // Not to the end of the chunk: one line in a hundred may be all that is read of it here.
      const end = Math.min(bytes.length, Math.max(to, from + NUL_WINDOW))
      const found = bytes.subarray(from, end).indexOf(0)
      this.#nulFound = found >= 0
      this.#nextNul = found < 0 ? end : from + found
    }
    return this.#nulFound && this.#nextNul < to
  }
}

function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  let i = from
  while (i < to && (bytes[i] === 0x20 || bytes[i] === 0x09 || bytes[i] === CR || bytes[i] === LF)) i++
  return i === to
}

/** Editors on Windows begin a file with one; it is no part of the first line. */
function afterByteOrderMark(bytes: Uint8Array, from: number, to: number): number {
  return to - from > 3 && bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf
    ? from + 3
    : from
}

/** A cut must not fall into a UTF-8 sequence: the half would become U+FFFD. */
function wholeCharacter(bytes: Uint8Array, from: number, to: number): number {
  let i = to
  while (i > from && to - i < 3 && (bytes[i]! & 0xc0) === 0x80) i--
  return i
}
