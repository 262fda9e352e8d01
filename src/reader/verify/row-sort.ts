import { randomUUID } from 'node:crypto'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { KinetailError, messageOf } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'
import { compareRows, mergeRows, type Run } from './row-merge.ts'

export interface RowSortOptions {
  /** Numbers of a row. */
  readonly width: number
  /** Rows are in ascending order of their first so many numbers, one after the other. */
  readonly keys: number
  /** Folder of the temporary file. */
  readonly folder: string
  /** Rows sorted in memory at a time; half a million unless told: 20 MiB of rows of five numbers. */
  readonly memoryRows?: number
}

const MEMORY_ROWS = 512 * 1024
const BLOCK_ROWS = 4096

/**
 * Sorts rows of numbers, however many: what does not fit in memory lies in one temporary file, eight bytes a number. The
 * file has no name from the moment it is open: whatever ends the process, nothing stays behind.
 */
export class RowSort {
  readonly #options: RowSortOptions
  readonly #capacity: number
  #rows: Float64Array
  #count = 0
  #file: FileHandle | undefined
  #size = 0
  readonly #runs: Run[] = []

  constructor(options: RowSortOptions) {
    this.#options = options
    this.#capacity = options.memoryRows ?? MEMORY_ROWS
    // Grows to its full size only where it is needed: most sorts are small.
    this.#rows = new Float64Array(Math.min(this.#capacity, BLOCK_ROWS) * options.width)
  }

  /** Takes a row. Wait for the promise, where there is one, before the next. */
  push(row: readonly number[]): Promise<void> | undefined {
    const { width } = this.#options
    if (this.#count * width === this.#rows.length) this.#grow()
    this.#rows.set(row, this.#count++ * width)
    return this.#count === this.#capacity ? this.#spill() : undefined
  }

  /** All rows in order, in blocks of whole rows. To be called once, after the last `push`. */
  async *sorted(): AsyncGenerator<Float64Array> {
    if (this.#file === undefined) {
      const rows = this.#inOrder()
      const step = BLOCK_ROWS * this.#options.width
      for (let at = 0; at < rows.length; at += step) yield rows.subarray(at, at + step)
      return
    }
    if (this.#count > 0) await this.#spill()
    const bytes = this.#capacity * this.#options.width * 8
    this.#rows = new Float64Array(0)
    yield* mergeRows(this.#file, this.#runs, { ...this.#options, bufferBytes: bytes })
  }

  async close(): Promise<void> {
    await this.#file?.close()
    this.#file = undefined
  }

  #grow(): void {
    const { width } = this.#options
    const rows = new Float64Array(Math.min(this.#capacity * width, this.#rows.length * 2))
    rows.set(this.#rows)
    this.#rows = rows
  }

  async #spill(): Promise<void> {
    const { folder } = this.#options
    const rows = this.#inOrder()
    const bytes = new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength)
    try {
      this.#file ??= await anonymousFile(folder)
      let done = 0
      while (done < bytes.length) {
        const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, this.#size + done)
        done += bytesWritten
      }
    } catch (error) {
      throw new KinetailError('file', text.reader.spillFailed(folder, messageOf(error)), { cause: error })
    }
    this.#runs.push({ start: this.#size, end: this.#size + bytes.length })
    this.#size += bytes.length
    this.#count = 0
  }

  /** A copy of the rows in memory, in order. */
  #inOrder(): Float64Array {
    const { width, keys } = this.#options
    const rows = this.#rows
    const order = new Uint32Array(this.#count)
    for (let i = 0; i < order.length; i++) order[i] = i
    order.sort((a, b) => compareRows(rows, a * width, rows, b * width, keys))
    const sorted = new Float64Array(order.length * width)
    for (let i = 0; i < order.length; i++)
      for (let column = 0; column < width; column++)
        sorted[i * width + column] = rows[order[i]! * width + column]!
    return sorted
  }
}

async function anonymousFile(folder: string): Promise<FileHandle> {
  const path = join(folder, `kinetail-verify-${randomUUID()}`)
  const file = await open(path, 'wx+', 0o600)
  await unlink(path)
  return file
}
