import type { RecordBlock } from './format.ts'
import type { Literal } from './literal.ts'

const FIRST_BYTES = 64 * 1024
const FIRST_LINES = 32

/**
 * The buffers of a RecordBlock while an engine fills them. They grow by doubling and are kept for the next chunk,
 * so that a steady stream allocates nothing. A finished block is this object itself, read through `RecordBlock`.
 */
export class BlockBuilder implements RecordBlock {
  bytes: Uint8Array<ArrayBuffer>
  /** The same memory, for stores of more than one byte. */
  view: DataView<ArrayBuffer>
  /** Where the next byte goes. */
  at = 0
  length = 0

  records = 0
  start: Uint32Array<ArrayBuffer> = new Uint32Array(FIRST_LINES)
  end: Uint32Array<ArrayBuffer> = new Uint32Array(FIRST_LINES)
  keyStart: Uint32Array<ArrayBuffer> = new Uint32Array(FIRST_LINES)
  keyEnd: Uint32Array<ArrayBuffer> = new Uint32Array(FIRST_LINES)
  line: Uint32Array<ArrayBuffer> = new Uint32Array(FIRST_LINES)
  eventTime: Float64Array<ArrayBuffer> = new Float64Array(FIRST_LINES)
  logType: Uint8Array<ArrayBuffer> = new Uint8Array(FIRST_LINES)

  lines = 0
  lineEnd: Uint32Array<ArrayBuffer> = new Uint32Array(FIRST_LINES)

  rejects = 0
  rejectLine: Uint32Array<ArrayBuffer> = new Uint32Array(8)
  rejectReason: Uint8Array<ArrayBuffer> = new Uint8Array(8)
  rejectColumn: Uint32Array<ArrayBuffer> = new Uint32Array(8)

  blanks = 0
  blankLine: Uint32Array<ArrayBuffer> = new Uint32Array(8)
  filtered = 0

  constructor(bytes: number = FIRST_BYTES) {
    this.bytes = new Uint8Array(bytes)
    this.view = new DataView(this.bytes.buffer)
  }

  /** Takes over the arrays of another block, which must not be used any more. */
  adopt(other: BlockArrays): void {
    Object.assign(this, arraysOf(other))
    this.view = new DataView(this.bytes.buffer)
    this.reset()
  }

  /** Takes over what another block holds, as a copy. */
  copy(other: BlockBuilder): void {
    this.reset()
    this.reserve(other.at)
    this.bytes.set(other.bytes.subarray(0, other.at))
    for (const name of ARRAYS) {
      const held = other[name]
      if (this[name].length < held.length) Object.assign(this, { [name]: held.slice() })
      else this[name].set(held)
    }
    const { at, length, records, lines, rejects, blanks, filtered } = other
    Object.assign(this, { at, length, records, lines, rejects, blanks, filtered })
  }

  reset(): void {
    this.at = 0
    this.length = 0
    this.records = 0
    this.lines = 0
    this.rejects = 0
    this.blanks = 0
    this.filtered = 0
  }

  /** Makes room for `size` more bytes. Whoever writes asks first; `bytes` may be another array afterwards. */
  reserve(size: number): void {
    if (this.at + size > this.bytes.length) this.growBytes(this.at + size)
  }

  /** Writes bytes that are JSON already. */
  write(text: Uint8Array): void {
    const length = text.length
    this.reserve(length)
    const bytes = this.bytes
    let at = this.at
    for (let i = 0; i < length; i++) bytes[at++] = text[i]!
    this.at = at
  }

  /** The same for a literal that was prepared for it: eight bytes a store. */
  writeLiteral({ words, length }: Literal): void {
    this.reserve(words.length * 8)
    const { view, at } = this
    for (let i = 0; i < words.length; i++) view.setFloat64(at + i * 8, words[i]!, true)
    this.at = at + length
  }

  /** A line ends at `end` (bytes from the chunk's start): call before saying what became of it. */
  addLine(end: number): void {
    if (this.lines === this.lineEnd.length) this.growLines()
    this.lineEnd[this.lines++] = end
  }

  /** The bytes from `from` to `at` are the record of the line added last. */
  addRecord(from: number, keyStart: number, keyEnd: number, eventTime: number, logType: number): void {
    const i = this.records++
    this.start[i] = from
    this.end[i] = this.at
    this.keyStart[i] = keyStart
    this.keyEnd[i] = keyEnd
    this.line[i] = this.lines - 1
    this.eventTime[i] = eventTime
    this.logType[i] = logType
    this.length = this.at
    this.reserve(1)
    this.bytes[this.at++] = 0x0a
  }

