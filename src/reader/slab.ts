/** Bytes of one slot. */
export const SLOT = 512
const SLOTS_PER_SLAB = 1024

/** A piece of memory of `SLOT` bytes: `bytes[base, base + SLOT)`. */
export interface Slot {
  readonly bytes: Uint8Array
  readonly base: number
}

/**
 * Gives out memory in slots of one size, cut from large arrays and used again when freed. A typed array of its own for each
 * slot would cost more than its content (measured: 600 bytes each on Node 20).
 */
export class Slab {
  readonly #free: Slot[] = []

  take(): Slot {
    const slot = this.#free.pop()
    if (slot) return slot
    const bytes = new Uint8Array(SLOT * SLOTS_PER_SLAB)
    for (let i = SLOTS_PER_SLAB - 1; i > 0; i--) this.#free.push({ bytes, base: i * SLOT })
    return { bytes, base: 0 }
  }

  give(slot: Slot): void {
    this.#free.push(slot)
  }
}
