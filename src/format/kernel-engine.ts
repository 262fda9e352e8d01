import type { Kernel } from '../kernel/kernel.ts'
import { SLACK, type Slab } from '../kernel/memory.ts'
import type { Events } from '../source/events.ts'
import type { BlockBuilder } from './block-builder.ts'
import type { BlockEngine } from './create-engine.ts'
import { PlainEngine } from './engine.ts'
import type { ParseInput, RecordBlock } from './format.ts'
import { type KernelForm, LARGEST_IMAGE } from './kernel-form.ts'
import { DONE, INDEX_FULL, jobOf, type KernelJob, LINE, LONGEST_TAIL } from './kernel-job.ts'
import type { LineFormat } from './line-format.ts'
import { ReadingTime } from './reading-time.ts'
import { RecordTail } from './record-tail.ts'
import { SlabBlock } from './slab-block.ts'

const LF = 0x0a
/** What a first block is laid out for: bytes of records for each byte of lines, and bytes a line. */
const FIRST_GROWTH = 2.5
const FIRST_LINE_BYTES = 80
/** Chunks below this many bytes say little about what the next will be like. */
const TELLING_BYTES = 4096
/** Digits of an offset, the quotes and braces behind it, and the LF. */
const TAIL_ROOM = 32

/**
 * The kernel reads the lines; those that it declines are read by the plain engine, into the same block. So is a chunk
 * for which the kernel's memory has no room.
 */
export class KernelEngine implements BlockEngine {
  readonly logTypes: readonly string[]
  readonly inKernel = true
  /** Lines that the plain engine read, so far. */
  declined = 0
  readonly #plain: PlainEngine
  readonly #kernel: Kernel
  readonly #job: KernelJob
  readonly #form: KernelForm
  readonly #image: Uint8Array
  readonly #tail: RecordTail
  readonly #maxRecordBytes: number
  readonly #readAt: ReadingTime = new ReadingTime()
  readonly #own: SlabBlock
  #growth = FIRST_GROWTH
  #linesPerByte: number = 1 / FIRST_LINE_BYTES

  constructor(
    format: LineFormat,
    form: KernelForm,
    kernel: Kernel,
    host: string | null,
    maxRecordBytes: number,
  ) {
    this.logTypes = format.logTypes
    this.#plain = new PlainEngine(format, host, maxRecordBytes)
    this.#kernel = kernel
    this.#job = jobOf(kernel)
    this.#form = form
    this.#image = form.image(kernel.run.formAt())
    this.#tail = new RecordTail(host)
    this.#maxRecordBytes = maxRecordBytes
    this.#own = new SlabBlock(kernel)
  }

  parse(input: ParseInput, into: BlockBuilder = this.#own): RecordBlock {
    if (into instanceof SlabBlock) return this.#parse(input, into)
    into.copy(this.#parse(input, this.#own))
    return into
  }

  /** Gives back the memory of the block that `parse` returned last. */
  close(): void {
    this.#own.drop()
  }

  #parse(input: ParseInput, into: SlabBlock): SlabBlock {
    if (!this.#fits(input) || !this.#place(into, input.bytes.length)) return this.#parsePlain(input, into)
    into.reset()
    const { bytes } = input
    if (this.#kernel.holds(bytes)) {
      this.#parseAt(bytes.byteOffset, input, into)
      return into
    }
    const scratch = this.#kernel.arena.take(bytes.length + SLACK)
    if (!scratch) return this.#parsePlain(input, into)
    try {
      this.#parseAt(this.#copy(bytes, scratch), input, into)
    } finally {
      this.#kernel.arena.giveBack(scratch)
    }
    return into
  }

  #parsePlain(input: ParseInput, into: SlabBlock): SlabBlock {
    this.#plain.parse(input, into)
    this.declined += into.lines
    return into
  }

  /** A cut line is the plain engine's, and so is a chunk that begins with nothing or tails that have no room. */
  #fits(input: ParseInput): boolean {
    if (input.cutLine !== undefined || input.bytes.length === 0 || this.#image.length > LARGEST_IMAGE)
      return false
    this.#tail.begin(input.generation)
    return this.#tail.withHost.length <= LONGEST_TAIL
  }

