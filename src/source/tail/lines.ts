import { fstatSync } from 'node:fs'
import { cutEvents, type EventCut, type EventRules, type Events, longestLook } from '../events.ts'
import type { BufferPool } from './buffers.ts'
import { cutLines } from './cut.ts'
import type { FileChunk } from './file-chunk.ts'
import type { Generation } from './generation.ts'
import { generationOf, type Identity, readHead, startsWith } from './identity.ts'
import { readAt, readSome } from './read.ts'
import { PRINT_BYTES } from './trail.ts'

const LF = 0x0a
/** Of a line without its end, so much is kept in memory: all that is left of it when the file is truncated. */
const CARRY_BYTES = 64 * 1024

/** What the readers of all generations share. */
export interface LineContext {
  readonly host: string
  readonly chunkBytes: number
  readonly maxLineBytes: number
  readonly pool: BufferPool
}

/** Reads what one file holds of one generation. */
export interface FileReader {
  readonly generation: Generation
  /** The file began anew, or is another's: what is there now is another generation's. */
  readonly truncated: boolean
  /** When the size last changed, ms since the epoch. */
  readonly changedAt: number
  /** Bytes of the file, as it was last seen. */
  readonly size: number
  /** Start of the next line to be yielded. */
  readonly offset: number
  /** Offset of the first byte that is neither given out nor in memory. */
  readonly restEnd: number
  /** True when the file has bytes that were not looked at, or an event is over because its time is. */
  readonly unread: boolean
  /** True while it is written down where such an event ends: only then is it given out. */
  readonly recording: boolean
  /** Whether these first bytes of a file can be this one's. */
  isOf(head: Uint8Array): boolean
  /**
   * The next chunk, or nothing yet. A failing read throws the system's error.
   * @param final nothing will be added: a last line without LF counts as whole
   */
  read(fd: number, final: boolean): Promise<FileChunk | undefined>
  /** What is in memory of a line whose end was not seen. */
  rest(): FileChunk | undefined
  /** The file has this size by now. */
  saw(size: number, now: number): void
  /** It will not be read again. */
  close(): void
}

/** Cuts the bytes of one generation into chunks of whole lines, and notices when the file holds another generation. */
export class LineReader implements FileReader {
  readonly generation: Generation
  truncated = false
  changedAt: number = Date.now()
  size: number
  offset: number
  readonly #context: LineContext
  readonly #identity: Identity
  #head: Uint8Array
  /** Bytes that the file had when it surely held this generation. */
  #sureSize: number
  /** Bytes below this were looked at: beyond `offset` lies a line whose end was not seen. */
  #seen: number
  /** True while the end of a line longer than a chunk is searched for. */
  #searching = false
  /** Copy of `[offset, #seen)` where that is short. */
  #carry: Uint8Array | undefined
  /** In `once` mode: size at the start. */
  readonly #until: number | undefined
  /** The same, moved on where a line was only half written at that point. */
  #limit: number
  /** How lines are joined to events: then an event whose end was not seen is what half a line is otherwise. */
  readonly #rules: EventRules | undefined
  /** So many bytes are looked at once at least: more than a chunk has when an event has no end within one. */
  #leastLook = 0
  /** Behind the last whole line of an event that may go on; `offset` where there is none. */
  #open: number
  recording = false

  /**
   * Begins behind what was given out of the generation before, by another reader or another process.
   * @param head the first bytes, as far as they are known to be of this generation
   * @param until in `once` mode the size at the start: what comes behind it is not read
   */
  constructor(
    generation: Generation,
    identity: Identity,
    head: Uint8Array,
    size: number,
    until: number | undefined,
    context: LineContext,
    rules?: EventRules,
  ) {
    this.generation = generation
    this.#identity = identity
    this.#head = head
    this.#sureSize = size
    this.size = size
    this.offset = generation.reached
    if (head.length > generation.head.length) generation.head = head
    this.#seen = this.offset
    this.#until = until
    this.#limit = until ?? Number.POSITIVE_INFINITY
    this.#context = context
    this.#rules = rules
    this.#open = this.offset
    generation.saw(size, this.changedAt)
  }

  get unread(): boolean {
    if (this.recording) return false
    return this.#seen < Math.min(this.size, this.#limit) || this.#isDue
  }

  /** An event is open, and nothing was added to it for its time. Where all is read once, it ends with the file. */
  get #isDue(): boolean {
    if (this.#rules === undefined || this.#open <= this.offset || this.#until !== undefined) return false
    return Date.now() - this.changedAt >= this.#rules.flushMs
  }

