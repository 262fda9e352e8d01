import { closeSync, fstatSync } from 'node:fs'
import { dirname } from 'node:path'
import { systemCode } from '../../base/errors.ts'
import { type Checkpoint, identityKey } from '../../checkpoint/checkpoint.ts'
import { accessTrouble } from './access.ts'
import type { Discovery } from './discover.ts'
import { type FollowContext, Follower, READ_FLAGS } from './follow.ts'
import { fits, readHead, Whereabouts } from './identity.ts'
import { type Listing, listingOnce, missedSince } from './missed.ts'
import { look, Name, type Sighting } from './names.ts'
import { begin, type FoundFile, type Start } from './resume.ts'
import type { Troubles } from './troubles.ts'
import type { Turns } from './turns.ts'

/** What failed is tried again after this time, in ms. */
const RETRY_MS = 1000
/** A name whose file changed within this time, in ms, is looked at in every poll. */
const HOT_MS = 10_000
/** File times come from a clock that ticks every 10 ms at the slowest: a file may seem older by that than it is. */
const TICK_MS = 10

export interface RosterOptions {
  readonly once: boolean
  /** How long a file without a name is kept though nothing comes, in ms. */
  readonly rotateWaitMs: number
}

/** Who is followed: knows which names lead to which files, and notices when that changes. */
export class Roster {
  /** Where reading begins in a file that is new to the roster. */
  start: Start
  readonly #names = new Map<string, Name>()
  /** The same, in the order of polling. */
  #polled: readonly Name[] = []
  #nextCold = 0
  readonly #files = new Map<string, Follower>()
  /** Files that lost their last name: read through the open descriptor until nothing came for a while. */
  readonly #orphans = new Set<Follower>()
  readonly #failedUntil = new Map<Follower, number>()
  readonly #discovery: Discovery
  readonly #context: FollowContext
  readonly #turns: Turns<Follower>
  readonly #troubles: Troubles
  readonly #options: RosterOptions
  /** Device and inode of the checkpoints that were there before. */
  readonly #known: ReadonlySet<string>
  #adopted: Follower[] = []

  constructor(
    start: Start,
    discovery: Discovery,
    context: FollowContext,
    turns: Turns<Follower>,
    troubles: Troubles,
    options: RosterOptions,
  ) {
    this.start = start
    this.#discovery = discovery
    this.#context = context
    this.#turns = turns
    this.#troubles = troubles
    this.#options = options
    const checkpoints = Array.from(context.checkpoints.all())
    this.#known = new Set(checkpoints.map(({ device, inode }) => identityKey(device, inode)))
  }

  get names(): readonly Name[] {
    return this.#polled
  }

  get files(): IterableIterator<Follower> {
    return this.#files.values()
  }

