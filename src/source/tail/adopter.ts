import { type BigIntStats, closeSync, fstatSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Checkpoint, identityKey } from '../../checkpoint/checkpoint.ts'
import { type Beside, besideNow } from './beside.ts'
import { contentOf, isBeginningOf } from './content.ts'
import { isCopyOf, openOriginal } from './copies.ts'
import { type FollowContext, Follower } from './follow.ts'
import type { Generation } from './generation.ts'
import { generationOf, openPlain, READ_FLAGS } from './identity.ts'
import type { Lives } from './lives.ts'
import { begin, type FoundFile, isSame, type Start, sameBirth } from './resume.ts'
import { isRotatedPath } from './rotation.ts'

/** What came of looking at a file that nobody follows. */
export type Adopted =
  | { readonly follower: Follower; readonly fresh: boolean }
  /** It holds nothing but what is read elsewhere, of this generation; or nothing yet. */
  | { readonly copyOf: Checkpoint }
  | undefined

/** Decides who is followed: which generation a file holds, whether it is one's own or a copy of another's, and where reading goes on. */
export class Adopter {
  /** Where reading begins in a file that is new. */
  start: Start
  /** By device and inode. */
  readonly files: Map<string, Follower> = new Map()
  readonly #context: FollowContext
  readonly #lives: Lives
  readonly #once: boolean
  #adopted: Follower[] = []

  constructor(start: Start, context: FollowContext, once: boolean) {
    this.start = start
    this.#context = context
    this.#lives = context.lives
    this.#once = once
  }