  isOf(head: Uint8Array): boolean {
    return startsWith(head, this.#head)
  }

  async read(fd: number, final: boolean): Promise<FileChunk | undefined> {
    // A copy may lack the end of what was read before it was made.
    if ((this.offset > this.size && !this.truncated) || this.recording) return undefined
    this.generation.proveAhead((from, length) => readSome(fd, from, length))
    return this.#searching ? this.#searchEnd(fd, final) : this.#readLines(fd, final)
  }

  get restEnd(): number {
    return this.offset + (this.#carry?.length ?? 0)
  }

  rest(): FileChunk | undefined {
    const carry = this.#carry
    if (carry === undefined) return undefined
    this.#seen = this.offset + carry.length
    if (this.#rules !== undefined) return this.#emitLast(carry, carry, this.#rules)
    return this.#emit(carry, carry.length, carry)
  }

  saw(size: number, now: number): void {
    if (size !== this.size) this.changedAt = now
    // As GNU tail has it: a file that shrank began anew. Looks go on while the reader waits for its consumer, and a copy
    // that is truncated and grows beyond its old size meanwhile shows it in no other way if its beginning is the same.
    if (size < this.size) this.truncated = true
    if (size > this.size) this.generation.saw(size, now)
    this.size = size
  }

  close(): void {}

  async #readLines(fd: number, final: boolean): Promise<FileChunk | undefined> {
    const { pool, chunkBytes, maxLineBytes } = this.#context
    const from = this.offset
    const window = Math.max(this.generation.reach(chunkBytes), this.#leastLook)
    const wanted = Math.max(0, Math.min(window, this.size - from, this.#limit - from))
    const buffer = pool.take(wanted)
    const read = await readAt(fd, buffer, wanted, from)
    if (!this.#verify(fd, from + read)) {
      pool.release(buffer)
      return undefined
    }
    const bytes = buffer.subarray(0, read)
    this.#seen = from + read
    if (this.#rules !== undefined) return this.#readEvents(bytes, buffer, window, final, this.#rules)
    const { whole, overlong } = cutLines(bytes, maxLineBytes)
    if (whole === 0) {
      if (overlong || read >= window) {
        this.#searching = true
        this.#seen = overlong ? from + maxLineBytes + 1 : from + read
        this.#carry = undefined
      } else if (this.#endsHere(read, final)) return this.#emit(bytes, read, buffer)
      else this.#keep(bytes)
      pool.release(buffer)
      return undefined
    }
    const chunk = this.#emit(bytes.subarray(0, whole), whole, buffer)
    // What follows an over-long line's beginning is looked at again, in its turn.
    if (overlong) this.#seen = this.offset
    else this.#keep(bytes.subarray(whole))
    return chunk
  }

  /** The whole events of what was read; the last one waits for its end, or for its time to be over. */
  #readEvents(
    bytes: Uint8Array,
    buffer: Uint8Array,
    window: number,
    final: boolean,
    rules: EventRules,
  ): FileChunk | undefined {
    const { pool, maxLineBytes } = this.#context
    const from = this.offset
    const cut = this.#cut(bytes, rules, false)
    if (cut.whole > 0) {
      // What follows is looked at again, in its turn.
      this.#seen = from + cut.whole
      this.#leastLook = 0
      return this.#emitEvents(bytes, buffer, cut)
    }
    this.#open = from + cut.open
    if (cut.overlong) {
      this.#searching = true
      this.#seen = from + maxLineBytes + 1
      this.#carry = undefined
    } else if (bytes.length >= window) {
      this.#leastLook = longestLook(maxLineBytes)
      this.#seen = from
    } else if (this.#endsHere(bytes.length, final)) return this.#emitLast(bytes, buffer, rules)
    else {
      this.#keep(bytes)
      if (this.#isDue && this.#seen >= this.size) this.#record()
    }
    pool.release(buffer)
    return undefined
  }

  #cut(bytes: Uint8Array, rules: EventRules, final: boolean): EventCut {
    const from = this.offset
    const { generation } = this
    const endsAt = (at: number): boolean => generation.endsEvent(from + at)
    return cutEvents(bytes, rules, { maxBytes: this.#context.maxLineBytes, endsAt, final })
  }

  /** Writes down where the open event ends: after a kill it must not be read again as a longer one, with the same event id. */
  #record(): void {
    this.recording = true
    void this.generation.endEvent(this.#open).then(() => {
      this.recording = false
      this.#seen = this.offset
    })
  }

  /** Nothing follows these bytes. */
  #emitLast(bytes: Uint8Array, buffer: Uint8Array, rules: EventRules): FileChunk | undefined {
    const cut = this.#cut(bytes, rules, true)
    if (cut.whole === 0) return undefined
    if (cut.whole < bytes.length) this.#seen = this.offset + cut.whole
    else if (!cut.limited) this.generation.recorded = this.generation.endEvent(this.offset + cut.whole)
    return this.#emitEvents(bytes, buffer, cut)
  }

  #emitEvents(bytes: Uint8Array, buffer: Uint8Array, { whole, limited, events }: EventCut): FileChunk {
    const rest = bytes.subarray(whole)
    const chunk = this.#emit(
      bytes.subarray(0, whole),
      whole,
      buffer,
      limited ? whole - 1 : undefined,
      undefined,
      events,
    )
    this.#keep(rest)
    return chunk
  }

  /** Looks for the end of a line that is longer than a chunk, one chunk's worth a turn: other files want to be read too. */
  async #searchEnd(fd: number, final: boolean): Promise<FileChunk | undefined> {
    const { pool, chunkBytes } = this.#context
    const from = this.#seen
    const wanted = Math.max(0, Math.min(chunkBytes, this.size - from, this.#limit - from))
    const buffer = pool.take(wanted)
    const read = await readAt(fd, buffer, wanted, from)
    const at = buffer.subarray(0, read).indexOf(LF)
    pool.release(buffer)
    if (!this.#verify(fd, from + read)) return undefined
    if (at >= 0) return this.#emitLong(fd, from + at, 1)
    this.#seen = from + read
    return this.#endsHere(read, final) ? this.#emitLong(fd, this.#seen, 0) : undefined
  }

  /** Yields the line from `#offset` to `end`, its LF (`lf` bytes) not counted, or the beginning of it. */
  async #emitLong(fd: number, end: number, lf: 0 | 1): Promise<FileChunk | undefined> {
    const { maxLineBytes } = this.#context
    const line = end - this.offset
    const cut = line > maxLineBytes
    const buffer = new Uint8Array(cut ? maxLineBytes : line + lf)
    const read = await readAt(fd, buffer, buffer.length, this.offset)
    if (!this.#verify(fd, this.offset + read) || read < buffer.length) return undefined
    this.#searching = false
    this.#seen = end + lf
    const from = Math.max(this.offset, end + lf - PRINT_BYTES)
    const last = cut ? readSome(fd, from, end + lf - from) : buffer
    return this.#emit(buffer, line + lf, buffer, cut ? line : undefined, last)
  }

  /** Whether the line that ends with the bytes looked at, without LF, is whole: nothing more will come. */
  #endsHere(read: number, final: boolean): boolean {
    if (!final || this.truncated || this.#seen < Math.min(this.size, this.#limit)) return false
    if (this.#until === undefined) return read > 0 || this.#searching
    if (this.offset >= this.#until) return false
    // Reading what the file held at the start: that ended within this line, so its other half counts as well.
    if (this.size > this.#limit) {
      this.#limit = this.size
      return false
    }
    return true
  }

  #keep(rest: Uint8Array): void {
    // The read that finds the truncation sees less than was there.
    if (this.truncated && rest.length < (this.#carry?.length ?? 0)) return
    const most = this.#rules === undefined ? CARRY_BYTES : longestLook(this.#context.maxLineBytes)
    this.#carry = rest.length > 0 && rest.length <= most ? rest.slice() : undefined
  }

  #emit(
    bytes: Uint8Array,
    length: number,
    buffer: Uint8Array,
    cutLine?: number,
    last: Uint8Array = bytes,
    events?: Events,
  ): FileChunk {
    const { host, pool } = this.#context
    const { generation } = this
    generation.name(() => generationOf(host, this.#identity, generation.checkpoint.truncations, this.#head))
    const offset = this.offset
    this.offset = offset + length
    this.#open = this.offset
    this.#carry = undefined
    return generation.chunk(offset, bytes, length, cutLine, () => pool.release(buffer), last, events)
  }

  /**
   * Whether bytes just read below `end` are of this generation. Looks after the read, not before it: while the first
   * bytes and those before the next line are still the same, nothing was overwritten. Once they differ, bytes that lie beyond
   * the file's present end were read in time; others may be of either generation and are left for the next to read.
   */
  #verify(fd: number, end: number): boolean {
    const head = readHead(fd)
    const size = fstatSync(fd).size
    // A look that saw it shrink while the read was under way has set `#truncated`, and it may have grown again since.
    if (this.truncated || !startsWith(head, this.#head) || size < end || !this.#holdsLast(fd)) {
      // What showed as growth may have been another generation's already.
      if (!this.truncated && size >= end) this.generation.end = Math.max(this.restEnd, this.#sureSize)
      this.truncated = true
      return size < end
    }
    if (head.length > this.#head.length) {
      this.generation.learn(head)
      this.#head = head
    }
    this.saw(size, Date.now())
    this.#sureSize = size
    return true
  }

  /** Whether the bytes before the next line are those that were read: the beginning alone may be the same after truncation. */
  #holdsLast(fd: number): boolean {
    const { last } = this.generation.trail
    return last.length === 0 || startsWith(readSome(fd, this.offset - last.length, last.length), last)
  }
}
