import type { Settled } from '../../stats/ledger.ts'
import type { Match } from './match.ts'

/** One line that something is wrong with. */
export interface Example {
  /** Offset of the line in its file, in bytes. */
  readonly offset: number
  /** For lines out of order: the offset of the later line that came before. */
  readonly after?: number
}

/** What was found of one generation of one file. All figures are lines unless told. */
export interface FileReport {
  readonly path: string
  /** 16 hex digits: the first half of its event ids. */
  readonly generation: string
  readonly by: Match['by']
  /** Set when it holds the same as another file, which was looked at in its place: all figures are 0 then. */
  readonly sameAs?: string
  lines: number
  /** In the stream. */
  delivered: number
  /** Of these, lines that are or were dead letters: a replay sent them, or `--ship-unparsed`. Nobody expects an order of them. */
  replayed: number
  /** In the dead-letter file and not in the stream. */
  deadLettered: number
  /** Blank lines, which are left out on purpose. */
  filtered: number
  /** In neither, though the checkpoint is beyond it (or knows nothing of the file). */
  missing: number
  /** Not acknowledged yet, says the checkpoint. */
  pending: number
  /** A last line without its end, in a file that may still be written to. */
  unfinished: number
  /** Bytes that a truncation took before anybody could read them, says the checkpoint: they are in no file any more. */
  destroyedBytes: number
  /** Arrivals in the stream beyond the first, of all lines. */
  doubledBefore: number
  /** The same as a reader sees it that drops doubles by event id. */
  doubledAfter: number
  /** First arrivals that came after a later line of the same partition key. */
  outOfOrder: number
  /** Events that name a place where no line begins. */
  misplaced: number
  /** Events of lines beyond the end of this copy of the file, or written after it was looked at. */
  beyond: number
  /**
   * The checkpoint's own book of the generation, over all runs of the agent; absent where nobody counted. `exact`: its lines are as many as
   * the file has in the stretch that they are of.
   */
  ledger?: Settled & { readonly exact: boolean }
  readonly missingExamples: Example[]
  readonly outOfOrderExamples: Example[]
  /** Why it could not be read to its end. */
  trouble?: unknown
}

/** Events of file generations that are in none of the files. */
export interface Elsewhere {
  generations: number
  /** Lines, each counted once. */
  lines: number
  doubledBefore: number
  doubledAfter: number
  outOfOrder: number
  destroyedBytes: number
}

export interface VerifyReport {
  readonly files: readonly FileReport[]
  readonly elsewhere: Elsewhere
  /** Events in the stream; those without an event id, which nobody can tell the line of. */
  readonly events: number
  readonly withoutId: number
  readonly deadLetters: number
  /** Names in the inputs where nothing is; files and folders that could not be read, with the system's error. */
  readonly missingFiles: readonly string[]
  readonly troubles: ReadonlyMap<string, unknown>
}

export function newFileReport({ file, generation, by, sameAs }: Match): FileReport {
  return {
    path: file.path,
    generation,
    by,
    ...(sameAs === undefined ? {} : { sameAs: sameAs.path }),
    lines: 0,
    delivered: 0,
    replayed: 0,
    deadLettered: 0,
    filtered: 0,
    missing: 0,
    pending: 0,
    unfinished: 0,
    destroyedBytes: 0,
    doubledBefore: 0,
    doubledAfter: 0,
    outOfOrder: 0,
    misplaced: 0,
    beyond: 0,
    missingExamples: [],
    outOfOrderExamples: [],
  }
}

/** True when every line is there, once for whoever drops doubles, and in order. */
export function isProof({ files, elsewhere, troubles }: VerifyReport): boolean {
  if (troubles.size > 0 || elsewhere.doubledAfter > 0 || elsewhere.outOfOrder > 0) return false
  return files.every(
    (file) =>
      file.missing + file.pending + file.doubledAfter + file.outOfOrder + file.misplaced === 0 &&
      file.trouble === undefined &&
      file.ledger?.exact !== false,
  )
}
