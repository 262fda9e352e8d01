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
