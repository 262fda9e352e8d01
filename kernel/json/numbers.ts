import { at16 } from '../bytes'

/** One bit for each of the 16 bytes that is no decimal digit, and one behind them. */
// @ts-ignore: decorator
@inline
function notDigits16(v: v128): u32 {
  return <u32>i8x16.bitmask(i8x16.gt_u(i8x16.sub(v, i8x16.splat(0x30)), i8x16.splat(9))) | 0x10000
}

/**
 * Copies the number at `i` to `o`; its length, 0 when RFC 8259 has none like it. Up to 16 digits, with or without a
 * point between, are measured at once: the ends of whole part and fraction are the first two bits of what is no digit.
 */
// @ts-ignore: decorator
@inline
export function copyNumber(i: usize, o: usize): usize {
  const v = at16(i)
  v128.store(o, v)
  let m = notDigits16(v)
  let n: usize = ctz(m)
  const whole = n
  if (load<u8>(i + n) == 0x2e) {
    m &= m - 1
    n = ctz(m)
    if (n == whole + 1) return 0
  }
  const after = load<u8>(i + n)
  const isRight = whole == 1 || (whole > 1 && load<u8>(i) != 0x30)
  return isRight && n < 16 && (after == 0x2c || after == 0x7d) ? n : copyLongNumber(i, o)
}

/** The same for numbers that have a sign, an exponent, or 16 bytes and more. */
function copyLongNumber(i: usize, o: usize): usize {
  let p = i
  if (load<u8>(p) == 0x2d) p++
  const whole = p
  p = digitsEnd(p)
  if (p == whole || (load<u8>(whole) == 0x30 && p > whole + 1)) return 0
  if (load<u8>(p) == 0x2e) {
    const fraction = ++p
    p = digitsEnd(p)
    if (p == fraction) return 0
  }
  if ((load<u8>(p) | 0x20) == 0x65) {
    p++
    const sign = load<u8>(p)
    if (sign == 0x2b || sign == 0x2d) p++
    const exponent = p
    p = digitsEnd(p)
    if (p == exponent) return 0
  }
  for (let k = i; k < p; k += 16) v128.store(o + (k - i), at16(k))
  return p - i
}

/** Where the digits that begin at `p` end. */
// @ts-ignore: decorator
@inline
export function digitsEnd(p: usize): usize {
  let n: usize
  do {
    n = ctz(notDigits16(at16(p)))
    p += n
  } while (n == 16)
  return p
}