  /** The folders in which changes of the files show. */
  folders(): Set<string> {
    return new Set([...this.#discovery.folders(), ...this.#polled.map((name) => dirname(name.path))])
  }

  /** Evaluates the inputs anew. */
  scan(now: number): void {
    const found = this.#discovery.scan()
    // New names first: a file that was renamed within the inputs gets its new name before it loses the old one.
    for (const one of found.values()) {
      if (this.#names.has(one.path)) continue
      const name = new Name(one)
      this.#names.set(name.path, name)
      this.#poll(name, now)
    }
    for (const name of this.#names.values()) {
      if (found.has(name.path)) continue
      this.#poll(name, now)
      if (name.follower === undefined) this.#names.delete(name.path)
    }
    this.#polled = [...this.#names.values()]
    this.#saveAdopted()
  }

  /** Looks at the names whose files changed lately, at those without a name, and, while time is left, at the others in turn. */
  pollAll(now: number, coldMs: number): void {
    for (const name of this.#polled) if (now - name.changedAt < HOT_MS) this.#poll(name, now)
    const until = performance.now() + coldMs
    for (let i = 0; i < this.#polled.length; i++) {
      if (i % 16 === 15 && performance.now() > until) break
      const name = this.#polled[this.#nextCold++ % this.#polled.length]!
      if (now - name.changedAt >= HOT_MS) this.#poll(name, now)
    }
    for (const orphan of this.#orphans) this.#pollOrphan(orphan, now)
    for (const [follower, until] of this.#failedUntil) {
      if (until > now) continue
      this.#failedUntil.delete(follower)
      this.#turns.add(follower)
    }
    this.#saveAdopted()
  }

  pollPaths(paths: Iterable<string>, now: number): void {
    for (const path of paths) {
      const name = this.#names.get(path)
      if (name !== undefined) this.#poll(name, now)
    }
    this.#saveAdopted()
  }

  #poll(name: Name, now: number): void {
    const before = name.follower
    const since = name.seenAt
    this.#follow(name, look(name.path), now)
    if (name.follower !== before && since > 0) this.#followMissed(name.path, name.input, since - TICK_MS, now)
  }

  #follow(name: Name, seen: Sighting, now: number): void {
    if (seen.what !== 'file') {
      this.#attach(name, undefined, now)
      this.#troubles.noFile(name, seen, now)
      return
    }
    const known = this.#files.get(seen.key)
    const follower = known ?? this.#adoptName(name, now)
    if (follower === undefined) return
    name.seenAt = now
    const fresh = name.follower !== follower
    if (fresh) this.#attach(name, follower, now)
    // What was adopted is newer than this look, whose size may be smaller, or another file's: it would pass for truncation.
    if (known !== undefined) follower.observe(Number(seen.stat.size), seen.stat.mtimeNs, now)
    if (!follower.pending || this.failed(follower)) return
    // Of thousands of files that are there at the start, few are being written to.
    name.changedAt = fresh ? Math.min(now, Number(seen.stat.mtimeMs)) : now
    this.#turns.add(follower)
  }

  /** Files that were renamed out of the inputs while nobody watched: the rest of them counts, and so do those that came and went after them. */
  resumeRenamed(now: number): void {
    const whereabouts = new Whereabouts()
    const seen = new Map<string, number>()
    const stayed = new Set<string>()
    for (const checkpoint of [...this.#context.checkpoints.all()]) {
      const { device, inode, path, name, updated } = checkpoint
      const input = this.#discovery.inputOf(name)
      const found = whereabouts.find({ device, inode }, path)
      if (found === undefined) checkpoint.gone ??= now
      const known = this.#known.has(identityKey(device, inode))
      if (found === name && known) stayed.add(name)
      if (input === undefined) continue
      // A file that is new says nothing about when somebody last looked.
      if (known) seen.set(name, Math.max(seen.get(name) ?? 0, updated))
      if (found === undefined || this.#files.has(identityKey(device, inode))) continue
      this.#adoptOrphan(found, name, input, now, (head) => isOf(checkpoint, head))
    }
    const listing = listingOnce()
    for (const { path, input } of this.#polled) {
      const since = seen.get(path)
      // A file that kept its name was rotated by copying, if at all: what lies beside it are copies.
      if (since !== undefined && !stayed.has(path)) this.#followMissed(path, input, since, now, listing)
    }
  }

  /** Files that had this name since the last look and have another by now, outside of the inputs. */
  #followMissed(name: string, input: number, since: number, now: number, listing?: Listing): void {
    for (const path of missedSince(name, since, listing)) {
      if (this.#discovery.inputOf(path) !== undefined) continue
      this.#adoptOrphan(path, name, input, now, (head) => !this.#isCopy(name, head))
    }
  }

  /** Some rotate by copying, then make the file anew: the copy was born in that moment, and its lines are known. */
  #isCopy(name: string, head: Uint8Array): boolean {
    for (const checkpoint of this.#context.checkpoints.all())
      if (checkpoint.name === name && isOf(checkpoint, head)) return true
    return false
  }

  #adoptOrphan(
    path: string,
    name: string,
    input: number,
    now: number,
    accepts: (head: Uint8Array) => boolean,
  ): void {
    try {
      const known = this.#files.size
      const follower = this.#adopt(path, name, input, accepts)
      if (follower !== undefined && this.#files.size > known) this.#orphan(follower, now)
    } catch (error) {
      this.#troubles.once(accessTrouble(path, error))
    }
  }

  /** After a turn: another one, or farewell. */
  afterTurn(follower: Follower): void {
    if (follower.pending) this.#turns.add(follower)
    else if (follower.finished) this.#letGo(follower)
  }

  /** A turn failed. */
  fail(follower: Follower, error: unknown, now: number): void {
    this.#troubles.once(accessTrouble(follower.path, error))
    this.#failedUntil.set(follower, now + RETRY_MS)
  }

  /** True while a failed file waits for its next try. */
  failed(follower: Follower): boolean {
    return this.#failedUntil.has(follower)
  }

  #adoptName(name: Name, now: number): Follower | undefined {
    if (now < name.retryAt) return undefined
    try {
      return this.#adopt(name.path, name.path, name.input)
    } catch (error) {
      // Gone between the look and now: the next poll sees that.
      if (systemCode(error) === 'ENOENT') return undefined
      name.retryAt = now + RETRY_MS
      this.#troubles.about(name, accessTrouble(name.path, error))
      return undefined
    }
  }

  /** Begins to follow a file that was not known, if its first bytes are accepted: an inode may be another file's by now. */
  #adopt(
    path: string,
    name: string,
    input: number,
    accepts: (head: Uint8Array) => boolean = () => true,
  ): Follower | undefined {
    const { handles, checkpoints } = this.#context
    const fd = handles.open(path, READ_FLAGS)
    try {
      const stat = fstatSync(fd, { bigint: true })
      const identity = { device: String(stat.dev), inode: String(stat.ino) }
      const key = identityKey(identity.device, identity.inode)
      // Between the look and the opening the name may have gone to another file.
      const known = this.#files.get(key)
      const head = readHead(fd)
      if (known !== undefined || !stat.isFile() || !accepts(head)) {
        closeSync(fd)
        return known
      }
      const file: FoundFile = { fd, identity, path, name, head, size: Number(stat.size) }
      const checkpoint = begin(file, this.start, checkpoints)
      const follower = new Follower(file, checkpoint, input, this.#options.once, this.#context)
      this.#files.set(key, follower)
      this.#adopted.push(follower)
      return follower
    } catch (error) {
      closeSync(fd)
      throw error
    }
  }

  /** The name leads to another file by now, or to none. */
  #attach(name: Name, follower: Follower | undefined, now: number): void {
    const before = name.follower
    if (before === follower) return
    name.follower = follower
    if (follower !== undefined) {
      name.wasThere = true
      follower.names.add(name.path)
      follower.final = false
      this.#orphans.delete(follower)
      if (!follower.names.has(follower.path)) follower.path = name.path
      this.#troubles.over(name)
    }
    if (before === undefined) return
    before.names.delete(name.path)
    const [other] = before.names
    if (other === undefined) this.#orphan(before, now)
    else if (before.path === name.path) before.path = other
  }

  #orphan(follower: Follower, now: number): void {
    this.#orphans.add(follower)
    try {
      follower.orphan(now)
    } catch (error) {
      this.#troubles.once(accessTrouble(follower.path, error))
    }
  }

  #pollOrphan(follower: Follower, now: number): void {
    follower.observeOpen(now)
    if (follower.finished) {
      this.#letGo(follower)
      return
    }
    const quiet = now - follower.quietSince >= this.#options.rotateWaitMs
    if (quiet && !follower.pending) follower.final = true
    if ((follower.pending || follower.final) && !this.failed(follower)) this.#turns.add(follower)
  }

  #letGo(follower: Follower): void {
    if (follower.names.size > 0 && !follower.lost) return
    this.#orphans.delete(follower)
    this.#turns.remove(follower)
    this.#failedUntil.delete(follower)
    this.#files.delete(identityKey(follower.identity.device, follower.identity.inode))
    for (const path of follower.names) {
      const name = this.#names.get(path)
      if (name?.follower === follower) name.follower = undefined
    }
    follower.end()
  }

  /**
   * Puts the checkpoints of new files on disk before their first line is out: after a kill, only they lead to a file
   * that was renamed out of the inputs since, and only they tell how often an inode began anew.
   */
  #saveAdopted(): void {
    if (this.#adopted.length === 0) return
    const saved = this.#context.checkpoints.save()
    for (const follower of this.#adopted) follower.saved = saved
    this.#adopted = []
  }
}

/** An empty fingerprint fits anything: it proves nothing about a file of another name. */
function isOf(checkpoint: Checkpoint, head: Uint8Array): boolean {
  return checkpoint.fingerprint.length > 0 && fits(checkpoint.fingerprint, head)
}