  addReject(reason: number, column: number, line: number = this.lines - 1): void {
    if (this.rejects === this.rejectLine.length) this.#growRejects()
    const i = this.rejects++
    this.rejectLine[i] = line
    this.rejectReason[i] = reason
    this.rejectColumn[i] = column
  }

  addBlank(line: number = this.lines - 1): void {
    if (this.blanks === this.blankLine.length) this.growBlanks()
    this.blankLine[this.blanks++] = line
  }

  /** Record `i` goes: its line counts as filtered. Its place in the arrays stays until `moveRecord` fills it. */
  filterLineOf(i: number): void {
    this.filtered++
    this.addBlank(this.line[i]!)
  }

  /** Record `i` goes: its line is one that becomes no record. Rejections stay in the order of their lines. */
  rejectLineOf(i: number, reason: number): void {
    const line = this.line[i]!
    this.addReject(reason, 0, line)
    const { rejectLine, rejectReason, rejectColumn } = this
    let at = this.rejects - 1
    for (; at > 0 && rejectLine[at - 1]! > line; at--) {
      rejectLine[at] = rejectLine[at - 1]!
      rejectReason[at] = rejectReason[at - 1]!
      rejectColumn[at] = rejectColumn[at - 1]!
    }
    rejectLine[at] = line
    rejectReason[at] = reason
    rejectColumn[at] = 0
  }

  /** Record `i` becomes record `to`, which is no later one, and lies elsewhere. */
  moveRecord(i: number, to: number, start: number, end: number, keyStart: number, keyEnd: number): void {
    this.start[to] = start
    this.end[to] = end
    this.keyStart[to] = keyStart
    this.keyEnd[to] = keyEnd
    this.line[to] = this.line[i]!
    this.eventTime[to] = this.eventTime[i]!
    this.logType[to] = this.logType[i]!
  }

  /** After moving: so many records are left, and the next byte goes to `at`. */
  truncateRecords(records: number, at: number): void {
    this.records = records
    this.length = records === 0 ? 0 : this.end[records - 1]!
    this.at = at
  }

  protected growBytes(needed: number): void {
    const bigger = new Uint8Array(Math.max(needed, this.bytes.length * 2))
    bigger.set(this.bytes.subarray(0, this.at))
    this.bytes = bigger
    this.view = new DataView(bigger.buffer)
  }

  growLines(): void {
    this.lineEnd = grown(this.lineEnd)
    this.start = grown(this.start)
    this.end = grown(this.end)
    this.keyStart = grown(this.keyStart)
    this.keyEnd = grown(this.keyEnd)
    this.line = grown(this.line)
    this.eventTime = grown(this.eventTime)
    this.logType = grown(this.logType)
  }

  protected growBlanks(): void {
    this.blankLine = grown(this.blankLine)
  }

  #growRejects(): void {
    this.rejectLine = grown(this.rejectLine)
    this.rejectReason = grown(this.rejectReason)
    this.rejectColumn = grown(this.rejectColumn)
  }
}

/** The arrays of a block, as they travel between threads. */
export type BlockArrays = Pick<
  BlockBuilder,
  | 'bytes'
  | 'start'
  | 'end'
  | 'keyStart'
  | 'keyEnd'
  | 'line'
  | 'eventTime'
  | 'logType'
  | 'lineEnd'
  | 'rejectLine'
  | 'rejectReason'
  | 'rejectColumn'
  | 'blankLine'
>

const ARRAYS = [
  'start',
  'end',
  'keyStart',
  'keyEnd',
  'line',
  'eventTime',
  'logType',
  'lineEnd',
  'rejectLine',
  'rejectReason',
  'rejectColumn',
  'blankLine',
] as const satisfies readonly (keyof BlockArrays)[]

/** The arrays of a block alone, without its counts. */
export function arraysOf(block: BlockArrays): BlockArrays {
  return {
    bytes: block.bytes,
    start: block.start,
    end: block.end,
    keyStart: block.keyStart,
    keyEnd: block.keyEnd,
    line: block.line,
    eventTime: block.eventTime,
    logType: block.logType,
    lineEnd: block.lineEnd,
    rejectLine: block.rejectLine,
    rejectReason: block.rejectReason,
    rejectColumn: block.rejectColumn,
    blankLine: block.blankLine,
  }
}

/** An array of the same kind, twice as long, with the same contents. */
function grown<T extends Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>(
  old: T,
): T {
  const bigger = new (old.constructor as new (length: number) => T)(old.length * 2)
  bigger.set(old)
  return bigger
}
