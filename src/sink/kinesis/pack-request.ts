import type { Entries } from '../../batch/batch.ts'
import { PACK_SLACK, type Packer } from '../../batch/packer.ts'

/** Bounds of a request of packed entries; sizes are data and partition key, in bytes. */
export interface PackBounds {
  /** Entries. */
  readonly entries: number
  readonly requestBytes: number
  /** Of an entry that holds several records. */
  readonly entryBytes: number
  /** Records in an entry. */
  readonly entryRecords: number
}

/** The packed entries of one request: each is the records of a batch from `first(i)` to `first(i + 1)`. */
export class PackedRequest implements Entries {
  readonly #bytes: Uint8Array[] = []
  readonly #start: number[] = []
  readonly #end: number[] = []
  readonly #keys: string[] = []
  readonly #first: number[] = []
  #next: number
  /** Data and partition keys, in bytes. */
  size = 0

  /**
   * Packs records of `batch` from `from` on, as many as the bounds allow and at least one.
   * @param room memory for the entries' data, kept until the request is over: at least an entry and `PACK_SLACK`
   */
  constructor(packer: Packer, batch: Entries, from: number, room: Uint8Array, bounds: PackBounds) {
    this.#next = from
    let at = 0
    while (this.#next < batch.length && this.length < bounds.entries) {
      if (at + bounds.entryBytes + PACK_SLACK > room.length) break
      const first = this.#next
      const to = Math.min(batch.length, first + bounds.entryRecords)
      const { end, records } = packer.pack(batch, first, to, room, at, bounds.entryBytes)
      const asItLies = end === at
      const data = asItLies ? batch.end(first) - batch.start(first) : end - at
      const key = batch.key(first)
      const size = data + Buffer.byteLength(key)
      if (this.length > 0 && this.size + size > bounds.requestBytes) break
      this.#bytes.push(asItLies ? batch.bytes(first) : room)
      this.#start.push(asItLies ? batch.start(first) : at)
      this.#end.push(asItLies ? batch.end(first) : end)
      this.#keys.push(key)
      this.#first.push(first)
      this.#next = first + records
      this.size += size
      if (!asItLies) at = end + PACK_SLACK
    }
    packer.seal()
  }

  get length(): number {
    return this.#first.length
  }

  /** Index in the batch of entry `i`'s first record; for `length`, of the first record that is in no entry. */
  first(i: number): number {
    return this.#first[i] ?? this.#next
  }

  bytes(i: number): Uint8Array {
    return this.#bytes[i]!
  }

  start(i: number): number {
    return this.#start[i]!
  }

  end(i: number): number {
    return this.#end[i]!
  }

  keyStart(): number {
    return 0
  }

  keyEnd(): number {
    return 0
  }

  key(i: number): string {
    return this.#keys[i]!
  }

  /** Puts other data in the place of entry `i`'s, if they are shorter. */
  replace(i: number, data: Uint8Array): void {
    const saved = this.end(i) - this.start(i) - data.length
    if (saved <= 0) return
    this.#bytes[i] = data
    this.#start[i] = 0
    this.#end[i] = data.length
    this.size -= saved
  }
}
