import type { BlockBuilder } from './block-builder.ts'
import { BYTE_CLASS, HIGH } from './byte-classes.ts'

const HEX = new TextEncoder().encode('0123456789abcdef')

/** The letter after the backslash for control characters that have one in JSON, else 0. */
const SHORT_ESCAPE: Uint8Array = new Uint8Array(0x60)
SHORT_ESCAPE[0x08] = 0x62
SHORT_ESCAPE[0x09] = 0x74
SHORT_ESCAPE[0x0a] = 0x6e
SHORT_ESCAPE[0x0c] = 0x66
SHORT_ESCAPE[0x0d] = 0x72
SHORT_ESCAPE[0x22] = 0x22
SHORT_ESCAPE[0x5c] = 0x5c

/**
 * Writes the inside of a JSON string: the bytes read as UTF-8, escaped as JSON.stringify escapes.
 * What is not UTF-8 becomes U+FFFD, as many as TextDecoder makes of it. At most 6 bytes come of each byte.
 */
export function writeJsonText(out: BlockBuilder, source: Uint8Array, from: number, to: number): void {
  out.reserve((to - from) * 6)
  const bytes = out.bytes
  let at = out.at
  let i = from
  while (i < to) {
    const byte = source[i]!
    const kind = BYTE_CLASS[byte]!
    if (kind === 0) {
      bytes[at++] = byte
      i++
    } else if (kind === HIGH) {
      const length = sequenceLength(source, i, to)
      at = length > 0 ? copyShort(bytes, at, source, i, length) : writeReplacement(bytes, at)
      i += Math.abs(length)
    } else {
      at = writeEscape(bytes, at, byte)
      i++
    }
  }
  out.at = at
}

/**
 * Writes text that is known to hold no byte with a class: copied as it is, eight bytes at a time. All bytes are below
 * 0x80, so no eight of them are a NaN that a number could change.
 * @param view the same memory as `source`
 */
export function writePlainText(
  out: BlockBuilder,
  source: Uint8Array,
  view: DataView,
  from: number,
  to: number,
): void {
  out.reserve(to - from)
  const target = out.view
  let at = out.at
  let i = from
  for (; i + 8 <= to; i += 8) {
    target.setFloat64(at, view.getFloat64(i, true), true)
    at += 8
  }
  const { bytes } = out
  while (i < to) bytes[at++] = source[i++]!
  out.at = at
}

/**
 * Length of the UTF-8 sequence at `i` when it is right (2, 3 or 4); else minus the number of bytes that one U+FFFD
 * stands for: the longest prefix of a right sequence, at least one byte (Unicode 3.9, "maximal subparts").
 */
export function sequenceLength(source: Uint8Array, i: number, to: number): number {
  const first = source[i]!
  if (first < 0xc2 || first > 0xf4) return -1
  const second = i + 1 < to ? source[i + 1]! : 0
  if (!secondFits(first, second)) return -1
  if (first < 0xe0) return 2
  if (i + 2 >= to || (source[i + 2]! & 0xc0) !== 0x80) return -2
  if (first < 0xf0) return 3
  if (i + 3 >= to || (source[i + 3]! & 0xc0) !== 0x80) return -3
  return 4
}

/** Over-long forms, surrogates and what lies above U+10FFFF are excluded by the second byte (Unicode table 3-7). */
function secondFits(first: number, second: number): boolean {
  if ((second & 0xc0) !== 0x80) return false
  if (first === 0xe0) return second >= 0xa0
  if (first === 0xed) return second < 0xa0
  if (first === 0xf0) return second >= 0x90
  return first !== 0xf4 || second < 0x90
}

function copyShort(bytes: Uint8Array, at: number, source: Uint8Array, i: number, length: number): number {
  for (let k = 0; k < length; k++) bytes[at++] = source[i + k]!
  return at
}

function writeReplacement(bytes: Uint8Array, at: number): number {
  bytes[at] = 0xef
  bytes[at + 1] = 0xbf
  bytes[at + 2] = 0xbd
  return at + 3
}

function writeEscape(bytes: Uint8Array, at: number, byte: number): number {
  bytes[at] = 0x5c
  const letter = SHORT_ESCAPE[byte]!
  if (letter !== 0) {
    bytes[at + 1] = letter
    return at + 2
  }
  bytes[at + 1] = 0x75
  bytes[at + 2] = 0x30
  bytes[at + 3] = 0x30
  bytes[at + 4] = HEX[byte >> 4]!
  bytes[at + 5] = HEX[byte & 15]!
  return at + 6
}
