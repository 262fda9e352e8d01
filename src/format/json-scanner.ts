import type { BlockBuilder } from './block-builder.ts'
import { BYTE_CLASS, HEX_VALUE, HIGH, isDigit } from './byte-classes.ts'
import { hasSpecial } from './four-bytes.ts'
import { sequenceLength } from './json-text.ts'

/** Kinds of values, by what they begin with. */
export const STRING = 1
export const NUMBER = 2
export const OTHER = 3

/** Told of every key of the outermost object; positions are in `out.bytes`, quotes included. */
export interface KeyListener {
  member(keyStart: number, keyEnd: number, valueStart: number, valueEnd: number, kind: number): void
}

/**
 * One pass over a line of JSON (RFC 8259, nothing more lenient): checks it and writes it without insignificant
 * whitespace. Strings and numbers come out as they were written; bytes that are not UTF-8 become U+FFFD.
 */
export class JsonScanner {
  /** Where it gave up, in the source. */
  at = 0
  #source: Uint8Array = new Uint8Array(0)
  /** The same memory as the source. */
  #view: DataView = new DataView(this.#source.buffer)
  #to = 0
  /** For each open bracket: 1 for an object. */
  #stack: Uint8Array = new Uint8Array(64)
  #depth = 0

  /** Writes `source[from, to)` to `out`; false when it is no JSON object (what was written then is void). */
  scan(out: BlockBuilder, source: Uint8Array, from: number, to: number, listener: KeyListener): boolean {
    if (source !== this.#source) {
      this.#source = source
      this.#view = new DataView(source.buffer, source.byteOffset, source.byteLength)
    }
    this.#to = to
    this.at = from
    this.#depth = 0
    // No byte grows but damaged ones, and those threefold.
    out.reserve((to - from) * 3)
    this.#space()
    if (this.at >= to || source[this.at] !== 0x7b) return false
    if (!this.#outermost(out, listener)) return false
    this.#space()
    return this.at === to
  }

  #space(): void {
    const source = this.#source
    const to = this.#to
    let i = this.at
    while (i < to) {
      const byte = source[i]!
      if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d && byte !== 0x0a) break
      i++
    }
    this.at = i
  }

  /** The byte at `at` after whitespace, -1 at the end. */
  #peek(): number {
    this.#space()
    return this.at < this.#to ? this.#source[this.at]! : -1
  }

  #take(out: BlockBuilder, byte: number): void {
    out.bytes[out.at++] = byte
    this.at++
  }

  #outermost(out: BlockBuilder, listener: KeyListener): boolean {
    this.#take(out, 0x7b)
    if (this.#peek() === 0x7d) {
      this.#take(out, 0x7d)
      return true
    }
    for (;;) {
      const keyStart = out.at
      if (!this.#key(out)) return false
      const keyEnd = out.at - 1
      const valueStart = out.at
      const kind = this.#value(out)
      if (kind === 0) return false
      listener.member(keyStart, keyEnd, valueStart, out.at, kind)
      const next = this.#peek()
      if (next !== 0x2c && next !== 0x7d) return false
      this.#take(out, next)
      if (next === 0x7d) return true
    }
  }

  /** A key and its colon. */
  #key(out: BlockBuilder): boolean {
    if (this.#peek() !== 0x22 || !this.#string(out)) return false
    if (this.#peek() !== 0x3a) return false
    this.#take(out, 0x3a)
    return true
  }

  /** A whole value; its kind, 0 when it is none. */
  #value(out: BlockBuilder): number {
    const first = this.#peek()
    if (first === 0x22) return this.#string(out) ? STRING : 0
    if (first === 0x7b || first === 0x5b) return this.#container(out) ? OTHER : 0
    return this.#scalar(out, first)
  }

  #scalar(out: BlockBuilder, first: number): number {
    if (first === 0x2d || isDigit(first)) return this.#number(out) ? NUMBER : 0
    if (first === 0x74) return this.#word(out, 'true') ? OTHER : 0
    if (first === 0x66) return this.#word(out, 'false') ? OTHER : 0
    return first === 0x6e && this.#word(out, 'null') ? OTHER : 0
  }

  /** An object or array with all that is in it. A stack instead of recursion: depth is data, and data is hostile. */
  #container(out: BlockBuilder): boolean {
    const base = this.#depth
    if (!this.#open(out)) return this.#depth === base
    do {
      const first = this.#peek()
      if (first === 0x7b || first === 0x5b) {
        if (this.#open(out)) continue
        if (this.#depth < 0) return false
      } else if (first === 0x22 ? !this.#string(out) : this.#scalar(out, first) === 0) {
        return false
      }
      if (!this.#afterValue(out, base)) return false
    } while (this.#depth > base)
    return true
  }

  /** Opens a bracket; false when the container was empty and is closed again, or (depth −1) when it is wrong. */
  #open(out: BlockBuilder): boolean {
    const isObject = this.#source[this.at] === 0x7b
    this.#take(out, isObject ? 0x7b : 0x5b)
    if (this.#peek() === (isObject ? 0x7d : 0x5d)) {
      this.#take(out, isObject ? 0x7d : 0x5d)
      return false
    }
    if (this.#depth === this.#stack.length) this.#growStack()
    this.#stack[this.#depth++] = isObject ? 1 : 0
    if (!isObject || this.#key(out)) return true
    this.#depth = -1
    return false
  }

  /** After a value: closes what ends here, or reads the comma and the next key. */
  #afterValue(out: BlockBuilder, base: number): boolean {
    while (this.#depth > base) {
      const isObject = this.#stack[this.#depth - 1] === 1
      const next = this.#peek()
      if (next === 0x2c) {
        this.#take(out, 0x2c)
        return !isObject || this.#key(out)
      }
      if (next !== (isObject ? 0x7d : 0x5d)) return false
      this.#take(out, next)
      this.#depth--
    }
    return true
  }

  #growStack(): void {
    const bigger = new Uint8Array(this.#stack.length * 2)
    bigger.set(this.#stack)
    this.#stack = bigger
  }

  #string(out: BlockBuilder): boolean {
    const source = this.#source
    const to = this.#to
    const bytes = out.bytes
    let o = out.at
    let i = this.at
    bytes[o++] = source[i++]!
    while (i < to) {
      const plain = this.#copyPlain(out, o, i)
      i += plain
      o += plain
      if (i >= to) break
      const byte = source[i]!
      const kind = BYTE_CLASS[byte]!
      if (kind === 0) {
        bytes[o++] = byte
        i++
      } else if (byte === 0x22) {
        bytes[o++] = byte
        this.at = i + 1
        out.at = o
        return true
      } else if (kind === HIGH) {
        const length = sequenceLength(source, i, to)
        if (length > 0) for (let k = 0; k < length; k++) bytes[o++] = source[i + k]!
        else o = replacement(bytes, o)
        i += Math.abs(length)
      } else {
        const length = byte === 0x5c ? escapeLength(source, i, to) : 0
        if (length === 0) break
        for (let k = 0; k < length; k++) bytes[o++] = source[i + k]!
        i += length
      }
    }
    this.at = i
    return false
  }

  /** Copies text four bytes at a time for as long as none of them means anything; returns how many that were. */
  #copyPlain(out: BlockBuilder, o: number, from: number): number {
    const view = this.#view
    const target = out.view
    let i = from
    for (; i + 4 <= this.#to; i += 4) {
      const word = view.getInt32(i, true)
      if (hasSpecial(word)) break
      target.setInt32(o + i - from, word, true)
    }
    return i - from
  }

  #number(out: BlockBuilder): boolean {
    const source = this.#source
    const start = this.at
    let i = start
    if (source[i] === 0x2d) i++
    const whole = i
    i = this.#digits(i)
    if (i === whole || (source[whole] === 0x30 && i > whole + 1)) return false
    if (i < this.#to && source[i] === 0x2e) {
      const fraction = ++i
      i = this.#digits(i)
      if (i === fraction) return false
    }
    if (i < this.#to && (source[i] === 0x65 || source[i] === 0x45)) {
      i++
      if (source[i] === 0x2b || source[i] === 0x2d) i++
      const exponent = i
      i = this.#digits(i)
      if (i === exponent) return false
    }
    for (let k = start; k < i; k++) out.bytes[out.at++] = source[k]!
    this.at = i
    return true
  }

  #digits(i: number): number {
    while (i < this.#to && isDigit(this.#source[i])) i++
    return i
  }

  #word(out: BlockBuilder, word: string): boolean {
    if (this.at + word.length > this.#to) return false
    for (let k = 0; k < word.length; k++) {
      const byte = word.charCodeAt(k)
      if (this.#source[this.at + k] !== byte) return false
      out.bytes[out.at + k] = byte
    }
    out.at += word.length
    this.at += word.length
    return true
  }
}

function replacement(bytes: Uint8Array, at: number): number {
  bytes[at] = 0xef
  bytes[at + 1] = 0xbf
  bytes[at + 2] = 0xbd
  return at + 3
}

/** Length of the escape at `i`, 0 when JSON has none like it. */
function escapeLength(source: Uint8Array, i: number, to: number): number {
  const letter = i + 1 < to ? source[i + 1]! : 0
  if (letter !== 0x75) return SIMPLE_ESCAPE[letter]! * 2
  if (i + 5 >= to) return 0
  for (let k = i + 2; k < i + 6; k++) if (HEX_VALUE[source[k]!] === 255) return 0
  return 6
}

const SIMPLE_ESCAPE: Uint8Array = new Uint8Array(256)
for (const letter of '"\\/bfnrt') SIMPLE_ESCAPE[letter.charCodeAt(0)] = 1
