import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LocalEndpoint } from './endpoint.ts'
import { isFlat, runOutage } from './outage.ts'
import { type Plan, planRound } from './plan.ts'
import { type Outcome, runRound } from './round.ts'

/** Short rounds: what `npm run chaos -- --rounds 20 --seed 4 --write-time 300ms --long-outage-every 0` does. */
const SEED = 4
const ROUNDS = 20
const OPTIONS = { linesPerSecond: 5000, writeMs: 300, longOutageEvery: 0 }

/** So many rounds are under way at a time, each lane with endpoints of its own: most of a round is waiting. */
const LANES = 2

describe('rounds of failures', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kinetail-chaos-'))
  const endpoints = new Map<string, LocalEndpoint>()
  const plans = Array.from({ length: ROUNDS }, (_, round) => planRound(SEED, round, OPTIONS))
  const outcomes: Promise<Outcome>[] = []

  async function perform(plan: Plan, lane: number): Promise<Outcome> {
    const key = `${lane} ${plan.limited}`
    const endpoint = endpoints.get(key) ?? (await LocalEndpoint.start(plan.limited, SEED))
    endpoints.set(key, endpoint)
    return runRound(plan, endpoint, join(folder, String(plan.round)))
  }

  beforeAll(() => {
    for (const [round, plan] of plans.entries()) {
      const before = outcomes[round - LANES]?.catch(() => {}) ?? Promise.resolve()
      const outcome = before.then(() => perform(plan, round % LANES))
      // Its failure is met by its test, which may not have begun.
      outcome.catch(() => {})
      outcomes.push(outcome)
    }
  })
  afterAll(async () => {
    await Promise.allSettled(outcomes)
    for (const endpoint of endpoints.values()) await endpoint.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it.each(plans.map((plan) => [plan.round, plan.deeds.map(({ kind }) => kind).join(' '), plan] as const))(
    '%i: %s',
    { timeout: 120_000 },
    async (round, _kinds, plan) => {
      const { verdict, faults } = await outcomes[round]!
      expect({ plan, ...verdict, faults }).toMatchObject({
        lines: expect.any(Number),
        missing: 0,
        doubledAfter: 0,
        outOfOrder: 0,
        wrong: 0,
        examples: [],
        faults: [],
      })
      expect(verdict.delivered).toBeGreaterThan(plan.lines / 2)
    },
  )
})

describe('an outage', () => {
  it('leaves memory flat, and no line behind', { timeout: 120_000 }, async () => {
    // As many lines as come in half a minute, in a few seconds: what grows, grows with lines.
    const result = await runOutage({
      seed: 1,
      linesPerSecond: 50_000,
      beforeMs: 1000,
      lastsMs: 3000,
      sampleMs: 50,
      pack: 'lines',
      onSample: () => {},
    })
    expect(result.samples.at(-1)!.lines).toBeGreaterThan(150_000)
    expect(isFlat(result), JSON.stringify({ ...result, samples: result.samples.length })).toBe(true)
  })
})