  /**
   * Begins to follow a file, if it is wanted: an inode may be another file's by now. Throws the system's error.
   * @param name the configured name
   */
  adopt(
    path: string,
    name: string,
    input: number,
    wanted: (file: FoundFile) => boolean = () => true,
  ): Adopted {
    const fd = this.#context.handles.open(path, READ_FLAGS)
    try {
      const found = this.#judge(fd, path, name, wanted)
      if (found !== undefined && 'fd' in found) return { follower: this.#follow(found, input), fresh: true }
      closeSync(fd)
      return found
    } catch (error) {
      closeSync(fd)
      throw error
    }
  }

  /**
   * Looks beside a file for a copy of a generation that it no longer holds. If the copy has more than `end` bytes, it is followed.
   * @returns bytes in the copy, and who follows it
   */
  findCopy(
    checkpoint: Checkpoint,
    input: number,
    end: number,
    beside: Beside = besideNow,
  ): { readonly bytes: number; readonly follower: Follower | undefined } | undefined {
    const generation = this.#lives.generationOf(checkpoint)
    const copy = this.#largestCopy(checkpoint, generation, beside)
    if (copy === undefined) return undefined
    this.#hand(checkpoint, copy)
    // How much there is in a compressed one shows at its end.
    if (generation !== undefined && copy.size < generation.end)
      generation.end = Math.max(generation.reached, copy.size)
    if (copy.size > end) return { bytes: copy.size, follower: this.#follow(copy, input, checkpoint) }
    closeSync(copy.fd)
    return { bytes: copy.size, follower: undefined }
  }

  /**
   * Puts the checkpoints of new files on disk before their first line is out: after a kill, only they lead to a file
   * that was renamed out of the inputs since, and only they tell how often an inode began anew.
   */
  save(): void {
    if (this.#adopted.length === 0) return
    const saved = this.#lives.save()
    for (const follower of this.#adopted) follower.saved = saved
    this.#adopted = []
  }

  #judge(fd: number, path: string, name: string, wanted: (file: FoundFile) => boolean): Adopted | FoundFile {
    const { file, isFile } = found(fd, path, name)
    // Between the look and the opening the name may have gone to another file.
    const follower = this.files.get(identityKey(file.identity.device, file.identity.inode))
    if (follower !== undefined) return { follower, fresh: false }
    if (!isFile || !wanted(file)) return undefined
    const known = this.#lives.get(file.identity)
    const proved =
      known !== undefined && known.fingerprint.length > 0 && sameBirth(known, file) && isSame(known, file)
    return proved ? file : (this.#judgeCopy(file) ?? file)
  }

  /** A file that is not known may be a copy of one that is. */
  #judgeCopy(file: FoundFile): Adopted {
    const related = this.#lives.related(file.path).filter((one) => one.inode !== file.identity.inode)
    // What is being copied begins empty. There is nothing to read yet, and later on it can be told what it is.
    if (file.known === 0 && related[0] !== undefined) return { copyOf: related[0] }
    let copyOf: Checkpoint | undefined
    for (const checkpoint of related) {
      const generation = this.#lives.generationOf(checkpoint)
      const follower = this.#followerOf(checkpoint)
      if (follower !== undefined) {
        // Who reads it notices by himself if his file holds another generation, and looks for this copy then. What his file holds
        // by now is what he reads next.
        const now = follower.content()
        if (now && isBeginningOf(file, now)) return { copyOf: checkpoint }
        const holds = now !== undefined && isCopyOf(checkpoint, generation, now)
        if (!holds && isCopyOf(checkpoint, generation, file)) copyOf ??= checkpoint
        continue
      }
      const original = openOriginal(checkpoint)
      if (original !== undefined) {
        if (isBeginningOf(file, original)) copyOf ??= checkpoint
        closeSync(original.fd)
      } else if (isCopyOf(checkpoint, generation, file)) {
        this.#hand(checkpoint, file)
        return undefined
      }
    }
    return copyOf && { copyOf }
  }

  #followerOf(checkpoint: Checkpoint): Follower | undefined {
    if (checkpoint.retired) return undefined
    const follower = this.files.get(identityKey(checkpoint.device, checkpoint.inode))
    return follower?.checkpoint === checkpoint ? follower : undefined
  }

  /** A copy takes the place of the file. The name in event ids remains that of the file. */
  #hand(checkpoint: Checkpoint, copy: FoundFile): void {
    if (checkpoint.generation === '') {
      const { truncations } = checkpoint
      checkpoint.generation = generationOf(this.#context.host, { ...checkpoint }, truncations, copy.head)
      const generation = this.#lives.generationOf(checkpoint)
      if (generation !== undefined) generation.file.generation = checkpoint.generation
    }
    this.#lives.move(checkpoint, copy)
  }

  #largestCopy(
    checkpoint: Checkpoint,
    generation: Generation | undefined,
    beside: Beside,
  ): FoundFile | undefined {
    let largest: FoundFile | undefined
    const { name, path: last } = checkpoint
    // It may have been renamed before it was compressed.
    for (const path of new Set([...beside(name), ...(last === name ? [] : beside(last))])) {
      if (!isRotatedPath(path, name) && !isRotatedPath(path, last)) continue
      const file = this.#open(path, checkpoint.name)
      if (file === undefined) continue
      if (file.size > (largest?.size ?? 0) && isCopyOf(checkpoint, generation, file)) {
        if (largest !== undefined) closeSync(largest.fd)
        largest = file
      } else closeSync(file.fd)
    }
    return largest
  }

  /** A file of which nobody knows whose it is. */
  #open(path: string, name: string): FoundFile | undefined {
    const fd = openPlain(path)
    if (fd === undefined) return undefined
    const { file, isFile } = found(fd, path, name)
    const { device, inode } = file.identity
    if (isFile && !this.files.has(identityKey(device, inode))) {
      const known = this.#lives.get(file.identity)
      if (known === undefined || known.fingerprint.length === 0 || !isSame(known, file)) return file
    }
    closeSync(fd)
    return undefined
  }

  #follow(file: FoundFile, input: number, checkpoint = begin(file, this.start, this.#lives)): Follower {
    const follower = new Follower(file, checkpoint, input, this.#once, this.#context)
    this.files.set(identityKey(file.identity.device, file.identity.inode), follower)
    this.#adopted.push(follower)
    return follower
  }
}

function found(fd: number, path: string, name: string): { file: FoundFile; isFile: boolean } {
  const stat = fstatSync(fd, { bigint: true })
  const identity = { device: String(stat.dev), inode: String(stat.ino) }
  const born = keepsBirths(stat) || keepsBirths(folderOf(path)) ? String(stat.birthtimeNs) : undefined
  return {
    file: { ...contentOf(fd, path, Number(stat.size)), identity, path, name, born, mtime: stat.mtimeNs },
    isFile: stat.isFile(),
  }
}

/** Where births are not kept, the last change stands in for them, or zero. */
function keepsBirths(stat: BigIntStats | undefined): boolean {
  return stat !== undefined && stat.birthtimeNs > 0n && stat.birthtimeNs < stat.ctimeNs
}

function folderOf(path: string): BigIntStats | undefined {
  return statSync(dirname(path), { bigint: true, throwIfNoEntry: false })
}
