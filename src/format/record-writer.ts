import type { BlockBuilder } from './block-builder.ts'
import { isDigit } from './byte-classes.ts'
import { writeJsonText } from './json-text.ts'
import type { Timestamp } from './timestamp.ts'
import { writeTime } from './write-record.ts'

const encoder = new TextEncoder()
const NULL = encoder.encode('null')
/** More digits than these are no exact number in most languages: they are kept as text. */
const EXACT_DIGITS = 15

/** Writes the members of one record, in the order of the calls, and knows where the partition key's text came to lie. */
export class RecordWriter {
  keyStart = 0
  keyEnd = 0
  #out: BlockBuilder | undefined
  #first = true
  readonly #keyField: string | null
  /** `"name":` of each name that a format writes. */
  readonly #leads = new Map<string, Uint8Array>()

  constructor(keyField: string | null) {
    this.#keyField = keyField
  }

  open(out: BlockBuilder): void {
    this.#out = out
    this.#first = true
    this.keyStart = 0
    this.keyEnd = 0
  }

  time(name: string, time: Timestamp): void {
    const start = this.#lead(name)
    writeTime(this.#out!, time)
    this.#keep(name, start + 1, this.#out!.at - 1)
  }

  /** `bytes[from, to)` as text. */
  text(name: string, bytes: Uint8Array, from: number, to: number): void {
    const start = this.#lead(name)
    this.#quote()
    writeJsonText(this.#out!, bytes, from, to)
    this.#quote()
    this.#keep(name, start + 1, this.#out!.at - 1)
  }

  /** The same, but null for `-` alone, which servers write for none, and for nothing. */
  textOrNull(name: string, bytes: Uint8Array, from: number, to: number): void {
    if (to === from || (to - from === 1 && bytes[from] === 0x2d)) this.null(name)
    else this.text(name, bytes, from, to)
  }

  word(name: string, word: string): void {
    const bytes = encoder.encode(word)
    this.text(name, bytes, 0, bytes.length)
  }

  /** Decimal digits, with a sign, as a number; text where they are none, or more than a number holds exactly; null for nothing. */
  number(name: string, bytes: Uint8Array, from: number, to: number): void {
    if (from === to) {
      this.null(name)
      return
    }
    let i = from
    const negative = bytes[i] === 0x2d
    if (negative || bytes[i] === 0x2b) i++
    while (i < to - 1 && bytes[i] === 0x30 && isDigit(bytes[i + 1])) i++
    if (to - i > EXACT_DIGITS || !areDigits(bytes, i, to)) {
      this.text(name, bytes, from, to)
      return
    }
    const start = this.#lead(name)
    const out = this.#out!
    out.reserve(to - i + 1)
    if (negative) out.bytes[out.at++] = 0x2d
    while (i < to) out.bytes[out.at++] = bytes[i++]!
    this.#keep(name, start, out.at)
  }

  /** A whole number. */
  integer(name: string, value: number): void {
    const text = encoder.encode(String(value))
    this.number(name, text, 0, text.length)
  }

  /** JSON as it stands; a string in it can be the partition key. */
  json(name: string, bytes: Uint8Array, from: number, to: number): void {
    const start = this.#lead(name)
    this.#out!.write(bytes.subarray(from, to))
    const first = bytes[from]
    if (first === 0x22) this.#keep(name, start + 1, this.#out!.at - 1)
    else if (isDigit(first) || first === 0x2d) this.#keep(name, start, this.#out!.at)
  }

  null(name: string): void {
    this.#lead(name)
    this.#out!.write(NULL)
  }

  #lead(name: string): number {
    let lead = this.#leads.get(name)
    if (lead === undefined) {
      lead = encoder.encode(`,${JSON.stringify(name)}:`)
      this.#leads.set(name, lead)
    }
    const out = this.#out!
    const at = out.at
    out.write(lead)
    if (this.#first) out.bytes[at] = 0x7b
    this.#first = false
    return out.at
  }

  #quote(): void {
    const out = this.#out!
    out.reserve(1)
    out.bytes[out.at++] = 0x22
  }

  #keep(name: string, start: number, end: number): void {
    if (name !== this.#keyField) return
    this.keyStart = start
    this.keyEnd = end
  }
}

function areDigits(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!isDigit(bytes[i])) return false
  return to > from
}
