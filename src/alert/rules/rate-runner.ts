import { fileOf, type LogBatch, timeOf } from '../batch.ts'
import { compileCondition, type Matcher } from '../condition.ts'
import { fieldOf, objectOf, written } from '../field.ts'
import { type Group, Groups, type Happening } from '../groups.ts'
import type { RateRule } from '../rule.ts'
import { RateRing } from './rate-ring.ts'
import type { KeptRule, RuleRunner } from './runner.ts'

/** Compares how many lines come with how many came an hour, or a day, before. */
export class RateRunner implements RuleRunner {
  readonly rule: RateRule
  readonly #matcher: Matcher | undefined
  readonly #groups: Groups
  readonly #rings = new Map<Group, RateRing>()
  /** Since when lines were counted: before that nobody knows. */
  #since: number

  /** @param now when watching begins */
  constructor(rule: RateRule, now: number) {
    this.rule = rule
    this.#since = now
    this.#matcher = rule.where === undefined ? undefined : compileCondition(rule.where)
    this.#groups = new Groups(rule.key, rule.maxGroups, { forMs: rule.forMs, cooldownMs: rule.cooldownMs })
    if (rule.key.length === 0) this.#ring(this.#groups.of(String))
  }

  take(batch: LogBatch): Happening[] {
    for (const [i, line] of batch.lines.entries()) {
      if (this.#matcher && !this.#matcher.matches(line)) continue
      const plain = this.rule.key.length === 0
      const record = plain ? undefined : objectOf(line)
      const group = this.#groups.of((key) => written(fieldOf(record, key)))
      if (group.facts.samples.length === 0) group.facts.add(line, record ?? objectOf(line), fileOf(batch, i))
      this.#ring(group).add(timeOf(batch, i))
    }
    return []
  }

  evaluate(now: number): Happening[] {
    const { windowMs, compareMs, above, below, least } = this.rule
    if (now - this.#since < windowMs + compareMs) return []
    return [...this.#rings].flatMap(([group, ring]) => {
      const { count, before } = ring.counts(now)
      group.row = { count, before, ratio: before === 0 ? null : Math.round((count / before) * 100) / 100 }
      group.facts.count = count
      const holds =
        Math.max(count, before) >= least &&
        ((above !== undefined && count > above * before) || (below !== undefined && count < below * before))
      if (
        !holds &&
        count === 0 &&
        ring.isEmpty(now) &&
        group.phase === undefined &&
        this.rule.key.length > 0
      ) {
        this.#rings.delete(group)
        this.#groups.forget(group)
        return []
      }
      if (!holds && group.phase === undefined) group.facts.samples.length = 0
      return this.#groups.look(group, holds, now, true) ?? []
    })
  }

  wake(now: number): number {
    const ready = this.#since + this.rule.windowMs + this.rule.compareMs
    for (const [group, ring] of this.#rings)
      if (group.phase !== undefined || !ring.isEmpty(now)) return Math.max(now, ready)
    return Number.POSITIVE_INFINITY
  }

  groups(): Iterable<Group> {
    return this.#groups.all()
  }

  keep(): KeptRule {
    const rings = [...this.#rings].map(([{ values }, ring]) => [values, ring.keep()])
    return { groups: this.#groups.kept(), memory: { since: this.#since, rings } }
  }

  /** What came while no process ran is not known: a gap is not taken for silence when it is not longer than one window. */
  restore({ groups, memory }: KeptRule, now: number): void {
    const kept = memory as
      | { since: number; rings: [Record<string, string>, [number, number][]][] }
      | undefined
    const { windowMs } = this.rule
    this.#groups.restore(groups, now, now + windowMs, windowMs)
    let last = 0
    for (const [values, buckets] of kept?.rings ?? []) {
      const ring = this.#ring(this.#groups.again(values))
      for (const [at, count] of buckets) {
        ring.add(at, count)
        last = Math.max(last, at)
      }
    }
    if (kept && now - last <= windowMs) this.#since = kept.since
  }

  #ring(group: Group): RateRing {
    let ring = this.#rings.get(group)
    if (ring === undefined) {
      ring = new RateRing(this.rule.windowMs, this.rule.compareMs)
      this.#rings.set(group, ring)
    }
    return ring
  }
}
