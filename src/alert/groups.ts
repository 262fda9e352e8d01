import { type KeptFacts, LineFacts } from './line-facts.ts'
import { type Phase, step, type Timing } from './phase.ts'

/** One alert of a rule: what its key columns say, where it stands, what was seen. */
export interface Group {
  /** Its values as one text; unique in the rule. */
  readonly key: string
  readonly values: Readonly<Record<string, string>>
  phase: Phase | undefined
  facts: LineFacts
  /** The row of an SQL rule, or the counts of a rate, as last seen. */
  row: Readonly<Record<string, unknown>> | undefined
}

export interface Happening {
  readonly group: Group
  readonly what: 'fired' | 'recovered'
  /** When that was, and when the condition began to hold; ms, by the clock of the rules. */
  readonly at: number
  readonly since: number
}

/** What is kept of a group over a restart. */
export interface KeptGroup extends Pick<KeptFacts, 'count'>, Partial<Omit<KeptFacts, 'count'>> {
  readonly values: Readonly<Record<string, string>>
  readonly phase: Phase
  readonly row?: Group['row']
}

/** Values of the group that takes what comes beyond the most groups. */
export const OTHERS = '(others)'

/** The groups of one rule: at most so many, and one more for the rest. */
export class Groups {
  readonly #keys: readonly string[]
  readonly #most: number
  readonly #timing: Timing
  readonly #groups = new Map<string, Group>()

  constructor(keys: readonly string[], most: number, timing: Timing) {
    this.#keys = keys
    this.#most = most
    this.#timing = timing
  }

  get size(): number {
    return this.#groups.size
  }

  all(): IterableIterator<Group> {
    return this.#groups.values()
  }

  /** The group of values by key column; made when it is new. */
  of(read: (key: string) => string): Group {
    const values = this.#keys.map(read)
    const key = keyOf(values)
    const known = this.#groups.get(key)
    if (known) return known
    if (this.#groups.size < this.#most) return this.#add(key, values)
    return (
      this.#groups.get(OTHERS) ??
      this.#add(
        OTHERS,
        values.map(() => OTHERS),
      )
    )
  }

  /** Looks at a group; what happened by that, if anything. A group that is all right and of no use is forgotten. */
  look(group: Group, holds: boolean, at: number, keep = false): Happening | undefined {
    const next = step(group.phase, holds, at, this.#timing)
    const since = (next.phase ?? group.phase)?.since ?? at
    group.phase = next.phase
    if (next.phase === undefined && !keep) this.#groups.delete(group.key)
    return next.happened && { group, what: next.happened, at, since }
  }

  forget(group: Group): void {
    this.#groups.delete(group.key)
  }

  kept(): KeptGroup[] {
    return [...this.#groups.values()].flatMap(({ values, phase, facts, row }) =>
      phase === undefined ? [] : [{ values, phase, ...facts.keep(), ...(row === undefined ? {} : { row }) }],
    )
  }

  /** The group of values that were kept. */
  again(values: Readonly<Record<string, string>>): Group {
    const all = this.#keys.map((key) => values[key] ?? '')
    const isRest = all.length > 0 && all.every((value) => value === OTHERS)
    const key = isRest ? OTHERS : keyOf(all)
    return this.#groups.get(key) ?? this.#add(key, all)
  }

  /**
   * Alerts that were on, or about to be, when the process before ended.
   * @param heldUntil ms: not over before that and the cooldown
   * @param gapMs how long nobody may have looked for what was about to be to go on
   */
  restore(kept: readonly KeptGroup[], now: number, heldUntil: number, gapMs = 0): void {
    for (const { values, phase, row, ...facts } of kept) {
      const pending = phase.name === 'pending'
      if (pending && now - phase.lastHeld > gapMs) continue
      const group = this.again(values)
      group.phase = pending ? phase : { ...phase, lastHeld: Math.max(phase.lastHeld, heldUntil) }
      group.facts.restore(facts)
      group.row = row
    }
  }

  /** From this moment (ms) on it is known what holds: what a restart left open is not waited for any more. */
  settle(at: number): void {
    for (const group of this.#groups.values())
      if (group.phase && group.phase.lastHeld > at) group.phase = { ...group.phase, lastHeld: at }
  }

  #add(key: string, values: readonly string[]): Group {
    const named = Object.fromEntries(this.#keys.map((name, i) => [name, values[i]!]))
    const group: Group = { key, values: named, phase: undefined, facts: new LineFacts(), row: undefined }
    this.#groups.set(key, group)
    return group
  }
}

function keyOf(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : values.join(' | ')
}
