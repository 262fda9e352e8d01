/** Bounds of a Tuning: what the user set. */
export interface TuningBounds {
  /** Entries in a request at most (`--batch-size`). */
  readonly batchSize: number
  /** The longest an entry waits for company, in ms (`--batch-timeout`). */
  readonly batchTimeoutMs: number
  /** Requests in flight at most, over all lanes. */
  readonly concurrency: number
  /** False keeps every figure where it starts (`--no-adaptive`). */
  readonly adaptive: boolean
  /** Records in a request of `batchSize` entries, where one entry holds many; otherwise as many as entries. */
  readonly requestRecords?: number
  /** Spacing of requests of a lane while they follow each other, in ms; 20 unless told. */
  readonly lingerMs?: number
}

/** How one request went. */
export interface Answer {
  readonly entries: number
  readonly throttled: boolean
  /** True when the request failed as a whole. */
  readonly failed: boolean
  readonly ms: number
}

/**
 * Spacing of requests of a lane while they follow each other, in ms: 50 requests a second. At 1,000 lines a second into 8
 * shards p95 from written to acknowledged is then 26 ms (with 50 ms and the bounds below at 40 and 20: 455 ms).
 */
const LINGER_MS = 20
/** Longest spacing that `adaptive` chooses, in ms: delivery stays well below 300 ms. */
const LONGEST_LINGER_MS = 200
/** Requests a second over all lanes above which they are spaced wider, and below which closer again. */
const BUSY_REQUESTS = 400
const QUIET_REQUESTS = 200
/** An answer that takes longer than this, in ms, says that the service is struggling. */
const SLOW_ANSWER_MS = 1000
/** `adaptive` goes no lower than this (the user's own bounds may be lower). */
const SMALLEST_BATCH = 100
const SMALLEST_CONCURRENCY = 2

/**
 * Batch size, linger and concurrency in use. A lane that is idle never waits: linger only spaces the requests that
 * follow each other, so that many small ones become fewer larger ones. With `adaptive`, batch size and concurrency
 * shrink by a factor when the service throttles, fails or is slow, and grow back step by step (additive increase,
 * multiplicative decrease); linger follows the number of requests a second. Times are ms of a steady clock.
 */
export class Tuning {
  readonly #bounds: TuningBounds
  batchSize: number
  lingerMs: number
  concurrency: number
  readonly #shortestLingerMs: number
  readonly #entryRecords: number
  #shrunk = Number.NEGATIVE_INFINITY
  #spanStart = 0
  #spanRequests = 0

  constructor(bounds: TuningBounds) {
    this.#bounds = bounds
    this.batchSize = bounds.batchSize
    this.#shortestLingerMs = Math.min(bounds.lingerMs ?? LINGER_MS, bounds.batchTimeoutMs)
    this.lingerMs = this.#shortestLingerMs
    this.#entryRecords = (bounds.requestRecords ?? bounds.batchSize) / bounds.batchSize
    this.concurrency = bounds.concurrency
  }

  /** Records in a request at most: `batchSize`, or in proportion to it where an entry holds many. */
  get records(): number {
    return Math.floor(this.batchSize * this.#entryRecords)
  }

  observe(answer: Answer, now: number): void {
    if (!this.#bounds.adaptive) return
    this.#space(now)
    const slow = answer.ms > SLOW_ANSWER_MS
    if (answer.throttled || answer.failed || slow) {
      // Answers that were on their way together tell of one trouble, not of many.
      if (now - this.#shrunk < 1000) return
      this.#shrunk = now
      if (answer.throttled || slow) this.batchSize = this.#batch(this.batchSize * 0.7)
      if (answer.failed || slow) this.concurrency = this.#requests(this.concurrency / 2)
      return
    }
    this.batchSize = this.#batch(this.batchSize + this.#bounds.batchSize / 50)
    this.concurrency = this.#requests(this.concurrency + 1 / 8)
  }

  #space(now: number): void {
    this.#spanRequests++
    const span = now - this.#spanStart
    if (span < 1000) return
    const rate = (this.#spanRequests * 1000) / span
    this.#spanStart = now
    this.#spanRequests = 0
    const longest = Math.min(LONGEST_LINGER_MS, this.#bounds.batchTimeoutMs)
    if (rate > BUSY_REQUESTS) this.lingerMs = Math.min(longest, this.lingerMs * 1.5)
    else if (rate < QUIET_REQUESTS) this.lingerMs = Math.max(this.#shortestLingerMs, this.lingerMs / 1.5)
  }

  #batch(wanted: number): number {
    const { batchSize } = this.#bounds
    return Math.min(batchSize, Math.max(Math.min(SMALLEST_BATCH, batchSize), wanted))
  }

  #requests(wanted: number): number {
    const { concurrency } = this.#bounds
    return Math.min(concurrency, Math.max(Math.min(SMALLEST_CONCURRENCY, concurrency), wanted))
  }
}
