import { BACKSLASH, equal16 } from '../bytes'
import { HEX_ESCAPES, LETTERS } from './form'

/** Not a hexadecimal digit. */
const NONE: u32 = 1 << 30

/**
 * Undoes the escapes of `[from, to)` into `target`, as `undoEscapes` of `src/format/escapes.ts` does; returns the end of
 * what it wrote: never more bytes than were read, and up to 15 more that are overwritten.
 */
export function undoEscapes(table: usize, from: usize, to: usize, target: usize): usize {
  const letters: usize = load<u32>(table, LETTERS)
  const hex = load<u32>(table, HEX_ESCAPES)
  let at = target
  let i = from
  while (i < to) {
    const v = v128.load(i)
    v128.store(at, v)
    const m = equal16(v, BACKSLASH)
    const k: usize = m == 0 ? 16 : ctz(m)
    if (i + k >= to) return at + (to - i)
    i += k
    at += k
    if (m == 0) continue
    const next: usize = i + 1 < to ? load<u8>(i, 1) : 0
    const letter = load<u8>(letters + next)
    if (letter != 0) {
      store<u8>(at++, letter)
      i += 2
    } else if (next == 0x78 && hex == 1 && i + 3 < to && pair(i + 2) < 256) {
      store<u8>(at++, <u8>pair(i + 2))
      i += 4
    } else if (next == 0x75 && hex == 2 && unit(i, to) < NONE) {
      const point = codePoint(i, to)
      at = putUtf8(at, point)
      i += point > 0xffff ? 12 : 6
    } else {
      store<u8>(at++, BACKSLASH)
      i++
    }
  }
  return at
}

// @ts-ignore: decorator
@inline
function digit(i: usize): u32 {
  const byte: u32 = load<u8>(i)
  if (byte - 0x30 < 10) return byte - 0x30
  const letter = (byte | 0x20) - 0x61
  return letter < 6 ? letter + 10 : NONE
}

/** The value of two hexadecimal digits, NONE or more when they are none. */
// @ts-ignore: decorator
@inline
function pair(i: usize): u32 {
  const high = digit(i)
  const low = digit(i + 1)
  return (high | low) >= NONE ? NONE : (high << 4) | low
}

/** The UTF-16 unit of `\uHHHH` at `i`, NONE when it is none. */
function unit(i: usize, to: usize): u32 {
  if (i + 5 >= to || load<u16>(i) != 0x755c) return NONE
  const high = pair(i + 2)
  const low = pair(i + 4)
  return (high | low) >= NONE ? NONE : (high << 8) | low
}

function codePoint(i: usize, to: usize): u32 {
  const first = unit(i, to)
  if (first < 0xd800 || first > 0xdbff) return first
  const second = unit(i + 6, to)
  return second >= 0xdc00 && second <= 0xdfff ? 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00) : first
}

/** Half a surrogate pair has no UTF-8 form: it becomes U+FFFD. */
function putUtf8(at: usize, point: u32): usize {
  if (point >= 0xd800 && point <= 0xdfff) point = 0xfffd
  if (point < 0x80) {
    store<u8>(at, <u8>point)
    return at + 1
  }
  if (point < 0x800) {
    store<u8>(at, <u8>(0xc0 | (point >> 6)))
    store<u8>(at, <u8>(0x80 | (point & 63)), 1)
    return at + 2
  }
  if (point < 0x10000) {
    store<u8>(at, <u8>(0xe0 | (point >> 12)))
    store<u8>(at, <u8>(0x80 | ((point >> 6) & 63)), 1)
    store<u8>(at, <u8>(0x80 | (point & 63)), 2)
    return at + 3
  }
  store<u8>(at, <u8>(0xf0 | (point >> 18)))
  store<u8>(at, <u8>(0x80 | ((point >> 12) & 63)), 1)
  store<u8>(at, <u8>(0x80 | ((point >> 6) & 63)), 2)
  store<u8>(at, <u8>(0x80 | (point & 63)), 3)
  return at + 4
}
