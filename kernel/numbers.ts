/**
 * The eight decimal digits of a number below 100,000,000 as eight bytes from 0 to 9, the first digit lowest: halves,
 * then pairs, then digits, each time all lanes of one 64-bit word by a multiplication in place of a division.
 */
export function eightDigits(value: u32): u64 {
  const upper = value / 10000
  const halves = <u64>upper | (<u64>(value - upper * 10000) << 32)
  const hundreds = ((halves * 5243) >> 19) & 0x7f0000007f
  const pairs = hundreds | ((halves - hundreds * 100) << 16)
  const tens = ((pairs * 103) >> 10) & 0x000f000f000f000f
  return tens | ((pairs - tens * 10) << 8)
}

/** The number that the eight decimal digits at `p` write: neighbours are joined, pairs, then halves, in one word. */
// @ts-ignore: decorator
@inline
export function numberOfEight(p: usize): u64 {
  const digits = load<u64>(p) - 0x3030303030303030
  const pairs = digits * 10 + (digits >> 8)
  const upper = (pairs & 0xff000000ff) * 0xf424000000064
  return (upper + ((pairs >> 16) & 0xff000000ff) * 0x271000000001) >> 32
}
