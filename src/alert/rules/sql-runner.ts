import { written } from '../field.ts'
import { type Group, Groups, type Happening } from '../groups.ts'
import { LineFacts } from '../line-facts.ts'
import type { LogWindow } from '../log-window.ts'
import type { SqlRule } from '../rule.ts'
import type { KeptRule, RuleRunner } from './runner.ts'

/** Rows looked at of one answer; more are more than the groups at most by far. */
const MOST_ROWS = 10_000
/** A window that is being filled is waited for this part of it at most, and so long (ms): records that came since must not leave it unseen. */
const REFILL_SHARE = 0.5
const REFILL_MS = 30_000

/** Asks a window of the last rows again and again; each row of the answer is a group whose condition holds. */
export class SqlRunner implements RuleRunner {
  readonly rule: SqlRule
  readonly #window: LogWindow
  readonly #groups: Groups
  readonly #keys: readonly string[]
  #due = Number.NEGATIVE_INFINITY
  /** Until then the window is being filled: what is asked of a part of it says nothing. */
  #refilledAt = Number.NEGATIVE_INFINITY

  constructor(rule: SqlRule, window: LogWindow) {
    this.rule = rule
    this.#window = window
    this.#keys = window.keysOf(rule)
    this.#groups = new Groups(this.#keys, rule.maxGroups, {
      forMs: rule.forMs,
      cooldownMs: rule.cooldownMs,
    })
  }

  async evaluate(now: number): Promise<Happening[] | undefined> {
    if (now < Math.max(this.#due, this.#refilledAt)) return undefined
    this.#due = now + this.rule.everyMs
    const rows = (await this.#window.rows(this.rule, now)).slice(0, MOST_ROWS)
    const holding = new Map<Group, Readonly<Record<string, unknown>>>()
    for (const row of rows) {
      const group = this.#groups.of((key) => written(row[key]))
      // The first row of a group is the one its ORDER BY puts first.
      if (!holding.has(group)) holding.set(group, row)
    }
    const happened: Happening[] = []
    for (const [group, row] of holding) {
      group.row = row
      const news = this.#groups.look(group, true, now)
      if (news) {
        await this.#fill(group, now)
        happened.push(news)
      }
    }
    for (const group of this.#groups.all()) {
      if (holding.has(group)) continue
      const news = this.#groups.look(group, false, now)
      if (news) happened.push(news)
    }
    return happened
  }

  wake(now: number): number {
    return this.#groups.size > 0 || !this.#window.isEmpty(now)
      ? Math.max(now, this.#due)
      : Number.POSITIVE_INFINITY
  }

  groups(): Iterable<Group> {
    return this.#groups.all()
  }

  keep(): KeptRule {
    return { groups: this.#groups.kept() }
  }

  /** The window begins empty: for as long as it fills, its silence says nothing. */
  restore({ groups }: KeptRule, now: number): void {
    const { windowMs } = this.rule
    this.#groups.restore(groups, now, now + windowMs, windowMs)
  }

  refilling(now: number): void {
    this.#refilledAt = now + Math.min(this.rule.windowMs * REFILL_SHARE, REFILL_MS)
  }

  refilled(now: number): void {
    this.#refilledAt = now
    this.#groups.settle(now)
  }

  /** The rows that the condition is about, to be shown. */
  async #fill(group: Group, now: number): Promise<void> {
    const found = await this.#window.lines(this.rule, group.row!, now)
    group.facts = new LineFacts()
    for (const { record, host, file } of found.samples) {
      group.facts.add(record, undefined, file)
      group.facts.place(host, file)
    }
    group.facts.count = found.count
  }
}
