import type { Checkpoint } from '../../checkpoint/checkpoint.ts'
import { fits, generationOf } from '../../source/tail/identity.ts'
import { contentOf } from './content.ts'
import type { LogFile } from './files.ts'
import type { Generations, SeenGeneration } from './generations.ts'
import { LineFinder } from './lines.ts'

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

/** Truncations tried beyond the most that a checkpoint tells of. */
const TRUNCATIONS_BEYOND = 16
/** Among more generations than this, nobody looks for one by its lines: chance would find some. */
const MOST_LIKE = 256

interface Candidate {
  readonly name: string
  readonly by: Match['by']
}

/** Finds the generation of every file. */
export async function matchFiles(facts: MatchFacts): Promise<Match[]> {
  const { files, checkpoints, generations, host } = facts
  const most = TRUNCATIONS_BEYOND + Math.max(0, ...checkpoints.map(({ truncations }) => truncations))
  const claimed = new Map<string, LogFile>()
  const matches = new Map<LogFile, Match>()

  // Whole files before compressed copies of them, and of copies the newest first: it has the latest generation.
  const order = [...files].sort(
    (a, b) => rank(a) - rank(b) || b.changed - a.changed || (a.path < b.path ? -1 : 1),
  )
  for (const find of [ownCandidates, copyCandidates]) {
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
      if (!(await isPlausible(file, candidate))) continue
      if (claimed.has(candidate.name)) {
        taken ??= candidate
        continue
      }
      claimed.set(candidate.name, file)
      matches.set(file, { file, generation: candidate.name, by: candidate.by })
      return
    }
    if (taken === undefined) return
    const sameAs = claimed.get(taken.name)!
    matches.set(file, { file, generation: taken.name, by: taken.by, sameAs })
  }

  /** Lives of one file that begin with the same line differ in their number only: then the lines behind it tell them apart. */
  async function isPlausible(file: LogFile, { name, by }: Candidate): Promise<boolean> {
    const seen = generations.get(name)
    return seen === undefined || by === 'checkpoint' || (await holds(file, seen))
  }

  function ownCandidates(file: LogFile): Candidate[] {
    if (file.packing !== 'plain') return []
    const known = checkpoints.find(isOwn(file))
    if (known !== undefined && known.generation !== '' && fits(known.fingerprint, file.head))
      return [{ name: known.generation, by: 'checkpoint' }]
    return seenNames(file, file, 'identity')
  }

  function copyCandidates(file: LogFile): Candidate[] {
    const found: Candidate[] = []
    for (const { generation, fingerprint } of checkpoints) {
      if (generation !== '' && fingerprint.length > 0 && fits(fingerprint, file.head))
        found.push({ name: generation, by: 'copy' })
    }
    for (const identity of identities()) found.push(...seenNames(file, identity, 'copy'))
    return found
  }

  function* identities(): Generator<{ device: string; inode: string }> {
    yield* checkpoints
    yield* files
  }

  /** Generations in the stream that a file with this beginning would have under this identity, the latest life first. */
  function seenNames(
    file: LogFile,
    identity: { device: string; inode: string },
    by: Match['by'],
  ): Candidate[] {
    const found: Candidate[] = []
    for (let truncations = most; truncations >= 0; truncations--) {
      const name = generationOf(host, identity, truncations, file.head)
      if (generations.get(name) !== undefined) found.push({ name, by })
    }
    return found
  }

  /** Where neither identity nor checkpoint lead to it: the one generation nobody has whose lines begin where this file's do. */
  async function unclaimedLike(file: LogFile): Promise<Candidate[]> {
    const left = generations.all.filter(({ name }) => !claimed.has(name))
    if (left.length > MOST_LIKE) return []
    const like: Candidate[] = []
    for (const seen of left) if (await holds(file, seen)) like.push({ name: seen.name, by: 'lines' })
    return like.length === 1 ? like : []
  }

  function unseenName(file: LogFile): string {
    const known = checkpoints.find(isOwn(file))
    return generationOf(host, file, known?.truncations ?? 0, file.head)
  }
}

function rank(file: LogFile): number {
  return file.packing === 'plain' ? 0 : 1
}

/** Whether lines of the file begin at the lowest offsets that were seen of a generation. */
async function holds(file: LogFile, { sketch }: SeenGeneration): Promise<boolean> {
  const finder = new LineFinder()
  let next = 0
  const take = (starts: readonly number[]): boolean => {
    for (const start of starts) {
      if (next === sketch.length) return true
      if (start > sketch[next]!) return false
      if (start === sketch[next]) next++
    }
    return true
  }
  try {
    for await (const piece of contentOf(file.path, file.packing, file.size)) {
      if (!take(finder.next(piece).starts)) return false
      if (next === sketch.length) return true
    }
  } catch {
    // Whoever reads it to its end says what is wrong with it.
    return false
  }
  return take(finder.last().starts) && next === sketch.length
}

/** The checkpoint of the inode as it is now, not of what lay there before. */
function isOwn(file: LogFile): (checkpoint: Checkpoint) => boolean {
  return ({ device, inode, retired }) => device === file.device && inode === file.inode && !retired
}
