import { ABSENT, ESCAPED, kindOf, NUMBER, OBJECT, STRING, skipSpace, valueEnd } from './json-walk.ts'
import { decodeJson, equal, type RecordNames } from './record-names.ts'

/** Members whose key is remembered by its place: a program writes the same keys in the same order, line after line. */
const REMEMBERED = 64

interface RememberedKey {
  /** With both quotes and the colon. */
  readonly text: Uint8Array
  readonly name: number
}

/**
 * Where the members of one record lie: a scan over its bytes that makes no object. Opened for each record anew; `select` tells where a
 * field's value is. Of several members with one name the last counts, as in JSON readers.
 */
export class RecordView {
  bytes: Uint8Array = new Uint8Array(0)
  /** Number of members; of each: its key with quotes, its value, its kind, and the number of its name or −1. */
  count = 0
  keyStart: Int32Array = new Int32Array(REMEMBERED)
  keyEnd: Int32Array = new Int32Array(REMEMBERED)
  valueStart: Int32Array = new Int32Array(REMEMBERED)
  valueEnd: Int32Array = new Int32Array(REMEMBERED)
  kinds: Uint8Array = new Uint8Array(REMEMBERED)
  nameOf: Int32Array = new Int32Array(REMEMBERED)

  /** What `select` found: `bytes[start, end)`, quotes included. */
  start = 0
  end = 0
  kind: number = ABSENT

  readonly #names: RecordNames
  readonly #remembered: (RememberedKey | undefined)[] = []
  #memberOf: Int32Array = new Int32Array(0)

  constructor(names: RecordNames) {
    this.#names = names
  }

  /** Looks at the record `bytes[from, to)`; false when it is no JSON object, which no record of an engine is. */
  open(bytes: Uint8Array, from: number, to: number): boolean {
    this.bytes = bytes
    this.count = 0
    if (this.#memberOf.length !== this.#names.count) this.#memberOf = new Int32Array(this.#names.count)
    this.#memberOf.fill(-1)
    let i = skipSpace(bytes, from + 1, to)
    if (bytes[from] !== 0x7b) return false
    if (bytes[i] === 0x7d) return true
    for (;;) {
      const colon = this.#key(i, to)
      if (colon < 0) return false
      const value = skipSpace(bytes, colon, to)
      const end = valueEnd(bytes, value, to)
      if (end < 0) return false
      const m = this.count++
      this.valueStart[m] = value
      this.valueEnd[m] = end
      this.kinds[m] = kindOf
      i = skipSpace(bytes, end, to)
      if (bytes[i] === 0x7d) return true
      if (bytes[i] !== 0x2c) return false
      i = skipSpace(bytes, i + 1, to)
    }
  }

  /** Index of the member with this name, −1 without one. */
  memberOf(name: number): number {
    return this.#memberOf[name]!
  }

  /** Finds a field, by its own name or inside the object that its first part names. Returns its kind. */
  select(name: number): number {
    const m = this.#memberOf[name]!
    if (m >= 0) {
      this.start = this.valueStart[m]!
      this.end = this.valueEnd[m]!
      this.kind = this.kinds[m]!
      return this.kind
    }
    this.kind = ABSENT
    const nested = this.#names.nested(name)
    if (nested === undefined || this.select(nested[0]) !== OBJECT) {
      this.kind = ABSENT
      return ABSENT
    }
    this.#descend(nested[1])
    return this.kind
  }

  /** The selected value as text: a string's own, anything else as it is written. */
  text(): string {
    const { bytes, start, end } = this
    if (this.kind === STRING || this.kind === ESCAPED) return decodeJson(bytes, start + 1, end - 1)
    return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8')
  }

  /** The selected value as a number, NaN where it is none; a text that spells one is one. */
  number(): number {
    if (this.kind === NUMBER) return numberAt(this.bytes, this.start, this.end)
    if (this.kind !== STRING || this.end - this.start > 40) return Number.NaN
    const text = this.text()
    return /^[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(text) ? Number(text) : Number.NaN
  }

  /** Reads the key at `i`; the place behind its colon, −1 where there is none. */
  #key(i: number, to: number): number {
    const { bytes } = this
    const m = this.count
    if (m === this.keyStart.length) this.#grow()
    this.keyStart[m] = i
    const known = this.#remembered[m]
    if (known !== undefined && i + known.text.length <= to && equal(bytes, i, known.text)) {
      this.keyEnd[m] = i + known.text.length - 1
      this.#named(m, known.name)
      return i + known.text.length
    }
    if (bytes[i] !== 0x22) return -1
    const end = valueEnd(bytes, i, to)
    const colon = end < 0 ? -1 : skipSpace(bytes, end, to)
    if (colon < 0 || bytes[colon] !== 0x3a) return -1
    const name = this.#names.find(bytes, i + 1, end - 1)
    this.keyEnd[m] = end
    this.#named(m, name)
    if (m < REMEMBERED && colon === end) this.#remembered[m] = { text: bytes.slice(i, end + 1), name }
    return colon + 1
  }

  #named(m: number, name: number): void {
    this.nameOf[m] = name
    if (name >= 0) this.#memberOf[name] = m
  }

  /** From the selected object on to what these names lead to; a whole rest may be one key with points in it. */
  #descend(rest: readonly string[]): void {
    const { start, end } = this
    if (this.#within(start, end, rest.join('.'))) return
    for (let parts = rest.length - 1; parts > 0; parts--) {
      if (!this.#within(start, end, rest.slice(0, parts).join('.'))) continue
      if (this.kind !== OBJECT) continue
      this.#descend(rest.slice(parts))
      if (this.#found) return
    }
    this.kind = ABSENT
  }

  /** Selects the last member of this name in the object `bytes[from, to)`. */
  #within(from: number, to: number, name: string): boolean {
    const { bytes } = this
    this.kind = ABSENT
    for (let i = skipSpace(bytes, from + 1, to); bytes[i] === 0x22; ) {
      const keyEnd = valueEnd(bytes, i, to)
      const value = skipSpace(bytes, skipSpace(bytes, keyEnd, to) + 1, to)
      const end = valueEnd(bytes, value, to)
      if (keyEnd < 0 || end < 0) break
      if (decodeJson(bytes, i + 1, keyEnd - 1) === name) {
        this.start = value
        this.end = end
        this.kind = kindOf
      }
      i = skipSpace(bytes, end, to)
      if (bytes[i] !== 0x2c) break
      i = skipSpace(bytes, i + 1, to)
    }
    return this.#found
  }

  get #found(): boolean {
    return this.kind !== ABSENT
  }

  #grow(): void {
    const size = this.keyStart.length * 2
    for (const name of ['keyStart', 'keyEnd', 'valueStart', 'valueEnd', 'nameOf'] as const) {
      const bigger = new Int32Array(size)
      bigger.set(this[name])
      this[name] = bigger
    }
    const kinds = new Uint8Array(size)
    kinds.set(this.kinds)
    this.kinds = kinds
  }
}

/** Short whole numbers, as nearly all are, without a string. */
function numberAt(bytes: Uint8Array, from: number, to: number): number {
  let value = 0
  if (to - from > 15)
    return Number(Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1'))
  for (let i = from; i < to; i++) {
    const digit = bytes[i]! - 0x30
    if (digit < 0 || digit > 9)
      return Number(Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1'))
    value = value * 10 + digit
  }
  return value
}
