import { dirname } from 'node:path'
import { systemCode } from '../../base/errors.ts'
import { type Checkpoint, identityKey } from '../../checkpoint/checkpoint.ts'
import { accessTrouble } from './access.ts'
import type { Adopter } from './adopter.ts'
import type { Discovery } from './discover.ts'
import { Elsewhere } from './elsewhere.ts'
import type { Follower, Rest } from './follow.ts'
import type { Generation } from './generation.ts'
import { type Lives, standing } from './lives.ts'
import { look, Name, type Sighting } from './names.ts'
import type { Troubles } from './troubles.ts'
import type { Turns } from './turns.ts'

/** What failed is tried again after this time, in ms. */
const RETRY_MS = 1000
/** A name whose file changed within this time, in ms, is looked at in every poll. */
const HOT_MS = 10_000

export interface RosterOptions {
  /** How long a file without a name is kept though nothing comes, in ms. */
  readonly rotateWaitMs: number
}

/** Who is followed: knows which names lead to which files, and notices when that changes. */
export class Roster {
  readonly #names = new Map<string, Name>()
  /** The same, in the order of polling. */
  #polled: readonly Name[] = []
  #nextCold = 0
  readonly #adopter: Adopter
  readonly #files: ReadonlyMap<string, Follower>
  readonly #elsewhere: Elsewhere
  /** Files that lost their last name: read through the open descriptor until nothing came for a while. */
  readonly #orphans = new Set<Follower>()
  readonly #failedUntil = new Map<Follower, number>()
  readonly #discovery: Discovery
  readonly #turns: Turns<Follower>
  readonly #troubles: Troubles
  readonly #options: RosterOptions
  constructor(
    discovery: Discovery,
    adopter: Adopter,
    lives: Lives,
    turns: Turns<Follower>,
    troubles: Troubles,
    options: RosterOptions,
  ) {
    this.#discovery = discovery
    this.#adopter = adopter
    this.#files = adopter.files
    this.#elsewhere = new Elsewhere(discovery, adopter, lives, troubles, (follower, now) =>
      this.#orphan(follower, now),
    )
    this.#turns = turns
    this.#troubles = troubles
    this.#options = options
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
    this.#adopter.save()
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
    this.#adopter.save()
  }

  pollPaths(paths: Iterable<string>, now: number): void {
    for (const path of paths) {
      const name = this.#names.get(path)
      if (name !== undefined) this.#poll(name, now)
    }
    this.#adopter.save()
  }

  #poll(name: Name, now: number): void {
    const before = name.follower
    const since = name.seenAt
    this.#follow(name, look(name.path), now)
    if (since === 0) return
    // It may have come and gone again.
    const missing = name.follower === undefined && name.literal
    if (name.follower !== before || (missing && name.folderChanged(now)))
      this.#elsewhere.followMissed(name.path, name.input, since, now)
  }

  #follow(name: Name, seen: Sighting, now: number): void {
    if (seen.what !== 'file') {
      this.#attach(name, undefined, now)
      this.#troubles.noFile(name, seen, now)
      return
    }
    const known = this.#files.get(seen.key)
    const follower = known ?? this.#adoptName(name, seen, now)
    if (follower === undefined) {
      this.#attach(name, undefined, now)
      return
    }
    name.seenAt = now
    const fresh = name.follower !== follower
    if (fresh) this.#attach(name, follower, now)
    // What was adopted is newer than this look, whose size may be smaller, or another file's: it would pass for truncation.
    if (known !== undefined) follower.observe(Number(seen.stat.size), seen.stat.mtimeNs, now)
    if (follower.rotated && !follower.final && this.#isQuiet(follower, now)) follower.final = true
    else if (!follower.pending) return
    if (this.failed(follower)) return
    // Of thousands of files that are there at the start, few are being written to.
    name.changedAt = fresh ? Math.min(now, Number(seen.stat.mtimeMs)) : now
    this.#turns.add(follower)
  }

  /** What became of files while nobody watched: see Elsewhere. */
  resume(now: number, lost: (checkpoint: Checkpoint, bytes: number) => void): void {
    this.#elsewhere.resume(this.#polled, now, lost)
    this.#adopter.save()
  }

  /** A generation is no longer in its file: see FollowContext. */
  async findCopy(generation: Generation, end: number, since: number): Promise<Rest> {
    const rest = this.#elsewhere.findCopy(generation, end, since, Date.now())
    this.#adopter.save()
    return rest
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

  #adoptName(name: Name, seen: Extract<Sighting, { what: 'file' }>, now: number): Follower | undefined {
    if (now < name.retryAt || name.isCopy(seen)) return undefined
    name.copy = undefined
    try {
      const adopted = this.#adopter.adopt(name.path, name.path, name.input)
      if (adopted === undefined || 'follower' in adopted) return adopted?.follower
      name.copy = { stat: seen.stat, of: adopted.copyOf, standing: standing(adopted.copyOf) }
    } catch (error) {
      // Gone between the look and now: the next poll sees that.
      if (systemCode(error) === 'ENOENT') return undefined
      name.retryAt = now + RETRY_MS
      this.#troubles.about(name, accessTrouble(name.path, error))
    }
    return undefined
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
    if (this.#isQuiet(follower, now)) follower.final = true
    if ((follower.pending || follower.final) && !this.failed(follower)) this.#turns.add(follower)
  }

  #isQuiet(follower: Follower, now: number): boolean {
    return now - follower.quietSince >= this.#options.rotateWaitMs && !follower.pending
  }

  #letGo(follower: Follower): void {
    if (follower.names.size > 0 && !follower.lost) return
    this.#orphans.delete(follower)
    this.#turns.remove(follower)
    this.#failedUntil.delete(follower)
    this.#adopter.files.delete(identityKey(follower.identity.device, follower.identity.inode))
    for (const path of follower.names) {
      const name = this.#names.get(path)
      if (name?.follower === follower) name.follower = undefined
    }
    follower.end()
  }
}
