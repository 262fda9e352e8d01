import { readSync } from 'node:fs'
import type { Checkpoint, Checkpoints } from '../../checkpoint/checkpoint.ts'
import { fingerprintOf, fits, type Identity } from './identity.ts'
import { holds } from './trail.ts'

/** Where reading begins in a file that is there when the source starts (later ones always begin at 0). */
export type Start = 'checkpoint-or-beginning' | 'checkpoint' | 'beginning' | 'end'

/** A file as it was found, open for reading. */
export interface FoundFile {
  readonly fd: number
  readonly identity: Identity
  readonly path: string
  /** The configured name. */
  readonly name: string
  readonly head: Uint8Array
  readonly size: number
}

/** How far back `--start end` looks for the beginning of the line that is being written. */
const LOOK_BACK_BYTES = 64 * 1024

/** Finds a file's checkpoint, or makes one, sets it to where reading begins, and puts it in the store. */
export function begin(file: FoundFile, start: Start, checkpoints: Checkpoints): Checkpoint {
  const known = checkpoints.get(file.identity.device, file.identity.inode) ?? moved(file, checkpoints)
  const same = known !== undefined && isSame(known, file)
  const checkpoint: Checkpoint = same
    ? { ...known, ...file.identity, path: file.path }
    : freshCheckpoint(file, known === undefined ? 0 : known.truncations + 1)
  delete checkpoint.gone
  if (start === 'beginning') checkpoint.offset = 0
  if (start === 'end') checkpoint.offset = lastLineStart(file.fd, file.size)
  checkpoint.fingerprint = fingerprintOf(file.head)
  checkpoints.set(checkpoint)
  return checkpoint
}

/**
 * Whether a file is the one of a checkpoint, grown or not: its first bytes and those before the offset are the same. A file that
 * was truncated and has grown beyond the offset again, with the same beginning, differs in the latter only.
 */
export function isSame(known: Checkpoint, file: Pick<FoundFile, 'fd' | 'head' | 'size'>): boolean {
  if (!fits(known.fingerprint, file.head)) return false
  return (known.offset <= file.size || known.copy === true) && holds(file.fd, file.size, known.trail ?? [])
}

export function freshCheckpoint(
  file: { readonly identity: Identity; readonly name: string; readonly path: string },
  truncations: number,
): Checkpoint {
  return {
    device: file.identity.device,
    inode: file.identity.inode,
    truncations,
    generation: '',
    fingerprint: fingerprintOf(new Uint8Array(0)),
    name: file.name,
    path: file.path,
    offset: 0,
    updated: Date.now(),
  }
}

/**
 * The same file under another device number: logical volumes, network and container file systems get theirs in the
 * order of mounting, and a reboot must not send everything again.
 */
function moved(file: FoundFile, checkpoints: Checkpoints): Checkpoint | undefined {
  for (const checkpoint of checkpoints.all()) {
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
