import type { FileHandle } from 'node:fs/promises'

/** A sorted piece of the temporary file, in bytes. */
export interface Run {
  readonly start: number
  readonly end: number
}

export interface MergeOptions {
  readonly width: number
  readonly keys: number
  /** Memory of all runs together, in bytes. */
  readonly bufferBytes: number
}

const OUT_ROWS = 4096

/** One run while it is merged. */
class Cursor {
  rows: Float64Array = new Float64Array(0)
  at = 0
  readonly #file: FileHandle
  readonly #end: number
  readonly #bytes: number
  #position: number

  constructor(file: FileHandle, run: Run, bytes: number) {
    this.#file = file
    this.#position = run.start
    this.#end = run.end
    this.#bytes = bytes
  }

  /** Reads the next piece; false at the end of the run. */
  async fill(): Promise<boolean> {
    const bytes = new Uint8Array(Math.min(this.#bytes, this.#end - this.#position))
    let done = 0
    while (done < bytes.length) {
      const { bytesRead } = await this.#file.read(bytes, done, bytes.length - done, this.#position + done)
      if (bytesRead === 0) throw new Error('the temporary file of a sort is shorter than what was written')
      done += bytesRead
    }
    this.#position += done
    this.rows = new Float64Array(bytes.buffer)
    this.at = 0
    return done > 0
  }
}

/** Merges the sorted runs of one file into one sorted sequence, in blocks of whole rows. */
export async function* mergeRows(
  file: FileHandle,
  runs: readonly Run[],
  { width, keys, bufferBytes }: MergeOptions,
): AsyncGenerator<Float64Array> {
  const rowBytes = width * 8
  const share = Math.max(1, Math.floor(bufferBytes / runs.length / rowBytes)) * rowBytes
  const heap: Cursor[] = []
  const less = (a: Cursor, b: Cursor): boolean => compareRows(a.rows, a.at, b.rows, b.at, keys) < 0
  for (const run of runs) {
    const cursor = new Cursor(file, run, share)
    if (await cursor.fill()) heap.push(cursor)
  }
  for (let i = (heap.length >> 1) - 1; i >= 0; i--) sink(heap, i, less)
  let out = new Float64Array(OUT_ROWS * width)
  let used = 0
  while (heap.length > 0) {
    const first = heap[0]!
    out.set(first.rows.subarray(first.at, first.at + width), used)
    used += width
    first.at += width
    if (first.at === first.rows.length && !(await first.fill())) {
      const last = heap.pop()!
      if (heap.length > 0) heap[0] = last
    }
    sink(heap, 0, less)
    if (used < out.length) continue
    yield out
    out = new Float64Array(OUT_ROWS * width)
    used = 0
  }
  if (used > 0) yield out.subarray(0, used)
}

/** Lets the cursor at `i` sink until no smaller one stands below it. */
function sink(heap: Cursor[], i: number, less: (a: Cursor, b: Cursor) => boolean): void {
  for (;;) {
    let least = i
    for (const child of [2 * i + 1, 2 * i + 2])
      if (child < heap.length && less(heap[child]!, heap[least]!)) least = child
    if (least === i) return
    const cursor = heap[i]!
    heap[i] = heap[least]!
    heap[least] = cursor
    i = least
  }
}

/** Compares the first `keys` numbers of two rows. */
export function compareRows(a: Float64Array, i: number, b: Float64Array, j: number, keys: number): number {
  for (let column = 0; column < keys; column++) {
    const difference = a[i + column]! - b[j + column]!
    if (difference !== 0) return difference
  }
  return 0
}
