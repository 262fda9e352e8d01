import { closeSync, constants, fstatSync } from 'node:fs'
import type { Checkpoint, Checkpoints } from '../../checkpoint/checkpoint.ts'
import { text } from '../../messages/messages.ts'
import type { Ledger } from '../../stats/ledger.ts'
import type { Chunk } from '../source.ts'
import { Generation } from './generation.ts'
import type { Handles, Holder } from './handles.ts'
import { type Identity, readHead, whereIs } from './identity.ts'
import { type LineContext, LineReader } from './lines.ts'
import { type FoundFile, freshCheckpoint } from './resume.ts'

/** O_NONBLOCK: a pipe put in the file's place must not hold the process. Windows knows no such flag. */
export const READ_FLAGS: number = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** What all followed files share. */
export interface FollowContext extends LineContext {
  readonly checkpoints: Checkpoints
  readonly ledger: Ledger
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
  /** Nothing is yielded before this: the generation has to be on disk first. */
  saved: Promise<void> | undefined
  /** True when nothing will be added: a last line without LF counts as whole. */
  final = false
  /** True when it can no longer be found. */
  lost = false
  readonly #context: FollowContext
  readonly #name: string
  #reader: LineReader
  /** When it lost its last name, ms since the epoch. */
  #orphanedAt = 0
  #mtime = 0n
  #dirty = true
  #busy = false
  /** A turn was had since `final` was set: a last line without LF is out. */
  #readFinal = false
  /** In `once` mode: size at the start. */
  readonly #until: number | undefined

  constructor(file: FoundFile, checkpoint: Checkpoint, input: number, once: boolean, context: FollowContext) {
    this.identity = file.identity
    this.input = input
    this.#name = file.name
    this.#context = context
    this.#until = once ? file.size : undefined
    this.#reader = this.#begin(checkpoint, file.head, file.size)
    context.handles.keep(this, file.fd)
  }

  /** Since when it has no name, and what it holds has not changed: ms since the epoch. */
  get quietSince(): number {
    return Math.max(this.#orphanedAt, this.#reader.changedAt)
  }

  get path(): string {
    return this.#reader.generation.file.path
  }

  set path(path: string) {
    this.#reader.generation.file.path = path
    this.#reader.generation.checkpoint.path = path
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
    return this.#dirty || this.#reader.truncated || this.#reader.unread
  }

  /** True when all that will be yielded was yielded. */
  get finished(): boolean {
    return !this.#busy && (this.lost || (this.final && this.#readFinal && !this.pending))
  }

  /** What a stat said. Only a change makes work. */
  observe(size: number, mtime: bigint, now: number): void {
    if (size === this.#reader.size && mtime === this.#mtime) return
    this.#mtime = mtime
    this.#dirty = true
    this.#reader.saw(size, now)
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
      if (this.#reader.truncated) return await this.#beginAnew()
      const fd = this.#descriptor()
      if (fd === undefined) return undefined
      this.#reader.saw(Number(fstatSync(fd, { bigint: true }).size), Date.now())
      if (this.#reader.truncated) return await this.#beginAnew()
      return await this.#reader.read(fd, this.final)
    } finally {
      this.#busy = false
    }
  }

  /** The file began anew under the same inode: ends the generation, with the rest of it that is in memory. */
  async #beginAnew(): Promise<Chunk | undefined> {
    const rest = this.#reader.rest()
    if (rest !== undefined) return rest
    const { generation, offset } = this.#reader
    const unread = generation.end - offset
    if (unread > 0) this.#context.warn(text.source.truncatedUnread(this.path, unread))
    generation.retire(offset)
    const { checkpoint } = generation
    const next = freshCheckpoint(
      { identity: this.identity, name: this.#name, path: this.path },
      checkpoint.truncations + 1,
    )
    this.#context.checkpoints.set(next)
    this.#reader = this.#begin(next, new Uint8Array(0), 0)
    this.#dirty = true
    await this.#context.checkpoints.save()
    return undefined
  }

  #begin(checkpoint: Checkpoint, head: Uint8Array, size: number): LineReader {
    const { nextId, checkpoints, ledger, began } = this.#context
    const generation = new Generation(nextId(), this.input, checkpoint, checkpoints, ledger)
    began(generation)
    return new LineReader(generation, this.identity, head, size, this.#until, this.#context)
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
      if (this.names.has(path) || this.#reader.isOf(readHead(fd))) {
        handles.keep(this, fd)
        this.path = path
        return fd
      }
      closeSync(fd)
    }
    this.lost = true
    const unread = this.#reader.generation.end - this.#reader.offset
    if (unread > 0) this.#context.warn(text.source.lostUnread(this.path, unread))
    return undefined
  }

  /** It has no name any more: keeps it open, and learns where it went. */
  orphan(now: number): void {
    this.#orphanedAt = now
    const fd = this.#descriptor()
    const path = whereIs(this.identity, this.path, fd)
    if (path !== undefined && path !== this.path) this.path = path
  }

  /** It will not be read again. */
  end(): void {
    this.#reader.generation.ended = true
    if (whereIs(this.identity, this.path, this.#context.handles.peek(this)) === undefined) {
      this.#reader.generation.checkpoint.gone = Date.now()
      this.#context.checkpoints.touch()
    }
    this.#context.handles.close(this)
  }
}
