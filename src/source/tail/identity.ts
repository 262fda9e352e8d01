import { createHash } from 'node:crypto'
import { constants, fstatSync, openSync, readdirSync, readlinkSync, readSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Fingerprint, identityKey } from '../../checkpoint/checkpoint.ts'

/** First bytes of a file that tell it from another: enough for a few lines with their times. */
export const HEAD_BYTES = 1024
/** First bytes of the first line that go into a generation. */
const FIRST_LINE_BYTES = 256

/** O_NONBLOCK: a pipe put in the file's place must not hold the process. Windows knows no such flag. */
export const READ_FLAGS: number = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

export interface Identity {
  /** Decimal, as in stat(2): on some file systems more than 53 bits of it count. */
  readonly device: string
  readonly inode: string
}

/** The first bytes of an open file, up to 1,024. */
export function readHead(fd: number): Uint8Array {
  const head = new Uint8Array(HEAD_BYTES)
  let length = 0
  while (length < HEAD_BYTES) {
    const read = readSync(fd, head, length, HEAD_BYTES - length, length)
    if (read === 0) break
    length += read
  }
  return head.subarray(0, length)
}

export function fingerprintOf(head: Uint8Array): Fingerprint {
  return { length: head.length, hash: createHash('sha256').update(head).digest('hex') }
}

/** Whether a file that begins with `head` can be the one of a fingerprint: it may have grown since. */
export function fits(fingerprint: Fingerprint, head: Uint8Array): boolean {
  if (head.length < fingerprint.length) return false
  return fingerprintOf(head.subarray(0, fingerprint.length)).hash === fingerprint.hash
}

/**
 * Names one life of one file, in 16 hex digits: the first 8 bytes of SHA-256 over host, device, inode, count of
 * truncations and first line, joined by NUL. The first line is what stands before the first LF (a CR included), at
 * most 256 bytes of it; the whole beginning when the file was read to its end without an LF.
 *
 * The same file gives the same name in every process, also in one that was killed before it wrote any checkpoint,
 * because nothing here is random and the one thing that is counted, truncations, is on disk before the first line of
 * a new generation is handed out. The name is decided with the first chunk of a generation and kept in the checkpoint.
 */
export function generationOf(
  host: string,
  identity: Identity,
  truncations: number,
  head: Uint8Array,
): string {
  const end = head.indexOf(0x0a)
  const firstLine = head.subarray(0, Math.min(end < 0 ? head.length : end, FIRST_LINE_BYTES))
  return createHash('sha256')
    .update(`${host}\0${identity.device}\0${identity.inode}\0${truncations}\0`)
    .update(firstLine)
    .digest('hex')
    .slice(0, 16)
}

export function startsWith(bytes: Uint8Array, beginning: Uint8Array): boolean {
  return (
    bytes.length >= beginning.length &&
    Buffer.compare(
      bytes.length === beginning.length ? bytes : bytes.subarray(0, beginning.length),
      beginning,
    ) === 0
  )
}

/** Where a file is by now that lost its name: asked of the open descriptor where the system tells, else looked for beside it. */
export function whereIs(identity: Identity, lastPath: string, fd?: number): string | undefined {
  if (fd !== undefined) {
    if (isDeleted(fd)) return undefined
    const path = process.platform === 'linux' ? linkOf(fd) : undefined
    if (path !== undefined && hasIdentity(path, identity)) return path
  }
  return new Whereabouts().find(identity, lastPath)
}

/** Looks for files beside where they were. A folder is listed once, for however many of them: each listing looks at every file in it. */
export class Whereabouts {
  /** By folder: paths by device and inode. */
  readonly #folders = new Map<string, Map<string, string>>()

  find(identity: Identity, lastPath: string): string | undefined {
    if (hasIdentity(lastPath, identity)) return lastPath
    const folder = dirname(lastPath)
    let paths = this.#folders.get(folder)
    if (paths === undefined) {
      paths = pathsIn(folder)
      this.#folders.set(folder, paths)
    }
    return paths.get(identityKey(identity.device, identity.inode))
  }
}

/** Without any name left, there is nothing to look for. */
function isDeleted(fd: number): boolean {
  try {
    return fstatSync(fd).nlink === 0
  } catch {
    return false
  }
}

function linkOf(fd: number): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch {
    return undefined
  }
}

/** Whether a path leads to a file. */
export function hasIdentity(path: string, identity: Identity): boolean {
  return keyAt(path) === identityKey(identity.device, identity.inode)
}

/** The descriptor of a file that can be read, or nothing. */
export function openPlain(path: string): number | undefined {
  try {
    return openSync(path, READ_FLAGS)
  } catch {
    return undefined
  }
}

/** Device and inode of what a path leads to. */
function keyAt(path: string): string | undefined {
  try {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
    return stat && identityKey(String(stat.dev), String(stat.ino))
  } catch {
    return undefined
  }
}

/** The first name counts where a file has several. */
function pathsIn(folder: string): Map<string, string> {
  const paths = new Map<string, string>()
  for (const name of namesIn(folder)) {
    const path = join(folder, name)
    const key = keyAt(path)
    if (key !== undefined && !paths.has(key)) paths.set(key, path)
  }
  return paths
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
