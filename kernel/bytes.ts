/**
 * The smallest moves over bytes, shared by every kernel. All of them may look up to 64 bytes beyond what they are asked
 * about: every buffer of the arena has that much slack behind it (`SLACK` of `src/kernel/memory.ts`).
 */

export const LF: u8 = 0x0a
export const CR: u8 = 0x0d
export const SPACE: u8 = 0x20
export const QUOTE: u8 = 0x22
export const BACKSLASH: u8 = 0x5c

/** Sixteen bytes, wherever they lie. */
// @ts-ignore: decorator
@inline
export function at16(p: usize): v128 {
  return v128.load(p)
}

/** One bit for each of the sixteen bytes that equals `byte`. */
// @ts-ignore: decorator
@inline
export function equal16(v: v128, byte: u8): u32 {
  return <u32>i8x16.bitmask(i8x16.eq(v, i8x16.splat(<i8>byte)))
}

/** Where the next LF lies at or after `from`; `end` when there is none before it. */
export function lineEnd(from: usize, end: usize): usize {
  let p = from
  while (p < end) {
    const m = equal16(at16(p), LF) | (equal16(at16(p + 16), LF) << 16)
    if (m != 0) {
      const found = p + ctz(m)
      return found < end ? found : end
    }
    p += 32
  }
  return end
}
