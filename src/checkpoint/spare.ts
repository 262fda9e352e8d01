import type { Checkpoint } from './checkpoint.ts'
import type { Disk } from './disk.ts'
import { decodeHalves, encodeHalf, HALF_HEADER_BYTES, newestOf, over } from './spare-half.ts'

/** Its name in the checkpoint folder. */
export const SPARE_FILE = 'checkpoint.spare'

/** Room of a half from the beginning, and the step in which it grows, in bytes: some 60 files. */
const HALF_BYTES = 64 * 1024
/** Room of a half at most, in bytes. */
const MOST_HALF_BYTES = 4 * 1024 ** 2

/**
 * Where a checkpoint goes while the disk takes no new file: it is full, but what a file has room for can be overwritten. Two halves in
 * turns, so that a process killed while it writes one leaves the other. A half counts only as long as the checkpoint that could not be
 * replaced is the newest.
 */
export class Spare {
  readonly #path: string
  readonly #disk: Disk
  /** Bytes that it has room for. */
  #size = 0
  #sequence = 0
  #next = 0
  /** A half holds what is in no checkpoint. */
  #inUse = false

  constructor(path: string, disk: Disk) {
    this.#path = path
    this.#disk = disk
  }

  /** What holds instead of `saved`, the newest checkpoint, with the checksum `base`: itself, where nothing newer is here. */
  async load(saved: Checkpoint[], base: string | undefined): Promise<Checkpoint[]> {
    const bytes = await this.#disk.readBytes(this.#path).catch(() => Buffer.alloc(0))
    this.#size = bytes.length
    const halves = decodeHalves(bytes)
    this.#sequence = Math.max(0, ...halves.map(({ sequence }) => sequence))
    const half = newestOf(halves, base)
    if (half === undefined) return saved
    this.#inUse = true
    this.#next = 1 - half.index
    return over(half, saved)
  }

  /** Takes room for documents of so many bytes, while there is some. Not while a half is in use: halves are told apart by the size of the file. */
  async reserve(documentBytes: number): Promise<void> {
    if (this.#inUse) return
    const needed = HALF_HEADER_BYTES + documentBytes
    if (this.#size >= 2 * Math.min(MOST_HALF_BYTES, Math.max(HALF_BYTES, needed))) return
    // A quarter more than needed, so that it does not grow with every file.
    const half = HALF_BYTES * Math.ceil((needed * 1.25) / HALF_BYTES)
    const size = 2 * Math.min(MOST_HALF_BYTES, half)
    // A failure that does not tell the size leaves nothing to rely on.
    this.#size = await this.#disk.reserve(this.#path, size).catch(() => 0)
  }

  /** All of it is in a saved checkpoint. */
  async saved(): Promise<void> {
    if (!this.#inUse) return
    const zeros = new Uint8Array(HALF_HEADER_BYTES)
    // It is stale anyhow, unless the same checkpoint is written again some day.
    for (const at of [0, Math.floor(this.#size / 2)])
      await this.#disk.overwrite(this.#path, at, zeros).catch(() => {})
    this.#inUse = false
  }

  /**
   * Writes what could not be saved, where `base` is the checksum of the newest checkpoint. Resolves to whether all of it had room. Throws the
   * system's error.
   */
  async write(checkpoints: Iterable<Checkpoint>, base: string | undefined): Promise<boolean> {
    const room = Math.floor(this.#size / 2)
    const { bytes, partial } = encodeHalf(checkpoints, base, this.#sequence + 1, room)
    if (bytes.length > room) return false
    this.#inUse = true
    this.#sequence++
    // One that failed may be torn: the other one stays until this one is whole.
    await this.#disk.overwrite(this.#path, room * this.#next, bytes)
    this.#next = 1 - this.#next
    return !partial
  }
}
