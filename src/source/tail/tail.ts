import { KinetailError } from '../../base/errors.ts'
import type { Checkpoint } from '../../checkpoint/checkpoint.ts'
import { text } from '../../messages/messages.ts'
import type { Chunk, FileLag, Source } from '../source.ts'
import { accessTrouble } from './access.ts'
import { Adopter } from './adopter.ts'
import { BufferPool, CHUNK_BYTES } from './buffers.ts'
import { Discovery } from './discover.ts'
import type { FileChunk } from './file-chunk.ts'
import type { FollowContext, Follower } from './follow.ts'
import type { Generation } from './generation.ts'
import { Handles } from './handles.ts'
import { Hints } from './hints.ts'
import { Lives } from './lives.ts'
import { look } from './names.ts'
import type { TailOptions } from './options.ts'
import { Roster } from './roster.ts'
import { Slots } from './slots.ts'
import { Troubles } from './troubles.ts'
import { Turns } from './turns.ts'

/** Patterns are evaluated again this often, in ms, even if no folder seems changed: not every file system keeps folder times. */
const RESCAN_MS = 5000
/** Looking at files that are quiet takes at most this part of the time: some 400 files fit into one round, more are looked at in turn. */
const COLD_SHARE = 0.02
/** A hint waits so long for others, in ms: a server that writes line by line sends thousands a second. */
const HINT_MS = 2
/** Compressed files that are decompressed at a time. */
const MOST_UNPACKING = 4
/** The reader lets timers and sockets run at least this often, in ms. */
const BREATH_MS = 5

/** Follows files. Resolves when every file that is there by now is known, with its place in the checkpoints. */
export async function openTail(options: TailOptions): Promise<Source> {
  const tail = new Tail(options)
  await tail.open()
  return tail
}

class Tail implements Source {
  readonly #options: TailOptions
  readonly #pollMs: number
  readonly #discovery: Discovery
  readonly #troubles: Troubles
  readonly #roster: Roster
  readonly #adopter: Adopter
  readonly #lives: Lives
  readonly #turns = new Turns<Follower>()
  /** Chunks of each file that were yielded and not released. */
  readonly #lent = new Map<Follower, number>()
  readonly #pool: BufferPool
  readonly #handles: Handles<Follower>
  readonly #hints: Hints
  /** Every generation that is read or waits for acks. */
  readonly #generations = new Set<Generation>()
  #pollTimer: NodeJS.Timeout | undefined
  #hintTimer: NodeJS.Timeout | undefined
  readonly #hinted = new Set<string>()
  #scannedAt = 0
  #scanSoon = false
  #stopped = false

