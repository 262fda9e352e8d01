import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { KinetailError, messageOf, systemCode } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import { type Checkpoint, type Checkpoints, checkpointKey, identityKey } from './checkpoint.ts'
import { decode, encode } from './document.ts'
import { type Lock, takeLock } from './lock.ts'
import { type Position, Positions } from './positions.ts'

export interface StoreOptions {
  /** The checkpoint folder: made when it is missing. */
  readonly dir: string
  /** At most one write in this time, in ms, and only when something moved. Default 500. */
  readonly intervalMs?: number
  /** Told once for each trouble, and once when it is over. */
  readonly warn: (message: string) => void
}

/** How long the checkpoint of a file that is gone is kept: its backup may come back. */
const KEEP_GONE_MS = 7 * 24 * 3_600_000

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

/** Checkpoints in `checkpoint.json`, the generation before it in `checkpoint.previous.json`, what moved since in `positions`. */
export class CheckpointStore implements Checkpoints {
  readonly dir: string
  readonly #warn: (message: string) => void
  readonly #intervalMs: number
  readonly #byIdentity = new Map<string, Checkpoint>()
  readonly #positions: Positions
  #lock: Lock | undefined
  #timer: NodeJS.Timeout | undefined
  #moved = false
  #writing: Promise<void> = Promise.resolve()
  #failing = false
  #closed = false

  constructor(options: StoreOptions) {
    this.dir = options.dir
    this.#warn = options.warn
    this.#intervalMs = options.intervalMs ?? 500
    this.#positions = new Positions(this.#path('positions'))
  }

  async open(): Promise<void> {
    try {
      await this.#secure()
    } catch (error) {
      if (error instanceof KinetailError) throw error
      this.#fail(error)
    }
    for (const checkpoint of await this.#load()) {
      if (checkpoint.gone === undefined || checkpoint.gone > Date.now() - KEEP_GONE_MS) this.set(checkpoint)
    }
    this.#moved = this.#applyPositions()
    if (this.#moved) await this.save()
  }

  get(device: string, inode: string): Checkpoint | undefined {
    return this.#byIdentity.get(identityKey(device, inode))
  }

  all(): IterableIterator<Checkpoint> {
    return this.#byIdentity.values()
  }

  set(checkpoint: Checkpoint): void {
    this.#byIdentity.set(checkpointKey(checkpoint), checkpoint)
    this.touch()
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
    if (this.#timer !== undefined || this.#closed) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      void this.save()
    }, this.#intervalMs)
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
    await this.save()
    await this.#positions.close(!this.#failing)
    this.#lock?.release()
    this.#lock = undefined
  }

  async #write(): Promise<void> {
    if (!this.#moved) return
    this.#moved = false
    try {
      if (this.#lock === undefined) await this.#secure()
      const time = performance.now()
      await this.#replace(encode(this.#byIdentity.values()))
      this.#positions.saved(time)
      if (this.#failing) {
        this.#failing = false
        this.#warn(text.source.checkpointSavedAgain(this.dir))
      }
    } catch (error) {
      this.#fail(error)
      this.touch()
    }
  }

  /** Offsets that moved after the checkpoint was saved. True when there were any. */
  #applyPositions(): boolean {
    const byPlace = new Map<string, Position>()
    for (const position of this.#positions.read()) {
      const known = byPlace.get(placeOf(position))
      if (known === undefined || known.offset < position.offset) byPlace.set(placeOf(position), position)
    }
    let moved = false
    for (const checkpoint of this.#byIdentity.values()) {
      const { offset = 0 } = byPlace.get(placeOf(checkpoint)) ?? {}
      if (offset <= checkpoint.offset) continue
      checkpoint.offset = offset
      if (checkpoint.size !== undefined) checkpoint.size = Math.max(checkpoint.size, offset)
      moved = true
    }
    return moved
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

  /** After a crash at any point there is a whole file: the new one, or the one before under either name. */
  async #replace(content: string): Promise<void> {
    const temporary = this.#path('checkpoint.json.tmp')
    const file = await open(temporary, 'w', 0o600)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(this.#path('checkpoint.json'), this.#path('checkpoint.previous.json')).catch(unlessMissing)
    await rename(temporary, this.#path('checkpoint.json'))
    await syncFolder(this.dir)
  }

  async #load(): Promise<Checkpoint[]> {
    for (const name of ['checkpoint.json', 'checkpoint.previous.json']) {
      const found = await this.#loadOne(this.#path(name))
      if (found !== undefined) return found
    }
    return []
  }

  async #loadOne(path: string): Promise<Checkpoint[] | undefined> {
    let flaw: string
    try {
      const found = decode(await readFile(path, 'utf8'))
      if (typeof found !== 'string') return found
      flaw = found
    } catch (error) {
      if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined
      flaw = systemCode(error) ?? 'unreadable'
    }
    const aside = `${path}.${flaw}-${new Date().toISOString().replace(/[:.]/g, '')}`
    const moved = await rename(path, aside).then(
      () => true,
      () => false,
    )
    this.#warn(text.source.checkpointSetAside(path, flaw, moved ? aside : undefined))
    return undefined
  }

  #fail(error: unknown): void {
    if (!this.#failing) this.#warn(text.source.checkpointNotSaved(this.dir, messageOf(error)))
    this.#failing = true
  }

  #path(name: string): string {
    return join(this.dir, name)
  }
}

function placeOf({ device, inode, truncations }: Position): string {
  return `${identityKey(device, inode)}:${truncations}`
}

function unlessMissing(error: unknown): void {
  if (systemCode(error) !== 'ENOENT') throw error
}

/** Makes the renames last. Windows has no such thing as opening a folder, and some file systems refuse to sync one. */
async function syncFolder(dir: string): Promise<void> {
  const folder = await open(dir, 'r').catch(() => undefined)
  await folder?.sync().catch(() => {})
  await folder?.close()
}
