import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Phase, step, type Timing } from './phase.ts'

interface Look {
  readonly at: number
  readonly holds: boolean
}

/** Looks at a condition at growing times; what happened, and when. */
function watch(looks: readonly Look[], timing: Timing): { at: number; what: string }[] {
  let phase: Phase | undefined
  return looks.flatMap(({ at, holds }) => {
    const next = step(phase, holds, at, timing)
    phase = next.phase
    return next.happened ? [{ at, what: next.happened }] : []
  })
}

const looks = fc
  .array(fc.record({ wait: fc.integer({ min: 1, max: 40 }), holds: fc.boolean() }), { maxLength: 60 })
  .map((steps) => {
    let at = 1000
    return steps.map(({ wait, holds }): Look => {
      at += wait
      return { at, holds }
    })
  })
const timings = fc.record({
  forMs: fc.integer({ min: 0, max: 60 }),
  cooldownMs: fc.integer({ min: 0, max: 60 }),
})

describe('the phases of a group', () => {
  it('fire and recover in turn, each with its reason in what was seen', () => {
    fc.assert(
      fc.property(looks, timings, (seen, timing) => {
        const happened = watch(seen, timing)
        for (const [i, { at, what }] of happened.entries()) {
          expect(what).toBe(i % 2 === 0 ? 'fired' : 'recovered')
          const upTo = seen.filter((look) => look.at <= at)
          const lastQuiet = upTo.findLastIndex(({ holds }) => !holds)
          const lastHeld = upTo.findLast(({ holds }) => holds)!
          if (what === 'fired') {
            // It held at every look since, for as long as it must.
            const began = upTo[lastQuiet + 1]!
            expect(at - began.at).toBeGreaterThanOrEqual(timing.forMs)
            // Not earlier: at the look before it had not held long enough.
            const before = upTo.at(-2)
            if (before && before.at > (happened[i - 1]?.at ?? 0) && before.at >= began.at)
              expect(before.at - began.at).toBeLessThan(timing.forMs)
          } else {
            expect(at - lastHeld.at).toBeGreaterThanOrEqual(timing.cooldownMs)
            expect(upTo.at(-1)!.holds).toBe(false)
          }
        }
        // Two alerts of a group are never nearer than the cooldown.
        const fired = happened.filter(({ what }) => what === 'fired')
        for (const [i, { at }] of fired.entries())
          if (i > 0) expect(at - fired[i - 1]!.at).toBeGreaterThanOrEqual(timing.cooldownMs)
      }),
      { numRuns: 500 },
    )
  })

  it('tell of everything that holds long enough, and of its end', () => {
    fc.assert(
      fc.property(looks, timings, (seen, timing) => {
        const last = seen.at(-1)?.at ?? 0
        const long = timing.forMs + timing.cooldownMs + 1
        const held = [1, 2].map((n) => ({ at: last + n * long, holds: true }))
        const quiet = [3, 4].map((n) => ({ at: last + n * long, holds: false }))
        const happened = watch([...seen, ...held, ...quiet], timing)
        expect(happened.at(-1)?.what).toBe('recovered')
        expect(happened.filter(({ what }) => what === 'fired')).toHaveLength(happened.length / 2)
      }),
    )
  })

  it('are one alert while the condition comes and goes within the cooldown', () => {
    const flapping = Array.from({ length: 100 }, (_, i) => ({ at: i * 10, holds: i % 2 === 0 }))
    const timing = { forMs: 0, cooldownMs: 50 }
    expect(watch([...flapping, { at: 1100, holds: false }], timing)).toEqual([
      { at: 0, what: 'fired' },
      { at: 1100, what: 'recovered' },
    ])
  })
})
