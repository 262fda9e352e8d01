import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { KinetailError, messageOf, systemCode } from '../base/errors.ts'
import { shellWord } from '../base/shell-word.ts'
import { userName } from '../base/user.ts'
import { text } from '../messages/messages.ts'
import { Aging } from './aging.ts'
import type { Ahead } from './ahead.ts'
import { applyPositions } from './apply-positions.ts'
import { type Checkpoint, type Checkpoints, checkpointKey, identityKey } from './checkpoint.ts'
import { type Disk, realDisk } from './disk.ts'
import { Documents } from './documents.ts'
import { expired } from './expiry.ts'
import { type Lock, takeLock } from './lock.ts'
import { POSITIONS_FILE, Positions } from './positions.ts'

export interface StoreOptions {
  /** The checkpoint folder: made when it is missing. */
  readonly dir: string
  /** At most one write in this time, in ms, and only when something moved. Default 500. */
  readonly intervalMs?: number
  /** Told once for each trouble, and once when it is over. */
  readonly warn: (message: string) => void
  readonly disk?: Disk
  /** ms since the epoch; the clock unless told. */
  readonly now?: () => number
  /** ms that went by, whatever the clock says; `performance.now` unless told. */
  readonly steady?: () => number
}

/** Writing takes this part of the time at most, however many files there are and however slow the disk is … */
const WRITING_SHARE = 0.1
/** … but what moved is written after so long, in ms, also on a disk that hung for a while. */
const LONGEST_PAUSE_MS = 5000

/**
 * Opens a checkpoint folder for this process alone. Throws `locked` when another process has it and `config` when the
 * path cannot be a folder; a folder that cannot be written is only warned of, and tried again with every save:
 * logs are worth more than the convenience of resuming.
 */
export async function openStore(options: StoreOptions): Promise<CheckpointStore> {
  const store = new CheckpointStore(options)
  await store.open()
  return store
}

/** While nothing can be saved, the spare document takes this part of the time at most, and is written at most once in so many ms. */
const SPARE_SHARE = 0.02
const SPARE_PAUSE_MS = 5

/** The checkpoints of all files in memory, in two generations on the disk (or in a spare place) whenever they moved, and what moved since in `positions`. */
export class CheckpointStore implements Checkpoints {
  readonly dir: string
  readonly #warn: (message: string) => void
  readonly #intervalMs: number
  readonly #now: () => number
  readonly #aging: Aging
  readonly #files: Documents
  readonly #positions: Positions
  /** The most truncations of each inode that positions told of at the start. */
  readonly #truncations = new Map<string, number>()
  readonly #byIdentity = new Map<string, Checkpoint>()
  /** Who knows what is settled ahead of an offset. */
  readonly #aheads = new WeakMap<Checkpoint, () => Ahead | undefined>()
  #lock: Lock | undefined
  #timer: NodeJS.Timeout | undefined
  #spareTimer: NodeJS.Timeout | undefined
  #moved = false
  #writing: Promise<void> = Promise.resolve()
  /** How long the last write took, in ms. */
  #writeMs = 0
  /** The same of the spare document. */
  #spareMs = 0
  #forgotten: (checkpoint: Checkpoint) => void = () => {}
  #failing = false
  #closed = false

