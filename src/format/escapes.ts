import { HEX_VALUE } from './byte-classes.ts'

/**
 * How a server writes bytes that it must not write raw.
 * `apache`: `\"`, `\\`, `\b`, `\n`, `\r`, `\t`, `\v`, `\xHH` (ap_escape_logitem). `nginx`: `\xHH` (escape=default).
 * `json`: JSON's own (escape=json). `none`: nothing is escaped.
 */
export type EscapeMode = 'apache' | 'nginx' | 'json' | 'none'

const APACHE_LETTERS = letters({ '"': 0x22, '\\': 0x5c, b: 8, n: 10, r: 13, t: 9, v: 11 })
const NGINX_LETTERS = letters({ '"': 0x22 })
const JSON_LETTERS = letters({ '"': 0x22, '\\': 0x5c, '/': 0x2f, b: 8, f: 12, n: 10, r: 13, t: 9 })
const NO_LETTERS = letters({})

/** Escapes are never longer undone than written, so the scratch is at most as long as the longest field. */
let scratch: Uint8Array = new Uint8Array(4096)

/** The bytes of the last `undoEscapes`; valid until the next. */
export function unescaped(): Uint8Array {
  return scratch
}

/** Undoes the escapes of a field into `unescaped()`; returns its length in bytes. Unknown escapes stay as written. */
export function undoEscapes(source: Uint8Array, from: number, to: number, mode: EscapeMode): number {
  if (scratch.length < to - from) scratch = new Uint8Array((to - from) * 2)
  const table = lettersOf(mode)
  const target = scratch
  let at = 0
  let i = from
  while (i < to) {
    const byte = source[i]!
    if (byte !== 0x5c || i + 1 >= to) {
      target[at++] = byte
      i++
      continue
    }
    const next = source[i + 1]!
    const letter = table[next]!
    if (letter !== 0) {
      target[at++] = letter
      i += 2
    } else if (
      next === 0x78 &&
      (mode === 'apache' || mode === 'nginx') &&
      i + 3 < to &&
      isHexPair(source, i + 2)
    ) {
      target[at++] = (HEX_VALUE[source[i + 2]!]! << 4) | HEX_VALUE[source[i + 3]!]!
      i += 4
    } else if (next === 0x75 && mode === 'json' && codeUnit(source, i, to) >= 0) {
      const point = codePoint(source, i, to)
      at = writeUtf8(target, at, point)
      i += point > 0xffff ? 12 : 6
    } else {
      target[at++] = byte
      i++
    }
  }
  return at
}

/** What stands behind a backslash means: for each letter the byte, 0 for none. */
export function lettersOf(mode: EscapeMode): Uint8Array {
  if (mode === 'apache') return APACHE_LETTERS
  if (mode === 'nginx') return NGINX_LETTERS
  return mode === 'json' ? JSON_LETTERS : NO_LETTERS
}

function letters(meaning: Readonly<Record<string, number>>): Uint8Array {
  const table = new Uint8Array(256)
  for (const [letter, byte] of Object.entries(meaning)) table[letter.charCodeAt(0)] = byte
  return table
}

function isHexPair(source: Uint8Array, i: number): boolean {
  return HEX_VALUE[source[i]!] !== 255 && HEX_VALUE[source[i + 1]!] !== 255
}

/** The UTF-16 unit of `\uHHHH` at `i`, -1 when it is none. */
function codeUnit(source: Uint8Array, i: number, to: number): number {
  if (i + 5 >= to || source[i] !== 0x5c || source[i + 1] !== 0x75) return -1
  if (!isHexPair(source, i + 2) || !isHexPair(source, i + 4)) return -1
  const high = (HEX_VALUE[source[i + 2]!]! << 4) | HEX_VALUE[source[i + 3]!]!
  return (high << 8) | (HEX_VALUE[source[i + 4]!]! << 4) | HEX_VALUE[source[i + 5]!]!
}

function codePoint(source: Uint8Array, i: number, to: number): number {
  const unit = codeUnit(source, i, to)
  if (unit < 0xd800 || unit > 0xdbff) return unit
  const low = codeUnit(source, i + 6, to)
  return low >= 0xdc00 && low <= 0xdfff ? 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00) : unit
}

/** Half a surrogate pair has no UTF-8 form: it becomes U+FFFD. */
function writeUtf8(target: Uint8Array, at: number, point: number): number {
  if (point >= 0xd800 && point <= 0xdfff) point = 0xfffd
  if (point < 0x80) {
    target[at++] = point
  } else if (point < 0x800) {
    target[at++] = 0xc0 | (point >> 6)
    target[at++] = 0x80 | (point & 63)
  } else if (point < 0x10000) {
    target[at++] = 0xe0 | (point >> 12)
    target[at++] = 0x80 | ((point >> 6) & 63)
    target[at++] = 0x80 | (point & 63)
  } else {
    target[at++] = 0xf0 | (point >> 18)
    target[at++] = 0x80 | ((point >> 12) & 63)
    target[at++] = 0x80 | ((point >> 6) & 63)
    target[at++] = 0x80 | (point & 63)
  }
  return at
}
