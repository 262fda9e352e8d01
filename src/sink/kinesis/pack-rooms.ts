import type { Kernel } from '../../kernel/kernel.ts'

/** Memory of one request's packed data; given back once, when the request is over. */
export interface PackRoom {
  readonly bytes: Uint8Array
  giveBack(): void
}

/** Rooms of one size: in the kernel's memory while there is some, else on the heap. */
export class PackRooms {
  readonly #kernel: Kernel | null
  readonly #bytes: number

  constructor(kernel: Kernel | null, bytes: number) {
    this.#kernel = kernel
    this.#bytes = bytes
  }

  take(): PackRoom {
    const slab = this.#kernel?.arena.take(this.#bytes)
    if (this.#kernel === null || slab === undefined)
      return { bytes: Buffer.allocUnsafeSlow(this.#bytes), giveBack: () => {} }
    const { arena, bytes } = this.#kernel
    return {
      bytes: bytes.subarray(slab.at, slab.at + this.#bytes),
      giveBack: () => arena.giveBack(slab),
    }
  }
}
