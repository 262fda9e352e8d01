/**
 * Sets of ASCII characters, sixteen bytes at a time: byte n of a set has bit h set when the character with upper half h
 * and lower half n is a member. Two shuffles and an AND then tell sixteen bytes apart.
 */

/** `ADDRESS_BYTE` of `src/format/byte-classes.ts`. */
// @ts-ignore: decorator
@inline
export function addressBytes(): v128 {
  return i8x16(-72, -8, -8, -8, -8, -4, -8, -8, -8, -8, -4, 112, 80, 116, 84, 116)
}

/** `METHOD_BYTE` of it. */
// @ts-ignore: decorator
@inline
export function methodBytes(): v128 {
  return i8x16(40, 56, 56, 56, 56, 56, 56, 56, 56, 56, 48, 16, 16, 20, 16, 48)
}

/** A bit for each of the sixteen bytes of `v` that is no member. */
// @ts-ignore: decorator
@inline
export function strangers(v: v128, set: v128): u32 {
  const lower = i8x16.swizzle(set, v128.and(v, i8x16.splat(15)))
  const bits = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0)
  const upper = i8x16.swizzle(bits, i8x16.shr_u(v, 4))
  return <u32>i8x16.bitmask(i8x16.eq(v128.and(lower, upper), i8x16.splat(0)))
}

/** Where the first byte at or after `i` lies that is no member: the line's end is none. */
// @ts-ignore: decorator
@inline
export function firstStranger(i: usize, set: v128): usize {
  const m = strangers(v128.load(i), set)
  return m == 0 ? laterStranger(i + 16, set) : i + ctz(m)
}

function laterStranger(i: usize, set: v128): usize {
  let m = strangers(v128.load(i), set)
  while (m == 0) {
    i += 16
    m = strangers(v128.load(i), set)
  }
  return i + ctz(m)
}

// @ts-ignore: decorator
@inline
export function isDigit(byte: u32): bool {
  return byte - 0x30 < 10
}

/** Where the first byte at or after `i` lies that is no digit. */
// @ts-ignore: decorator
@inline
export function afterDigits(i: usize): usize {
  const m = notDigits(i)
  return m == 0 ? afterMoreDigits(i + 16) : i + ctz(m)
}

function afterMoreDigits(i: usize): usize {
  let m = notDigits(i)
  while (m == 0) {
    i += 16
    m = notDigits(i)
  }
  return i + ctz(m)
}

// @ts-ignore: decorator
@inline
function notDigits(i: usize): u32 {
  return <u32>i8x16.bitmask(i8x16.gt_u(i8x16.sub(v128.load(i), i8x16.splat(0x30)), i8x16.splat(9)))
}
