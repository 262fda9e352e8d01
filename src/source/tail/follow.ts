import { closeSync, fstatSync } from 'node:fs'
import type { Checkpoint, Checkpoints } from '../../checkpoint/checkpoint.ts'
import { text } from '../../messages/messages.ts'
import type { Ledger } from '../../stats/ledger.ts'
import type { EventRules } from '../events.ts'
import { type Content, contentOf } from './content.ts'
import type { FileChunk } from './file-chunk.ts'
import { Generation } from './generation.ts'
import type { Handles, Holder } from './handles.ts'
import { type Identity, READ_FLAGS, readHead, whereIs } from './identity.ts'
import { type FileReader, type LineContext, LineReader } from './lines.ts'
import type { Lives } from './lives.ts'
import { PackedLineReader } from './packed-lines.ts'
import type { FoundFile } from './resume.ts'
import { isRotatedPath } from './rotation.ts'
import type { Slots } from './slots.ts'
import type { Packing } from './unpack.ts'

/** What came of looking for a generation that its file no longer holds. */
export interface Rest {
  /** Bytes in its copy; undefined where there is none. */
  readonly copy: number | undefined
  /** Bytes of files that were born since and are followed from now on: of a generation of which nothing is known, they are the copy. */
  readonly missed: number
}

/** What all followed files share. */
export interface FollowContext extends LineContext {
  readonly checkpoints: Checkpoints
  readonly lives: Lives
  readonly ledger: Ledger
  readonly handles: Handles<Follower>
  /** Files that are being decompressed: each holds some hundred KiB. */
  readonly unpacking: Slots<Follower>
  /** How the lines of an input are joined; undefined where each is an event. */
  readonly eventRules: (input: number) => EventRules | undefined
  readonly warn: (message: string) => void
  /** A small number not given before. */
  readonly nextId: () => number
  /** A generation began: it wants to be counted in the lag until it is settled. */
  readonly began: (generation: Generation) => void
  /**
   * The file no longer holds this generation: looks for a copy that does.
   * @param end what lies behind it is wanted: if the copy has that, somebody reads it from now on
   * @param since ms since the epoch: when the file surely held it
   */
  readonly findCopy: (generation: Generation, end: number, since: number) => Promise<Rest>
  /** Bytes that are in no file any more, and were not read. */
  readonly destroyed: (generation: Generation, bytes: number, words: string) => void
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
  readonly #packing: Packing | undefined
  #reader: FileReader
  /** When it lost its last name, ms since the epoch. */
  #orphanedAt = 0
  #mtime: bigint
  #dirty = true
  /** Its time of change is another than at the look before. */
  #touched = false
  /** When it surely held the generation that is read, ms since the epoch. */
  #sureAt = Date.now()
  /** What became of the rest of a generation that the file no longer holds, once that was looked into. */
  #rest: 'copied' | 'here' | undefined
  #busy = false
  /** A turn was had since `final` was set: a last line without LF is out. */
  #readFinal = false
  /** In `once` mode: size at the start. */
  readonly #until: number | undefined

  constructor(file: FoundFile, checkpoint: Checkpoint, input: number, once: boolean, context: FollowContext) {
    this.identity = file.identity
    this.input = input
    this.#context = context
    this.#until = once ? file.size : undefined
    this.#packing = file.packing
    this.#mtime = file.mtime
    this.#reader = this.#begin(checkpoint, file.packing ? readHead(file.fd) : file.head, file.fileSize)
    context.handles.keep(this, file.fd)
  }

