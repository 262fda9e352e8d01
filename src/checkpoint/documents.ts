import { join } from 'node:path'
import type { Checkpoint } from './checkpoint.ts'
import type { Disk } from './disk.ts'
import { SPARE_FILE, Spare } from './spare.ts'
import { TwoGenerations } from './two-generations.ts'

/** All checkpoints as documents on the disk: in two generations, and in a spare place while those cannot be written. */
export class Documents {
  readonly #files: TwoGenerations
  readonly #spare: Spare

  constructor(dir: string, disk: Disk, warn: (message: string) => void) {
    this.#files = new TwoGenerations(dir, disk, warn)
    this.#spare = new Spare(join(dir, SPARE_FILE), disk)
  }

  /** The newest document that is whole; nothing when there is none. */
  async load(): Promise<Checkpoint[]> {
    const saved = await this.#files.load()
    return this.#spare.load(saved, this.#files.newest)
  }

  /** Takes the room that a full disk would not give. */
  reserve(): Promise<void> {
    return this.#spare.reserve(0)
  }

  /** Saves a new document and keeps the one before. Throws the system's error. */
  async replace(checkpoints: Iterable<Checkpoint>): Promise<void> {
    const bytes = await this.#files.replace(checkpoints)
    await this.#spare.saved()
    await this.#spare.reserve(bytes)
  }

  /** After `replace` failed: has the kernel overwrite what is there already. Resolves to whether all of it is safe now. */
  keep(checkpoints: Iterable<Checkpoint>): Promise<boolean> {
    return this.#spare.write(checkpoints, this.#files.newest).catch(() => false)
  }
}
