import { type EntryTable, NONE } from '../batch/entry-table.ts'
import { OrderGuard } from '../batch/order-guard.ts'
import { Pace, type PaceLimits } from '../batch/pace.ts'
import { ShardTuning } from '../batch/shard-tuning.ts'
import type { KeyOf } from '../batch/slot-batch.ts'
import type { TuningBounds } from '../batch/tuning.ts'
import { text } from '../messages/messages.ts'
import { Lane } from './lane.ts'
import type { Lanes } from './sink.ts'
import type { Say } from './trouble.ts'

/** First and longest wait before the lanes are asked for again after they had not changed, in ms. */
const ASK_AGAIN_MS = 5000
const LONGEST_ASK_AGAIN_MS = 600_000

/** What a lane may do. */
export interface LaneBounds extends TuningBounds {
  readonly pace: PaceLimits | null
  /** A request holds one entry of a key at all times (see OrderGuard). */
  readonly strictOrder?: boolean
}

/** How to find the lanes as they are now. */
export type FindLanes = () => Promise<Lanes>

/**
 * The lanes in use, and the change from one set to the next when a stream is resharded. While a change is under way no
 * entry may come in (`changing`) and closing lanes send nothing new; once nothing of them is in flight, their
 * entries move in their order to the lanes that take over. So a key keeps its order across the change.
 */
export class LaneSet {
  /** An answer hinted that the lanes may be others now (a stream deleted and made anew): the next success asks. */
  suspected = false
  #all: readonly Lane[]
  #map: Lanes
  #coming: Lanes | undefined
  #asking = false
  #notBefore = 0
  #waitMs = ASK_AGAIN_MS
  readonly #table: EntryTable
  readonly #bounds: LaneBounds
  readonly #say: Say
  readonly #keyOf: KeyOf

  constructor(lanes: Lanes, table: EntryTable, bounds: LaneBounds, say: Say, keyOf: KeyOf) {
    this.#keyOf = keyOf
    this.#table = table
    this.#bounds = bounds
    this.#say = say
    this.#map = lanes
    this.#all = this.#lanesOf(lanes, [])
  }

  get all(): readonly Lane[] {
    return this.#all
  }

  get changing(): boolean {
    return this.#coming !== undefined
  }

  /** Which keys take which of `all`. */
  get map(): Lanes {
    return this.#map
  }

  /**
   * Asks for the lanes, unless that is under way or was in vain a short while ago: some streams answer with a shard of
   * their own choice at all times (AUTO distribution).
   * @param changed called when a change has begun, or is already done
   */
  refresh(find: FindLanes, now: number, changed: () => void): void {
    if (this.#asking || this.changing || now < this.#notBefore) return
    this.#asking = true
    this.suspected = false
    find().then(
      (lanes) => {
        this.#asking = false
        if (this.adopt(lanes)) changed()
        else this.#wait()
      },
      () => {
        // The next answer asks again: until then entries go as they did, which the service allows.
        this.#asking = false
        this.#wait()
      },
    )
  }

  /** Begins the change to these lanes. False if they are those in use, or none, or a change is under way. */
  adopt(lanes: Lanes): boolean {
    if (this.changing || lanes.names.length === 0 || same(lanes, this.#map)) return false
    this.#waitMs = ASK_AGAIN_MS
    this.#coming = lanes
    const kept = new Set(lanes.names.map((name, i) => `${name} ${lanes.spans[i]}`))
    for (const lane of this.#all) lane.closing = !kept.has(`${lane.name} ${lane.span}`)
    this.finishChange()
    return true
  }

  /** Ends a change if there is one and nothing of a closing lane is in flight. Call it after each request. */
  finishChange(): void {
    const lanes = this.#coming
    if (!lanes || this.#all.some((lane) => lane.closing && lane.sending)) return
    const before = this.#all
    this.#coming = undefined
    this.#map = lanes
    this.#all = this.#lanesOf(lanes, before)
    for (const lane of before) {
      if (!lane.closing) continue
      for (let slot = lane.queue.shift(); slot !== NONE; slot = lane.queue.shift())
        this.#laneOf(slot).queue.push(slot)
    }
    this.#say.info(text.sink.lanesChanged(before.length, this.#all.length))
  }

  #laneOf(slot: number): Lane {
    const { consignment, record } = this.#table
    return this.#all[this.#map.laneOf(this.#keyOf(consignment[slot]!.shipment, record[slot]!))]!
  }

  /** The lanes of a map; those that were there before stay as they are. */
  #lanesOf({ names, spans }: Lanes, before: readonly Lane[]): Lane[] {
    const { pace, strictOrder } = this.#bounds
    const known = new Map(before.map((lane) => [`${lane.name} ${lane.span}`, lane]))
    const tunings = new Map(before.map((lane) => [lane.name, lane.tuning]))
    const stripes = new Map<string, number>()
    for (const name of names) stripes.set(name, (stripes.get(name) ?? 0) + 1)
    return names.map((name, i) => {
      const span = spans[i]!
      const tuning = tunings.get(name) ?? new ShardTuning(this.#bounds)
      tunings.set(name, tuning)
      tuning.allow(stripes.get(name)!)
      return (
        known.get(`${name} ${span}`) ??
        new Lane(name, span, {
          table: this.#table,
          tuning,
          guard: new OrderGuard(strictOrder),
          pace: pace === null ? undefined : new Pace(pace),
        })
      )
    })
  }

  #wait(): void {
    this.#notBefore = performance.now() + this.#waitMs
    this.#waitMs = Math.min(LONGEST_ASK_AGAIN_MS, this.#waitMs * 2)
  }
}

function same(a: Lanes, b: Lanes): boolean {
  const written = (lanes: Lanes): string =>
    lanes.names.map((name, i) => `${name} ${lanes.spans[i]}`).join('\n')
  return written(a) === written(b)
}
