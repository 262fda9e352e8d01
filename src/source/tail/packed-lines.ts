import { cutEvents, type EventRules, type Events, longestLook } from '../events.ts'
import { cutLines } from './cut.ts'
import type { FileChunk } from './file-chunk.ts'
import type { Generation } from './generation.ts'
import { generationOf, HEAD_BYTES, type Identity, readHead, startsWith } from './identity.ts'
import type { FileReader, LineContext } from './lines.ts'
import { readAt } from './read.ts'
import { agrees, PRINT_BYTES } from './trail.ts'
import { openUnpacker, type Packing, type Unpacker } from './unpack.ts'

const LF = 0x0a
const NOTHING: Uint8Array = new Uint8Array(0)
/** Bytes of the compressed file that are decoded in one turn: some hundred KiB of a log, and of the worst file some 16 MiB. */
const PIECE_BYTES = 16 * 1024
/** A compressed file that has not grown for so long, in ms, is complete, or never will be. */
const QUIET_MS = 1000

/** A line over the limit: its beginning, how many bytes of it were looked at, and the last of them. */
interface LongLine {
  readonly beginning: Uint8Array
  length: number
  last: Uint8Array
}

/**
 * Cuts a compressed file into chunks of whole lines, from where its generation was read before, be it in another file. Offsets
 * count decompressed bytes. Reads forward only: what lies before is decoded, compared with what was read of it, and left out.
 */
export class PackedLineReader implements FileReader {
  readonly generation: Generation
  truncated = false
  changedAt: number = Date.now()
  size: number
  /** What is wrong with the compressed file, until somebody says it. */
  flaw: string | undefined
  readonly #packing: Packing
  readonly #context: LineContext
  readonly #identity: Identity
  /** How lines are joined to events. They end with the file: nothing is added to a compressed one line by line. */
  readonly #rules: EventRules | undefined
  readonly recording = false
  /** First bytes of the compressed file, and of what is in it. */
  #raw: Uint8Array
  #head: Uint8Array = NOTHING
  #unpacker: Unpacker | undefined
  /** Bytes of the compressed file that were decoded. */
  #position = 0
  /** Offset behind the last byte that was decoded. */
  #decoded = 0
  /** The last bytes that were decoded of those read before. */
  #before: Uint8Array = NOTHING
  /** Decoded bytes that were not given out, from `offset` on, or behind the part of an over-long line that was looked at. */
  #held: Uint8Array = NOTHING
  #long: LongLine | undefined
  /** Nothing will be added. */
  #final = false
  /** The last look at what is held gave a chunk: there may be another. */
  #more = false
  /** The stream came to its end, or to where it is damaged. */
  #over = false
  #done: boolean

  constructor(
    generation: Generation,
    identity: Identity,
    packing: Packing,
    raw: Uint8Array,
    size: number,
    context: LineContext,
    rules?: EventRules,
  ) {
    this.generation = generation
    this.#identity = identity
    this.#packing = packing
    this.#raw = raw
    this.size = size
    this.#context = context
    this.#rules = rules
    const { complete, offset, size: unpacked = 0 } = generation.checkpoint
    // Its bytes are at hand only once they are decoded, and a line that comes again is no harm.
    generation.proveAhead()
    this.#done = complete === size && offset >= unpacked
  }

  get offset(): number {
    return this.generation.reached
  }

  get restEnd(): number {
    return this.offset
  }

