import { createHash } from 'node:crypto'
import type { Checkpoint } from './checkpoint.ts'

const FORMAT = 'kinetail-checkpoint'
/**
 * 2 counts the settled lines of each generation (`lines`) and covers the version by the checksum. 1 knew offsets only; it is read
 * still: it lacks nothing but the counts, which begin at its offsets.
 */
const VERSION = 2

/** Why a checkpoint file cannot be used: damaged, somebody else's, or written by a newer kinetail. */
export type Flaw = 'torn' | 'foreign' | 'newer'

/** The file's text: a header with the checksum of version and the body's own JSON text, then the body, one checkpoint a line. */
export function encode(checkpoints: Iterable<Checkpoint>): string {
  const rows = Array.from(checkpoints, (checkpoint) => JSON.stringify(checkpoint))
  const body = `[${rows.join(',\n')}]`
  return `{"format":"${FORMAT}","version":${VERSION},"sha256":"${checksum(VERSION, body)}","files":${body}}\n`
}

/** The checkpoints of a file's text, or what is wrong with it. */
export function decode(text: string): Checkpoint[] | Flaw {
  const head = /^\{"format":"([^"]*)","version":(\d+),/.exec(text)
  if (head === null) return looksOurs(text) ? 'torn' : 'foreign'
  if (head[1] !== FORMAT) return 'foreign'
  const version = Number(head[2])
  if (version > VERSION) return 'newer'
  const parts = /^\{[^[]*"sha256":"([0-9a-f]{64})","files":(\[.*\])\}\n$/s.exec(text)
  if (parts === null || checksum(version, parts[2]!) !== parts[1]) return 'torn'
  // The checksum vouches for every byte, so the shape needs no second look.
  return JSON.parse(parts[2]!) as Checkpoint[]
}

/** The checksum that a whole document has in its header: tells it from every other. */
export function checksumOf(text: string): string | undefined {
  return /^\{[^[]*"sha256":"([0-9a-f]{64})"/.exec(text)?.[1]
}

/** A beginning of our own header, or nothing but zeros: what a crash of the machine leaves of a file. */
function looksOurs(text: string): boolean {
  const opening = `{"format":"${FORMAT}","version":`
  return opening.startsWith(text) || text.startsWith(opening) || /^\0+$/.test(text)
}

function checksum(version: number, body: string): string {
  const covered = version === 1 ? body : `${version}\n${body}`
  return createHash('sha256').update(covered).digest('hex')
}
