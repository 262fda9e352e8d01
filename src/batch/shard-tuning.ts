import type { TuningBounds } from './tuning.ts'

/** How one request went. */
export interface Answer {
  readonly entries: number
  /** Entries that have to be sent again. */
  readonly retried: number
  /** True when the shard was at its limit. */
  readonly throttled: boolean
  /** True when the request failed as a whole. */
  readonly failed: boolean
  /** From its start to the answer. */
  readonly ms: number
  /** From the writing of its oldest line to the answer, in ms. */
  readonly ageMs: number
  /** True when it held as much as it might: company was not lacking. */
  readonly full: boolean
}

/** How often a figure was raised and lowered. */
export interface Moves {
  up: number
  down: number
}

/** Everything that a ShardTuning decided, counted. */
export interface Decisions {
  readonly batchSize: Moves
  readonly linger: Moves
  readonly requests: Moves
  /** Spans in which a goal was missed. */
  readonly missed: { latency: number; errors: number }
}

/** A decision is about the answers of such a span, in ms: those that were on their way together tell of one trouble, not of many. */
export const SPAN_MS = 1000
/** An answer that takes longer than this, in ms, says that the service is struggling, where no latency is aimed at. */
const SLOW_ANSWER_MS = 1000
/** The part of requests that may be late: the goal is the 95th percentile. */
const LATE_PART = 0.05
/** The part of the latency aimed at up to which waiting for company goes on growing. */
const ROOM_PART = 0.7
/** The part of the latency aimed at that a request alone may take until the service is to blame, and not the waiting. */
const SERVICE_PART = 0.5
/** An answer that still takes this part of the time after requests were cut says that their size is not to blame. */
const STILL_SLOW_PART = 0.85
/** For how long that is believed, in ms. */
const NOT_TO_BLAME_MS = 60_000
/** Weight of the latest span in the average of errors: half of a burst is forgotten after 14 seconds. */
const ERROR_WEIGHT = 0.05
/** Nothing grows while the average of errors is above this part of the goal: what growth brings must not use it up. */
const ERROR_ROOM_PART = 0.25
/** An average below this is taken for none. */
const NO_ERRORS = 0.0005
/** Steps from nothing to a whole batch, and from no linger to the latency aimed at: additive increase. */
const BATCH_STEPS = 10
const LINGER_STEPS = 20
const REQUEST_STEP = 0.5
/** Multiplicative decrease. */
const BATCH_CUT = 0.7
const LINGER_CUT = 0.5
const REQUEST_CUT = 0.5
/** No smaller batch than this unless a latency is aimed at, or the user's own bound is lower; with one, no smaller than the second. */
const SMALLEST_BATCH = 100
const SMALLEST_BATCH_FOR_LATENCY = 10

/**
 * Batch size, linger and requests in flight of one shard, by additive increase and multiplicative decrease towards what the
 * user aims at, within the user's bounds. Without a goal, the service must throttle nothing, and answer within a second.
 *
 * Too many errors: smaller requests, and fewer at a time where whole ones fail. Too late, and the service takes most of the
 * time: the same. Where that does not help, it ends. Too late for waiting: less linger, and larger requests where they were full. Neither: all of it grows back, and
 * with latency to spare lines wait longer for company, so that fewer requests do. Times are ms of a steady clock.
 */
export class ShardTuning {
  readonly #bounds: TuningBounds
  /** Entries of a request at most; not whole. */
  batchSize: number
  /** Spacing of the requests of a lane beside the one that all shards share, in ms. */
  lingerMs = 0
  /** Requests in flight at most; not whole. */
  requests = 1
  /** Requests in flight. */
  sending = 0
  readonly decisions: Decisions = {
    batchSize: { up: 0, down: 0 },
    linger: { up: 0, down: 0 },
    requests: { up: 0, down: 0 },
    missed: { latency: 0, errors: 0 },
  }
  #span: Span = newSpan()
  #since = Number.NEGATIVE_INFINITY
  #overErrors = false
  #mostRequests = 1
  /** The part of entries that had to be sent again, averaged over spans. */
  #errorPart = 0
  /** What the slowest answer took when requests were last cut for being slow, in ms; undefined once answers are quick again. */
  #cutAtMs: number | undefined
  #blamelessUntil = Number.NEGATIVE_INFINITY

  constructor(bounds: TuningBounds) {
    this.#bounds = bounds
    this.batchSize = bounds.batchSize
  }

  /** Records in a request at most: `batchSize`, or in proportion to it where an entry holds many. */
  get records(): number {
    const { batchSize, requestRecords = batchSize } = this.#bounds
    return Math.floor((this.batchSize * requestRecords) / batchSize)
  }