  get unread(): boolean {
    if (this.#done) return false
    return (
      this.#final ||
      this.#more ||
      this.#over ||
      this.#position < this.size ||
      Date.now() - this.changedAt >= QUIET_MS
    )
  }

  /** True when all of it was given out, as far as there is any. */
  get done(): boolean {
    return this.#done
  }

  isOf(raw: Uint8Array): boolean {
    return startsWith(raw, this.#raw)
  }

  rest(): FileChunk | undefined {
    return undefined
  }

  saw(size: number, now: number): void {
    if (size === this.size) return
    this.changedAt = now
    if (size < this.size) this.truncated = true
    // Something was appended to what had ended: decoded anew, up to there.
    else if (this.#done) this.#restart()
    this.size = size
  }

  async read(fd: number, final: boolean): Promise<FileChunk | undefined> {
    this.#final = final
    if (this.#done || this.truncated) return undefined
    let chunk = this.#next()
    if (chunk === undefined) {
      if (!this.#over) await this.#decode(fd, final)
      if (this.truncated) return undefined
      chunk = this.#next()
    }
    this.#more = chunk !== undefined
    if (chunk === undefined && this.#over) this.#finish()
    return chunk
  }

  close(): void {
    this.#unpacker?.close()
    this.#unpacker = undefined
    this.#held = NOTHING
  }

  #restart(): void {
    this.close()
    this.#position = 0
    this.#decoded = 0
    this.#before = NOTHING
    this.#long = undefined
    this.#more = false
    this.#over = false
    this.#done = false
  }

  #finish(): void {
    this.close()
    this.#done = true
    const { checkpoint } = this.generation
    checkpoint.complete = this.size
    checkpoint.size = this.#decoded
  }

  async #decode(fd: number, final: boolean): Promise<void> {
    const piece = new Uint8Array(Math.max(0, Math.min(PIECE_BYTES, this.size - this.#position)))
    const read = await readAt(fd, piece, piece.length, this.#position)
    const raw = readHead(fd)
    this.truncated ||= !this.isOf(raw)
    if (this.truncated) return
    this.#raw = raw
    const unpacker = this.#unpacker ?? openUnpacker(this.#packing)
    this.#unpacker = unpacker
    try {
      this.#position += read
      if (read > 0) this.#take(await unpacker.push(piece.subarray(0, read)))
      else if (final || Date.now() - this.changedAt >= QUIET_MS) {
        this.#over = true
        this.#take(await unpacker.end())
        // What came before the break of a broken stream is taken before that is told.
        this.#take(await unpacker.end())
      }
    } catch (error) {
      this.#over = true
      this.flaw = error instanceof Error ? error.message : String(error)
    }
  }

  #take(pieces: readonly Uint8Array[]): void {
    for (const bytes of pieces) {
      const start = this.#decoded
      const skipped = Math.min(bytes.length, Math.max(0, this.offset - start))
      this.#decoded += bytes.length
      if (start === this.#head.length && start < HEAD_BYTES) this.#learn(bytes)
      if (skipped > 0) this.#compare(bytes.subarray(0, skipped), start)
      if (this.truncated) return
      if (skipped < bytes.length) this.#hold(bytes.subarray(skipped))
    }
    this.generation.saw(this.#decoded, Date.now())
  }

  #learn(bytes: Uint8Array): void {
    this.#head = Buffer.concat([this.#head, bytes.subarray(0, HEAD_BYTES - this.#head.length)])
    this.generation.learn(this.#head)
  }

  /** Bytes that were read before, from `start` on: where a print of them is known, it has to agree. */
  #compare(bytes: Uint8Array, start: number): void {
    const known = Buffer.concat([this.#before, bytes])
    const from = start - this.#before.length
    for (const print of this.generation.trail.prints) {
      const begin = print.end - print.length
      if (print.end <= start || print.end > start + bytes.length || begin < from) continue
      if (!agrees(print, known.subarray(begin - from, print.end - from))) this.truncated = true
    }
    this.#before = known.subarray(-PRINT_BYTES)
  }

  #hold(bytes: Uint8Array): void {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes])
  }

  /** The next chunk of what was decoded, if there is a whole one. */
  #next(): FileChunk | undefined {
    const { chunkBytes, maxLineBytes } = this.#context
    if (this.#long !== undefined) return this.#endLong(this.#long)
    const held = this.#held
    if (held.length === 0) return undefined
    if (this.#rules !== undefined) return this.#nextEvents(held, this.#rules)
    const { whole, overlong } = cutLines(held.subarray(0, this.generation.reach(chunkBytes)), maxLineBytes)
    if (whole > 0) return this.#giveOut(whole)
    const end = overlong ? -1 : held.subarray(0, maxLineBytes + 1).indexOf(LF)
    if (end >= 0) return this.#giveOut(end + 1)
    if (held.length > maxLineBytes) return this.#beginLong(held)
    return this.#over ? this.#giveOut(held.length) : undefined
  }

  #nextEvents(held: Uint8Array, rules: EventRules): FileChunk | undefined {
    const { chunkBytes, maxLineBytes } = this.#context
    const look = Math.max(chunkBytes, longestLook(maxLineBytes))
    const { whole, events, limited, overlong } = cutEvents(held.subarray(0, look), rules, {
      maxBytes: maxLineBytes,
      endsAt: (at) => this.generation.endsEvent(this.offset + at),
      final: this.#over && held.length <= look,
    })
    if (overlong && whole === 0) return this.#beginLong(held)
    return whole === 0 ? undefined : this.#giveOut(whole, limited ? whole - 1 : undefined, events)
  }

  #beginLong(held: Uint8Array): FileChunk | undefined {
    const { maxLineBytes } = this.#context
    this.#long = { beginning: held.slice(0, maxLineBytes), length: maxLineBytes, last: NOTHING }
    this.#held = held.subarray(maxLineBytes)
    return this.#endLong(this.#long)
  }

  #giveOut(bytes: number, cutLine?: number, events?: Events): FileChunk {
    const { pool } = this.#context
    const buffer = pool.take(bytes)
    buffer.set(this.#held.subarray(0, bytes))
    this.#held = this.#held.subarray(bytes)
    const given = buffer.subarray(0, bytes)
    return this.#chunk(given, bytes, () => pool.release(buffer), cutLine, given, events)
  }

  /** Looks for the end of an over-long line, of which the beginning is kept. */
  #endLong(long: LongLine): FileChunk | undefined {
    const at = this.#held.indexOf(LF)
    const passed = this.#held.subarray(0, at < 0 ? this.#held.length : at + 1)
    long.length += passed.length
    long.last = Buffer.concat([long.last, passed.subarray(-PRINT_BYTES)]).subarray(-PRINT_BYTES)
    this.#held = this.#held.subarray(passed.length)
    if (at < 0 && !this.#over) return undefined
    this.#long = undefined
    const last = Buffer.concat([long.beginning.subarray(-PRINT_BYTES), long.last]).subarray(-PRINT_BYTES)
    return this.#chunk(long.beginning, long.length, () => {}, long.length - (at < 0 ? 0 : 1), last)
  }

  #chunk(
    bytes: Uint8Array,
    length: number,
    release: () => void,
    cutLine?: number,
    last?: Uint8Array,
    events?: Events,
  ): FileChunk {
    const { generation } = this
    const { truncations } = generation.checkpoint
    generation.name(() => generationOf(this.#context.host, this.#identity, truncations, this.#head))
    return generation.chunk(this.offset, bytes, length, cutLine, release, last, events)
  }
}
