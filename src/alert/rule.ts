import type { Condition } from './condition.ts'

/** How bad it is. Says nothing to kinetail; receivers sort by it. */
export const SEVERITIES = ['info', 'warning', 'critical'] as const
export type Severity = (typeof SEVERITIES)[number]

/** What every rule has. Times in ms. */
export interface RuleCommon {
  /** Unique among the rules. */
  readonly name: string
  readonly severity: Severity
  /** Text with `{name}` places; unset: a sentence of kinetail's own. */
  readonly message?: string | undefined
  /**
   * What makes groups: each is an alert of its own. Fields of the record; of an `sql` rule, columns of its result. Empty: all is one
   * group; of an `sql` rule, its text columns.
   */
  readonly key: readonly string[]
  /** How long the condition must not hold before the alert is over. When it holds again before that, it is the same alert. */
  readonly cooldownMs: number
  /** Tell when it is over. */
  readonly recovery: boolean
  /** Names of notifiers; unset: all of them. */
  readonly notify?: readonly string[] | undefined
  /** Groups at a time at most; what comes beyond them goes to one group more. */
  readonly maxGroups: number
}

/** Tells at once when a line matches, or `count` of them within `windowMs`. */
export interface MatchRule extends RuleCommon {
  readonly kind: 'match'
  readonly match: Condition
  readonly count: number
  readonly windowMs: number
}

/** Tells when a SELECT over the view `logs`, which holds the last `windowMs`, returns rows. */
export interface SqlRule extends RuleCommon {
  readonly kind: 'sql'
  readonly sql: string
  readonly windowMs: number
  readonly everyMs: number
  /** How long it must have returned the group's row before anybody is told. */
  readonly forMs: number
}

/** Tells when nothing came for `absentMs`. With a key: nothing of a group that was there before. */
export interface AbsentRule extends RuleCommon {
  readonly kind: 'absent'
  readonly absentMs: number
  /** The lines that count; unset: all. */
  readonly where?: Condition | undefined
}

/** Compares how many lines came in the last `windowMs` with how many came in the same window `compareMs` before. */
export interface RateRule extends RuleCommon {
  readonly kind: 'rate'
  /** The lines that count; unset: all. */
  readonly where?: Condition | undefined
  readonly windowMs: number
  readonly compareMs: number
  /** Tells when there are more than so many times as many as before. */
  readonly above?: number | undefined
  /** Tells when there are less than so many times as many as before. */
  readonly below?: number | undefined
  /** Not before the larger of both counts is this. */
  readonly least: number
  readonly forMs: number
}

export type AlertRule = MatchRule | SqlRule | AbsentRule | RateRule
