import { KinetailError } from '../base/errors.ts'
import type { EntryTable } from '../batch/entry-table.ts'
import { judge } from '../batch/order-guard.ts'
import type { Outcome } from '../batch/outcome.ts'
import type { Answer } from '../batch/shard-tuning.ts'
import type { Tuning } from '../batch/tuning.ts'
import { text } from '../messages/messages.ts'
import { type Counters, count } from '../stats/counters.ts'
import type { DeliveryPorts } from './delivery-ports.ts'
import type { AnswerCounts, Lane } from './lane.ts'
import type { LaneSet } from './lane-set.ts'
import { mayHaveArrived } from './may-have-arrived.ts'
import type { Settlement } from './settlement.ts'
import type { SendResult } from './sink.ts'
import type { Trouble } from './trouble.ts'

/** Entries refused alone, one after the other and nothing accepted between, until the stream itself is suspected. */
const SUSPICIOUS_REFUSALS = 10
/** Answers in a row that accepted nothing, one entry after the other refused, until it is worth a word: a second or two of them. */
const TRIES_BEFORE_WORDS = { throttled: 5, service: 10 }

/** What Answers work with; its parts are those of their Delivery. */
export interface AnswersPorts {
  readonly table: EntryTable
  readonly lanes: LaneSet
  readonly tuning: Tuning
  readonly trouble: Trouble
  readonly settlement: Settlement
  readonly counters: Counters
  /** See `TuningBounds.adaptive`. */
  readonly adaptive: boolean
  readonly findLanes: DeliveryPorts['findLanes']
  /** Aborts when requests in flight are given up: what they say then counts no more. */
  readonly signal: AbortSignal
  /** Called when lanes have changed: what waited for that may go. */
  changed(): void
}

/**
 * Judges what came of a request: settles what was taken or refused for ever, leaves the rest in its lane to be sent again,
 * and tells pace, tuning, order guard and the person watching.
 */
export class Answers {
  readonly #ports: AnswersPorts
  #refusals = 0

  constructor(ports: AnswersPorts) {
    this.#ports = ports
  }

