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
  /** 95th percentile of delivery latency to aim at, in ms (`--target-latency`); unset: an answer within a second will do. */
  readonly latencyMs?: number
  /** The part of entries sent that may have to be sent again, 0 to 1 (`--target-errors`); unset: nothing may be throttled. */
  readonly errorPart?: number
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
/** The part of the latency aimed at that the spacing of requests takes at the most. */
const SPACING_PART = 0.2

/**
 * What all shards share: the spacing of requests, which follows their number a second with `adaptive`, so that many small ones become
 * fewer larger ones. A lane that is idle never waits. Batch size, requests in flight and further linger are each shard's own
 * (ShardTuning). Times are ms of a steady clock.
 */
export class Tuning {
  readonly bounds: TuningBounds
  /** The least time between the starts of two requests of a lane, unless the second is a whole one. */
  spacingMs: number
  readonly #shortestMs: number
  readonly #longestMs: number
  #spanStart = 0
  #spanRequests = 0

  constructor(bounds: TuningBounds) {
    const { batchTimeoutMs, latencyMs = Number.POSITIVE_INFINITY, lingerMs = LINGER_MS } = bounds
    this.bounds = bounds
    const most = Math.min(batchTimeoutMs, latencyMs * SPACING_PART)
    this.#shortestMs = Math.min(lingerMs, most)
    this.#longestMs = Math.min(LONGEST_LINGER_MS, most)
    this.spacingMs = this.#shortestMs
  }

  /** A request was answered, or failed. */
  observe(now: number): void {
    if (!this.bounds.adaptive) return
    this.#spanRequests++
    const span = now - this.#spanStart
    if (span < 1000) return
    const rate = (this.#spanRequests * 1000) / span
    this.#spanStart = now
    this.#spanRequests = 0
    if (rate > BUSY_REQUESTS)
      this.spacingMs = Math.min(Math.max(this.#longestMs, this.#shortestMs), this.spacingMs * 1.5)
    else if (rate < QUIET_REQUESTS) this.spacingMs = Math.max(this.#shortestMs, this.spacingMs / 1.5)
  }
}
