import { setMaxListeners } from 'node:events'
import type { Shipment } from '../batch/batch.ts'
import { EntryTable, NONE } from '../batch/entry-table.ts'
import { SlotBatch } from '../batch/slot-batch.ts'
import { Tuning } from '../batch/tuning.ts'
import { text } from '../messages/messages.ts'
import type { StatisticsSnapshot } from '../stats/snapshot.ts'
import { Answers } from './answers.ts'
import { Bell } from './bell.ts'
import type { DeliveryOptions, DeliveryPorts, LaneState, QueueState } from './delivery-ports.ts'
import { Intake } from './intake.ts'
import type { Lane } from './lane.ts'
import { LaneSet } from './lane-set.ts'
import { Placer } from './placer.ts'
import { Settlement } from './settlement.ts'
import { shardStates } from './shard-states.ts'
import type { SendResult } from './sink.ts'
import { Trouble } from './trouble.ts'

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
  readonly #lanes: LaneSet
  readonly #settlement: Settlement
  readonly #intake: Intake
  readonly #answers: Answers
  readonly #bell = new Bell()
  readonly #abort = new AbortController()
  #next = 0
  #requests = 0
  /** Those of them whose lane failed before. */
  #failing = 0
  #accepting = 0
  #draining = false
  #closed = false
  #fatal: unknown
  #timer: NodeJS.Timeout | undefined
  /** When it goes off, ms of a steady clock. */
  #wakeAt = Number.POSITIVE_INFINITY
  #pumpAsked = false

  constructor(options: DeliveryOptions, ports: DeliveryPorts) {
    // Every request in flight listens. Node 20 takes more than ten listeners for a leak and says so to the user.
    setMaxListeners(0, this.#abort.signal)
    this.#options = options
    this.#ports = ports
    this.#table = new EntryTable(options.queueEntries)
    this.#tuning = new Tuning(options)
    this.#lanes = new LaneSet(ports.lanes, this.#table, options, ports.say, ports.keys.keyOf)
    this.#settlement = new Settlement(this.#table, ports, () => this.#bell.ring())
    this.#intake = new Intake({
      table: this.#table,
      lanes: this.#lanes,
      settlement: this.#settlement,
      placer: new Placer(ports.keys),
      keys: ports.keys,
      bell: this.#bell,
      queueBytes: options.queueBytes,
      recordBytes: options.recordBytes,
      pump: () => this.#pump(),
      closed: () => this.#closed,
    })
    this.#answers = new Answers({
      table: this.#table,
      lanes: this.#lanes,
      tuning: this.#tuning,
      trouble: new Trouble(ports.say, { fails: text.sink.keepsTrying, works: text.sink.works }),
      settlement: this.#settlement,
      counters: ports.counters,
      adaptive: options.adaptive,
      findLanes: ports.findLanes,
      signal: this.#abort.signal,
      changed: () => {
        this.#bell.ring()
        this.#askForPump()
      },
    })
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
    const whole = await this.#intake.take(shipment).finally(() => {
      this.#accepting--
      this.#bell.ring()
    })
    if (this.#fatal !== undefined) throw this.#fatal
    if (whole) this.#askForPump()
    return whole
  }

  /**
   * Takes no more, sends what is held, and closes the sink. After `deadlineMs`, or when `hurry` aborts, requests in flight
   * are given up.
   * @returns how many entries were left: their lines are not settled, and will be read again
   */
  async drain(deadlineMs: number, hurry?: AbortSignal): Promise<number> {
    this.#draining = true
    const end = now() + deadlineMs
    const inTime = (): boolean => now() < end && !hurry?.aborted && this.#fatal === undefined
    const wake = (): void => this.#bell.ring()
    hurry?.addEventListener('abort', wake, { once: true })
    this.#pump()
    while ((this.#table.used > 0 || this.#accepting > 0) && inTime()) await this.#bell.next(end - now())
    hurry?.removeEventListener('abort', wake)
    this.#closed = true
    clearTimeout(this.#timer)
    this.#abort.abort()
    this.#bell.ring()
    while (this.#requests > 0) await this.#bell.next()
    await this.#ports.sink.close()
    if (this.#fatal !== undefined) throw this.#fatal
    return this.#table.used
  }

  /** Resolves when nothing is held, however long that takes; rejects when kinetail itself is at fault. */
  async empty(): Promise<void> {
    while ((this.#table.used > 0 || this.#accepting > 0) && !this.#closed) await this.#bell.next()
    if (this.#fatal !== undefined) throw this.#fatal
  }

  queue(): QueueState {
    return {
      entries: this.#table.used,
      bytes: this.#table.bytes,
      memory: this.#settlement.memory,
      requests: this.#requests,
    }
  }

  lanes(): LaneState[] {
    return this.#lanes.all.map((lane) => ({
      name: lane.name,
      entries: lane.queue.length,
      sent: lane.sent,
      strayed: lane.strayed,
      span: lane.span,
      used: lane.pace?.used(now()) ?? null,
      throttled: lane.throttled,
      careful: lane.guard.careful,
    }))
  }

  /** What is in use: by shard, and over all of them the smallest batch (entries), the longest linger (ms), all requests. */
  tuning(): Pick<StatisticsSnapshot, 'batchSize' | 'lingerMs' | 'concurrency' | 'shards'> {
    const shards = shardStates(this.#lanes.all, this.#tuning.spacingMs)
    const { batchSize, concurrency } = this.#options
    let requests = 0
    const all = { batchSize, lingerMs: this.#tuning.spacingMs }
    for (const shard of Object.values(shards)) {
      all.batchSize = Math.min(all.batchSize, shard.batchSize)
      all.lingerMs = Math.max(all.lingerMs, shard.lingerMs)
      requests += shard.requests
    }
    return { ...all, concurrency: Math.min(concurrency, requests), shards }
  }

  /** Runs `pump` once this turn's work is done: a chunk's entries go together. */
  #askForPump(): void {
    if (this.#pumpAsked) return
    this.#pumpAsked = true
    void Promise.resolve().then(() => {
      this.#pumpAsked = false
      this.#pump()
    })
  }

  /** Starts every request that may start now, lanes in turn, and sets the clock for the next. */
  #pump(): void {
    if (this.#closed) return
    const at = now()
    let wake = Number.POSITIVE_INFINITY
    const lanes = this.#lanes.all
    const enough = this.#enough()
    const { spacingMs } = this.#tuning
    const first = this.#next
    for (let i = 0; i < lanes.length; i++) {
      const index = (first + i) % lanes.length
      const lane = lanes[index]!
      if (lane.sending || lane.closing || lane.queue.head === NONE || lane.tuning.busy) continue
      // Lanes that fail may take long to do so: half of the requests is for the others.
      if (lane.failures > 0 && this.#failing * 2 >= this.#options.concurrency) continue
      const ready = lane.readyAt(at, spacingMs, enough)
      if (ready > at) wake = Math.min(wake, ready)
      else if (this.#requests < this.#options.concurrency) {
        this.#next = index + 1
        this.#start(lane, at)
      } else break
    }
    if (wake < this.#wakeAt) this.#wake(at, wake)
  }

  /** One that goes off before stays: a look too many costs less than to set a clock at each. */
  #wake(at: number, wake: number): void {
    clearTimeout(this.#timer)
    this.#wakeAt = wake
    this.#timer = setTimeout(
      () => {
        this.#wakeAt = Number.POSITIVE_INFINITY
        this.#pump()
      },
      Math.max(1, Math.ceil(wake - at)),
    )
  }

  /**
   * Entries with which a lane does not linger even if they are no whole request: once half of the room is taken, what lanes hold on the
   * average. To linger then would soon make the files wait, and requests of a few entries would cost as much as whole ones.
   */
  #enough(): number {
    if (this.#draining || this.#settlement.memory * 2 >= this.#options.queueBytes) return 1
    const { used, capacity } = this.#table
    return used * 2 < capacity ? Number.POSITIVE_INFINITY : Math.ceil(capacity / 2 / this.#lanes.all.length)
  }

  #start(lane: Lane, at: number): void {
    const slots = lane.begin(at, this.#options)
    const failing = Number(lane.failures > 0)
    this.#requests++
    this.#failing += failing
    this.#ports.counters.requests++
    this.#send(lane, slots, at)
      .catch((error: unknown) => {
        // Only a fault of ours comes here: what the service does is an outcome.
        this.#fatal ??= error
        this.#closed = true
      })
      .finally(() => {
        this.#requests--
        this.#failing -= failing
        this.#lanes.finishChange()
        this.#bell.ring()
        this.#askForPump()
      })
  }

  async #send(lane: Lane, slots: readonly number[], began: number): Promise<void> {
    let result: SendResult
    try {
      result = await this.#ports.sink.send(
        new SlotBatch(this.#table, slots, this.#ports.keys.keyOf),
        lane.name,
        this.#abort.signal,
      )
    } catch (error) {
      this.#answers.failed(lane, slots, error, began)
      return
    }
    this.#answers.answered(lane, slots, result, began)
  }
}

/** ms of a steady clock. */
function now(): number {
  return performance.now()
}
