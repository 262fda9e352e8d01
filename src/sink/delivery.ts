import { KinetailError, messageOf } from '../base/errors.ts'
import type { Entry, Shipment } from '../batch/batch.ts'
import { type Consignment, EntryTable, NONE } from '../batch/entry-table.ts'
import { judge } from '../batch/order-guard.ts'
import { Pace, type PaceLimits } from '../batch/pace.ts'
import { Tuning, type TuningBounds } from '../batch/tuning.ts'
import { text } from '../messages/messages.ts'
import { type Counters, count } from '../stats/counters.ts'
import type { DeadLetters } from './dead-letter.ts'
import type { PartitionKeys } from './kinesis/partition-key.ts'
import { Lane } from './lane.ts'
import { Rerouting } from './rerouting.ts'
import type { Lanes, SendResult, Sink } from './sink.ts'
import { type Say, Trouble } from './trouble.ts'

export interface DeliveryOptions extends TuningBounds {
  /** Entries held at most, waiting and in flight, over all lanes (`--queue-maxsize`). */
  readonly queueEntries: number
  /** Memory of the blocks that they lie in, in bytes at most. */
  readonly queueBytes: number
  /** Data and partition keys of a request, in bytes at most. */
  readonly requestBytes: number
  /** Data and partition key of an entry, in bytes at most; a larger one is a dead letter. */
  readonly recordBytes: number
  /** What a lane takes in a second, or null for a service without limits. */
  readonly pace: PaceLimits | null
}

/** What a Delivery works with. */
export interface DeliveryPorts {
  readonly sink: Sink
  /** The lanes as they are now: asked at the start (by the caller) and when an answer shows that they have changed. */
  readonly lanes: Lanes
  readonly findLanes?: (signal: AbortSignal) => Promise<Lanes>
  readonly keys: PartitionKeys
  readonly deadLetters: DeadLetters
  readonly counters: Counters
  readonly say: Say
}

/** What waits, for statistics. */
export interface QueueState {
  /** Entries held: waiting, in flight, or waiting for the dead-letter file. */
  readonly entries: number
  /** Their size, in bytes. */
  readonly bytes: number
  /** Memory of the blocks they lie in, in bytes. */
  readonly memory: number
  /** Requests in flight. */
  readonly requests: number
}

/** One lane, for statistics. */
export interface LaneState {
  readonly name: string
  readonly entries: number
  readonly sent: number
  readonly throttled: number
  /** True while a request holds one entry of a key only (see OrderGuard). */
  readonly careful: boolean
}

/** Memory of a block beside its bytes: the six arrays by record, in bytes. */
const BLOCK_BYTES_PER_RECORD = 32
/** Entries refused alone, one after the other and nothing accepted between, until the stream itself is suspected. */
const SUSPICIOUS_REFUSALS = 10
/** Answers in a row that accepted nothing, one entry after the other refused, until it is worth a word. */
const TRIES_BEFORE_WORDS = 10

/**
 * From Shipments to acknowledged entries: distributes records to lanes, sends each lane's in order, many lanes
 * at a time, tries again what failed for as long as it takes, and settles each line's Ack once.
 *
 * Promises: an entry is never sent again after it was acknowledged; memory is bounded by `queueEntries` and
 * `queueBytes`, however long the service is away; order within a partition key as OrderGuard describes.
 */
export class Delivery {
  readonly #options: DeliveryOptions
  readonly #ports: DeliveryPorts
  readonly #table: EntryTable
  readonly #tuning: Tuning
  readonly #trouble: Trouble
  readonly #rerouting: Rerouting
  readonly #abort = new AbortController()
  #lanes: Lane[]
  #next = 0
  #memory = 0
  #requests = 0
  #accepting = 0
  #refusals = 0
  #draining = false
  #closed = false
  #fatal: unknown
  #waiters: (() => void)[] = []
  #timer: NodeJS.Timeout | undefined
  #pumpAsked = false

  constructor(options: DeliveryOptions, ports: DeliveryPorts) {
    this.#options = options
    this.#ports = ports
    this.#table = new EntryTable(options.queueEntries)
    this.#tuning = new Tuning(options)
    this.#trouble = new Trouble(ports.say, { fails: text.sink.keepsTrying, works: text.sink.works })
    this.#rerouting = new Rerouting(ports.lanes)
    this.#lanes = ports.lanes.names.map((name, i) => this.#newLane(name, ports.lanes.spans[i]!))
  }

