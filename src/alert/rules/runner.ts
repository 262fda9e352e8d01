import type { LogBatch } from '../batch.ts'
import type { Group, Happening, KeptGroup } from '../groups.ts'
import type { AlertRule } from '../rule.ts'

/** What of a rule outlives the process. */
export interface KeptRule {
  readonly groups: readonly KeptGroup[]
  /** Of an absence: when each group was seen last. Of a rate: how many lines came when. */
  readonly memory?: unknown
}

/** A rule at work. Times are ms, and never go back. */
export interface RuleRunner {
  readonly rule: AlertRule
  /** Looks at records; what they made happen. */
  take?(batch: LogBatch): Happening[]
  /** Looks at the clock, at least as often as the rule wants; undefined: not yet. */
  evaluate(now: number): Happening[] | Promise<Happening[] | undefined>
  /** When looking at the clock may next make something happen without new records; Infinity: never. */
  wake(now: number): number
  groups(): Iterable<Group>
  keep(): KeptRule
  /** @param now when this process began */
  restore(kept: KeptRule, now: number): void
  /** What the process before had in its window is about to come; of rules that need that. */
  refilling?(now: number): void
  /** It came. */
  refilled?(now: number): void
}
