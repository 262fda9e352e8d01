import { readSync } from 'node:fs'
import type { Checkpoint } from '../../checkpoint/checkpoint.ts'
import type { Content } from './content.ts'
import { fingerprintOf, fits, type Identity } from './identity.ts'
import { freshCheckpoint, type Lives } from './lives.ts'
import { holds } from './trail.ts'

/** Where reading begins in a file that is there when the source starts (later ones always begin at 0). */
export type Start = 'checkpoint-or-beginning' | 'checkpoint' | 'beginning' | 'end'

/** A file as it was found, open for reading. */
export interface FoundFile extends Content {
  readonly identity: Identity
  readonly path: string
  /** The configured name. */
  readonly name: string
  /** Birth of the inode, ns since the epoch in decimal; absent where the file system does not keep it. */
  readonly born: string | undefined
  /** Its last change, ns since the epoch. */
  readonly mtime: bigint
}

/** How far back `--start end` looks for the beginning of the line that is being written. */
const LOOK_BACK_BYTES = 64 * 1024

/** Finds a file's checkpoint, or makes one, sets it to where reading begins, and puts it in the store. */
export function begin(file: FoundFile, start: Start, lives: Lives): Checkpoint {
  const known = lives.get(file.identity) ?? moved(file, lives)
  if (known !== undefined && sameBirth(known, file) && isSame(known, file)) {
    lives.drop(known)
    Object.assign(known, { ...file.identity, path: file.path })
    delete known.gone
    return beginAt(file, start, known, lives)
  }
  // What is known of the inode's last generation is kept: a copy may hold the rest of it.
  return beginAt(
    file,
    start,
    known === undefined
      ? freshCheckpoint({ ...file.identity, ...file }, lives.truncations(file.identity))
      : lives.retire(known),
    lives,
  )
}

function beginAt(file: FoundFile, start: Start, checkpoint: Checkpoint, lives: Lives): Checkpoint {
  if (start === 'beginning') restart(checkpoint, 0)
  if (start === 'end' && file.packing === undefined) restart(checkpoint, lastLineStart(file.fd, file.size))
  if (start === 'end' && file.packing !== undefined)
    Object.assign(checkpoint, { complete: file.fileSize, size: 0 })
  if (file.head.length > checkpoint.fingerprint.length) checkpoint.fingerprint = fingerprintOf(file.head)
  if (file.packing === undefined) checkpoint.size = file.size
  if (file.born !== undefined) checkpoint.born = file.born
  lives.set(checkpoint)
  return checkpoint
}

function restart(checkpoint: Checkpoint, offset: number): void {
  checkpoint.offset = offset
  delete checkpoint.trail
  delete checkpoint.ahead
  delete checkpoint.complete
}

/** False where an inode is known to have been given to another file since. */
export function sameBirth(known: Checkpoint, { born }: Pick<FoundFile, 'born'>): boolean {
  return known.born === undefined || born === undefined || known.born === born
}

/**
 * Whether a file is the one of a checkpoint, grown or not: its first bytes and those before the offset are the same. A file that
 * was truncated and has grown beyond the offset again, with the same beginning, differs in the latter only.
 */
export function isSame(known: Checkpoint, file: Content): boolean {
  if (!fits(known.fingerprint, file.head)) return false
  return (known.offset <= file.size || known.copy === true) && holds(file, known.trail ?? [])
}

/**
 * The same file under another device number: logical volumes, network and container file systems get theirs in the
 * order of mounting, and a reboot must not send everything again.
 */
function moved(file: FoundFile, lives: Lives): Checkpoint | undefined {
  for (const checkpoint of lives.all()) {
    if (checkpoint.inode !== file.identity.inode || checkpoint.path !== file.path) continue
    if (checkpoint.fingerprint.length > 0 && fits(checkpoint.fingerprint, file.head)) return checkpoint
  }
  return undefined
}

/** Half a line is no line: the one that is being written is read when it is whole. */
function lastLineStart(fd: number, size: number): number {
  const bytes = new Uint8Array(Math.min(size, LOOK_BACK_BYTES))
  const read = readSync(fd, bytes, 0, bytes.length, size - bytes.length)
  const end = bytes.subarray(0, read).lastIndexOf(0x0a)
  if (end >= 0) return size - bytes.length + end + 1
  return bytes.length === size ? 0 : size
}
