import { closeSync, constants, fstatSync } from 'node:fs'
import type { Checkpoint, Checkpoints } from '../../checkpoint/checkpoint.ts'
import { text } from '../../messages/messages.ts'
import type { Ledger } from '../../stats/ledger.ts'
import type { Chunk } from '../source.ts'
import type { BufferPool } from './buffers.ts'
import { cutLines } from './cut.ts'
import { Generation } from './generation.ts'
import type { Handles, Holder } from './handles.ts'
import { generationOf, type Identity, readHead, whereIs } from './identity.ts'
import { readAt } from './read.ts'
import { type FoundFile, freshCheckpoint } from './resume.ts'

const LF = 0x0a
/** Of a line without its end, so much is kept in memory: all that is left of it when the file is truncated. */
const CARRY_BYTES = 64 * 1024
/** O_NONBLOCK: a pipe put in the file's place must not hold the process. Windows knows no such flag. */
export const READ_FLAGS: number = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** What all followed files share. */
export interface FollowContext {
  readonly host: string
  readonly chunkBytes: number
  readonly maxLineBytes: number
  readonly checkpoints: Checkpoints
  readonly ledger: Ledger
  readonly pool: BufferPool
  readonly handles: Handles<Follower>
  readonly warn: (message: string) => void
  /** A small number not given before. */
  readonly nextId: () => number
  /** A generation began: it wants to be counted in the lag until it is settled. */
  readonly began: (generation: Generation) => void
}

/**
 * Reads one file (one inode, whatever its names) line by line, through truncation and loss of its name.
 * `next` is called by one caller at a time; `observe` at any time.
 */
export class Follower implements Holder {
  readonly identity: Identity
  readonly input: number
  /** Names it has by now. Without one it is read through its open descriptor to its end. */
  readonly names: Set<string> = new Set()
  /** Since when it has no name, or what it holds has not changed: ms since the epoch. */
  quietSince: number
  /** Nothing is yielded before this: the generation has to be on disk first. */
  saved: Promise<void> | undefined
  /** True when nothing will be added: a last line without LF counts as whole. */
  final = false
  /** True when it can no longer be found. */
  lost = false
  readonly #context: FollowContext
  readonly #name: string
  #generation: Generation
  #head: Uint8Array
  /** Start of the next line to be yielded. */
  #offset: number
  /** Bytes below this were looked at: beyond `#offset` lies a line whose end was not seen. */
  #seen: number
  /** True while the end of a line longer than a chunk is searched for. */
  #searching = false
  /** Copy of `[#offset, #seen)` where that is short. */
  #carry: Uint8Array | undefined
  #size: number
  #mtime = 0n
  #dirty = true
  #truncated = false
  #busy = false
  /** A turn was had since `final` was set: a last line without LF is out. */
  #readFinal = false
  /** In `once` mode: size at the start. */
  readonly #until: number | undefined
  /** The same, moved on where a line was only half written at that point. */
  #limit: number

  constructor(file: FoundFile, checkpoint: Checkpoint, input: number, once: boolean, context: FollowContext) {
    this.identity = file.identity
    this.input = input
    this.#name = file.name
    this.#context = context
    this.#head = file.head
    this.#offset = checkpoint.offset
    this.#seen = checkpoint.offset
    this.#size = file.size
    this.#until = once ? file.size : undefined
    this.#limit = once ? file.size : Number.POSITIVE_INFINITY
    this.quietSince = Date.now()
    this.#generation = this.#begin(checkpoint)
    this.#generation.saw(file.size, this.quietSince)
    context.handles.keep(this, file.fd)
  }

  get path(): string {
    return this.#generation.file.path
  }

  set path(path: string) {
    this.#generation.file.path = path
    this.#generation.checkpoint.path = path
    this.#context.checkpoints.touch()
  }

  get named(): boolean {
    return this.names.size > 0 && !this.#busy
  }

  get spare(): boolean {
    return this.named && !this.pending
  }

  /** True when `next` has something to do. */
  get pending(): boolean {
    if (this.lost) return false
    return this.#dirty || this.#truncated || this.#seen < Math.min(this.#size, this.#limit)
  }

  /** True when all that will be yielded was yielded. */
  get finished(): boolean {
    return !this.#busy && (this.lost || (this.final && this.#readFinal && !this.pending))
  }

