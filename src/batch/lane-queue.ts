import { type EntryTable, NONE } from './entry-table.ts'
import { HashSet } from './hash-set.ts'

/** What one request may hold. */
export interface RequestBounds {
  readonly entries: number
  /** Data and partition keys, in bytes. */
  readonly bytes: number
  /** At most one entry of each hash of a partition key (see OrderGuard). */
  readonly distinctKeys: boolean
}

/** How far `pick` looks for other keys, in entries per entry asked for: bounds its cost when one key fills the lane. */
const SCAN_FACTOR = 8

/** The entries of one lane in their order: a list through an EntryTable. An entry keeps its place until it is removed. */
export class LaneQueue {
  readonly #table: EntryTable
  readonly #keys: HashSet = new HashSet()
  #head: number = NONE
  #tail: number = NONE
  #length = 0

  constructor(table: EntryTable) {
    this.#table = table
  }

  get length(): number {
    return this.#length
  }

  /** Slot of the oldest entry, or NONE. */
  get head(): number {
    return this.#head
  }

  push(slot: number): void {
    const { next, previous } = this.#table
    previous[slot] = this.#tail
    next[slot] = NONE
    if (this.#tail === NONE) this.#head = slot
    else next[this.#tail] = slot
    this.#tail = slot
    this.#length++
  }

  remove(slot: number): void {
    this.removeMany([slot])
  }

  /** Takes these out of the list, wherever they are in it. */
  removeMany(slots: readonly number[]): void {
    const { next, previous } = this.#table
    let head = this.#head
    let tail = this.#tail
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]!
      const before = previous[slot]!
      const after = next[slot]!
      if (before === NONE) head = after
      else next[before] = after
      if (after === NONE) tail = before
      else previous[after] = before
    }
    this.#head = head
    this.#tail = tail
    this.#length -= slots.length
  }

  /** Takes the oldest entry out of the list and returns its slot, or NONE. */
  shift(): number {
    const slot = this.#head
    if (slot !== NONE) this.remove(slot)
    return slot
  }

  /**
   * The slots of the next request, oldest first; they stay in the list. At least one when the lane holds any,
   * however large that one is. Within a key, entries are always picked in their order.
   */
  pick(bounds: RequestBounds): number[] {
    const { keyHash, next, size } = this.#table
    // Made at its full length: one that grows is copied again and again, 24 bytes for each entry instead of 8.
    const picked = new Array<number>(Math.min(bounds.entries, this.#length))
    let count = 0
    const keys = bounds.distinctKeys ? this.#keys : undefined
    keys?.clear(bounds.entries)
    let bytes = 0
    let looked = 0
    for (let slot = this.#head; slot !== NONE; slot = next[slot]!) {
      if (count >= bounds.entries || looked++ >= bounds.entries * SCAN_FACTOR) break
      if (keys?.has(keyHash[slot]!)) continue
      if (count > 0 && bytes + size[slot]! > bounds.bytes) break
      bytes += size[slot]!
      keys?.add(keyHash[slot]!)
      picked[count++] = slot
    }
    picked.length = count
    return picked
  }
}