  #place(into: SlabBlock, bytes: number): boolean {
    const lines = 2 ** Math.ceil(Math.log2(bytes * this.#linesPerByte + 4))
    return into.place(
      Math.ceil(bytes * this.#growth) + Math.min(bytes, 1024) * this.#form.growth + this.#fixedBytes,
      lines,
    )
  }

  get #fixedBytes(): number {
    return this.#form.fixedBytes + this.#tail.withHost.length + TAIL_ROOM
  }

  #copy(bytes: Uint8Array, scratch: Slab): number {
    this.#kernel.bytes.set(bytes, scratch.at)
    return scratch.at
  }

  /** @param at where the chunk lies in the kernel's memory */
  #parseAt(at: number, input: ParseInput, into: SlabBlock): void {
    const job = this.#job
    const { length } = input.bytes
    // The kernel looks for the end of the last line too; the byte behind a chunk belongs to nobody.
    if (this.#kernel.bytes[at + length - 1] !== LF) this.#kernel.bytes[at + length] = LF
    this.#prepare(input)
    job.setChunk(at, length, input.offset)
    job.setBlock(into)
    const { events } = input
    if (events === undefined ? this.#run(input, into) : this.#runEvents(input, events, into))
      this.#learn(length, into)
  }

  /** Reads what the job is set to. False when the block left the kernel's memory, and the plain engine read all that was left of the chunk. */
  #run(input: ParseInput, into: SlabBlock): boolean {
    const job = this.#job
    for (let status = job.run(); status !== DONE; status = job.run()) {
      job.update(into)
      if (status === LINE) this.#readDeclined(input, into)
      else if (status === INDEX_FULL) into.growLines()
      else into.reserve(job.need)
      if (!into.inKernel) {
        this.declined += this.#plain.readRest(input, into, job.lineStart)
        return false
      }
      job.setBlock(into)
    }
    job.update(into)
    return true
  }

  /** The kernel knows lines only: it reads those between the events of several lines, which are the plain engine's. */
  #runEvents(input: ParseInput, { ends, lines }: Events, into: SlabBlock): boolean {
    const job = this.#job
    let read = 0
    for (const [i, end] of ends.entries()) {
      if (lines[i] === 1) continue
      const start = i === 0 ? 0 : ends[i - 1]!
      if (start > read) {
        job.setStretch(read, start)
        if (!this.#run(input, into)) return false
      }
      this.declined++
      this.#plain.readLine(input, into, start, end)
      read = end
      if (!into.inKernel) {
        this.declined += this.#plain.readRest(input, into, read)
        return false
      }
      job.setBlock(into)
    }
    if (read === input.bytes.length) return true
    job.setStretch(read, input.bytes.length)
    return this.#run(input, into)
  }

  /** Lays tables, tails and the time of reading where the kernel looks for them. */
  #prepare(input: ParseInput): void {
    const job = this.#job
    const { withHost, withoutHost } = this.#tail
    if (job.owner !== this) {
      const { kind, growth } = this.#form
      job.setForm(kind, growth, this.#fixedBytes, this.#maxRecordBytes, this.#image)
      job.owner = this
    }
    job.setTails(withHost, withoutHost)
    this.#readAt.set(input.readAt)
    job.setReadingTime(input.readAt, this.#readAt.quoted())
    this.#plain.begin(input)
  }

  #readDeclined(input: ParseInput, into: SlabBlock): void {
    const job = this.#job
    this.declined++
    this.#plain.readLine(input, into, job.lineStart, job.nextStart)
    job.skipLine()
  }

  /** Remembers how much came of a chunk, so that the next block has the right size. */
  #learn(bytes: number, block: SlabBlock): void {
    if (bytes < TELLING_BYTES) return
    const growth = (block.at / bytes) * 1.05
    const lines = (block.lines / bytes) * 1.05
    this.#growth = growth > this.#growth ? growth : this.#growth + (growth - this.#growth) / 16
    this.#linesPerByte =
      lines > this.#linesPerByte ? lines : this.#linesPerByte + (lines - this.#linesPerByte) / 16
  }
}
