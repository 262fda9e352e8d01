import { type BackoffBounds, fullJitter } from '../base/backoff.ts'
import { type EntryTable, NONE } from '../batch/entry-table.ts'
import { LaneQueue } from '../batch/lane-queue.ts'
import type { OrderGuard } from '../batch/order-guard.ts'
import type { Pace } from '../batch/pace.ts'
import type { ShardTuning } from '../batch/shard-tuning.ts'
import type { DeliveryOptions } from './delivery-ports.ts'

/** Waits between tries of a lane whose request failed, or whose shard throttled. */
export const RETRY: BackoffBounds = { baseMs: 50, capMs: 10_000 }
/**
 * Waits after entries failed by themselves inside the service. A careful lane with one busy key sends one entry at
 * a time, so a long first wait would be the speed of the whole file; if nothing is accepted it soon grows all the same.
 */
const RETRY_ENTRIES: BackoffBounds = { baseMs: 4, capMs: 10_000 }

/** What came of a request, in entries. */
export interface AnswerCounts {
  readonly entries: number
  readonly delivered: number
  /** To be sent again; `throttled` of them because the shard was at its limit. */
  readonly retried: number
  readonly throttled: number
}

/** What a Lane is made of. */
export interface LaneParts {
  readonly table: EntryTable
  readonly tuning: ShardTuning
  readonly guard: OrderGuard
  readonly pace?: Pace | undefined
}

/**
 * One lane as a state machine: idle, lingering, held (backoff, pace) or sending; `readyAt` tells which by a time.
 * It decides and does no input or output. Times are ms of a steady clock.
 */
export class Lane {
  readonly name: string
  /** The part of the key space it serves, as text. */
  readonly span: string
  readonly queue: LaneQueue
  readonly guard: OrderGuard
  readonly pace: Pace | undefined
  /** That of its shard: lanes of one shard share it. */
  readonly tuning: ShardTuning
  /** A request is in flight. */
  sending = false
  /** That request holds as much as it might. */
  full = false
  /** The lane is going away: no new request. */
  closing = false
  /** Tries in a row of which nothing was accepted. */
  failures = 0
  sent = 0
  /** Of these, those that another shard acknowledged. */
  strayed = 0
  throttled = 0
  readonly #table: EntryTable
  #notBefore = 0
  #lastStart = Number.NEGATIVE_INFINITY
  /** The last request left entries behind that could have gone but for its bounds: the next need not linger. */
  #leftSome = false
  /** Bytes that go out for a byte of records, as seen so far: less than 1 where they are compressed. */
  #weight = 1
  /** Bound of the next request after one was refused as a whole: it is halved until the culprit is alone. */
  #cap = Number.POSITIVE_INFINITY

  constructor(name: string, span: string, { table, tuning, pace, guard }: LaneParts) {
    this.name = name
    this.span = span
    this.queue = new LaneQueue(table)
    this.pace = pace
    this.tuning = tuning
    this.guard = guard
    this.#table = table
  }

  /**
   * When the next request may go; at or before `now` means at once. Only for a lane that holds entries.
   * @param spacingMs see `Tuning`
   * @param enough entries with which it goes without linger, if it is fewer than a whole request
   */
  readyAt(now: number, spacingMs: number, enough: number): number {
    if (now < this.#notBefore) return this.#notBefore
    const head = this.queue.head
    if (this.pace && head !== NONE && !this.pace.allows(this.#table.size[head]! * this.#weight, now))
      return this.pace.nextSlot(now)
    if (this.#leftSome || this.queue.length >= Math.min(enough, this.tuning.records)) return now
    return this.#lastStart + Math.max(spacingMs, this.tuning.lingerMs)
  }

  /** The slots of the next request, and notes that it is going. */
  begin(
    now: number,
    { requestBytes, packedBytes }: Pick<DeliveryOptions, 'requestBytes' | 'packedBytes'>,
  ): number[] {
    const allowance = this.pace?.allowance(now)
    const wanted = Math.max(1, Math.min(this.tuning.records, this.#cap))
    const allowed = allowance ? Math.max(1, allowance.records) : wanted
    const packed = packedBytes !== undefined
    // The records of one packed entry are taken or refused together: they cannot overtake each other.
    const most = packed && this.guard.careful ? packedBytes : requestBytes
    const slots = this.queue.pick({
      entries: Math.min(wanted, allowed),
      bytes: allowance ? Math.min(most, allowance.bytes / this.#weight) : most,
      distinctKeys: this.guard.careful && !packed,
    })
    this.pace?.spend(slots.length, this.#sizeOf(slots) * this.#weight, now)
    this.sending = true
    this.tuning.sending++
    this.#lastStart = now
    // A whole request is no such bound: what it left waits for company like any other.
    this.#leftSome = slots.length < Math.min(wanted, this.queue.length)
    this.full = this.#leftSome || slots.length >= wanted
    return slots
  }

  /** What the request really weighed, in bytes: corrects what the pace was charged, and the guess for the next. */
  weighed(slots: readonly number[], bytes: number, now: number): void {
    const size = this.#sizeOf(slots)
    this.pace?.correct(bytes - size * this.#weight, this.#lastStart, now)
    this.#weight += (bytes / size - this.#weight) / 4
  }

  #sizeOf(slots: readonly number[]): number {
    let size = 0
    for (const slot of slots) size += this.#table.size[slot]!
    return size
  }

  /** Its request is in flight no more. */
  ended(): void {
    this.sending = false
    this.tuning.sending--
  }

  /** The answer came: what was not delivered or refused keeps its place. */
  answered(result: AnswerCounts, now: number): void {
    const { delivered, retried, throttled, entries } = result
    this.ended()
    this.sent += delivered
    this.throttled += throttled
    this.#cap = Math.max(this.#cap * 2, entries)
    if (retried === 0) {
      this.failures = 0
      return
    }
    this.#leftSome = true
    if (delivered > 0) this.failures = 0
    this.#notBefore = now + fullJitter(this.failures, throttled > 0 ? RETRY : RETRY_ENTRIES)
    if (delivered === 0) this.failures++
  }

  /** The request failed as a whole. */
  failed(now: number): void {
    this.ended()
    this.#leftSome = true
    this.#notBefore = now + fullJitter(this.failures++, RETRY)
  }

  /** The request was refused as a whole: the next holds half as many. */
  halve(entries: number): void {
    this.ended()
    this.#leftSome = true
    this.#cap = Math.max(1, Math.floor(entries / 2))
  }
}
