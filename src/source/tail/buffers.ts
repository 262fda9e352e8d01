import { openKernel } from '../../kernel/kernel.ts'
import { SLACK, type Slab } from '../../kernel/memory.ts'

/** Reads smaller than this get memory of their own: a pooled buffer held for a few lines would waste the rest of it. */
const SMALL = 16 * 1024

/**
 * Bytes read at a time unless told otherwise: with the slack behind it, a mebibyte of kernel memory, which is handed out in powers of two. What is
 * done once for each read (looks at the file, promises, its way through the pipeline) cost so much: of the CPU of a whole `kinetail stream`
 * with half of this size, this takes 0.97 and a quarter of it 1.04 (6 interleaved rounds), for 3 MB more and 4 MB less at the peak.
 */
export const CHUNK_BYTES: number = 1024 ** 2 - SLACK

/**
 * Buffers of one size that go round between reading and parsing. They lie in kernel memory, where the kernel parses what was
 * read into them without a copy; on the heap where there is no kernel, or its arena is full.
 */
export class BufferPool {
  readonly #size: number
  readonly #most: number
  readonly #free: Uint8Array[] = []
  /** The slabs of all buffers that lie in kernel memory. */
  readonly #slabs = new Map<Uint8Array, Slab>()
  #closed = false

  /** @param size of a pooled buffer, in bytes @param most unused ones kept */
  constructor(size: number, most = 16) {
    this.#size = size
    this.#most = most
  }

  take(bytes: number): Uint8Array {
    if (bytes < SMALL || bytes > this.#size) return new Uint8Array(bytes)
    return this.#free.pop() ?? this.#make()
  }

  /** Takes a buffer back. One that was given to another thread (its memory is gone here) or of another size is let go. */
  release(buffer: Uint8Array): void {
    if (buffer.byteLength !== this.#size) return
    if (this.#free.length < this.#most && !this.#closed) this.#free.push(buffer)
    else this.#letGo(buffer)
  }

  /** Keeps none from now on: kernel memory goes back where it came from, also that of buffers which are still out. */
  close(): void {
    this.#closed = true
    for (const buffer of this.#free.splice(0)) this.#letGo(buffer)
  }

  #make(): Uint8Array {
    const kernel = openKernel()
    const slab = kernel?.arena.take(this.#size + SLACK)
    if (!kernel || !slab) return new Uint8Array(this.#size)
    const buffer = new Uint8Array(kernel.bytes.buffer, slab.at, this.#size)
    this.#slabs.set(buffer, slab)
    return buffer
  }

  #letGo(buffer: Uint8Array): void {
    const slab = this.#slabs.get(buffer)
    if (!slab) return
    this.#slabs.delete(buffer)
    openKernel()?.arena.giveBack(slab)
  }
}
