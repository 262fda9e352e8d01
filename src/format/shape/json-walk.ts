/** Kinds of a JSON value. */
export const ABSENT = 0
export const STRING = 1
/** A string with backslashes in it. */
export const ESCAPED = 2
export const NUMBER = 3
export const TRUE = 4
export const FALSE = 5
export const NULL = 6
export const OBJECT = 7
export const ARRAY = 8

/** After `valueEnd`: the kind of the value. */
export let kindOf: number = 0

/** Where the JSON value at `at` ends; its kind is in `kindOf`. −1 where there is none before `to`. */
export function valueEnd(bytes: Uint8Array, at: number, to: number): number {
  const first = bytes[at]!
  if (first === 0x22) return stringEnd(bytes, at + 1, to)
  if (first === 0x7b || first === 0x5b) return nestedEnd(bytes, at, to, first === 0x7b ? OBJECT : ARRAY)
  if (first === 0x74) return wordEnd(at + 4, to, TRUE)
  if (first === 0x66) return wordEnd(at + 5, to, FALSE)
  if (first === 0x6e) return wordEnd(at + 4, to, NULL)
  let i = at
  while (i < to && isNumberByte(bytes[i]!)) i++
  kindOf = NUMBER
  return i > at ? i : -1
}

/** Skips the white space that JSON allows between tokens. */
export function skipSpace(bytes: Uint8Array, at: number, to: number): number {
  while (at < to && bytes[at]! <= 0x20) at++
  return at
}

function wordEnd(end: number, to: number, kind: number): number {
  kindOf = kind
  return end <= to ? end : -1
}

function stringEnd(bytes: Uint8Array, at: number, to: number): number {
  let kind = STRING
  let i = at
  while (i < to) {
    const byte = bytes[i]!
    if (byte === 0x22) {
      kindOf = kind
      return i + 1
    }
    if (byte === 0x5c) {
      kind = ESCAPED
      i++
    }
    i++
  }
  return -1
}

function nestedEnd(bytes: Uint8Array, at: number, to: number, kind: number): number {
  let depth = 0
  for (let i = at; i < to; i++) {
    const byte = bytes[i]!
    if (byte === 0x22) {
      i = stringEnd(bytes, i + 1, to) - 1
      if (i < 0) return -1
    } else if (byte === 0x7b || byte === 0x5b) depth++
    else if ((byte === 0x7d || byte === 0x5d) && --depth === 0) {
      kindOf = kind
      return i + 1
    }
  }
  return -1
}

/** Digits, sign, point and exponent. */
function isNumberByte(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x2e ||
    byte === 0x2d ||
    byte === 0x2b ||
    (byte | 0x20) === 0x65
  )
}