  constructor(options: StoreOptions) {
    this.dir = options.dir
    this.#warn = options.warn
    this.#intervalMs = options.intervalMs ?? 500
    this.#now = options.now ?? Date.now
    this.#aging = new Aging(this.#now, options.steady ?? (() => performance.now()))
    this.#files = new Documents(options.dir, options.disk ?? realDisk, options.warn)
    this.#positions = new Positions(join(options.dir, POSITIONS_FILE), (checkpoint) =>
      this.#aheads.get(checkpoint)?.(),
    )
  }

  async open(): Promise<void> {
    try {
      await this.#secure()
    } catch (error) {
      if (error instanceof KinetailError) throw error
      this.#fail(error)
    }
    for (const checkpoint of await this.#files.load()) this.set(checkpoint)
    if (this.#lock !== undefined) await this.#files.reserve()
    const aged = this.#aging.open(this.#byIdentity.values())
    this.#forgetExpired()
    const positions = this.#positions.read()
    for (const { device, inode, truncations } of positions) {
      const key = identityKey(device, inode)
      this.#truncations.set(key, Math.max(this.#truncations.get(key) ?? 0, truncations))
    }
    this.#moved = applyPositions(this.#byIdentity.values(), positions) || aged
    if (this.#moved) await this.save()
  }

  /** A full disk took no checkpoint of it, but a position. */
  truncations(device: string, inode: string): number {
    return this.#truncations.get(identityKey(device, inode)) ?? 0
  }

  get(device: string, inode: string): Checkpoint | undefined {
    return this.#byIdentity.get(identityKey(device, inode))
  }

  all(): IterableIterator<Checkpoint> {
    return this.#byIdentity.values()
  }

  set(checkpoint: Checkpoint): void {
    this.#byIdentity.set(checkpointKey(checkpoint), checkpoint)
    // A full disk takes no checkpoint, but a position: how often the inode began anew must not be forgotten.
    if (checkpoint.truncations > 0 && !checkpoint.retired) this.#positions.moved(checkpoint)
    this.touch()
  }

  follow(checkpoint: Checkpoint, ahead: () => Ahead | undefined): void {
    this.#aheads.set(checkpoint, ahead)
  }

  onForgotten(listener: (checkpoint: Checkpoint) => void): void {
    this.#forgotten = listener
  }

  drop(checkpoint: Checkpoint): void {
    const key = checkpointKey(checkpoint)
    if (this.#byIdentity.get(key) !== checkpoint) return
    this.#byIdentity.delete(key)
    this.touch()
  }

  touch(moved?: Checkpoint): void {
    this.#moved = true
    if (moved !== undefined) this.#positions.moved(moved)
    // Whose lines an inode has is told nowhere else; an offset alone is, as soon as there are positions.
    if (this.#failing && (moved === undefined || !this.#positions.open)) this.#spareSoon()
    this.#saveLater()
  }

  #saveLater(): void {
    if (this.#timer !== undefined || this.#closed) return
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined
        void this.save()
      },
      Math.max(this.#intervalMs, Math.min(LONGEST_PAUSE_MS, this.#writeMs / WRITING_SHARE)),
    )
    // Nobody waits for this write: whoever must be sure calls save or close.
    this.#timer.unref()
  }

  save(): Promise<void> {
    // One write at a time; what moves while one runs is in the next.
    this.#writing = this.#writing.then(() => this.#write())
    return this.#writing
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    clearTimeout(this.#spareTimer)
    await this.save()
    await this.#positions.close(!this.#failing)
    this.#lock?.release()
    this.#lock = undefined
  }

  async #write(): Promise<void> {
    if (!this.#moved) return
    this.#moved = false
    this.#forgetExpired()
    const began = performance.now()
    try {
      if (this.#lock === undefined) await this.#secure()
      this.#askAll()
      await this.#files.replace(this.#byIdentity.values())
      this.#positions.saved(began)
      this.#writeMs = performance.now() - began
      if (this.#failing) {
        this.#failing = false
        this.#warn(text.source.checkpointSavedAgain(this.dir))
      }
    } catch (error) {
      this.#fail(error)
      await this.#keep()
      this.#moved = true
      this.#saveLater()
    }
  }

  /** Nothing can be saved: what there is goes where the disk has room already. */
  async #keep(): Promise<void> {
    if (this.#lock === undefined) return
    const began = performance.now()
    this.#askAll()
    if (await this.#files.keep(this.#byIdentity.values())) this.#positions.saved(began)
    this.#spareMs = performance.now() - began
  }

  #spareSoon(): void {
    if (this.#spareTimer !== undefined || this.#closed) return
    this.#spareTimer = setTimeout(
      () => {
        this.#spareTimer = undefined
        this.#writing = this.#writing.then(() => (this.#failing ? this.#keep() : undefined))
      },
      Math.max(SPARE_PAUSE_MS, Math.min(LONGEST_PAUSE_MS, this.#spareMs / SPARE_SHARE)),
    )
    this.#spareTimer.unref()
  }

  #askAll(): void {
    for (const checkpoint of this.#byIdentity.values()) this.#ask(checkpoint)
  }

  #ask(checkpoint: Checkpoint): void {
    const asked = this.#aheads.get(checkpoint)
    if (asked === undefined) return
    const ahead = asked()
    if (ahead === undefined) delete checkpoint.ahead
    else checkpoint.ahead = ahead
  }

  /** The folder and the right to write into it. */
  async #secure(): Promise<void> {
    try {
      await mkdir(this.dir, { recursive: true, mode: 0o700 })
    } catch (error) {
      const code = systemCode(error)
      if (code === 'EEXIST' || code === 'ENOTDIR')
        throw new KinetailError('config', text.source.checkpointDirIsFile(this.dir), { cause: error })
      throw error
    }
    this.#lock = takeLock(this.dir, this.#warn)
  }

  /** Also while the process runs, which may be for years. */
  #forgetExpired(): void {
    this.#aging.look(this.#byIdentity.values())
    for (const checkpoint of expired(this.#byIdentity.values(), this.#now())) {
      this.#byIdentity.delete(checkpointKey(checkpoint))
      this.#forgotten(checkpoint)
    }
  }

  #remedy(code: string | undefined): string | undefined {
    if (code === 'ENOSPC' || code === 'EDQUOT') return text.source.makeRoom(this.dir)
    if (code !== 'EACCES' && code !== 'EPERM') return undefined
    return text.source.makeFolder(userName(), shellWord(this.dir))
  }

  #fail(error: unknown): void {
    if (!this.#failing) {
      this.#warn(text.source.checkpointNotSaved(this.dir, messageOf(error), this.#remedy(systemCode(error))))
    }
    this.#failing = true
  }
}