  /** The shard has so many lanes, each of which has one request in flight at most. */
  allow(lanes: number): void {
    if (this.requests >= this.#mostRequests) this.requests = lanes
    this.#mostRequests = lanes
    this.requests = Math.min(lanes, this.requests)
  }

  /** No more requests for now. */
  get busy(): boolean {
    return this.sending >= Math.floor(this.requests)
  }

  /** True while the shard refuses more than the user puts up with: it is to be asked for less. */
  get overErrors(): boolean {
    return this.#overErrors
  }

  /** False while the shard has refused so much lately that asking it for more would miss the goal. */
  get mayGrow(): boolean {
    const { errorPart } = this.#bounds
    return errorPart === undefined || this.#errorPart <= Math.max(NO_ERRORS, errorPart * ERROR_ROOM_PART)
  }

  observe(answer: Answer, now: number): void {
    if (!this.#bounds.adaptive) return
    const span = this.#span
    add(span, answer, this.#bounds.latencyMs ?? Number.POSITIVE_INFINITY)
    this.#overErrors = this.#tooManyErrors(span)
    if (now - this.#since < SPAN_MS) return
    this.#errorPart += (span.retried / span.entries - this.#errorPart) * ERROR_WEIGHT
    this.#decide(span, now)
    this.#since = now
    this.#span = newSpan()
  }

  #decide(span: Span, now: number): void {
    const { latencyMs } = this.#bounds
    const { missed } = this.decisions
    const late = span.late > span.answers * LATE_PART
    const slow =
      latencyMs === undefined ? span.slowestMs > SLOW_ANSWER_MS : span.slowestMs > latencyMs * SERVICE_PART
    if (!slow) this.#cutAtMs = undefined
    if (this.#overErrors) {
      missed.errors++
      if (span.failed) this.#setRequests(this.requests * REQUEST_CUT)
      if (span.throttled || !span.failed) this.#setBatch(this.batchSize * BATCH_CUT)
    } else if (slow && (late || latencyMs === undefined) && this.#sizeIsToBlame(span.slowestMs, now)) {
      missed.latency++
      this.#cutAtMs = span.slowestMs
      this.#setRequests(this.requests * REQUEST_CUT)
      this.#setBatch(this.batchSize * BATCH_CUT)
    } else if (late) {
      missed.latency++
      this.#setLinger(this.lingerMs * LINGER_CUT)
      if (span.full > 0) this.#grow()
    } else {
      if (this.mayGrow) this.#grow()
      if (latencyMs !== undefined && span.oldestMs < latencyMs * ROOM_PART)
        this.#setLinger(this.lingerMs + latencyMs / LINGER_STEPS)
    }
  }

  /** Where answers take their time whatever requests hold, smaller ones would only send less. */
  #sizeIsToBlame(slowestMs: number, now: number): boolean {
    if (this.#cutAtMs !== undefined && slowestMs > this.#cutAtMs * STILL_SLOW_PART) {
      this.#blamelessUntil = now + NOT_TO_BLAME_MS
      this.#cutAtMs = undefined
    }
    return now >= this.#blamelessUntil
  }

  #tooManyErrors({ entries, retried, throttled, failed }: Span): boolean {
    const { errorPart } = this.#bounds
    return errorPart === undefined ? throttled || failed : retried > errorPart * entries
  }

  #grow(): void {
    this.#setRequests(this.requests + REQUEST_STEP)
    this.#setBatch(this.batchSize + this.#bounds.batchSize / BATCH_STEPS)
  }

  #setBatch(wanted: number): void {
    const { batchSize: most, latencyMs } = this.#bounds
    const least = Math.min(most, latencyMs === undefined ? SMALLEST_BATCH : SMALLEST_BATCH_FOR_LATENCY)
    const batchSize = Math.min(most, Math.max(least, wanted))
    move(this.decisions.batchSize, this.batchSize, batchSize)
    this.batchSize = batchSize
  }

  #setLinger(wanted: number): void {
    const { batchTimeoutMs, latencyMs = 0 } = this.#bounds
    // What is less than a millisecond is no wait any more.
    const lingerMs = wanted < 1 ? 0 : Math.min(batchTimeoutMs, latencyMs, wanted)
    move(this.decisions.linger, this.lingerMs, lingerMs)
    this.lingerMs = lingerMs
  }

  #setRequests(wanted: number): void {
    const requests = Math.min(this.#mostRequests, Math.max(1, wanted))
    move(this.decisions.requests, this.requests, requests)
    this.requests = requests
  }
}

function move(moves: Moves, from: number, to: number): void {
  if (to > from) moves.up++
  else if (to < from) moves.down++
}

/** What the answers of a span said. */
interface Span {
  answers: number
  entries: number
  retried: number
  throttled: boolean
  failed: boolean
  slowestMs: number
  oldestMs: number
  late: number
  full: number
}

function newSpan(): Span {
  return {
    answers: 0,
    entries: 0,
    retried: 0,
    throttled: false,
    failed: false,
    slowestMs: 0,
    oldestMs: 0,
    late: 0,
    full: 0,
  }
}

function add(span: Span, answer: Answer, latencyMs: number): void {
  span.answers++
  span.entries += answer.entries
  span.retried += answer.retried
  if (answer.throttled) span.throttled = true
  if (answer.failed) span.failed = true
  span.slowestMs = Math.max(span.slowestMs, answer.ms)
  span.oldestMs = Math.max(span.oldestMs, answer.ageMs)
  if (answer.ageMs > latencyMs) span.late++
  if (answer.full) span.full++
}
