import type { BigIntStats } from 'node:fs'
import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Checkpoint, identityKey } from '../../checkpoint/checkpoint.ts'
import { type FoundName, modified, YOUNG_MS } from './discover.ts'
import type { Follower } from './follow.ts'
import { standing } from './lives.ts'

/** A name on watch: a configured path, or a match of a pattern. */
export class Name {
  readonly path: string
  readonly input: number
  readonly literal: boolean
  follower: Follower | undefined
  /** True once it led to a file. */
  wasThere = false
  /** When a file that is followed was last seen under it, ms since the epoch; 0 before the first time. */
  seenAt = 0
  /** While nothing is there: when its folder last changed, ns since the epoch. */
  folderTime = 0n
  /** When what it leads to last changed, ms since the epoch. */
  changedAt = 0
  /** When an attempt that failed is tried again, ms since the epoch. */
  retryAt = 0
  /** Since when nothing is there; 0 while something is. */
  missingSince = 0
  /** It leads to a copy of what is read elsewhere, as long as neither changes. */
  copy: { readonly stat: BigIntStats; readonly of: Checkpoint; readonly standing: string } | undefined
  /** The trouble that was told, so that it is told once. */
  told: string | undefined

  constructor(found: FoundName) {
    this.path = found.path
    this.input = found.input
    this.literal = found.literal
  }

  /** Whether its folder changed since this was last asked, or so lately that it may change again at the same time of its clock. */
  folderChanged(now: number): boolean {
    const time = modified(dirname(this.path))
    const changed = time !== this.folderTime || now - Number(time / 1_000_000n) < YOUNG_MS
    this.folderTime = time
    return changed
  }

  /** Whether what was seen is still the copy that it was. */
  isCopy({ stat }: Extract<Sighting, { what: 'file' }>): boolean {
    const { copy } = this
    if (copy === undefined || standing(copy.of) !== copy.standing) return false
    return copy.stat.ino === stat.ino && copy.stat.size === stat.size && copy.stat.mtimeNs === stat.mtimeNs
  }
}

/** What a name leads to by now. */
export type Sighting =
  | { readonly what: 'missing' }
  | { readonly what: 'trouble'; readonly error: unknown }
  | { readonly what: 'folder' | 'special' }
  | { readonly what: 'file'; readonly stat: BigIntStats; readonly key: string }

/** Looks at a name. One system call, about 2 µs. */
export function look(path: string): Sighting {
  let stat: BigIntStats | undefined
  try {
    stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  } catch (error) {
    return { what: 'trouble', error }
  }
  // ENOENT and ENOTDIR both: somebody may put the folder there later.
  if (stat === undefined) return { what: 'missing' }
  if (stat.isFile()) return { what: 'file', stat, key: identityKey(String(stat.dev), String(stat.ino)) }
  return { what: stat.isDirectory() ? 'folder' : 'special' }
}
