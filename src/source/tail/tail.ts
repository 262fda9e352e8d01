import { closeSync, fstatSync } from 'node:fs'
import { dirname } from 'node:path'
import { KinetailError, systemCode } from '../../base/errors.ts'
import { identityKey } from '../../checkpoint/checkpoint.ts'
import { text } from '../../messages/messages.ts'
import type { Chunk, FileLag, Source } from '../source.ts'
import { accessTrouble } from './access.ts'
import { BufferPool } from './buffers.ts'
import { Discovery } from './discover.ts'
import { type FollowContext, Follower, READ_FLAGS } from './follow.ts'
import type { Generation } from './generation.ts'
import { Handles } from './handles.ts'
import { Hints } from './hints.ts'
import { readHead, whereIs } from './identity.ts'
import { look, Name, type Sighting } from './names.ts'
import type { TailOptions } from './options.ts'
import { begin, type Start } from './resume.ts'

/** Patterns are evaluated again this often even if no folder seems changed: not every file system keeps folder times. */
const RESCAN_MS = 5000
/** What failed is tried again after this time. */
const RETRY_MS = 1000
/** A file that changed within this time is looked at in every poll. */
const HOT_MS = 10_000
/** Looking at the others takes at most this part of the time: 1,000 files fit into it, 10,000 are looked at in turn. */
const COLD_SHARE = 0.05
/** A hint waits so long for others: a server that writes line by line sends thousands a second. */
const HINT_MS = 2
/** A configured file that was there counts as missing only after this time: rotation leaves a gap. */
const GAP_MS = 5000
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
  readonly #hints: Hints
  readonly #handles: Handles<Follower>
  readonly #context: FollowContext
  readonly #note: (message: string) => void
  readonly #names = new Map<string, Name>()
  /** In the order of polling. */
  #polled: Name[] = []
  #nextCold = 0
  readonly #byIdentity = new Map<string, Follower>()
  readonly #orphans = new Set<Follower>()
  /** Files with something to read, in the order of their turns. */
  readonly #ready = new Set<Follower>()
  /** Every generation that is read or waits for acks. */
  readonly #generations = new Set<Generation>()
  readonly #told = new Set<string>()
  readonly #failedUntil = new Map<Follower, number>()
  readonly #hinted = new Set<string>()
  #start: Start
  #timer: NodeJS.Timeout | undefined
  #hintTimer: NodeJS.Timeout | undefined
  #scannedAt = 0
  #scanSoon = false
  #wake: (() => void) | undefined
  #stopped = false
  #ids = 0

  constructor(options: TailOptions) {
    const { host, checkpoints, ledger, warn } = options
    const chunkBytes = options.chunkBytes ?? 256 * 1024
    this.#options = options
    this.#pollMs = options.pollMs ?? 50
    this.#start = options.start ?? 'checkpoint-or-beginning'
    this.#note = options.note ?? warn
    this.#handles = new Handles(options.maxOpenFiles ?? 1000)
    this.#discovery = new Discovery(options.inputs, (folder, error) =>
      this.#tellOnce(accessTrouble(folder, error, 'folder')),
    )
    this.#hints = new Hints(
      (folder, name, renamed) => this.#hint(folder, name, renamed),
      (folder, words) => warn(text.source.noHints(folder, words)),
    )
    this.#context = {
      host,
      chunkBytes,
      maxLineBytes: options.maxLineBytes ?? 1024 * 1024,
      checkpoints,
      ledger,
      pool: new BufferPool(chunkBytes),
      handles: this.#handles,
      warn,
      nextId: () => this.#ids++,
      began: (generation) => this.#generations.add(generation),
    }
  }

  async open(): Promise<void> {
    this.#scan(Date.now())
    for (const name of this.#polled) {
      if (name.literal && look(name.path).what === 'folder')
        throw new KinetailError('config', text.source.isFolder(name.path), { facts: { path: name.path } })
    }
    this.#sayEmptyPatterns()
    if (this.#start !== 'end' && this.#start !== 'beginning') this.#resumeRenamed()
    // What appears from now on is new from its first byte.
    this.#start = 'checkpoint-or-beginning'
    await this.#options.checkpoints.save()
    this.#timer = setInterval(() => this.#tick(), this.#pollMs)
  }

  async *chunks(): AsyncGenerator<Chunk, void, void> {
    let breath = performance.now()
    while (!this.#stopped) {
      const [follower] = this.#ready
      if (follower === undefined) {
        if (this.#options.once && this.#allRead()) return
        if (this.#ready.size === 0) await this.#change()
        breath = performance.now()
        continue
      }
      this.#ready.delete(follower)
      const chunk = await this.#read(follower)
      if (chunk !== undefined) yield chunk
      if (performance.now() - breath > BREATH_MS) {
        await new Promise(setImmediate)
        breath = performance.now()
      }
    }
  }

  stop(): void {
    this.#stopped = true
    this.#wakeUp()
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
    clearInterval(this.#timer)
    clearTimeout(this.#hintTimer)
    this.#hints.close()
    this.#handles.closeAll()
    await this.#options.checkpoints.close()
  }

  async #read(follower: Follower): Promise<Chunk | undefined> {
    try {
      const chunk = await follower.next()
      if (follower.pending) this.#ready.add(follower)
      else if (follower.finished) this.#letGo(follower)
      return chunk
    } catch (error) {
      this.#tellOnce(accessTrouble(follower.path, error))
      this.#failedUntil.set(follower, Date.now() + RETRY_MS)
      return undefined
    }
  }

  /** In `once` mode, with nothing left to read: last lines without LF are whole now. True when those are out too. */
  #allRead(): boolean {
    let done = true
    for (const follower of this.#byIdentity.values()) {
      if (follower.finished || this.#failedUntil.has(follower)) continue
      follower.final = true
      this.#ready.add(follower)
      done = false
    }
    return done
  }

  /** Resolves when a file has something to read, or the source was stopped. */
  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  #wakeUp(): void {
    this.#wake?.()
    this.#wake = undefined
  }

  /** One poll: runs by the clock, also while the reader waits for its consumer. */
  #tick(): void {
    const now = Date.now()
    if (this.#scanSoon || now - this.#scannedAt >= RESCAN_MS || this.#discovery.changed()) this.#scan(now)
    for (const name of this.#polled) if (now - name.changedAt < HOT_MS) this.#poll(name, now)
    this.#pollCold(now)
    for (const orphan of this.#orphans) this.#pollOrphan(orphan, now)
    for (const [follower, until] of this.#failedUntil) {
      if (until > now) continue
      this.#failedUntil.delete(follower)
      this.#ready.add(follower)
    }
    for (const generation of this.#generations) {
      if (generation.ended && generation.watermark.idle) this.#generations.delete(generation)
    }
    if (this.#ready.size > 0) this.#wakeUp()
  }

  #pollCold(now: number): void {
    const budget = performance.now() + this.#pollMs * COLD_SHARE
    for (let i = 0; i < this.#polled.length; i++) {
      if (i % 16 === 15 && performance.now() > budget) return
      const name = this.#polled[this.#nextCold++ % this.#polled.length]!
      if (now - name.changedAt >= HOT_MS) this.#poll(name, now)
    }
  }

  #scan(now: number): void {
    this.#scanSoon = false
    this.#scannedAt = now
    const found = this.#discovery.scan()
    // Names that are new come first: a file that was renamed within the inputs has its new name before it loses the old.
    const fresh: Name[] = []
    for (const one of found.values()) {
      if (this.#names.has(one.path)) continue
      const name = new Name(one)
      this.#names.set(name.path, name)
      fresh.push(name)
    }
    for (const name of fresh) this.#poll(name, now)
    for (const name of this.#names.values()) {
      if (found.has(name.path)) continue
      this.#poll(name, now)
      if (name.follower !== undefined) continue
      this.#names.delete(name.path)
    }
    this.#polled = [...this.#names.values()]
    this.#hints.follow(
      new Set([...this.#discovery.folders(), ...this.#polled.map((name) => dirname(name.path))]),
    )
  }

  #poll(name: Name, now: number): void {
    const seen = look(name.path)
    if (seen.what !== 'file') {
      this.#detach(name, now)
      this.#sayNoFile(name, seen, now)
      return
    }
    let follower = this.#byIdentity.get(seen.key)
    if (follower === undefined) {
      if (now < name.retryAt) return
      follower = this.#adopt(name.path, name.path, name.input, now, name)
      if (follower === undefined) return
    }
    if (name.follower !== follower) this.#attach(name, follower, now)
    follower.observe(Number(seen.stat.size), seen.stat.mtimeNs, now)
    if (follower.pending && !this.#failedUntil.has(follower)) {
      name.changedAt = now
      this.#ready.add(follower)
    }
  }

  /** Begins to follow a file that was not known. `name` is where trouble is remembered. */
  #adopt(path: string, known: string, input: number, now: number, name?: Name): Follower | undefined {
    let fd: number | undefined
    try {
      fd = this.#handles.open(path, READ_FLAGS)
      const stat = fstatSync(fd, { bigint: true })
      const identity = { device: String(stat.dev), inode: String(stat.ino) }
      const key = identityKey(identity.device, identity.inode)
      // Between stat and open the name may have gone to another file.
      const other = this.#byIdentity.get(key)
      if (other !== undefined || !stat.isFile()) {
        closeSync(fd)
        return other
      }
      const file = { fd, identity, path, name: known, head: readHead(fd), size: Number(stat.size) }
      const beginning = begin(file, this.#start, this.#options.checkpoints)
      const follower = new Follower(file, beginning, input, this.#options.once ?? false, this.#context)
      this.#byIdentity.set(key, follower)
      if (name?.told !== undefined) this.#note(text.source.readableNow(path))
      if (name !== undefined) name.told = undefined
      return follower
    } catch (error) {
      if (fd !== undefined) closeSync(fd)
      if (name !== undefined) {
        name.retryAt = now + RETRY_MS
        // Gone between stat and open: the next poll sees that.
        if (systemCode(error) !== 'ENOENT') this.#tell(name, accessTrouble(path, error))
      }
      return undefined
    }
  }

  #attach(name: Name, follower: Follower, now: number): void {
    const before = name.follower
    name.follower = follower
    name.changedAt = now
    follower.names.add(name.path)
    follower.final = false
    this.#orphans.delete(follower)
    if (!follower.names.has(follower.path)) follower.path = name.path
    if (before !== undefined) this.#unname(before, name, now)
    if (name.missingSince > 0 && name.told !== undefined) this.#note(text.source.appeared(name.path))
    name.missingSince = 0
    name.told = undefined
  }

  #detach(name: Name, now: number): void {
    const { follower } = name
    if (follower === undefined) return
    name.follower = undefined
    this.#unname(follower, name, now)
  }

  #unname(follower: Follower, name: Name, now: number): void {
    follower.names.delete(name.path)
    const [other] = follower.names
    if (other !== undefined) {
      if (follower.path === name.path) follower.path = other
      return
    }
    this.#orphans.add(follower)
    try {
      follower.orphan(now)
    } catch (error) {
      this.#tellOnce(accessTrouble(follower.path, error))
    }
  }

  /** A file without a name is read through its descriptor until nothing came for a while. */
  #pollOrphan(follower: Follower, now: number): void {
    follower.observeOpen(now)
    if (follower.finished) {
      this.#letGo(follower)
      return
    }
    const wait = this.#options.rotateWaitMs ?? 30_000
    if (!follower.pending && now - follower.quietSince >= wait) follower.final = true
    if ((follower.pending || follower.final) && !this.#failedUntil.has(follower)) this.#ready.add(follower)
  }

  #letGo(follower: Follower): void {
    if (follower.names.size > 0 && !follower.lost) return
    this.#orphans.delete(follower)
    this.#ready.delete(follower)
    this.#failedUntil.delete(follower)
    this.#byIdentity.delete(identityKey(follower.identity.device, follower.identity.inode))
    for (const path of follower.names) {
      const name = this.#names.get(path)
      if (name !== undefined) name.follower = undefined
    }
    follower.end(whereIs(follower.identity, follower.path) === undefined)
  }

  /** Files that were renamed out of the inputs while nobody watched: the rest of them counts. */
  #resumeRenamed(): void {
    const now = Date.now()
    for (const checkpoint of [...this.#options.checkpoints.all()]) {
      const { device, inode, path, name } = checkpoint
      if (this.#byIdentity.has(identityKey(device, inode))) continue
      const input = this.#discovery.inputOf(name)
      const found = whereIs({ device, inode }, path)
      if (found === undefined) checkpoint.gone ??= now
      if (found === undefined || input === undefined || checkpoint.offset === 0) continue
      const follower = this.#adopt(found, name, input, now)
      if (follower === undefined) continue
      this.#orphans.add(follower)
      follower.orphan(now)
      this.#ready.add(follower)
    }
  }

  #hint(folder: string, name: string | null, renamed: boolean): void {
    if (renamed || name === null) this.#scanSoon = true
    if (name !== null) this.#hinted.add(folder === '/' ? `/${name}` : `${folder}/${name}`)
    this.#hintTimer ??= setTimeout(() => {
      this.#hintTimer = undefined
      this.#followHints()
    }, HINT_MS)
  }

  #followHints(): void {
    const now = Date.now()
    if (this.#scanSoon) this.#scan(now)
    for (const path of this.#hinted) {
      const name = this.#names.get(path)
      if (name !== undefined) this.#poll(name, now)
    }
    this.#hinted.clear()
    if (this.#ready.size > 0) this.#wakeUp()
  }

  #sayNoFile(name: Name, seen: Sighting, now: number): void {
    if (seen.what === 'trouble') this.#tell(name, accessTrouble(name.path, seen.error))
    else if (seen.what === 'special') this.#tell(name, text.source.notAFile(name.path))
    else if (!name.literal) return
    else if (seen.what === 'folder') this.#tell(name, text.source.isFolder(name.path))
    else {
      const wasThere = name.changedAt > 0
      if (name.missingSince === 0) name.missingSince = now
      if (!wasThere || now - name.missingSince >= GAP_MS) this.#tell(name, text.source.waitingFor(name.path))
    }
  }

  #sayEmptyPatterns(): void {
    const used = new Set(this.#polled.map((name) => name.input))
    for (const { pattern, input } of this.#discovery.patterns()) {
      if (!used.has(input)) this.#tellOnce(text.source.noMatchYet(pattern))
    }
  }

  #tell(name: Name, message: string): void {
    if (name.told === message) return
    name.told = message
    this.#options.warn(message)
  }

  #tellOnce(message: string): void {
    if (this.#told.has(message)) return
    this.#told.add(message)
    this.#options.warn(message)
  }
}
