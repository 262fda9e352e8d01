/**
 * Where one group of a rule stands. What is not here is all right.
 * `pending`: the condition holds, not yet for as long as it must. `firing`: somebody was told. `cooling`: it does not hold any more, but
 * not for long enough to call it over.
 */
export type PhaseName = 'pending' | 'firing' | 'cooling'

export interface Phase {
  readonly name: PhaseName
  /** When the condition began to hold, ms. */
  readonly since: number
  /** When it was last seen to hold, ms. */
  readonly lastHeld: number
}

export interface Timing {
  /** How long the condition must hold before somebody is told, ms. */
  readonly forMs: number
  /** How long it must not have held before it is over, ms. */
  readonly cooldownMs: number
}

export interface Step {
  /** Undefined: all is well. */
  readonly phase: Phase | undefined
  readonly happened?: 'fired' | 'recovered'
}

/**
 * One look at a group: ok → pending → firing → cooling → ok. `fired` and `recovered` alternate, so there is one message for each, however often
 * the condition comes and goes meanwhile.
 * @param now ms; never less than at the look before
 */
export function step(phase: Phase | undefined, holds: boolean, now: number, timing: Timing): Step {
  if (phase === undefined || phase.name === 'pending') {
    if (!holds) return { phase: undefined }
    const since = phase?.since ?? now
    if (now - since < timing.forMs) return { phase: { name: 'pending', since, lastHeld: now } }
    return { phase: { name: 'firing', since, lastHeld: now }, happened: 'fired' }
  }
  const { since, lastHeld } = phase
  if (holds) return { phase: { name: 'firing', since, lastHeld: now } }
  if (now - lastHeld < timing.cooldownMs) return { phase: { name: 'cooling', since, lastHeld } }
  return { phase: undefined, happened: 'recovered' }
}
