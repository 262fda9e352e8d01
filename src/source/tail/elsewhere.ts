import { type Checkpoint, identityKey } from '../../checkpoint/checkpoint.ts'
import { accessTrouble } from './access.ts'
import type { Adopter } from './adopter.ts'
import { type Beside, besideOnce } from './beside.ts'
import type { Discovery } from './discover.ts'
import type { Follower, Rest } from './follow.ts'
import type { Generation } from './generation.ts'
import { Whereabouts } from './identity.ts'
import type { Lives } from './lives.ts'
import { missedSince } from './missed.ts'
import type { Name } from './names.ts'
import { type FoundFile, isSame, sameBirth } from './resume.ts'
import { isRotatedPath } from './rotation.ts'
import type { Troubles } from './troubles.ts'

/** File times come from a clock that ticks every 10 ms at the slowest: a file may seem older by that than it is. */
const TICK_MS = 10

/** Finds what is to be read under none of the names on watch: files that were renamed out of the inputs, copies, and files that came and went. */
export class Elsewhere {
  readonly #discovery: Discovery
  readonly #adopter: Adopter
  readonly #lives: Lives
  /** Checkpoints of files of which nothing was known when this process began. */
  readonly #empty: ReadonlySet<Checkpoint>
  readonly #troubles: Troubles
  readonly #orphaned: (follower: Follower, now: number) => void

  /** @param orphaned a file that is followed has no name on watch */
  constructor(
    discovery: Discovery,
    adopter: Adopter,
    lives: Lives,
    troubles: Troubles,
    orphaned: (follower: Follower, now: number) => void,
  ) {
    this.#discovery = discovery
    this.#adopter = adopter
    this.#lives = lives
    this.#empty = new Set([...lives.all()].filter(({ fingerprint }) => fingerprint.length === 0))
    this.#troubles = troubles
    this.#orphaned = orphaned
  }

  /**
   * What became of files while nobody watched. Those that were renamed out of the inputs, or copied and truncated, or compressed:
   * the rest of them counts, and so do those that came and went after them.
   * @param names all that are on watch
   * @param lost bytes of a generation that no file has any more
   */
  resume(names: readonly Name[], now: number, lost: (checkpoint: Checkpoint, bytes: number) => void): void {
    const whereabouts = new Whereabouts()
    const beside = besideOnce()
    const seen = new Map<string, number>()
    const anew: { readonly found: string; readonly input: number; readonly was: Checkpoint }[] = []
    for (const checkpoint of [...this.#lives.all()]) {
      const was = { ...checkpoint }
      const { device, inode, path, name, updated, seen: at = updated, retired, gone, copy } = was
      const input = this.#discovery.inputOf(name)
      const follower = retired ? undefined : this.#adopter.files.get(identityKey(device, inode))
      if (input === undefined) continue
      const here = follower?.checkpoint === checkpoint
      const empty = this.#empty.has(checkpoint)
      // A name that still leads to the same file was not rotated. One that was empty may have been, by copying.
      if (!copy && !(here && follower.names.has(name) && !empty))
        seen.set(name, Math.max(seen.get(name) ?? 0, at))
      if (here) continue
      const found = retired ? undefined : whereabouts.find({ device, inode }, path)
      if (
        !empty &&
        found !== undefined &&
        this.#adoptOrphan(found, name, input, now, (file) => isSame(was, file))
      )
        continue
      if (!empty && (retired || gone === undefined)) this.#resumeInCopy(checkpoint, input, now, beside, lost)
      if (found !== undefined && isRotatedPath(found, name)) anew.push({ found, input, was })
    }
    // The same inode with other content and a rotated name was truncated before it was renamed. After all copies were found: it may
    // as well be the inode that one of them was given.
    for (const { found, input, was } of anew)
      this.#adoptOrphan(found, was.name, input, now, (file) => sameBirth(was, file))
    for (const name of names) {
      const since = seen.get(name.path)
      if (since === undefined) continue
      this.followMissed(name.path, name.input, since, now, beside)
      name.seenAt ||= now
    }
  }

  #resumeInCopy(
    checkpoint: Checkpoint,
    input: number,
    now: number,
    beside: Beside,
    lost: (checkpoint: Checkpoint, bytes: number) => void,
  ): void {
    const { offset, size = offset } = checkpoint
    const copy = this.#adopter.findCopy(checkpoint, input, offset, beside)
    if (copy?.follower !== undefined) this.#orphaned(copy.follower, now)
    const bytes = size - Math.max(offset, copy?.bytes ?? 0)
    if (bytes > 0) lost(checkpoint, bytes)
    if (copy !== undefined) return
    if (checkpoint.retired) this.#lives.drop(checkpoint)
    else checkpoint.gone = now
  }

  /** A generation is no longer in its file: see FollowContext. */
  findCopy(generation: Generation, end: number, since: number, now: number): Rest {
    const { checkpoint, file } = generation
    const { name } = checkpoint
    const copy = this.#adopter.findCopy(checkpoint, file.input, end)
    if (copy?.follower !== undefined) this.#orphaned(copy.follower, now)
    const missed = this.followMissed(name, file.input, since, now)
    return { copy: copy?.bytes, missed }
  }

  /**
   * Files that had this name since the last look (`since`, ms since the epoch) and have another by now, outside of the inputs. Returns the
   * bytes of those that are new.
   */
  followMissed(name: string, input: number, since: number, now: number, beside?: Beside): number {
    let bytes = 0
    for (const path of missedSince(name, since - TICK_MS, beside)) {
      if (this.#discovery.inputOf(path) !== undefined) continue
      const count = (file: FoundFile): boolean => {
        bytes += file.size
        return true
      }
      this.#adoptOrphan(path, name, input, now, count)
    }
    return bytes
  }

  /** True when somebody follows it by now, or need not. */
  #adoptOrphan(
    path: string,
    name: string,
    input: number,
    now: number,
    wanted?: (file: FoundFile) => boolean,
  ): boolean {
    try {
      const adopted = this.#adopter.adopt(path, name, input, wanted)
      if (adopted === undefined) return false
      if ('follower' in adopted && adopted.fresh) this.#orphaned(adopted.follower, now)
      return true
    } catch (error) {
      this.#troubles.once(accessTrouble(path, error))
      return true
    }
  }
}
