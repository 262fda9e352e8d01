import type { BlockBuilder } from './block-builder.ts'
import { isDigit } from './byte-classes.ts'
import { writeJsonText } from './json-text.ts'

const encoder = new TextEncoder()
/** Longer numbers are kept as text: readers of JSON would round them. */
const MOST_CHARACTERS = 16
const WORDS: readonly Uint8Array[] = ['true', 'false', 'null'].map((word) => encoder.encode(word))

/** Writes `{` or `,`, and the key `bytes[from, to)`. */
export function writeKey(out: BlockBuilder, bytes: Uint8Array, from: number, to: number): void {
  out.reserve(2)
  out.bytes[out.at] = out.at === 0 ? 0x7b : 0x2c
  out.bytes[out.at + 1] = 0x22
  out.at += 2
  writeJsonText(out, bytes, from, to)
  out.reserve(2)
  out.bytes[out.at++] = 0x22
  out.bytes[out.at++] = 0x3a
}

/** Writes `bytes[from, to)` as a JSON string. */
export function writeString(out: BlockBuilder, bytes: Uint8Array, from: number, to: number): void {
  out.reserve(1)
  out.bytes[out.at++] = 0x22
  writeJsonText(out, bytes, from, to)
  out.reserve(1)
  out.bytes[out.at++] = 0x22
}

/** Writes what the text spells: a number, true, false or null, else a string. */
export function writeScalar(out: BlockBuilder, bytes: Uint8Array, from: number, to: number): void {
  if (isNumber(bytes, from, to) || WORDS.some((word) => isWord(bytes, from, to, word)))
    out.write(bytes.subarray(from, to))
  else writeString(out, bytes, from, to)
}

/** Closes the object, which may be empty. */
export function endObject(out: BlockBuilder): void {
  out.reserve(2)
  if (out.at === 0) out.bytes[out.at++] = 0x7b
  out.bytes[out.at++] = 0x7d
}

/** True for a number as JSON spells it, without exponent, that no reader rounds. */
export function isNumber(bytes: Uint8Array, from: number, to: number): boolean {
  let i = from
  if (bytes[i] === 0x2d) i++
  const whole = i
  while (i < to && isDigit(bytes[i])) i++
  if (i === whole || to - whole > MOST_CHARACTERS || (bytes[whole] === 0x30 && i > whole + 1)) return false
  if (i === to) return true
  if (bytes[i] !== 0x2e || i + 1 === to) return false
  i++
  while (i < to && isDigit(bytes[i])) i++
  return i === to
}

function isWord(bytes: Uint8Array, from: number, to: number, word: Uint8Array): boolean {
  if (to - from !== word.length) return false
  for (let k = 0; k < word.length; k++) if (bytes[from + k] !== word[k]) return false
  return true
}
