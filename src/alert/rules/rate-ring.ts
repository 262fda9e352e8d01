/** Buckets of a window: it is as exact as one of them. */
export const BUCKETS_OF_WINDOW = 30

/** Counts lines by time, back to the window that is compared with. Memory: 4 bytes for each thirtieth of a window. */
export class RateRing {
  readonly #bucketMs: number
  /** Buckets between a window and the one it is compared with. */
  readonly #apart: number
  readonly #counts: Uint32Array
  /** Number of the bucket that was written last. */
  #head = Number.NEGATIVE_INFINITY

  constructor(windowMs: number, compareMs: number) {
    this.#bucketMs = windowMs / BUCKETS_OF_WINDOW
    this.#apart = Math.round(compareMs / this.#bucketMs)
    this.#counts = new Uint32Array(this.#apart + BUCKETS_OF_WINDOW + 1)
  }

  add(at: number, count = 1): void {
    const bucket = Math.floor(at / this.#bucketMs)
    this.#moveTo(bucket)
    if (bucket > this.#head - this.#counts.length) this.#counts[this.#place(bucket)]! += count
  }

  /** Lines in the last window of whole buckets, and in the one before. */
  counts(now: number): { readonly count: number; readonly before: number } {
    const bucket = Math.floor(now / this.#bucketMs)
    this.#moveTo(bucket)
    let count = 0
    let before = 0
    for (let i = 1; i <= BUCKETS_OF_WINDOW; i++) {
      count += this.#counts[this.#place(bucket - i)]!
      before += this.#counts[this.#place(bucket - i - this.#apart)]!
    }
    return { count, before }
  }

  isEmpty(now: number): boolean {
    this.#moveTo(Math.floor(now / this.#bucketMs))
    return this.#counts.every((count) => count === 0)
  }

  /** Time and count of each bucket that has some. */
  keep(): [at: number, count: number][] {
    const found: [number, number][] = []
    if (!Number.isFinite(this.#head)) return found
    for (let bucket = this.#head - this.#counts.length + 1; bucket <= this.#head; bucket++) {
      const count = this.#counts[this.#place(bucket)]!
      if (count > 0) found.push([Math.ceil(bucket * this.#bucketMs), count])
    }
    return found
  }

  /** Empties the buckets up to a new head: they hold what is older than anybody asks for. */
  #moveTo(bucket: number): void {
    if (bucket <= this.#head) return
    const from = Math.max(this.#head + 1, bucket - this.#counts.length + 1)
    for (let empty = from; empty <= bucket; empty++) this.#counts[this.#place(empty)] = 0
    this.#head = bucket
  }

  #place(bucket: number): number {
    const { length } = this.#counts
    return ((bucket % length) + length) % length
  }
}
