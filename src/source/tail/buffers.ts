/** Reads smaller than this get memory of their own: a pooled buffer held for a few lines would waste the rest of it. */
const SMALL = 16 * 1024

/** Buffers of one size that go round between reading and parsing. */
export class BufferPool {
  readonly #size: number
  readonly #most: number
  readonly #free: Uint8Array[] = []

  /** @param size of a pooled buffer, in bytes @param most unused ones kept */
  constructor(size: number, most = 16) {
    this.#size = size
    this.#most = most
  }

  take(bytes: number): Uint8Array {
    if (bytes < SMALL || bytes > this.#size) return new Uint8Array(bytes)
    return this.#free.pop() ?? new Uint8Array(this.#size)
  }

  /** Takes a buffer back. One that was given to another thread (its memory is gone here) or of another size is let go. */
  release(buffer: Uint8Array): void {
    if (buffer.byteLength === this.#size && this.#free.length < this.#most) this.#free.push(buffer)
  }
}
