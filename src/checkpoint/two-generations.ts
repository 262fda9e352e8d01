import { join } from 'node:path'
import { systemCode } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { Disk } from './disk.ts'
import { checksumOf, decode, encode } from './document.ts'

const NEWER = 'checkpoint.json'
const OLDER = 'checkpoint.previous.json'
/** The names of both generations of a checkpoint folder, the newer first. */
export const CHECKPOINT_FILES: readonly string[] = [NEWER, OLDER]

/**
 * The checkpoint on the disk: `checkpoint.json`, and the one before it in `checkpoint.previous.json`, each with its checksum inside.
 * A crash at any point of `replace`, a full disk or a spoilt file costs one generation at the most: what is read is always a whole
 * document, the last that `replace` finished or, where that was spoilt since, the one before.
 */
export class TwoGenerations {
  readonly #dir: string
  readonly #disk: Disk
  readonly #warn: (message: string) => void
  #newest: string | undefined

  constructor(dir: string, disk: Disk, warn: (message: string) => void) {
    this.#dir = dir
    this.#disk = disk
    this.#warn = warn
  }

  /** The checksum of the document that `load` would find by now; undefined where it would find none. */
  get newest(): string | undefined {
    return this.#newest
  }

  /** Writes a new document and keeps the one before. Resolves to its length in bytes. */
  async replace(checkpoints: Iterable<Checkpoint>): Promise<number> {
    const temporary = this.#path(`${NEWER}.tmp`)
    const document = encode(checkpoints)
    await this.#disk.write(temporary, document)
    // Not renamed: whoever looks from outside finds a checkpoint at any moment.
    await this.#disk.keep(this.#path(NEWER), this.#path(OLDER)).catch(unlessMissing)
    await this.#disk.rename(temporary, this.#path(NEWER))
    this.#newest = checksumOf(document)
    await this.#disk.sync(this.#dir)
    return Buffer.byteLength(document)
  }

  /** The newest document that is whole; nothing when there is none. What cannot be used is set aside, with a warning. */
  async load(): Promise<Checkpoint[]> {
    for (const name of CHECKPOINT_FILES) {
      const found = await this.#loadOne(name)
      if (found !== undefined) return found
    }
    return []
  }

  async #loadOne(name: string): Promise<Checkpoint[] | undefined> {
    const path = this.#path(name)
    let flaw: string
    try {
      const document = await this.#disk.read(path)
      const found = decode(document)
      if (typeof found !== 'string') {
        this.#newest = checksumOf(document)
        return found
      }
      flaw = found
    } catch (error) {
      if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined
      flaw = systemCode(error) ?? 'unreadable'
    }
    // One of each kind is kept: a disk that spoils file after file must not be filled with them.
    const aside = `${path}.${flaw}`
    const moved = await this.#disk.rename(path, aside).then(
      () => true,
      () => false,
    )
    this.#warn(text.source.checkpointSetAside(path, flaw, moved ? aside : undefined))
    return undefined
  }

  #path(name: string): string {
    return join(this.#dir, name)
  }
}

function unlessMissing(error: unknown): void {
  if (systemCode(error) !== 'ENOENT') throw error
}
