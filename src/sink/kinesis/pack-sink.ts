import { messageOf } from '../../base/errors.ts'
import type { Batch, Entries } from '../../batch/batch.ts'
import type { Outcome } from '../../batch/outcome.ts'
import type { Packer } from '../../batch/packer.ts'
import { MOST_PLACES } from '../../batch/place-list.ts'
import { mayHaveArrived } from '../may-have-arrived.ts'
import type { Lanes, SendResult, Sink } from '../sink.ts'
import type { Compress } from './compress.ts'
import { type PackBounds, PackedRequest } from './pack-request.ts'
import type { PackRooms } from './pack-rooms.ts'

/** What takes packed entries: the sink that is behind this one. */
export interface EntrySink {
  send(entries: Entries, lane: string, signal: AbortSignal): Promise<SendResult>
  close(): Promise<void>
}

/** What a PackSink works with. */
export interface PackPorts {
  readonly sink: EntrySink
  readonly packer: Packer
  readonly rooms: PackRooms
  /** The lanes as they are now: what it takes to know which records lie in another shard than their key's (see `#misplaced`). */
  readonly findLanes?: (signal: AbortSignal) => Promise<Lanes>
  /** What each entry's data go through. */
  readonly compress?: Compress
}

/**
 * Many records in an entry: packs a batch, sends the packed entries, and tells each record what became of its entry. So
 * nothing before it knows of packing: retries, acknowledgements and the ledger are each record's own.
 */
export class PackSink implements Sink {
  readonly #ports: PackPorts
  readonly #bounds: Omit<PackBounds, 'entryRecords'>
  /** Records in an entry of a lane at most, where one was refused: halved until the culprit is alone. */
  readonly #entryRecords = new Map<string, number>()
  /** False sends each record as it lies: for a stream that distributes records itself. */
  packs = true
  /** False where the stream distributes records itself: no shard is that of a key then. */
  keysDecide = true

  constructor(ports: PackPorts, bounds: Omit<PackBounds, 'entryRecords'>) {
    this.#ports = ports
    this.#bounds = bounds
  }

  async send(batch: Batch, lane: string, signal: AbortSignal): Promise<SendResult> {
    const first = await this.#sendFrom(batch, 0, lane, signal)
    if (first.next === batch.length) return first.result
    return this.#sendRest(batch, first, lane, signal)
  }

  close(): Promise<void> {
    return this.#ports.sink.close()
  }

  /** One request with records of `batch` from `from` on; `next` is the first that was left out. */
  async #sendFrom(batch: Batch, from: number, lane: string, signal: AbortSignal): Promise<Part> {
    const ports = this.#ports
    const { sink, packer, rooms, compress } = ports
    const entryRecords = this.packs ? (this.#entryRecords.get(lane) ?? MOST_PLACES) : 1
    const room = rooms.take()
    try {
      const request = new PackedRequest(packer, batch, from, room.bytes, { ...this.#bounds, entryRecords })
      if (compress !== undefined) await compress(request)
      const result = await sink.send(request, lane, signal)
      const outcomes =
        result.outcomes === 'delivered' ? result.outcomes : this.#expand(request, result.outcomes, lane)
      if (outcomes === 'delivered') this.#trust(lane)
      const all = { ...result, outcomes, bytes: request.size }
      const next = request.first(request.length)
      if (result.strayLane === undefined || ports.findLanes === undefined || !this.keysDecide)
        return { next, result: all }
      return { next, result: await this.#misplaced(request, batch, all, signal) }
    } finally {
      room.giveBack()
    }
  }

  /**
   * The records that found no place in the first request (they have grown more by packing than delivery allowed for), in
   * requests of their own. After one that was not delivered as a whole they wait for the next batch: nothing overtakes.
   */
  async #sendRest(batch: Batch, first: Part, lane: string, signal: AbortSignal): Promise<SendResult> {
    const outcomes: Outcome[] = []
    let { next, result } = first
    let bytes = result.bytes ?? 0
    const add = (part: Part): void => {
      if (part.result.outcomes === 'delivered') while (outcomes.length < part.next) outcomes.push('delivered')
      else outcomes.push(...part.result.outcomes)
    }
    add(first)
    while (next < batch.length && result.outcomes === 'delivered') {
      try {
        const part = await this.#sendFrom(batch, next, lane, signal)
        add(part)
        next = part.next
        bytes += part.result.bytes ?? 0
        result = { ...result, ...part.result }
      } catch (error) {
        // What was acknowledged must not be sent again: the failure is that of the rest.
        result = { ...result, outcomes: ['failed'], reason: messageOf(error), unsure: mayHaveArrived(error) }
      }
    }
    const last = outcomes.at(-1)
    while (outcomes.length < batch.length) outcomes.push(last === 'throttled' ? last : 'failed')
    return { ...result, outcomes, bytes }
  }

  /**
   * The shards changed while this request was under way, and an entry went where its first key belongs. A record of it whose own
   * key belongs to another shard goes again, by the shards of now: later records of its key will lie there, so that it would not
   * keep its order, and Amazon's consumers drop such a record of an aggregate in silence. Whoever reads without that rule has it
   * twice, and knows it by its event id.
   */
  async #misplaced(
    request: PackedRequest,
    batch: Batch,
    result: SendResult,
    signal: AbortSignal,
  ): Promise<SendResult> {
    const lanes = await this.#ports.findLanes!(signal).catch(() => undefined)
    const first = request.first(0)
    const records = request.first(request.length) - first
    // Nobody knows which: all of them go again.
    if (lanes === undefined)
      return { ...result, outcomes: Array<Outcome>(records).fill('failed'), unsure: true }
    const shardOf = (key: string): string => lanes.names[lanes.laneOf(key)]!
    const outcomes: Outcome[] = []
    for (let i = 0; i < request.length; i++) {
      const home = shardOf(request.key(i))
      for (let record = request.first(i); record < request.first(i + 1); record++) {
        const told = result.outcomes === 'delivered' ? 'delivered' : result.outcomes[record - first]!
        outcomes.push(told === 'delivered' && shardOf(batch.key(record)) !== home ? 'failed' : told)
      }
    }
    if (outcomes.every((outcome) => outcome === 'delivered')) return { ...result, lanes }
    return { ...result, outcomes, lanes, unsure: true }
  }

  /** The outcome of each record of the request. */
  #expand(request: PackedRequest, outcomes: readonly Outcome[], lane: string): Outcome[] {
    const expanded: Outcome[] = []
    outcomes.forEach((outcome, i) => {
      const records = request.first(i + 1) - request.first(i)
      const several = outcome === 'refused' && records > 1
      // Whatever the service has against one of them, the others are welcome.
      if (several) this.#entryRecords.set(lane, Math.ceil(records / 2))
      for (let record = 0; record < records; record++) expanded.push(several ? 'failed' : outcome)
    })
    return expanded
  }

  #trust(lane: string): void {
    const records = this.#entryRecords.get(lane)
    if (records === undefined) return
    if (records * 2 >= MOST_PLACES) this.#entryRecords.delete(lane)
    else this.#entryRecords.set(lane, records * 2)
  }
}

interface Part {
  readonly next: number
  readonly result: SendResult
}
