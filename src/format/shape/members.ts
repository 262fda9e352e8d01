import { BlockBuilder } from '../block-builder.ts'
import type { RecordNames } from './record-names.ts'
import { decodeJson } from './record-names.ts'
import type { RecordView } from './record-view.ts'
import type { Redaction } from './redaction.ts'

/** What `Members.value` tells of a member: its bytes are those of the record, or of `hidden`. */
export const GONE = 0
export const AS_IT_IS = 1
export const HIDDEN = 2

/** The members of a record after redaction: which stay, and where their values lie. */
export class Members {
  /** Values with something hidden in them, until `clear`. */
  readonly hidden: BlockBuilder = new BlockBuilder(1024)
  start = 0
  end = 0
  readonly #redaction: Redaction | undefined
  readonly #names: RecordNames
  /** By the number of a name: whether a rule names it. */
  readonly #named: (boolean | undefined)[] = []

  constructor(redaction: Redaction | undefined, names: RecordNames) {
    this.#redaction = redaction
    this.#names = names
    for (const name of redaction?.names ?? []) names.add(name)
  }

  clear(): void {
    this.hidden.at = 0
  }

  /** Finds the value of member `m`: GONE, AS_IT_IS or HIDDEN, at `[start, end)` of the record or of `hidden`. */
  value(record: RecordView, m: number): number {
    this.start = record.valueStart[m]!
    this.end = record.valueEnd[m]!
    const redaction = this.#redaction
    if (redaction === undefined) return AS_IT_IS
    const number = record.nameOf[m]!
    // Whatever has no rule of its own is only looked at where texts are searched, and if its bytes may hold something.
    const isNamed = number >= 0 && this.#isNamed(redaction, number)
    if (!isNamed && !redaction.searches(record.bytes, this.start, this.end)) return AS_IT_IS
    const name = this.nameOf(record, m)
    const kind = record.kinds[m]!
    if (!isNamed && !redaction.concerns(name, kind)) return AS_IT_IS
    if (redaction.removes(name)) return GONE
    const { hidden, start, end } = this
    const at = hidden.at
    redaction.write(hidden, name, record.bytes, start, end, kind)
    if (same(hidden.bytes, at, hidden.at, record.bytes, start, end)) {
      hidden.at = at
      return AS_IT_IS
    }
    this.start = at
    this.end = hidden.at
    return HIDDEN
  }

  #isNamed(redaction: Redaction, number: number): boolean {
    const known = this.#named[number]
    if (known !== undefined) return known
    const isNamed = redaction.isNamed(this.#names.text(number))
    this.#named[number] = isNamed
    return isNamed
  }

  /** The key of member `m` as text. */
  nameOf(record: RecordView, m: number): string {
    const number = record.nameOf[m]!
    if (number >= 0) return this.#names.text(number)
    return decodeJson(record.bytes, record.keyStart[m]! + 1, record.keyEnd[m]! - 1)
  }
}

function same(a: Uint8Array, aFrom: number, aTo: number, b: Uint8Array, bFrom: number, bTo: number): boolean {
  if (aTo - aFrom !== bTo - bFrom) return false
  for (let i = 0; i < aTo - aFrom; i++) if (a[aFrom + i] !== b[bFrom + i]) return false
  return true
}
