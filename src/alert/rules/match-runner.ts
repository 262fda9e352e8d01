import { fileOf, type LogBatch, timeOf } from '../batch.ts'
import { compileCondition, type Matcher } from '../condition.ts'
import { fieldOf, objectOf, written } from '../field.ts'
import { type Group, Groups, type Happening } from '../groups.ts'
import type { KeptFacts } from '../line-facts.ts'
import type { MatchRule } from '../rule.ts'
import type { KeptRule, RuleRunner } from './runner.ts'

/** Of a group: its values, the times of its last lines (ms), and what is known of them. */
type KeptTimes = [values: Readonly<Record<string, string>>, times: number[], facts: KeptFacts]

/** Tells at the line itself, once for each group, however many lines there are. */
export class MatchRunner implements RuleRunner {
  readonly rule: MatchRule
  readonly #matcher: Matcher
  readonly #groups: Groups
  /** Times of the last matching lines of each group, at most `count`; of rules that wait for more than one. */
  readonly #times = new Map<Group, number[]>()

  constructor(rule: MatchRule) {
    this.rule = rule
    this.#matcher = compileCondition(rule.match)
    this.#groups = new Groups(rule.key, rule.maxGroups, { forMs: 0, cooldownMs: rule.cooldownMs })
  }

  take(batch: LogBatch): Happening[] {
    const happened: Happening[] = []
    for (const [i, line] of batch.lines.entries()) {
      if (!this.#matcher.matches(line)) continue
      const at = timeOf(batch, i)
      const record = objectOf(line)
      const group = this.#groups.of((key) => written(fieldOf(record, key)))
      group.facts.add(line, record, fileOf(batch, i))
      if (!this.#isEnough(group, at)) continue
      const news = this.#groups.look(group, true, at)
      if (news) happened.push(news)
    }
    return happened
  }

  evaluate(now: number): Happening[] {
    const happened: Happening[] = []
    for (const group of this.#groups.all()) {
      if (group.phase === undefined) {
        const last = this.#times.get(group)?.at(-1) ?? 0
        if (now - last <= this.rule.windowMs) continue
        this.#forget(group)
        continue
      }
      const news = this.#groups.look(group, false, now)
      if (group.phase === undefined) this.#times.delete(group)
      if (news) happened.push(news)
    }
    return happened
  }

  wake(now: number): number {
    return this.#groups.size > 0 ? now : Number.POSITIVE_INFINITY
  }

  groups(): Iterable<Group> {
    return this.#groups.all()
  }

  keep(): KeptRule {
    const groups = this.#groups.kept()
    if (this.#times.size === 0) return { groups }
    // Lines that are not enough yet may be, with those that come after the restart.
    const memory = [...this.#times].map(
      ([{ values, facts }, times]): KeptTimes => [values, [...times], facts.keep()],
    )
    return { groups, memory }
  }

  /** Lines of the time without a process may still come. */
  restore({ groups, memory }: KeptRule, now: number): void {
    this.#groups.restore(groups, now, now)
    for (const [values, times, facts] of (memory ?? []) as KeptTimes[]) {
      const group = this.#groups.again(values)
      if (group.phase === undefined) group.facts.restore(facts)
      this.#times.set(group, times.slice(-this.rule.count))
    }
  }

  #isEnough(group: Group, at: number): boolean {
    const { count, windowMs } = this.rule
    if (count === 1) return true
    const times = this.#times.get(group) ?? []
    times.push(at)
    if (times.length > count) times.shift()
    this.#times.set(group, times)
    return times.length === count && at - times[0]! <= windowMs
  }

  #forget(group: Group): void {
    this.#times.delete(group)
    this.#groups.forget(group)
  }
}
