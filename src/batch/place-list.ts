import type { Kernel } from '../kernel/kernel.ts'
import type { Entries } from './batch.ts'

/** Records of one entry at most: 31 bytes each fill one of 256,000 bytes. */
export const MOST_PLACES = 8192
/** A place: address and bytes of the data, address and bytes of the key, and one number for the kernel's own use (u32). */
const PLACE_NUMBERS = 5
/** Room for keys that do not lie in the kernel's memory. */
const TEXT_BYTES = 64 * 1024
/** The longest key: 256 characters of at most four bytes. */
const KEY_BYTES = 1024

/** Where the records of one entry lie in the kernel's memory, as a list that the kernel reads. One for each thread. */
export class PlaceList {
  /** Its address. */
  readonly at: number
  readonly #kernel: Kernel
  readonly #numbers: Uint32Array
  readonly #texts: number

  constructor(kernel: Kernel) {
    this.#kernel = kernel
    this.at = kernel.reserve(MOST_PLACES * PLACE_NUMBERS * 4)
    this.#texts = kernel.reserve(TEXT_BYTES)
    this.#numbers = new Uint32Array(kernel.bytes.buffer, this.at, MOST_PLACES * PLACE_NUMBERS)
  }

  /**
   * Lists records `from`, `from + 1`, … before `to`, as many as have no more than `room` bytes with one more byte for each.
   * @returns how many; -1 when one of them lies elsewhere
   */
  fill(entries: Entries, from: number, to: number, room: number, withKeys: boolean): number {
    const numbers = this.#numbers
    const most = Math.min(to, from + MOST_PLACES)
    const textsEnd = this.#texts + TEXT_BYTES - KEY_BYTES
    let text = this.#texts
    let left = room
    let bytes: Uint8Array | undefined
    let base = 0
    let at = 0
    let i = from
    for (; i < most; i++, at += PLACE_NUMBERS) {
      const of = entries.bytes(i)
      if (of !== bytes) {
        if (!this.#kernel.holds(of)) return -1
        bytes = of
        base = of.byteOffset
      }
      const start = entries.start(i)
      const length = entries.end(i) - start
      left -= length + 1
      if (left < 0) break
      numbers[at] = base + start
      numbers[at + 1] = length
      if (!withKeys) continue
      const key = entries.keyStart(i)
      const keyBytes = entries.keyEnd(i) - key
      if (keyBytes > 0) {
        numbers[at + 2] = base + key
        numbers[at + 3] = keyBytes
      } else {
        if (text > textsEnd) break
        const written = Buffer.from(entries.key(i))
        this.#kernel.bytes.set(written, text)
        numbers[at + 2] = text
        numbers[at + 3] = written.length
        text += written.length
      }
    }
    return i - from
  }
}
