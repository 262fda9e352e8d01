import type { Expected } from './explanation.ts'
import type { FoundKind } from './found-text.ts'

/** A line that did not parse, as far as grouping goes. */
export interface Failure {
  /** Word of the reason: one of REJECT_REASONS, or what a service said. */
  readonly reason: string
  readonly type: string
  /** Byte column, from 0; undefined where there is none. */
  readonly column: number | undefined
  readonly expected: Expected | null
  readonly found: FoundKind | undefined
  readonly line: Uint8Array
  /** File and line or offset, for the person. */
  readonly where: string
}

export interface FailureGroup {
  readonly first: Failure
  count: number
  /** Lines to try a fix on. */
  readonly samples: Uint8Array[]
}

/** Groups at most; beyond them lines of one reason and type are together, whatever their column. */
const MOST_GROUPS = 5000
/** Lines of a group that a fix is tried on, and bytes of all of them. */
const SAMPLES = 200
const SAMPLE_BYTES = 16 * 1024 ** 2

/** Lines that failed in the same way: same reason, format, expected field, column, and kind of text found. Memory is bounded. */
export class FailureGroups {
  readonly #groups = new Map<string, FailureGroup>()
  #sampled = 0

  add(failure: Failure): void {
    const { reason, type, column, expected, found, line } = failure
    let key = JSON.stringify([reason, type, expected?.name, expected?.written, column, found])
    if (!this.#groups.has(key) && this.#groups.size >= MOST_GROUPS) key = JSON.stringify([reason, type])
    let group = this.#groups.get(key)
    if (!group) {
      group = { first: { ...failure, line: line.slice() }, count: 0, samples: [] }
      this.#groups.set(key, group)
    }
    group.count++
    if (group.samples.length >= SAMPLES || this.#sampled + line.length > SAMPLE_BYTES) return
    group.samples.push(line.slice())
    this.#sampled += line.length
  }

  get size(): number {
    return this.#groups.size
  }

  /** The largest groups, the largest first. */
  top(most: number): FailureGroup[] {
    return [...this.#groups.values()].sort((a, b) => b.count - a.count).slice(0, most)
  }
}
