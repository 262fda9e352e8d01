import type { Outcome } from './outcome.ts'

/** Requests without a refused entry after which a new lane trusts the service. */
export const CLEAN_AT_START = 32
/** The same after entries were refused one by one. */
export const CLEAN_AFTER_FAILURE = 256
/** And the time that must have passed since, in ms. */
export const QUIET_AFTER_FAILURE_MS = 60_000

/**
 * How order is kept within a partition key, and how far.
 *
 * A lane (one shard) has one request in flight at a time, and an entry that failed keeps its place before all
 * later ones: so requests cannot overtake each other. Within one request the service promises no order of
 * acceptance: it may refuse the first entry of a key and accept the second. While a lane is *careful*, a request
 * therefore holds at most one entry of each key, and order within a key is certain.
 *
 * A lane starts careful, and stays so until `CLEAN_AT_START` requests in a row had no refused entry. After that
 * requests carry several entries of a key, which is what makes a single busy key fast. The first answer that refuses
 * entries one by one makes it careful again, for at least `CLEAN_AFTER_FAILURE` clean requests and
 * `QUIET_AFTER_FAILURE_MS`. Refusals at the very end of a request because the shard's capacity is used up do not count:
 * everything before them was accepted, so nothing was overtaken.
 *
 * What remains, unless the user asks for strict order, which is careful at all times: the one answer that turns a lane careful may itself have accepted an entry behind a refused
 * one of its key. Each such entry is counted (`risks`), and shown in the statistics. The same can happen unseen when
 * such an answer is lost on its way back.
 */
export class OrderGuard {
  #careful = true
  #clean = 0
  #needed = CLEAN_AT_START
  #notBefore = 0
  readonly #strict: boolean

  /** @param strict careful at all times */
  constructor(strict: boolean = false) {
    this.#strict = strict
  }

  get careful(): boolean {
    return this.#strict || this.#careful
  }

  /** @param now ms of a steady clock */
  observe(verdict: Verdict, now: number): void {
    if (verdict === 'scattered') {
      this.#careful = true
      this.#clean = 0
      this.#needed = CLEAN_AFTER_FAILURE
      this.#notBefore = now + QUIET_AFTER_FAILURE_MS
    } else if (verdict === 'clean') {
      this.#clean++
      if (this.#clean >= this.#needed && now >= this.#notBefore) this.#careful = false
    }
  }
}

/** How an answer looked: nothing refused; throttled from some entry to the end; or refused here and there. */
export type Verdict = 'clean' | 'tail' | 'scattered'

/**
 * @param keys partition key of each entry of the request
 * @returns the verdict, and how many entries failed while a later one of the same key was accepted
 */
export function judge<Key>(
  outcomes: readonly Outcome[],
  keys: readonly Key[],
): { verdict: Verdict; risks: number } {
  const first = outcomes.findIndex((outcome) => outcome === 'throttled' || outcome === 'failed')
  if (first < 0) return { verdict: 'clean', risks: 0 }
  if (outcomes.every((outcome, i) => i < first || outcome === 'throttled'))
    return { verdict: 'tail', risks: 0 }
  const acceptedLater = new Set<Key | undefined>()
  let risks = 0
  for (let i = outcomes.length - 1; i >= first; i--) {
    if (outcomes[i] === 'delivered') acceptedLater.add(keys[i])
    else if (outcomes[i] !== 'refused' && acceptedLater.has(keys[i])) risks++
  }
  return { verdict: 'scattered', risks }
}