  /** What a stat said. Only a change makes work. */
  observe(size: number, mtime: bigint, now: number): void {
    if (size === this.#size && mtime === this.#mtime) return
    this.#mtime = mtime
    this.#dirty = true
    this.#saw(size, now)
  }

  /** The same through the open descriptor, for a file without a name. */
  observeOpen(now: number): void {
    const fd = this.#context.handles.peek(this)
    if (fd === undefined) return
    try {
      const stat = fstatSync(fd, { bigint: true })
      this.observe(Number(stat.size), stat.mtimeNs, now)
    } catch {
      // A network file system that lost the file: the next read says so.
      this.#dirty = true
    }
  }

  /** The next chunk, or nothing yet. A failing read throws the system's error. */
  async next(): Promise<Chunk | undefined> {
    this.#dirty = false
    this.#busy = true
    this.#readFinal = this.final
    try {
      await this.saved
      this.saved = undefined
      if (this.#truncated) return await this.#beginAnew()
      const fd = this.#descriptor()
      if (fd === undefined) return undefined
      this.#saw(Number(fstatSync(fd, { bigint: true }).size), Date.now())
      if (this.#truncated) return await this.#beginAnew()
      return await (this.#searching ? this.#searchEnd(fd) : this.#readLines(fd))
    } finally {
      this.#busy = false
    }
  }

  async #readLines(fd: number): Promise<Chunk | undefined> {
    const { pool, chunkBytes, maxLineBytes } = this.#context
    const from = this.#offset
    const wanted = Math.max(0, Math.min(chunkBytes, this.#size - from, this.#limit - from))
    const buffer = pool.take(wanted)
    const read = await readAt(fd, buffer, wanted, from)
    if (!this.#verify(fd, from + read)) {
      pool.release(buffer)
      return undefined
    }
    const bytes = buffer.subarray(0, read)
    const { whole, overlong } = cutLines(bytes, maxLineBytes)
    this.#seen = from + read
    if (whole === 0) {
      if (overlong || read >= chunkBytes) {
        this.#searching = true
        this.#seen = overlong ? from + maxLineBytes + 1 : from + read
        this.#carry = undefined
      } else if (this.#endsHere(read)) return this.#emit(bytes, read, buffer)
      else this.#keep(bytes)
      pool.release(buffer)
      return undefined
    }
    const chunk = this.#emit(bytes.subarray(0, whole), whole, buffer)
    // What follows an over-long line's beginning is looked at again, in its turn.
    if (overlong) this.#seen = this.#offset
    else this.#keep(bytes.subarray(whole))
    return chunk
  }

  /** Looks for the end of a line that is longer than a chunk, one chunk's worth a turn: other files want to be read too. */
  async #searchEnd(fd: number): Promise<Chunk | undefined> {
    const { pool, chunkBytes } = this.#context
    const from = this.#seen
    const wanted = Math.max(0, Math.min(chunkBytes, this.#size - from, this.#limit - from))
    const buffer = pool.take(wanted)
    const read = await readAt(fd, buffer, wanted, from)
    const at = buffer.subarray(0, read).indexOf(LF)
    pool.release(buffer)
    if (!this.#verify(fd, from + read)) return undefined
    if (at >= 0) return this.#emitLong(fd, from + at, 1)
    this.#seen = from + read
    return this.#endsHere(read) ? this.#emitLong(fd, this.#seen, 0) : undefined
  }

  /** Yields the line from `#offset` to `end`, its LF (`lf` bytes) not counted, or the beginning of it. */
  async #emitLong(fd: number, end: number, lf: 0 | 1): Promise<Chunk | undefined> {
    const { maxLineBytes } = this.#context
    const line = end - this.#offset
    const cut = line > maxLineBytes
    const buffer = new Uint8Array(cut ? maxLineBytes : line + lf)
    const read = await readAt(fd, buffer, buffer.length, this.#offset)
    if (!this.#verify(fd, this.#offset + read) || read < buffer.length) return undefined
    this.#searching = false
    this.#seen = end + lf
    return this.#emit(buffer, line + lf, buffer, cut ? line : undefined)
  }

  /** Whether the line that ends with the bytes looked at, without LF, is whole: nothing more will come. */
  #endsHere(read: number): boolean {
    if (!this.final || this.#truncated || this.#seen < Math.min(this.#size, this.#limit)) return false
    if (this.#until === undefined) return read > 0 || this.#searching
    if (this.#offset >= this.#until) return false
    // Reading what the file held at the start: that ended within this line, so its other half counts as well.
    if (this.#size > this.#limit) {
      this.#limit = this.#size
      return false
    }
    return true
  }

  #keep(rest: Uint8Array): void {
    // The read that finds the truncation sees less than was there.
    if (this.#truncated && rest.length < (this.#carry?.length ?? 0)) return
    this.#carry = rest.length > 0 && rest.length <= CARRY_BYTES ? rest.slice() : undefined
  }

  #emit(bytes: Uint8Array, length: number, buffer: Uint8Array, cutLine?: number): Chunk {
    const { host, pool } = this.#context
    const generation = this.#generation
    generation.name(() => generationOf(host, this.identity, generation.checkpoint.truncations, this.#head))
    const offset = this.#offset
    this.#offset = offset + length
    this.#carry = undefined
    return generation.chunk(offset, bytes, length, cutLine, () => pool.release(buffer))
  }

  /**
   * Whether bytes just read below `end` are of this generation. Looks after the read, not before it: while the first
   * bytes are still the same, nothing was overwritten. Once they differ, bytes that lie beyond the file's present end
   * were read in time; others may be of either generation and are left for the next to read.
   */
  #verify(fd: number, end: number): boolean {
    const head = readHead(fd)
    const size = Number(fstatSync(fd, { bigint: true }).size)
    // A look that saw it shrink while the read was under way has set `#truncated`, and it may have grown again since.
    if (this.#truncated || !startsWith(head, this.#head) || size < end) {
      this.#truncated = true
      return size < end
    }
    if (head.length > this.#head.length) {
      this.#generation.learn(head)
      this.#head = head
    }
    this.#saw(size, Date.now())
    return true
  }

  #saw(size: number, now: number): void {
    if (size !== this.#size) this.quietSince = now
    // As GNU tail has it: a file that shrank began anew. Looks go on while the reader waits for its consumer, and a copy
    // that is truncated and grows beyond its old size meanwhile shows it in no other way if its beginning is the same.
    if (size < this.#size) this.#truncated = true
    if (size > this.#size) this.#generation.saw(size, now)
    this.#size = size
  }

  /** The file began anew under the same inode: ends the generation, with the rest of it that is in memory. */
  async #beginAnew(): Promise<Chunk | undefined> {
    const carry = this.#carry
    if (carry !== undefined) {
      this.#seen = this.#offset + carry.length
      return this.#emit(carry, carry.length, carry)
    }
    const unread = this.#generation.end - this.#offset
    if (unread > 0) this.#context.warn(text.source.truncatedUnread(this.path, unread))
    this.#generation.retire(this.#offset)
    const { checkpoint } = this.#generation
    const next = freshCheckpoint(
      { identity: this.identity, name: this.#name, path: this.path },
      checkpoint.truncations + 1,
    )
    this.#context.checkpoints.set(next)
    this.#generation = this.#begin(next)
    this.#head = new Uint8Array(0)
    this.#offset = 0
    this.#seen = 0
    this.#size = 0
    this.#searching = false
    this.#truncated = false
    this.#dirty = true
    await this.#context.checkpoints.save()
    return undefined
  }

  #begin(checkpoint: Checkpoint): Generation {
    const { nextId, checkpoints, ledger, began } = this.#context
    const generation = new Generation(nextId(), this.input, checkpoint, checkpoints, ledger)
    began(generation)
    return generation
  }

  /** The open descriptor; opens the file again where it gave way to others. */
  #descriptor(): number | undefined {
    const { handles } = this.#context
    const open = handles.use(this)
    if (open !== undefined) return open
    const path = whereIs(this.identity, this.path)
    if (path !== undefined) {
      const fd = handles.open(path, READ_FLAGS)
      // Under a name of its own other bytes mean truncation. A stranger beside it may have got the inode.
      if (this.names.has(path) || startsWith(readHead(fd), this.#head)) {
        handles.keep(this, fd)
        this.path = path
        return fd
      }
      closeSync(fd)
    }
    this.lost = true
    const unread = this.#generation.end - this.#offset
    if (unread > 0) this.#context.warn(text.source.lostUnread(this.path, unread))
    return undefined
  }

  /** It has no name any more: keeps it open, and learns where it went. */
  orphan(now: number): void {
    this.quietSince = now
    const fd = this.#descriptor()
    const path = whereIs(this.identity, this.path, fd)
    if (path !== undefined && path !== this.path) this.path = path
  }

  /** It will not be read again. */
  end(): void {
    this.#generation.ended = true
    if (whereIs(this.identity, this.path, this.#context.handles.peek(this)) === undefined) {
      this.#generation.checkpoint.gone = Date.now()
      this.#context.checkpoints.touch()
    }
    this.#context.handles.close(this)
  }
}

function startsWith(bytes: Uint8Array, beginning: Uint8Array): boolean {
  return (
    bytes.length >= beginning.length &&
    Buffer.compare(
      bytes.length === beginning.length ? bytes : bytes.subarray(0, beginning.length),
      beginning,
    ) === 0
  )
}
