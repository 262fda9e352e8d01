/**
 * The memory that the kernel and the rest share, in bytes. Its size never changes: a memory that grows takes every
 * view of it away. Pages that nobody wrote to cost address space only.
 *
 * | from | to | what |
 * | --- | --- | --- |
 * | 0 | `heapBase()` | fixed places (`kernel/map.ts`) and constants of the module |
 * | `heapBase()` | `ARENA_START` | tables and scratch of the kernels, handed out once by `Kernel.reserve` |
 * | `ARENA_START` | `MEMORY_BYTES` | the arena: buffers of chunks, blocks and request bodies |
 */
export const ARENA_START: number = 16 * 1024 ** 2
export const MEMORY_BYTES: number = 144 * 1024 ** 2

/** A kernel may read, and write nonsense, this many bytes behind what it is told to: every buffer has them to spare. */
export const SLACK = 128

/** The smallest and the largest slab, in bytes, as powers of two. */
const LEAST = 12
const MOST = 24

/** A piece of the arena. */
export interface Slab {
  /** Address, a multiple of 4096. */
  readonly at: number
  readonly bytes: number
}

/**
 * Hands out slabs of the arena: a buddy system (Knowlton 1965), so that pieces of all sizes come and go for months without
 * leaving splinters. A slab that was given back last is handed out first: it is still in the cache.
 */
export class Arena {
  readonly #start: number
  /** Free slabs by their order, as numbers of smallest slabs from the start. */
  readonly #free: number[][] = Array.from({ length: MOST + 1 }, () => [])
  /** For each smallest slab: the order of the free slab that begins there, 0 for none. */
  readonly #freeOrder: Uint8Array
  #used = 0

  /** @param start address @param bytes a multiple of the largest slab */
  constructor(start: number, bytes: number) {
    this.#start = start
    this.#freeOrder = new Uint8Array(bytes >> LEAST)
    for (let at = bytes - 2 ** MOST; at >= 0; at -= 2 ** MOST) this.#put(at >> LEAST, MOST)
  }

  /** Bytes handed out. */
  get used(): number {
    return this.#used
  }

  /** A slab of at least `bytes`, or undefined when there is none: the caller then uses memory of its own. */
  take(bytes: number): Slab | undefined {
    const order = Math.max(LEAST, 32 - Math.clz32(bytes - 1))
    if (order > MOST) return undefined
    let from = order
    while (from <= MOST && this.#free[from]!.length === 0) from++
    if (from > MOST) return undefined
    const index = this.#pop(from)
    while (from > order) {
      from--
      this.#put(index + (1 << (from - LEAST)), from)
    }
    this.#used += 2 ** order
    return { at: this.#start + index * 2 ** LEAST, bytes: 2 ** order }
  }

  /** Takes a slab back: once, when nobody looks at it any more. */
  giveBack(slab: Slab): void {
    let index = (slab.at - this.#start) / 2 ** LEAST
    let order = 31 - Math.clz32(slab.bytes)
    this.#used -= slab.bytes
    if (this.#freeOrder[index] !== 0) throw new Error('a slab is given back once')
    while (order < MOST) {
      const buddy = index ^ (1 << (order - LEAST))
      if (this.#freeOrder[buddy] !== order) break
      const list = this.#free[order]!
      list[list.lastIndexOf(buddy)] = list.at(-1)!
      list.pop()
      this.#freeOrder[buddy] = 0
      index = Math.min(index, buddy)
      order++
    }
    this.#put(index, order)
  }

  #put(index: number, order: number): void {
    this.#freeOrder[index] = order
    this.#free[order]!.push(index)
  }

  #pop(order: number): number {
    const index = this.#free[order]!.pop()!
    this.#freeOrder[index] = 0
    return index
  }
}
