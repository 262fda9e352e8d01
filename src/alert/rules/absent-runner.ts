import { fileOf, type LogBatch, timeOf } from '../batch.ts'
import { compileCondition, type Matcher } from '../condition.ts'
import { fieldOf, objectOf, written } from '../field.ts'
import { type Group, Groups, type Happening } from '../groups.ts'
import { LineFacts } from '../line-facts.ts'
import type { AbsentRule } from '../rule.ts'
import type { KeptRule, RuleRunner } from './runner.ts'

/** Tells when nothing came for a while: at all, or of a group that was there before. */
export class AbsentRunner implements RuleRunner {
  readonly rule: AbsentRule
  readonly #matcher: Matcher | undefined
  readonly #groups: Groups
  /** When each group was seen last, ms. */
  readonly #last = new Map<Group, number>()

  /** @param now when watching begins: what never comes is absent since then */
  constructor(rule: AbsentRule, now: number) {
    this.rule = rule
    this.#matcher = rule.where === undefined ? undefined : compileCondition(rule.where)
    this.#groups = new Groups(rule.key, rule.maxGroups, { forMs: 0, cooldownMs: rule.cooldownMs })
    if (rule.key.length === 0) this.#last.set(this.#groups.of(String), now)
  }

  take(batch: LogBatch): Happening[] {
    // Of each group the last line tells all.
    const seen = new Set<Group>()
    for (let i = batch.lines.length - 1; i >= 0; i--) {
      const line = batch.lines[i]!
      if (this.#matcher && !this.#matcher.matches(line)) continue
      const record = objectOf(line)
      const group = this.#groups.of((key) => written(fieldOf(record, key)))
      if (!seen.has(group)) {
        seen.add(group)
        this.#last.set(group, timeOf(batch, i))
        group.facts = new LineFacts()
        group.facts.add(line, record, fileOf(batch, i))
      }
      if (this.rule.key.length === 0) break
    }
    return []
  }

  evaluate(now: number): Happening[] {
    return [...this.#last].flatMap(([group, last]) => {
      const holds = now - last >= this.rule.absentMs
      return this.#groups.look(group, holds, now, true) ?? []
    })
  }

  wake(now: number): number {
    let next = Number.POSITIVE_INFINITY
    for (const [group, last] of this.#last) {
      const due = last + this.rule.absentMs
      // Nothing more happens to a group that is known to be absent.
      if (group.phase === undefined) next = Math.min(next, due)
      else if (due > now) next = now
    }
    return next
  }

  groups(): Iterable<Group> {
    return this.#groups.all()
  }

  keep(): KeptRule {
    const memory = [...this.#last].map(([{ values }, last]) => [values, last])
    return { groups: this.#groups.kept(), memory }
  }

  /** Nobody looked while no process ran: the time begins anew. */
  restore({ groups, memory }: KeptRule, now: number): void {
    for (const [values] of (memory ?? []) as [Record<string, string>, number][])
      this.#last.set(this.#groups.again(values), now)
    this.#groups.restore(groups, now, now + this.rule.absentMs)
    for (const group of this.#groups.all()) if (!this.#last.has(group)) this.#last.set(group, now)
  }
}
