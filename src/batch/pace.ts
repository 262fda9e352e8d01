/** What a lane may send, by the second. */
export interface PaceLimits {
  readonly recordsPerSecond: number
  readonly bytesPerSecond: number
}

/** Length of a slot of the window, in ms. */
const SLOT_MS = 50
/** Slots that make up more than a second whatever the moment: 1 s, and one slot that has only begun. */
const SLOTS = 1000 / SLOT_MS + 1
/** The part of the limits that is still tried when the shard keeps throttling: others write to it too. */
const LOWEST_PART = 0.25

/**
 * Keeps a lane below its shard's limits: in no span of one second does it send more than they allow. A sliding window
 * rather than a token bucket: a full bucket and its refill together would allow twice the limit within a second.
 * When the shard throttles all the same, because others write to it, the lane asks for less (down to a quarter) and
 * finds its way back while nothing is refused. Times are ms of a steady clock.
 */
export class Pace {
  readonly #limits: PaceLimits
  readonly #records: Float64Array = new Float64Array(SLOTS)
  readonly #bytes: Float64Array = new Float64Array(SLOTS)
  #slot = 0
  #recordsSent = 0
  #bytesSent = 0
  #part = 1
  /** How often the lane asked for less, and for more again. */
  lowered = 0
  raised = 0
  #partChanged = 0

  constructor(limits: PaceLimits) {
    this.#limits = limits
  }

  /** The part of the limits that is in use, from 0.25 to 1. */
  get part(): number {
    return this.#part
  }

  /** What was sent in the last second. */
  used(now: number): { records: number; bytes: number } {
    this.#slide(now)
    return { records: this.#recordsSent, bytes: this.#bytesSent }
  }

  /** Records and bytes that may go now. An idle lane may send any one entry, even one beyond a second's bytes. */
  allowance(now: number): { records: number; bytes: number } {
    this.#slide(now)
    const records = Math.floor(this.#limits.recordsPerSecond * this.#part - this.#recordsSent)
    const bytes = Math.floor(this.#limits.bytesPerSecond * this.#part - this.#bytesSent)
    return { records: Math.max(0, records), bytes: Math.max(0, bytes) }
  }

  /** True when an entry of `size` bytes may go now. */
  allows(size: number, now: number): boolean {
    const { records, bytes } = this.allowance(now)
    return this.#recordsSent === 0 || (records >= 1 && bytes >= size)
  }

  /** When it is worth asking again: the start of the next slot. */
  nextSlot(now: number): number {
    return (Math.floor(now / SLOT_MS) + 1) * SLOT_MS
  }

  spend(records: number, bytes: number, now: number): void {
    this.#slide(now)
    const at = this.#slot % SLOTS
    this.#records[at]! += records
    this.#bytes[at]! += bytes
    this.#recordsSent += records
    this.#bytesSent += bytes
  }

  /** What was spent at `at` was so many bytes more, or less: known when it was compressed. Too late a second after. */
  correct(bytes: number, at: number, now: number): void {
    this.#slide(now)
    const slot = Math.floor(at / SLOT_MS)
    if (slot <= this.#slot - SLOTS) return
    this.#bytes[slot % SLOTS]! += bytes
    this.#bytesSent += bytes
  }

  /** The shard throttled: ask for a fifth less, at most once a second. */
  throttled(now: number): void {
    if (now - this.#partChanged < 1000) return
    this.#partChanged = now
    if (this.#part > LOWEST_PART) this.lowered++
    this.#part = Math.max(LOWEST_PART, this.#part * 0.8)
  }

  /** The shard took everything: ask for a twentieth of the limit more, at most once a second. */
  accepted(now: number): void {
    if (this.#part === 1 || now - this.#partChanged < 1000) return
    this.#partChanged = now
    this.#part = Math.min(1, this.#part + 0.05)
    this.raised++
  }

  #slide(now: number): void {
    const slot = Math.floor(now / SLOT_MS)
    if (slot - this.#slot >= SLOTS) {
      this.#records.fill(0)
      this.#bytes.fill(0)
      this.#recordsSent = 0
      this.#bytesSent = 0
      this.#slot = slot
    }
    while (this.#slot < slot) {
      this.#slot++
      const at = this.#slot % SLOTS
      this.#recordsSent -= this.#records[at]!
      this.#bytesSent -= this.#bytes[at]!
      this.#records[at] = 0
      this.#bytes[at] = 0
    }
  }
}
