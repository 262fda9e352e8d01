/**
 * A rate with a burst of one capacity: `capacity` tokens at most, refilled continuously.
 * Something larger than the capacity passes when the bucket is full and leaves a debt, so that a 10 MiB
 * record or read is possible at all, and the rate still holds over time.
 */
export class TokenBucket {
  readonly #capacity: number
  readonly #perMs: number
  #tokens: number
  #atMs: number

  constructor(capacity: number, perSecond: number, nowMs: number) {
    this.#capacity = capacity
    this.#perMs = perSecond / 1000
    this.#tokens = capacity
    this.#atMs = nowMs
  }

  has(amount: number, nowMs: number): boolean {
    this.#refill(nowMs)
    return this.#tokens >= Math.min(amount, this.#capacity)
  }

  /** True when nothing is owed: for amounts known only afterwards, as with the bytes of a read. */
  isPaid(nowMs: number): boolean {
    this.#refill(nowMs)
    return this.#tokens >= 0
  }

  take(amount: number): void {
    this.#tokens -= amount
  }

  #refill(nowMs: number): void {
    // A clock set back must not take tokens away.
    const elapsed = Math.max(0, nowMs - this.#atMs)
    this.#atMs = nowMs
    this.#tokens = Math.min(this.#capacity, this.#tokens + elapsed * this.#perMs)
  }
}
