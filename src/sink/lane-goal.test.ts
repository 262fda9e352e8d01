import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { seededRandom } from '../../test/support/local.ts'
import { SHARD_LIMITS } from '../aws/limits.ts'
import { type Consignment, EntryTable, NONE, PLAIN_KEY } from '../batch/entry-table.ts'
import { OrderGuard } from '../batch/order-guard.ts'
import { Pace, type PaceLimits } from '../batch/pace.ts'
import { ShardTuning } from '../batch/shard-tuning.ts'
import { Tuning, type TuningBounds } from '../batch/tuning.ts'
import { Lane } from './lane.ts'

const BOUNDS: TuningBounds = { batchSize: 500, batchTimeoutMs: 5000, concurrency: 16, adaptive: true }

/** Lines as they come, and a shard as it answers; times in ms. */
interface World {
  readonly linesPerSecond: number
  readonly answerMs: (entries: number) => number
  /** Records that the shard takes in a second: what others write is taken off. */
  readonly capacity?: number
}

interface Result {
  readonly p95: number
  readonly requestsPerSecond: number
  readonly errorPart: number
  readonly sentPerSecond: number
  readonly tuning: ShardTuning
}

/** One lane with a simulated clock, seconds 60 to 180 of it. */
function simulate(world: World, bounds: TuningBounds, pace?: PaceLimits): Result {
  const table = new EntryTable(1_000_000)
  const shared = new Tuning(bounds)
  const tuning = new ShardTuning(bounds)
  const guard = new OrderGuard()
  const lane = new Lane('shard', 'all', { table, tuning, guard, ...(pace && { pace: new Pace(pace) }) })
  const [from, to] = [60_000, 180_000]
  const ages: number[] = []
  let [requests, entries, errors, due, tokens] = [0, 0, 0, 0, 0]
  let flight: { slots: number[]; began: number; until: number } | undefined
  const write = (now: number): void => {
    due += world.linesPerSecond / 1000
    for (; due >= 1 && table.used < 20_000; due--) {
      const consignment = { shipment: { writtenAt: now } } as unknown as Consignment
      lane.queue.push(table.take(consignment, 0, table.used, PLAIN_KEY, 300))
    }
    due = Math.min(due, 1000)
  }
  const answer = ({ slots, began }: { slots: number[]; began: number }, now: number): void => {
    const taken = Math.min(slots.length, Math.floor(tokens))
    tokens -= taken
    const retried = slots.length - taken
    const oldest = table.consignment[slots[0]!]!.shipment.writtenAt
    for (let i = 0; i < taken; i++) {
      if (now >= from) ages.push(now - table.consignment[slots[i]!]!.shipment.writtenAt)
      lane.queue.remove(slots[i]!)
      table.free(slots[i]!)
    }
    lane.guard.observe(retried > 0 ? 'tail' : 'clean', now)
    const throttled = retried > 0
    const ms = now - began
    shared.observe(now)
    tuning.observe(
      { entries: slots.length, retried, throttled, failed: false, ms, ageMs: now - oldest, full: lane.full },
      now,
    )
    if (throttled && tuning.overErrors) lane.pace?.throttled(now)
    else if (tuning.mayGrow) lane.pace?.accepted(now)
    lane.answered({ entries: slots.length, delivered: taken, retried, throttled: retried }, now)
    if (now < from) return
    requests++
    entries += slots.length
    errors += retried
  }
  for (let now = 0; now < to; now++) {
    const { capacity = Number.POSITIVE_INFINITY } = world
    tokens = Math.min(capacity, tokens + capacity / 1000)
    write(now)
    if (flight !== undefined && now >= flight.until) {
      answer(flight, now)
      flight = undefined
    }
    if (
      lane.sending ||
      lane.queue.head === NONE ||
      lane.readyAt(now, shared.spacingMs, Number.POSITIVE_INFINITY) > now
    )
      continue
    const slots = lane.begin(now, { requestBytes: 10_000_000 })
    flight = { slots, began: now, until: now + world.answerMs(slots.length) }
  }
  ages.sort((a, b) => a - b)
  const seconds = (to - from) / 1000
  return {
    p95: ages[Math.floor(ages.length * 0.95)]!,
    requestsPerSecond: requests / seconds,
    errorPart: errors / entries,
    sentPerSecond: ages.length / seconds,
    tuning,
  }
}

beforeEach(() => {
  vi.spyOn(Math, 'random').mockImplementation(seededRandom(1))
})
afterEach(() => vi.restoreAllMocks())

describe('a lane that aims at a latency, by a simulated clock', () => {
  const quick: World = { linesPerSecond: 800, answerMs: () => 20 }

  it.each([100, 300, 1000])('of %i ms keeps it, with far fewer requests than without', (latencyMs) => {
    const without = simulate(quick, BOUNDS)
    const { p95, requestsPerSecond, sentPerSecond, tuning } = simulate(quick, { ...BOUNDS, latencyMs })
    expect(p95).toBeLessThanOrEqual(latencyMs)
    expect(requestsPerSecond).toBeLessThan((without.requestsPerSecond * 60) / latencyMs)
    expect(sentPerSecond).toBeCloseTo(800, -1)
    expect(tuning.decisions.linger.up).toBeGreaterThan(5)
  })

  it('keeps it where an answer takes longer, the more a request holds', () => {
    const slow: World = { linesPerSecond: 700, answerMs: (entries) => 5 + entries }
    const { p95, tuning, sentPerSecond } = simulate(slow, { ...BOUNDS, latencyMs: 200 })
    expect(p95).toBeLessThanOrEqual(200)
    expect(sentPerSecond).toBeCloseTo(700, -1)
    expect(tuning.batchSize).toBeLessThanOrEqual(500)
  })

  it('still sends everything where it cannot be kept', () => {
    const far: World = { linesPerSecond: 500, answerMs: () => 400 }
    const { p95, sentPerSecond, tuning } = simulate(far, { ...BOUNDS, latencyMs: 50 })
    expect(p95).toBeGreaterThan(50)
    expect(tuning.decisions.missed.latency).toBeGreaterThan(50)
    expect(tuning.lingerMs).toBe(0)
    expect(sentPerSecond).toBeCloseTo(500, -1)
  })

  it('waits no longer than the bound of the user', () => {
    const { tuning } = simulate(quick, { ...BOUNDS, latencyMs: 1000, batchTimeoutMs: 60 })
    expect(tuning.lingerMs).toBe(60)
  })
})

describe('a lane that bears a part of errors, by a simulated clock', () => {
  const crowded: World = { linesPerSecond: 2000, answerMs: () => 20, capacity: 600 }

  it.each([0.005, 0.02, 0.1])('of %d keeps it, and sends what that allows', (errorPart) => {
    const result = simulate(crowded, { ...BOUNDS, errorPart }, SHARD_LIMITS)
    expect(result.errorPart).toBeLessThanOrEqual(errorPart)
    expect(result.sentPerSecond).toBeGreaterThan(400)
  })

  it('has more of them without', () => {
    expect(simulate(crowded, BOUNDS, SHARD_LIMITS).errorPart).toBeGreaterThan(0.005)
  })

  it('keeps fixed figures with adaptive off', () => {
    const { tuning } = simulate(crowded, { ...BOUNDS, adaptive: false }, SHARD_LIMITS)
    expect(tuning).toMatchObject({ batchSize: 500, lingerMs: 0, requests: 1 })
    expect(tuning.decisions.missed).toEqual({ latency: 0, errors: 0 })
  })
})
