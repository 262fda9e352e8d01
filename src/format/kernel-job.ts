import type { Kernel } from '../kernel/kernel.ts'
import type { SlabBlock } from './slab-block.ts'

/** Answers of `run` (`kernel/job.ts`); 2 says that the block's text is full. */
export const DONE = 0
export const LINE = 1
export const INDEX_FULL = 3

/** Fields of the job as indexes of u32, in the order of `kernel/job.ts`; the two doubles as indexes of f64. */
const AT = 0
const END = 1
const BEGIN = 2
const OUT = 3
const OUT_END = 4
const BASE = 5
const LINES = 6
const RECORDS = 7
const BLANKS = 8
const ROOM = 9
const STARTS = 10
const ENDS = 11
const KEY_STARTS = 12
const KEY_ENDS = 13
const LINE_NUMBERS = 14
const EVENT_TIMES = 15
const LOG_TYPES = 16
const LINE_ENDS = 17
const BLANK_LINES = 18
const KIND = 19
const FIXED = 20
const GROWTH = 21
const MOST_RECORD_BYTES = 22
const HOST_TAIL_BYTES = 23
const TAIL_BYTES = 24
const READING_TIME_BYTES = 25
const OFFSET = 13
const READ_AT = 14
const NEXT = 30
const NEED = 31
/** Places of the texts, in bytes from the job. */
const READING_TIME = 128
const HOST_TAIL = 256
const TAIL = 256 + 1152
/** Longest tail that has room. */
export const LONGEST_TAIL = 1024

/** What the kernel is told to do, and how far it came: the fields of `kernel/job.ts`, by name. One for each thread. */
export class KernelJob {
  /** Whose tables and tails lie in the kernel's memory now. */
  owner: object | null = null
  readonly #kernel: Kernel
  readonly #at: number
  readonly #words: Uint32Array
  readonly #doubles: Float64Array

  constructor(kernel: Kernel) {
    this.#kernel = kernel
    this.#at = kernel.run.jobAt()
    this.#words = new Uint32Array(kernel.bytes.buffer, this.#at, 32)
    this.#doubles = new Float64Array(kernel.bytes.buffer, this.#at, 16)
  }

  /** What stays the same from chunk to chunk. @param fixed bytes of a record besides `growth` for each of its line */
  setForm(kind: number, growth: number, fixed: number, mostRecordBytes: number, image: Uint8Array): void {
    const words = this.#words
    words[KIND] = kind
    words[GROWTH] = growth
    words[FIXED] = fixed
    words[MOST_RECORD_BYTES] = mostRecordBytes
    this.#kernel.bytes.set(image, this.#kernel.run.formAt())
  }

  /** The ends of records, without the offset's digits; both empty without metadata. */
  setTails(withHost: Uint8Array, withoutHost: Uint8Array): void {
    this.#words[HOST_TAIL_BYTES] = withHost.length
    this.#words[TAIL_BYTES] = withoutHost.length
    this.#kernel.bytes.set(withHost, this.#at + HOST_TAIL)
    this.#kernel.bytes.set(withoutHost, this.#at + TAIL)
  }

  /** @param text of the time of reading: JSON in quotes */
  setReadingTime(ms: number, text: Uint8Array): void {
    this.#words[READING_TIME_BYTES] = text.length
    this.#doubles[READ_AT] = ms
    this.#kernel.bytes.set(text, this.#at + READING_TIME)
  }

  /** @param begin address of the chunk's first byte @param offset of it in its file */
  setChunk(begin: number, bytes: number, offset: number): void {
    const words = this.#words
    words[AT] = begin
    words[BEGIN] = begin
    words[END] = begin + bytes
    this.#doubles[OFFSET] = offset
  }

  /** Only the lines in `[from, to)` are read, in bytes from the chunk's start. */
  setStretch(from: number, to: number): void {
    const words = this.#words
    words[AT] = words[BEGIN]! + from
    words[END] = words[BEGIN]! + to
  }

  /** Where the block lies, and what is in it already. */
  setBlock(block: SlabBlock): void {
    const words = this.#words
    const base = block.bytes.byteOffset
    words[BASE] = base
    words[OUT] = base + block.at
    words[OUT_END] = base + block.bytes.length
    words[ROOM] = block.lineEnd.length
    words[STARTS] = block.start.byteOffset
    words[ENDS] = block.end.byteOffset
    words[KEY_STARTS] = block.keyStart.byteOffset
    words[KEY_ENDS] = block.keyEnd.byteOffset
    words[LINE_NUMBERS] = block.line.byteOffset
    words[EVENT_TIMES] = block.eventTime.byteOffset
    words[LOG_TYPES] = block.logType.byteOffset
    words[LINE_ENDS] = block.lineEnd.byteOffset
    words[BLANK_LINES] = block.blankLine.byteOffset
    words[LINES] = block.lines
    words[RECORDS] = block.records
    words[BLANKS] = block.blanks
  }

  run(): number {
    return this.#kernel.run.run()
  }

  /** Takes over into the block what the kernel wrote. */
  update(block: SlabBlock): void {
    const words = this.#words
    block.at = words[OUT]! - words[BASE]!
    block.lines = words[LINES]!
    block.records = words[RECORDS]!
    block.blanks = words[BLANKS]!
    block.length = block.records === 0 ? 0 : block.end[block.records - 1]!
  }

  /** After LINE: where the declined line begins, in bytes from the chunk's start. */
  get lineStart(): number {
    return this.#words[AT]! - this.#words[BEGIN]!
  }

  /** After LINE: where the next begins. */
  get nextStart(): number {
    return this.#words[NEXT]! - this.#words[BEGIN]!
  }

  /** When the text is full: bytes that the next record may need. */
  get need(): number {
    return this.#words[NEED]!
  }

  /** Goes on behind the declined line. */
  skipLine(): void {
    this.#words[AT] = this.#words[NEXT]!
  }
}

const jobs = new WeakMap<Kernel, KernelJob>()

/** The job of a kernel. */
export function jobOf(kernel: Kernel): KernelJob {
  let job = jobs.get(kernel)
  if (!job) {
    job = new KernelJob(kernel)
    jobs.set(kernel, job)
  }
  return job
}