  /** There was an answer, with an outcome for each entry. */
  answered(lane: Lane, slots: readonly number[], result: SendResult, began: number): void {
    const at = now()
    const ageMs = this.#ageOf(slots)
    const { delivered, retried, throttled } =
      result.outcomes === 'delivered'
        ? this.#allDelivered(lane, slots, at)
        : this.#someDelivered(lane, slots, result.outcomes, result, at)
    this.#observe(
      lane,
      { entries: slots.length, retried, throttled: throttled > 0, failed: false, ms: at - began, ageMs },
      at,
    )
    if (result.bytes !== undefined) lane.weighed(slots, result.bytes, at)
    lane.answered({ entries: slots.length, delivered, retried, throttled }, at)
    if (result.strayLane !== undefined) {
      lane.strayed += delivered
      count(this.#ports.counters.strays, result.strayLane, delivered)
    }
    if (delivered > 0) {
      this.#refusals = 0
      this.#ports.trouble.succeeded()
    } else {
      const code = throttled > 0 ? 'throttled' : 'service'
      if (lane.failures >= TRIES_BEFORE_WORDS[code])
        this.#ports.trouble.failed(new KinetailError(code, text.sink.noneAccepted(result.reason ?? '')))
    }
    const { findLanes, changed } = this.#ports
    if (result.lanes !== undefined) {
      if (this.#ports.lanes.adopt(result.lanes)) changed()
    } else if (
      findLanes &&
      (result.strayLane !== undefined || (delivered > 0 && this.#ports.lanes.suspected))
    )
      this.#ports.lanes.refresh(() => findLanes(this.#ports.signal), at, changed)
  }

  /** From the writing of a request's oldest line until now, in ms. */
  #ageOf(slots: readonly number[]): number {
    return Date.now() - this.#ports.table.consignment[slots[0]!]!.shipment.writtenAt
  }

  #observe(lane: Lane, answer: Omit<Answer, 'full'>, at: number): void {
    if (!this.#ports.adaptive) return
    const { tuning, pace, full } = lane
    this.#ports.tuning.observe(at)
    tuning.observe({ ...answer, full }, at)
    if (answer.throttled && tuning.overErrors) pace?.throttled(at)
    else if (!answer.failed && tuning.mayGrow) pace?.accepted(at)
  }

  /** What nearly every answer says: nothing is looked at one by one. */
  #allDelivered(lane: Lane, slots: readonly number[], at: number): EntryCounts {
    lane.queue.removeMany(slots)
    this.#ports.settlement.delivered(slots)
    lane.guard.observe('clean', at)
    return { delivered: slots.length, retried: 0, throttled: 0 }
  }

  #someDelivered(
    lane: Lane,
    slots: readonly number[],
    outcomes: readonly Outcome[],
    { reason, unsure = false }: Omit<SendResult, 'outcomes'>,
    at: number,
  ): EntryCounts {
    const { counters } = this.#ports
    const { verdict, risks } = judge(
      outcomes,
      slots.map((slot) => this.#ports.table.keyHash[slot]!),
    )
    const delivered: number[] = []
    let throttled = 0
    let retried = 0
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]!
      const outcome = outcomes[i]!
      if (outcome === 'delivered') {
        delivered.push(slot)
        lane.queue.remove(slot)
      } else if (outcome === 'refused') {
        lane.queue.remove(slot)
        this.#ports.settlement.refused(slot, reason ?? outcome)
      } else {
        retried++
        if (outcome === 'throttled') throttled++
      }
    }
    if (delivered.length > 0) this.#ports.settlement.delivered(delivered)
    counters.retries += retried
    if (unsure) counters.possibleDoubles += retried
    counters.throttles += throttled
    counters.orderRisks += risks
    lane.guard.observe(verdict, at)
    return { delivered: delivered.length, retried, throttled }
  }

  /** The request failed as a whole. A fault of kinetail itself is thrown. */
  failed(lane: Lane, slots: readonly number[], thrown: unknown, began: number): void {
    if (mayHaveArrived(thrown)) this.#ports.counters.possibleDoubles += slots.length
    if (this.#ports.signal.aborted) {
      lane.ended()
      return
    }
    if (!(thrown instanceof KinetailError)) throw thrown
    const { counters } = this.#ports
    const at = now()
    if (isRefusal(thrown)) {
      if (slots.length > 1) {
        counters.retries += slots.length
        lane.halve(slots.length)
        return
      }
      if (++this.#refusals <= SUSPICIOUS_REFUSALS) {
        lane.queue.remove(slots[0]!)
        this.#ports.settlement.refused(slots[0]!, thrown.message)
        lane.answered({ entries: 1, delivered: 0, retried: 0, throttled: 0 }, at)
        return
      }
    }
    counters.failedRequests++
    counters.retries += slots.length
    if (thrown.code === 'not_found') this.#ports.lanes.suspected = true
    const entries = slots.length
    const throttled = thrown.code === 'throttled'
    const ageMs = this.#ageOf(slots)
    this.#observe(lane, { entries, retried: entries, throttled, failed: true, ms: at - began, ageMs }, at)
    lane.failed(at)
    this.#ports.trouble.failed(thrown)
  }
}

/** What an answer said, in entries; the rest was refused for ever. */
type EntryCounts = Pick<AnswerCounts, 'delivered' | 'retried' | 'throttled'>

/** Names of failures that are about what a request holds, not about who sends it or when: half of it may be welcome. */
const REFUSALS = new Set(['InvalidArgumentException', 'ValidationException', 'SerializationException'])

function isRefusal(error: KinetailError): boolean {
  // 413: an endpoint or proxy with a smaller body limit than the service's.
  return REFUSALS.has(String(error.facts['name'])) || error.facts['status'] === 413
}

/** ms of a steady clock. */
function now(): number {
  return performance.now()
}