  constructor(options: TailOptions) {
    const { warn, note = warn, start = 'checkpoint-or-beginning', once = false } = options
    const { chunkBytes = CHUNK_BYTES, maxLineBytes = 1024 * 1024, rotateWaitMs = 30_000 } = options
    let ids = 0
    this.#options = options
    this.#pollMs = options.pollMs ?? 50
    this.#troubles = new Troubles(warn, note)
    this.#handles = new Handles(options.maxOpenFiles ?? 1000)
    this.#discovery = new Discovery(options.inputs, (folder, error) =>
      this.#troubles.once(accessTrouble(folder, error, 'folder')),
    )
    this.#pool = new BufferPool(chunkBytes)
    this.#lives = new Lives(options.checkpoints)
    const context: FollowContext = {
      host: options.host,
      checkpoints: options.checkpoints,
      lives: this.#lives,
      ledger: options.ledger,
      chunkBytes,
      maxLineBytes,
      pool: this.#pool,
      handles: this.#handles,
      unpacking: new Slots(
        MOST_UNPACKING,
        (follower) => this.#turns.hold(follower),
        (follower) => this.#turns.free(follower),
      ),
      eventRules: (input) => options.inputs[input]?.events,
      warn,
      nextId: () => ids++,
      began: (generation: Generation) => this.#generations.add(generation),
      findCopy: (generation, end, since) => this.#roster.findCopy(generation, end, since),
      destroyed: ({ checkpoint }, bytes, words) => this.#destroyed(checkpoint, bytes, words),
    }
    this.#adopter = new Adopter(start, context, once)
    this.#roster = new Roster(this.#discovery, this.#adopter, this.#lives, this.#turns, this.#troubles, {
      rotateWaitMs,
    })
    this.#hints = new Hints(
      (folder, name, renamed) => this.#hint(folder, name, renamed),
      (folder, words) => warn(text.source.noHints(folder, words)),
    )
  }

  async open(): Promise<void> {
    const roster = this.#roster
    try {
      this.#scan(Date.now())
      for (const name of roster.names) {
        if (name.literal && look(name.path).what === 'folder')
          throw new KinetailError('config', text.source.isFolder(name.path), { facts: { path: name.path } })
      }
      const used = new Set(roster.names.map((name) => name.input))
      for (const { pattern, input } of this.#discovery.patterns())
        if (!used.has(input)) this.#troubles.once(text.source.noMatchYet(pattern))
      const { start } = this.#adopter
      if (start !== 'end' && start !== 'beginning') {
        roster.resume(Date.now(), (checkpoint, bytes) =>
          this.#destroyed(checkpoint, bytes, text.source.goneUnread(checkpoint.name, bytes)),
        )
      }
      // What appears from now on is new from its first byte.
      this.#adopter.start = 'checkpoint-or-beginning'
      await this.#options.checkpoints.save()
    } catch (error) {
      await this.close()
      throw error
    }
    this.#pollTimer = setInterval(() => this.#poll(), this.#pollMs)
  }

  async *chunks(): AsyncGenerator<Chunk, void, void> {
    let breath = performance.now()
    while (!this.#stopped) {
      const follower = this.#turns.take()
      if (follower === undefined) {
        // Where somebody waits and is held, not all is read.
        if (this.#options.once && this.#turns.idle) {
          if (this.#allRead()) return
        } else await this.#turns.change()
        breath = performance.now()
        continue
      }
      const chunk = await this.#read(follower)
      if (chunk !== undefined) yield this.#lend(follower, chunk)
      // Small reads never leave the thread: without this, many of them would keep timers and sockets waiting.
      if (performance.now() - breath > BREATH_MS) {
        await new Promise(setImmediate)
        breath = performance.now()
      }
    }
  }

  stop(): void {
    this.#stopped = true
    this.#turns.wake()
  }

  lag(): readonly FileLag[] {
    const now = Date.now()
    const byPath = new Map<string, { path: string; bytes: number; seconds: number }>()
    for (const generation of this.#generations) {
      const { checkpoint, observations, watermark, unsettled } = generation
      const lag = byPath.get(checkpoint.name) ?? { path: checkpoint.name, bytes: 0, seconds: 0 }
      byPath.set(checkpoint.name, lag)
      if (unsettled === 0) continue
      lag.bytes += unsettled
      lag.seconds = Math.max(lag.seconds, (now - observations.timeOf(watermark.settled + 1, now)) / 1000)
    }
    return [...byPath.values()]
  }

  async close(): Promise<void> {
    this.stop()
    clearInterval(this.#pollTimer)
    clearTimeout(this.#hintTimer)
    this.#hints.close()
    this.#handles.closeAll()
    this.#pool.close()
    await this.#options.checkpoints.close()
  }

  /** Counts the chunks of a file that were not released: one whose shard takes nothing must leave room for the others. */
  #lend(follower: Follower, chunk: FileChunk): Chunk {
    const { chunksPerFile = Number.POSITIVE_INFINITY } = this.#options
    const lent = (this.#lent.get(follower) ?? 0) + 1
    this.#lent.set(follower, lent)
    if (lent >= chunksPerFile) this.#turns.hold(follower)
    chunk.whenReleased(() => {
      const left = this.#lent.get(follower)! - 1
      if (left > 0) this.#lent.set(follower, left)
      else this.#lent.delete(follower)
      this.#turns.free(follower)
    })
    return chunk
  }

  async #read(follower: Follower): Promise<FileChunk | undefined> {
    try {
      const chunk = await follower.next()
      this.#roster.afterTurn(follower)
      return chunk
    } catch (error) {
      this.#roster.fail(follower, error, Date.now())
      return undefined
    }
  }

  /** In `once` mode, with nothing left to read: last lines without LF are whole now. True when those are out too. */
  #allRead(): boolean {
    let done = true
    for (const follower of this.#roster.files) {
      if (follower.finished || this.#roster.failed(follower)) continue
      follower.final = true
      this.#turns.add(follower)
      done = false
    }
    return done
  }

  /** Runs by the clock, also while the reader waits for its consumer: files rotate and lines age meanwhile. */
  #poll(): void {
    const now = Date.now()
    if (this.#scanSoon || now - this.#scannedAt >= RESCAN_MS || this.#discovery.changed()) this.#scan(now)
    this.#roster.pollAll(now, this.#pollMs * COLD_SHARE)
    for (const generation of this.#generations) {
      if (!generation.ended || !generation.watermark.idle) continue
      this.#generations.delete(generation)
      // All of it is settled, and no copy of it is known.
      if (generation.checkpoint.retired) this.#lives.drop(generation.checkpoint)
    }
  }

  /** Bytes that nobody could read: told apart from lost ones. The inode's present checkpoint keeps the sum. */
  #destroyed(checkpoint: Checkpoint, bytes: number, words: string): void {
    this.#options.warn(words)
    const present = this.#lives.get(checkpoint) ?? checkpoint
    present.destroyed = (present.destroyed ?? 0) + bytes
    if (this.#options.counters) this.#options.counters.destroyedBytes += bytes
    this.#lives.touch()
  }

  #scan(now: number): void {
    this.#scanSoon = false
    this.#scannedAt = now
    this.#roster.scan(now)
    this.#hints.follow(this.#roster.folders())
  }

  #hint(folder: string, name: string | null, renamed: boolean): void {
    if (renamed || name === null) this.#scanSoon = true
    if (name !== null) this.#hinted.add(folder === '/' ? `/${name}` : `${folder}/${name}`)
    this.#hintTimer ??= setTimeout(() => {
      this.#hintTimer = undefined
      const now = Date.now()
      if (this.#scanSoon) this.#scan(now)
      this.#roster.pollPaths(this.#hinted, now)
      this.#hinted.clear()
    }, HINT_MS)
  }
}