  /**
   * Takes a shipment's records in; resolves when the last of them is in, which waits while there is no room.
   * Shipments of one file must follow each other; those of different files may overlap, so that a lane that is held
   * up does not hold up files that do not use it.
   * @returns false when the delivery was closed first: the rest of the shipment was not taken
   */
  async accept(shipment: Shipment): Promise<boolean> {
    const { block } = shipment
    if (this.#draining) return false
    if (block.records === 0) {
      shipment.release?.()
      return true
    }
    this.#accepting++
    const whole = await this.#takeIn(shipment).finally(() => {
      this.#accepting--
      this.#wake()
    })
    if (this.#fatal !== undefined) throw this.#fatal
    return whole
  }

  async #takeIn(shipment: Shipment): Promise<boolean> {
    const { block } = shipment
    const bytes = block.length + BLOCK_BYTES_PER_RECORD * block.records
    while (this.#memory > 0 && this.#memory + bytes > this.#options.queueBytes && !this.#closed)
      await this.#change()
    if (this.#closed) return false
    this.#memory += bytes
    const consignment: Consignment = { shipment, bytes, unsettled: block.records }
    for (let record = 0; record < block.records; record++) {
      const key = this.#ports.keys.keyOf(shipment, record)
      const size = block.end[record]! - block.start[record]! + Buffer.byteLength(key)
      let lane = this.#laneWithRoom(key)
      while (!lane) {
        if (this.#closed) return false
        this.#pump()
        await this.#change()
        lane = this.#laneWithRoom(key)
      }
      const slot = this.#table.take(consignment, record, key, size)
      if (size <= this.#options.recordBytes) lane.queue.push(slot)
      else this.#refuse(slot, text.sink.tooLarge(size, this.#options.recordBytes))
    }
    this.#askForPump()
    return true
  }

  /**
   * Takes no more, sends what is held, and closes the sink. After `deadlineMs` requests in flight are given up.
   * @returns how many entries were left: their lines are not settled, and will be read again
   */
  async drain(deadlineMs: number): Promise<number> {
    this.#draining = true
    const end = now() + deadlineMs
    this.#pump()
    while ((this.#table.used > 0 || this.#accepting > 0) && now() < end && this.#fatal === undefined)
      await this.#change(end - now())
    this.#closed = true
    clearTimeout(this.#timer)
    this.#abort.abort()
    this.#wake()
    while (this.#requests > 0) await this.#change()
    await this.#ports.sink.close()
    if (this.#fatal !== undefined) throw this.#fatal
    return this.#table.used
  }

  queue(): QueueState {
    return {
      entries: this.#table.used,
      bytes: this.#table.bytes,
      memory: this.#memory,
      requests: this.#requests,
    }
  }

  lanes(): LaneState[] {
    return this.#lanes.map((lane) => ({
      name: lane.name,
      entries: lane.queue.length,
      sent: lane.sent,
      throttled: lane.throttled,
      careful: lane.guard.careful,
    }))
  }

  /** Batch size (entries), linger (ms) and concurrency (requests) in use. */
  tuning(): { batchSize: number; lingerMs: number; concurrency: number } {
    const { batchSize, lingerMs, concurrency } = this.#tuning
    return { batchSize: Math.floor(batchSize), lingerMs, concurrency: Math.floor(concurrency) }
  }

  #newLane(name: string, span: string): Lane {
    const { pace } = this.#options
    return new Lane(name, span, this.#table, pace === null ? undefined : new Pace(pace))
  }

  /**
   * The lane of a key if it may take an entry. A lane may hold twice what is still free (dynamic thresholds, Choudhury
   * and Hahne 1998): one that is held up takes two thirds of the room and leaves the rest to the others.
   */
  #laneWithRoom(key: string): Lane | undefined {
    if (this.#table.full || this.#rerouting.underWay) return undefined
    const lane = this.#lanes[this.#rerouting.lanes.laneOf(key)]!
    if (this.#lanes.length === 1) return lane
    return lane.queue.length < 2 * (this.#table.capacity - this.#table.used) ? lane : undefined
  }

  /** Runs `pump` once this turn's work is done: a chunk's entries go together. */
  #askForPump(): void {
    if (this.#pumpAsked) return
    this.#pumpAsked = true
    queueMicrotask(() => {
      this.#pumpAsked = false
      this.#pump()
    })
  }

  /** Starts every request that may start now, lanes in turn, and sets the clock for the next. */
  #pump(): void {
    clearTimeout(this.#timer)
    if (this.#closed) return
    const at = now()
    // Half of the room is taken: to linger now would soon make the files wait.
    const hurry = this.#draining || this.#table.used * 2 >= this.#table.capacity
    let wake = Number.POSITIVE_INFINITY
    const first = this.#next
    for (let i = 0; i < this.#lanes.length; i++) {
      const index = (first + i) % this.#lanes.length
      const lane = this.#lanes[index]!
      if (lane.sending || lane.closing || lane.queue.head === NONE) continue
      const ready = lane.readyAt(at, this.#tuning, hurry)
      if (ready > at) wake = Math.min(wake, ready)
      else if (this.#requests < Math.floor(this.#tuning.concurrency)) {
        this.#next = index + 1
        this.#start(lane, at)
      } else break
    }
    if (wake < Number.POSITIVE_INFINITY)
      this.#timer = setTimeout(() => this.#pump(), Math.max(1, Math.ceil(wake - at)))
  }

  #start(lane: Lane, at: number): void {
    const slots = lane.begin(at, this.#tuning, this.#options.requestBytes)
    this.#requests++
    this.#ports.counters.requests++
    this.#send(lane, slots, at)
      .catch((error: unknown) => {
        // Only a fault of ours comes here: what the service does is an outcome.
        this.#fatal ??= error
        this.#closed = true
      })
      .finally(() => {
        this.#requests--
        this.#finishRerouting()
        this.#wake()
        this.#askForPump()
      })
  }

  async #send(lane: Lane, slots: readonly number[], began: number): Promise<void> {
    let result: SendResult
    try {
      result = await this.#ports.sink.send(
        slots.map((slot) => this.#entry(slot)),
        lane.name,
        this.#abort.signal,
      )
    } catch (error) {
      this.#failed(lane, slots, error, began)
      return
    }
    this.#answered(lane, slots, result, began)
  }

  #entry(slot: number): Entry {
    const { block } = this.#table.consignment[slot]!.shipment
    const record = this.#table.record[slot]!
    return {
      data: block.bytes.subarray(block.start[record]!, block.end[record]!),
      partitionKey: this.#table.key[slot]!,
    }
  }

  #answered(lane: Lane, slots: readonly number[], result: SendResult, began: number): void {
    const { counters } = this.#ports
    const at = now()
    const { verdict, risks } = judge(
      result.outcomes,
      slots.map((slot) => this.#table.key[slot]!),
    )
    let delivered = 0
    let throttled = 0
    let retried = 0
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]!
      const outcome = result.outcomes[i]!
      if (outcome === 'delivered') {
        delivered++
        lane.queue.remove(slot)
        this.#delivered(slot)
      } else if (outcome === 'refused') {
        lane.queue.remove(slot)
        this.#refuse(slot, result.reason ?? outcome)
      } else {
        retried++
        if (outcome === 'throttled') throttled++
      }
    }
    counters.retries += retried
    counters.throttles += throttled
    counters.orderRisks += risks
    lane.guard.observe(verdict, at)
    if (this.#options.adaptive) {
      if (throttled > 0) lane.pace?.throttled(at)
      else lane.pace?.accepted(at)
    }
    lane.answered({ entries: slots.length, delivered, retried, throttled }, at)
    this.#tuning.observe(
      { entries: slots.length, throttled: throttled > 0, failed: false, ms: at - began },
      at,
    )
    if (delivered > 0) {
      this.#refusals = 0
      this.#trouble.succeeded()
    } else if (lane.failures >= TRIES_BEFORE_WORDS) {
      const code = throttled > 0 ? 'throttled' : 'service'
      this.#trouble.failed(new KinetailError(code, text.sink.noneAccepted(result.reason ?? '')))
    }
    if (result.strayLane !== undefined || (delivered > 0 && this.#rerouting.suspected)) this.#findLanes(at)
  }

  #delivered(slot: number): void {
    const { counters } = this.#ports
    const consignment = this.#table.consignment[slot]!
    const { block, ack, writtenAt, logTypes } = consignment.shipment
    const record = this.#table.record[slot]!
    counters.sentBytes += this.#table.size[slot]!
    counters.latency.record(Date.now() - writtenAt)
    count(counters.logTypes, logTypes[block.logType[record]!]!)
    ack.settle(block.line[record]!, 'delivered')
    this.#release(slot)
  }

  /** The slot's entry is settled and in no lane. */
  #release(slot: number): void {
    const consignment = this.#table.consignment[slot]!
    this.#table.free(slot)
    consignment.unsettled--
    if (consignment.unsettled > 0) return
    this.#memory -= consignment.bytes
    consignment.shipment.release?.()
  }

  #failed(lane: Lane, slots: readonly number[], thrown: unknown, began: number): void {
    if (this.#abort.signal.aborted) {
      lane.sending = false
      return
    }
    if (!(thrown instanceof KinetailError)) throw thrown
    const { counters } = this.#ports
    const at = now()
    if (isRefusal(thrown)) {
      if (slots.length > 1) {
        lane.halve(slots.length)
        return
      }
      if (++this.#refusals <= SUSPICIOUS_REFUSALS) {
        lane.queue.remove(slots[0]!)
        this.#refuse(slots[0]!, thrown.message)
        lane.answered({ entries: 1, delivered: 0, retried: 0, throttled: 0 }, at)
        return
      }
    }
    counters.failedRequests++
    counters.retries += slots.length
    if (thrown.code === 'not_found') this.#rerouting.suspected = true
    if (thrown.code === 'throttled' && this.#options.adaptive) lane.pace?.throttled(at)
    this.#tuning.observe(
      { entries: slots.length, throttled: thrown.code === 'throttled', failed: true, ms: at - began },
      at,
    )
    lane.failed(at)
    this.#trouble.failed(thrown)
  }

  /** The service will never take this entry: its line is settled when the dead-letter file has it. */
  #refuse(slot: number, reason: string): void {
    const { block, ack, file, offset, logTypes } = this.#table.consignment[slot]!.shipment
    const record = this.#table.record[slot]!
    const line = block.line[record]!
    this.#ports.counters.refused++
    const letter = {
      file: file.path,
      offset: offset + (line === 0 ? 0 : block.lineEnd[line - 1]!),
      generation: file.generation,
      reason: text.sink.refusedBecause(reason),
      type: logTypes[block.logType[record]!]!,
      record: Buffer.from(block.bytes.slice(block.start[record]!, block.end[record]!)).toString(),
    }
    this.#ports.deadLetters.write([letter]).then(
      () => {
        ack.settle(line, 'dead')
        this.#release(slot)
        this.#wake()
      },
      (error: unknown) => {
        // The dead-letter file was closed first: the line stays unsettled and will be read again.
        this.#ports.say.warn(text.sink.deadLetterLeft(file.path, letter.offset, messageOf(error)))
      },
    )
  }

  #findLanes(at: number): void {
    const { findLanes } = this.#ports
    if (!findLanes || !this.#rerouting.mayAsk(at)) return
    this.#rerouting.ask(findLanes(this.#abort.signal), () => {
      for (const lane of this.#lanes) lane.closing = !this.#rerouting.keeps(lane)
      this.#finishRerouting()
      this.#askForPump()
    })
  }

  /** Once nothing of a closing lane is in flight its entries move, in their order, to the lanes that take over. */
  #finishRerouting(): void {
    if (!this.#rerouting.underWay || this.#lanes.some((lane) => lane.closing && lane.sending)) return
    const before = this.#lanes
    const lanes = this.#rerouting.finish()
    this.#lanes = lanes.names.map(
      (name, i) =>
        before.find((lane) => lane.name === name && lane.span === lanes.spans[i]) ??
        this.#newLane(name, lanes.spans[i]!),
    )
    for (const lane of before) {
      if (!lane.closing) continue
      for (let slot = lane.queue.shift(); slot !== NONE; slot = lane.queue.shift())
        this.#lanes[lanes.laneOf(this.#table.key[slot]!)]!.queue.push(slot)
    }
    this.#ports.say.info(text.sink.lanesChanged(before.length, this.#lanes.length))
    this.#wake()
  }

  /** Resolves when something was settled or changed, or after `ms`. */
  #change(ms?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, Math.max(1, ms))
      this.#waiters.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  #wake(): void {
    const waiters = this.#waiters
    this.#waiters = []
    for (const resume of waiters) resume()
  }
}

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
