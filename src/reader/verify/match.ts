import { dirname } from 'node:path'
import { type Checkpoint, identityKey } from '../../checkpoint/checkpoint.ts'
import { fits, generationOf } from '../../source/tail/identity.ts'
import { isOwn, type LogFile } from './files.ts'
import type { Generations } from './generations.ts'
import { compareContent, holds } from './likeness.ts'

/** Which generation a file holds, and how that is known. */
export interface Match {
  readonly file: LogFile
  /** 16 hex digits. */
  readonly generation: string
  /**
   * `checkpoint`: the checkpoint of this very file names it. `identity`: its id, made from the file itself, is in the stream.
   * `copy`: so is that made from the identity of another file, of which this is a rotated copy. `lines`: its offsets are where
   * this file's lines begin, and no other's. `unseen`: nothing of it is in the stream or the dead-letter file.
   */
  readonly by: 'checkpoint' | 'identity' | 'copy' | 'lines' | 'unseen'
  /** Holds the same generation as another file, which is looked at in its place. */
  readonly sameAs?: LogFile
}

export interface MatchFacts {
  readonly files: readonly LogFile[]
  readonly checkpoints: readonly Checkpoint[]
  readonly generations: Generations
  readonly host: string
}

/** Lives of one inode that are tried: so many beyond what its checkpoint tells of, and so many before. */
const LIVES_BEYOND = 16
const LIVES_BEFORE = 1000
/** Identities in other folders that are tried for all files together: 2 µs for each life of each. */
const MOST_ELSEWHERE = 100_000
/** Among more generations than this, nobody looks for one by its lines: chance would find some. */
const MOST_LIKE = 256

/** An inode that a file has, or had when a checkpoint was written. */
interface Inode {
  readonly device: string
  readonly inode: string
  /** Most truncations that a checkpoint tells of. */
  truncations: number
  readonly folders: Set<string>
}

interface Candidate {
  readonly name: string
  readonly by: Match['by']
}

/** Finds the generation of every file. */
export async function matchFiles(facts: MatchFacts): Promise<Match[]> {
  const { files, checkpoints, generations, host } = facts
  const inodes = inodesOf(facts)
  const claimed = new Map<string, LogFile>()
  const matches = new Map<LogFile, Match>()

  // Whole files before compressed copies of them, and of copies the newest first: it has the latest generation.
  const order = [...files].sort(
    (a, b) => rank(a) - rank(b) || b.changed - a.changed || (a.path < b.path ? -1 : 1),
  )
  const searches: ((file: LogFile) => Candidate[])[] = [
    ownCandidates,
    (file) => copyCandidates(file, (inode) => inode.folders.has(dirname(file.path))),
  ]
  if (inodes.length * files.length <= MOST_ELSEWHERE)
    searches.push((file) => copyCandidates(file, () => true))
  for (const find of searches) {
    for (const file of order) if (!matches.has(file)) await settle(file, find(file))
  }
  for (const file of order) if (!matches.has(file)) await settle(file, await unclaimedLike(file))
  for (const file of order) {
    if (!matches.has(file)) matches.set(file, { file, generation: unseenName(file), by: 'unseen' })
  }
  return files.map((file) => matches.get(file)!)

  async function settle(file: LogFile, candidates: readonly Candidate[]): Promise<void> {
    let taken: Candidate | undefined
    for (const candidate of candidates) {
      if (!(await isPlausible(file, candidate, candidates.length === 1))) continue
      if (claimed.has(candidate.name)) {
        taken ??= candidate
        continue
      }
      claimed.set(candidate.name, file)
      matches.set(file, { file, generation: candidate.name, by: candidate.by })
      return
    }
    if (taken === undefined) return
    const other = claimed.get(taken.name)!
    const likeness = await compareContent(file, other)
    // Only what the other holds to the last byte may be left out of the proof.
    if (likeness === 'within')
      matches.set(file, { file, generation: taken.name, by: taken.by, sameAs: other })
    if (likeness !== 'longer') return
    claimed.set(taken.name, file)
    matches.set(file, { file, generation: taken.name, by: taken.by })
    matches.set(other, { ...matches.get(other)!, sameAs: file })
  }

  /** Lives of one file that begin with the same line differ in their number only: then the lines behind it tell them apart. */
  async function isPlausible(file: LogFile, { name, by }: Candidate, alone: boolean): Promise<boolean> {
    const seen = generations.get(name)
    if (by === 'checkpoint' || (by === 'identity' && alone)) return true
    return seen === undefined || (await holds(file, seen, true))
  }

  function ownCandidates(file: LogFile): Candidate[] {
    const known = checkpoints.find(isOwn(file))
    if (known !== undefined && known.generation !== '' && fits(known.fingerprint, file.head))
      return [{ name: known.generation, by: 'checkpoint' }]
    const { device, inode } = file
    return inodes
      .filter((one) => one.device === device && one.inode === inode)
      .flatMap((one) => seenNames(file, one, 'identity'))
  }

  function copyCandidates(file: LogFile, among: (inode: Inode) => boolean): Candidate[] {
    const found: Candidate[] = []
    for (const { generation, fingerprint } of checkpoints) {
      if (generation !== '' && fingerprint.length > 0 && fits(fingerprint, file.head))
        found.push({ name: generation, by: 'copy' })
    }
    for (const inode of inodes) if (among(inode)) found.push(...seenNames(file, inode, 'copy'))
    return found
  }

  /** Generations in the stream that a file with this beginning would have under this identity, the latest life first. */
  function seenNames(file: LogFile, inode: Inode, by: Match['by']): Candidate[] {
    const found: Candidate[] = []
    const least = Math.max(0, inode.truncations - LIVES_BEFORE)
    for (let life = inode.truncations + LIVES_BEYOND; life >= least; life--) {
      const name = generationOf(host, inode, life, file.head)
      if (generations.get(name) !== undefined) found.push({ name, by })
    }
    return found
  }

  /** Where neither identity nor checkpoint lead to it: the one generation nobody has whose lines begin where this file's do. */
  async function unclaimedLike(file: LogFile): Promise<Candidate[]> {
    const left = generations.all.filter(({ name }) => !claimed.has(name))
    if (left.length > MOST_LIKE) return []
    const like: Candidate[] = []
    for (const seen of left) if (await holds(file, seen, false)) like.push({ name: seen.name, by: 'lines' })
    return like.length === 1 ? like : []
  }

  function unseenName(file: LogFile): string {
    const known = checkpoints.find(isOwn(file))
    return generationOf(host, file, known?.truncations ?? 0, file.head)
  }
}

function inodesOf({ files, checkpoints }: MatchFacts): Inode[] {
  const byKey = new Map<string, Inode>()
  const add = (device: string, inode: string, truncations: number, ...paths: string[]): void => {
    const key = identityKey(device, inode)
    const one = byKey.get(key) ?? { device, inode, truncations: 0, folders: new Set<string>() }
    byKey.set(key, one)
    one.truncations = Math.max(one.truncations, truncations)
    for (const path of paths) one.folders.add(dirname(path))
  }
  for (const { device, inode, truncations, path, name } of checkpoints)
    add(device, inode, truncations, path, name)
  for (const { device, inode, path } of files) add(device, inode, 0, path)
  return [...byKey.values()]
}

function rank(file: LogFile): number {
  return file.packing === undefined ? 0 : 1
}
