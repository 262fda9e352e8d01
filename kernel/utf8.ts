/**
 * UTF-8 (Unicode 15, table 3-7): a whole line at once by three table look-ups a block (John Keiser and Daniel Lemire,
 * "Validating UTF-8 In Less Than One Instruction Per Byte", 2020), or one sequence.
 */

/** 32 bytes of ones, then 32 of zeros: a load from `ENDS + 32 - n` keeps the first n bytes of a block. */
export const ENDS: usize = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
])

/** True when all of `[from, to)` is UTF-8. */
export function isUtf8(from: usize, to: usize): bool {
  let error = i8x16.splat(0)
  let last = i8x16.splat(0)
  // The block that holds `to` is looked at too: zeros from there on end a sequence that is not whole.
  for (let p = from; p <= to; p += 16) {
    let block = v128.load(p)
    const left = to - p
    if (left < 16) block = v128.and(block, v128.load(ENDS + 32 - left))
    // Blocks of ASCII alone, behind such a block, have nothing to find.
    if (i8x16.bitmask(v128.or(block, last)) != 0) error = v128.or(error, errors(block, last))
    last = block
  }
  return !v128.any_true(error)
}

/**
 * What is wrong with each byte after the one before it. Bits, by the paper's names: 1 too short, 2 too long, 4 overlong
 * of 3, 8 too large, 16 surrogate, 32 overlong of 2, 64 too large by far or overlong of 4, 128 two continuations.
 */
// @ts-ignore: decorator
@inline
function errors(block: v128, last: v128): v128 {
  const before1 = i8x16.shuffle(last, block, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30)
  const before2 = i8x16.shuffle(last, block, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29)
  const before3 = i8x16.shuffle(last, block, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28)
  const lead = i8x16.swizzle(
    i8x16(2, 2, 2, 2, 2, 2, 2, 2, -128, -128, -128, -128, 1 | 32, 1, 1 | 4 | 16, 1 | 8 | 64),
    i8x16.shr_u(before1, 4),
  )
  const leadLow = i8x16.swizzle(
    // prettier-ignore
    i8x16(
      -125 | 4 | 32 | 64, -125 | 32, -125, -125, -125 | 8, -125 | 8 | 64, -125 | 8 | 64, -125 | 8 | 64,
      -125 | 8 | 64, -125 | 8 | 64, -125 | 8 | 64, -125 | 8 | 64, -125 | 8 | 64, -125 | 8 | 64 | 16, -125 | 8 | 64,
      -125 | 8 | 64,
    ),
    v128.and(before1, i8x16.splat(15)),
  )
  const second = i8x16.swizzle(
    // prettier-ignore
    i8x16(
      1, 1, 1, 1, 1, 1, 1, 1, -128 | 2 | 32 | 4 | 64, -128 | 2 | 32 | 4 | 8, -128 | 2 | 32 | 16 | 8,
      -128 | 2 | 32 | 16 | 8, 1, 1, 1, 1,
    ),
    i8x16.shr_u(block, 4),
  )
  const pairs = v128.and(v128.and(lead, leadLow), second)
  const third = i8x16.sub_sat_u(before2, i8x16.splat(0x60))
  const fourth = i8x16.sub_sat_u(before3, i8x16.splat(0x70))
  return v128.xor(v128.and(v128.or(third, fourth), i8x16.splat(-128)), pairs)
}

/**
 * Length of the sequence at `p` when it is right (2, 3 or 4); else minus the number of bytes that one U+FFFD stands
 * for: the longest prefix of a right sequence, at least one byte. The line must end with a byte that continues none.
 */
export function sequenceLength(p: usize): i32 {
  const first: u32 = load<u8>(p)
  if (first - 0xc2 > 0xf4 - 0xc2) return -1
  const second: u32 = load<u8>(p, 1)
  let least: u32 = 0x80
  let most: u32 = 0xbf
  if (first == 0xe0) least = 0xa0
  else if (first == 0xed) most = 0x9f
  else if (first == 0xf0) least = 0x90
  else if (first == 0xf4) most = 0x8f
  if (second < least || second > most) return -1
  if (first < 0xe0) return 2
  if ((load<u8>(p, 2) & 0xc0) != 0x80) return -2
  if (first < 0xf0) return 3
  return (load<u8>(p, 3) & 0xc0) != 0x80 ? -3 : 4
}

/** The three bytes of U+FFFD, and a fourth of nonsense. */
export const REPLACEMENT: u32 = 0xbdbfef
