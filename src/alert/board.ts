import { conditionOf } from './message.ts'
import type { AlertRule } from './rule.ts'

/** A rule and where it stands, as others show it. Times are ms since the epoch. */
export interface RuleState {
  readonly name: string
  readonly state: 'ok' | 'pending' | 'firing'
  /** What it watches, as a person wrote it: SQL, a pattern, an absence. */
  readonly condition: string
  readonly since: number | null
  /** What fires now, by group. */
  readonly groups: readonly {
    readonly key: string
    readonly since: number
    readonly count: number
    readonly message: string
  }[]
  readonly last_error: string | null
}

/** Something that a rule did, or a notifier. */
export interface AlertEvent {
  /** Grows with each. */
  readonly id: number
  readonly time: number
  readonly rule: string
  readonly key: string
  readonly what: 'fired' | 'recovered' | 'notified' | 'notify_failed'
  readonly message: string
  readonly samples: readonly string[]
  readonly notifier: string | null
}

/** Events that are kept. */
const HISTORY = 200

/** What rules do, for whoever watches: their state and the newest events. Bounded. */
export class AlertBoard {
  #rules: readonly RuleState[]
  #history: AlertEvent[] = []
  #id = 0

  constructor(rules: readonly AlertRule[]) {
    this.#rules = rules.map((rule) => ({
      name: rule.name,
      state: 'ok',
      condition: conditionOf(rule),
      since: null,
      groups: [],
      last_error: null,
    }))
  }

  show(rules: readonly RuleState[]): void {
    this.#rules = rules
  }

  add(event: Omit<AlertEvent, 'id'>): void {
    this.#history = [...this.#history.slice(1 - HISTORY), { ...event, id: ++this.#id }]
  }

  /** Rules, and events, the newest first. */
  list(): { readonly rules: readonly RuleState[]; readonly history: readonly AlertEvent[] } {
    return { rules: this.#rules, history: this.#history.toReversed() }
  }

  /** Names of rules that fire now. */
  firing(): readonly string[] {
    return this.#rules.filter(({ state }) => state === 'firing').map(({ name }) => name)
  }

  /** Events after the one of that id, the oldest first, as far as they are kept. */
  events(after: number): readonly AlertEvent[] {
    return this.#history.filter(({ id }) => id > after)
  }

  lastId(): number {
    return this.#id
  }
}
