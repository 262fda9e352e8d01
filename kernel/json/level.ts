import { at16 } from '../bytes'

/** Where in a line a level is looked for, in bytes. */
const REACH: usize = 160

/** The levels as text, 16 bytes each: zeros behind the word, its length in the last. */
const WORDS: usize = memory.data<u8>([
  70, 65, 84, 65, 76, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5,
  67, 82, 73, 84, 73, 67, 65, 76, 0, 0, 0, 0, 0, 0, 0, 8,
  69, 82, 82, 79, 82, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5,
  87, 65, 82, 78, 73, 78, 71, 0, 0, 0, 0, 0, 0, 0, 0, 7,
  87, 65, 82, 78, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4,
  78, 79, 84, 73, 67, 69, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6,
  73, 78, 70, 79, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4,
  68, 69, 66, 85, 71, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5,
  84, 82, 65, 67, 69, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5,
])
const WORDS_END: usize = WORDS + 144
/** A bit for each letter (A is 0) that a level begins with: C D E F I N T W. */
const INITIALS: u32 = (1 << 2) | (1 << 3) | (1 << 4) | (1 << 5) | (1 << 8) | (1 << 13) | (1 << 19) | (1 << 22)

/** The address of the line's level in WORDS (as `src/format/level.ts` finds it), 0 when it has none. */
export function findLevel(from: usize, to: usize): usize {
  const end = to - from > REACH ? from + REACH : to
  let before: u32 = 0
  for (let p = from; p < end; p += 16) {
    const v = at16(p)
    const words = wordBytes(v)
    // A word begins where a byte of a word follows one that is none.
    let starts = words & ~((words << 1) | before)
    before = words >>> 15
    while (starts != 0) {
      const at = p + ctz(starts)
      starts &= starts - 1
      const initial = (<u32>load<u8>(at) & ~0x20) - 0x41
      if (initial > 25 || ((INITIALS >>> initial) & 1) == 0 || at >= end) continue
      const level = levelAt(from, at, end)
      if (level != 0) return level
    }
  }
  return 0
}

/** One bit for each of the 16 bytes that is a letter, a digit or an underscore. */
// @ts-ignore: decorator
@inline
function wordBytes(v: v128): u32 {
  const letters = i8x16.lt_u(i8x16.sub(v128.or(v, i8x16.splat(0x20)), i8x16.splat(0x61)), i8x16.splat(26))
  const digits = i8x16.lt_u(i8x16.sub(v, i8x16.splat(0x30)), i8x16.splat(10))
  return <u32>i8x16.bitmask(v128.or(v128.or(letters, digits), i8x16.eq(v, i8x16.splat(0x5f))))
}

/** The level that the word at `at` is, 0 for any other word, or one that is neither in upper case nor marked. */
function levelAt(from: usize, at: usize, end: usize): usize {
  const text = at16(at)
  let length: usize = ctz(~wordBytes(text))
  if (length > end - at) length = end - at
  for (let word = WORDS; word < WORDS_END; word += 16) {
    if (load<u8>(word, 15) != length) continue
    let isUpper = true
    let k: usize = 0
    while (k < length) {
      const byte = load<u8>(at + k)
      if ((byte & ~0x20) != load<u8>(word + k)) break
      if ((byte & 0x20) != 0) isUpper = false
      k++
    }
    if (k == length) return isUpper || isMarked(from, at, at + length, end) ? word : 0
  }
  return 0
}

/** At the beginning, in brackets, after `=`, before a colon: there a word is a level in any case. */
function isMarked(from: usize, start: usize, wordEnd: usize, end: usize): bool {
  if (start == from) return true
  const before = load<u8>(start - 1)
  if (before == 0x3d || before == 0x7c) return true
  if (wordEnd == end) return false
  const after = load<u8>(wordEnd)
  if (after == 0x3a || after == 0x7c) return true
  // A closing bracket is two after the opening one in ASCII, but for the round ones.
  if (before == 0x28) return after == 0x29
  return (before == 0x5b || before == 0x3c) && after == before + 2
}
