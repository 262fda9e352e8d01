import type { Shipment } from './batch.ts'

/** A Shipment with the count of its records that are not settled yet. */
export interface Consignment {
  readonly shipment: Shipment
  /** Memory that it holds, in bytes. */
  readonly bytes: number
  unsettled: number
}

/** "No slot": the end of a list. */
export const NONE = -1

/** How an entry's partition key is known: it lies in the record's block and stands in JSON as it is. */
export const PLAIN_KEY = 1
/** The same: ask for its text. */
export const ODD_KEY = 2

/**
 * All entries on their way, of all lanes, as one struct of arrays: an entry is a slot number, not an object.
 * Slots are linked into lists (`next`, `previous`), one list a lane, so an entry leaves from anywhere and the
 * others keep their place, and moving to another lane copies nothing. Memory is bounded by `capacity`.
 */
export class EntryTable {
  readonly capacity: number
  consignment: (Consignment | undefined)[] = []
  /** 32-bit hash of the partition key: where it is compared, entries of one hash are taken for entries of one key. */
  keyHash: Uint32Array = new Uint32Array(0)
  /** PLAIN_KEY or another of the kinds. */
  keyKind: Uint8Array = new Uint8Array(0)
  record: Uint32Array = new Uint32Array(0)
  /** Size as the service counts it: data and partition key, in bytes. */
  size: Uint32Array = new Uint32Array(0)
  next: Int32Array = new Int32Array(0)
  previous: Int32Array = new Int32Array(0)
  #used = 0
  #bytes = 0
  #free: number = NONE

  /** @param capacity entries at most */
  constructor(capacity: number) {
    this.capacity = capacity
  }

  /** Entries held. */
  get used(): number {
    return this.#used
  }

  /** Their size in bytes. */
  get bytes(): number {
    return this.#bytes
  }

  get full(): boolean {
    return this.#used >= this.capacity
  }

  /** A slot for record `record`; the caller has seen that the table is not full. */
  take(consignment: Consignment, record: number, keyHash: number, keyKind: number, size: number): number {
    if (this.#free === NONE) this.#grow()
    const slot = this.#free
    if (slot === NONE) throw new Error(`the entry table is full (${this.capacity})`)
    this.#free = this.next[slot]!
    this.consignment[slot] = consignment
    this.keyHash[slot] = keyHash
    this.keyKind[slot] = keyKind
    this.record[slot] = record
    this.size[slot] = size
    this.next[slot] = NONE
    this.previous[slot] = NONE
    this.#used++
    this.#bytes += size
    return slot
  }

  /** Gives the slot back; it is in no list any more. */
  free(slot: number): void {
    this.freeMany([slot], 0, 1)
  }

  /** The same for the slots from index `from` to before `to`: what is read for each of them is read once. */
  freeMany(slots: readonly number[], from: number, to: number): void {
    const { consignment, next, size } = this
    let free = this.#free
    let bytes = 0
    for (let i = from; i < to; i++) {
      const slot = slots[i]!
      consignment[slot] = undefined
      bytes += size[slot]!
      next[slot] = free
      free = slot
    }
    this.#free = free
    this.#used -= to - from
    this.#bytes -= bytes
  }

  /** Doubles: a large bound that is never used costs nothing. */
  #grow(): void {
    const before = this.record.length
    const length = Math.min(this.capacity, Math.max(64, before * 2))
    if (length === before) return
    this.keyHash = grown(this.keyHash, new Uint32Array(length))
    this.keyKind = grown(this.keyKind, new Uint8Array(length))
    this.record = grown(this.record, new Uint32Array(length))
    this.size = grown(this.size, new Uint32Array(length))
    this.next = grown(this.next, new Int32Array(length))
    this.previous = grown(this.previous, new Int32Array(length))
    // Upwards: an array whose last element comes first, far behind the others, becomes a dictionary.
    for (let slot = before; slot < length; slot++) this.consignment.push(undefined)
    for (let slot = length - 1; slot >= before; slot--) {
      this.next[slot] = this.#free
      this.#free = slot
    }
  }
}

function grown<Values extends Uint32Array | Int32Array | Uint8Array>(from: Values, to: Values): Values {
  to.set(from)
  return to
}