  /** Since when it has no name, and what it holds has not changed: ms since the epoch. */
  get quietSince(): number {
    return Math.max(this.#orphanedAt, this.#reader.changedAt)
  }

  get checkpoint(): Checkpoint {
    return this.#reader.generation.checkpoint
  }

  get path(): string {
    return this.#reader.generation.file.path
  }

  set path(path: string) {
    this.#reader.generation.file.path = path
    this.#reader.generation.checkpoint.path = path
    this.#context.lives.index(this.#reader.generation.checkpoint)
    this.#context.checkpoints.touch()
  }

  /** True when rotation gave it another name, or made it: what is quiet then is complete, as without a name. */
  get rotated(): boolean {
    const { name, path, copy } = this.checkpoint
    return copy === true || (path !== name && isRotatedPath(path, name))
  }

  get named(): boolean {
    return this.names.size > 0 && !this.#busy
  }

  get spare(): boolean {
    return this.named && !this.pending
  }

  /** True when `next` has something to do. */
  get pending(): boolean {
    if (this.lost) return this.#rest === undefined
    return this.#dirty || this.#reader.truncated || this.#reader.unread
  }

  /** True when all that will be yielded was yielded. */
  get finished(): boolean {
    return (
      !this.#busy &&
      !this.pending &&
      !this.#reader.recording &&
      (this.lost || (this.final && this.#readFinal))
    )
  }

  /** What a stat said. Only a change makes work. */
  observe(size: number, mtime: bigint, now: number): void {
    if (size === this.#reader.size && mtime === this.#mtime) {
      // What changed before and was not read yet may be another generation.
      if (!this.#touched && !this.#reader.truncated) this.#sure(now)
      return
    }
    this.#touched = true
    this.#mtime = mtime
    this.#dirty = true
    this.#reader.saw(size, now)
  }

  /** It holds the generation that is read. */
  #sure(now: number): void {
    this.#sureAt = now
    if (this.names.size > 0) this.checkpoint.seen = now
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
  async next(): Promise<FileChunk | undefined> {
    this.#dirty = false
    this.#busy = true
    this.#readFinal = this.final
    try {
      await this.saved
      this.saved = undefined
      if (this.lost) return await this.#farewell()
      if (this.#reader.truncated) return await this.#beginAnew()
      const fd = this.#descriptor()
      if (fd === undefined) return await this.#farewell()
      this.#reader.saw(fstatSync(fd).size, Date.now())
      if (this.#reader.truncated) return await this.#beginAnew()
      if (this.#packing && this.#reader.unread && !this.#context.unpacking.take(this)) return undefined
      const now = Date.now()
      // It was empty, and changed: a whole life may have been copied and truncated since, of which nothing is known.
      const { generation } = this.#reader
      if (this.#touched && !this.#packing && generation.head.length === 0)
        await this.#context.findCopy(generation, 0, this.#sureAt)
      this.#touched = false
      const chunk = await this.#reader.read(fd, this.final)
      await generation.recorded
      generation.recorded = undefined
      if (!this.#reader.truncated) this.#sure(now)
      if (this.#packing && !this.#reader.unread) this.#unpacked()
      return chunk
    } finally {
      this.#busy = false
    }
  }

  /** All of a compressed file was read, for now. */
  #unpacked(): void {
    const { unpacking, warn, destroyed, checkpoints } = this.#context
    const reader = this.#reader
    if (!(reader instanceof PackedLineReader) || !reader.done) return
    unpacking.give(this)
    checkpoints.touch()
    const { flaw } = reader
    // There may be another turn of it, when it is known that nothing comes any more.
    reader.flaw = undefined
    if (flaw !== undefined) warn(text.source.packedFlaw(this.path, flaw))
    const { generation } = reader
    const unread = generation.end - generation.reached
    if (unread > 0)
      destroyed(generation, unread, text.source.truncatedUnread(generation.checkpoint.name, unread, true))
    generation.end = generation.reached
  }

  /** The file began anew under the same inode: ends the generation, with the rest of it that is in a copy or in memory. */
  async #beginAnew(): Promise<FileChunk | undefined> {
    const { generation } = this.#reader
    const { lives, checkpoints } = this.#context
    this.#rest ??= await this.#lookForRest(text.source.truncatedUnread)
    if (this.#rest === 'here') {
      const rest = this.#reader.rest()
      await generation.recorded
      if (rest !== undefined) return rest
      generation.retire()
    }
    this.#rest = undefined
    // Where a copy took the checkpoint, the inode has got a new one.
    const next = lives.get(this.identity)
    this.#reader.close()
    const isNext = next !== undefined && next !== generation.checkpoint
    this.#reader = this.#begin(isNext ? next : lives.retire(generation.checkpoint), new Uint8Array(0), 0)
    this.#dirty = true
    // What came and went since the look for a copy is looked for with the next turn.
    this.#touched = true
    await checkpoints.save()
    return undefined
  }

  /** It can no longer be found: what is in memory of it, unless a copy has more. */
  async #farewell(): Promise<FileChunk | undefined> {
    if (this.#rest !== undefined) return undefined
    this.#rest = await this.#lookForRest(text.source.lostUnread)
    const rest = this.#rest === 'here' ? this.#reader.rest() : undefined
    await this.#reader.generation.recorded
    return rest
  }

  async #lookForRest(
    words: (path: string, bytes: number, copied: boolean) => string,
  ): Promise<'copied' | 'here'> {
    const { generation, restEnd } = this.#reader
    const { end } = generation
    const { copy: copied, missed } = await this.#context.findCopy(generation, restEnd, this.#sureAt)
    const elsewhere = generation.head.length === 0 ? missed : 0
    const unread = end - Math.max(restEnd, copied ?? elsewhere)
    if (unread > 0)
      this.#context.destroyed(generation, unread, words(this.path, unread, copied !== undefined))
    return copied !== undefined && copied > restEnd ? 'copied' : 'here'
  }

  /** @param head first bytes of the file itself, as far as they are known to be of this generation @param size bytes of it */
  #begin(checkpoint: Checkpoint, head: Uint8Array, size: number): FileReader {
    const { nextId, checkpoints, lives, ledger, began, eventRules } = this.#context
    const rules = eventRules(this.input)
    const generation =
      lives.generationOf(checkpoint) ?? new Generation(nextId(), this.input, checkpoint, checkpoints, ledger)
    generation.ended = false
    generation.file.path = checkpoint.path
    lives.began(generation)
    began(generation)
    if (this.#packing)
      return new PackedLineReader(generation, this.identity, this.#packing, head, size, this.#context, rules)
    return new LineReader(generation, this.identity, head, size, this.#until, this.#context, rules)
  }

  /** What its file holds now, if that can be opened. The descriptor stays this follower's. */
  content(): Content | undefined {
    try {
      const fd = this.#descriptor()
      if (fd === undefined) return undefined
      return contentOf(fd, this.path, fstatSync(fd).size)
    } catch {
      return undefined
    }
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
    // A copy may have taken its place.
    if (this.#rest !== 'copied') this.#reader.generation.ended = true
    const { checkpoint, identity } = this
    const here = checkpoint.device === identity.device && checkpoint.inode === identity.inode
    if (here && whereIs(identity, this.path, this.#context.handles.peek(this)) === undefined) {
      checkpoint.gone = Date.now()
      this.#context.checkpoints.touch()
    }
    this.#reader.close()
    this.#context.unpacking.give(this)
    this.#context.handles.close(this)
  }
}
