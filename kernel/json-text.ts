import { BACKSLASH, QUOTE } from './bytes'

/** A bit for each of the sixteen bytes that JSON text cannot hold as it is, or that is no ASCII: `"`, `\`, below 0x20, from 0x80. */
// @ts-ignore: decorator
@inline
export function special16(v: v128): u32 {
  const quote = i8x16.eq(v, i8x16.splat(QUOTE))
  const backslash = i8x16.eq(v, i8x16.splat(BACKSLASH))
  // Signed: bytes from 0x80 are negative.
  return <u32>i8x16.bitmask(v128.or(v128.or(quote, backslash), i8x16.lt_s(v, i8x16.splat(0x20))))
}

/** The same for the 64 bytes at `p`. */
// @ts-ignore: decorator
@inline
export function special64(p: usize): u64 {
  const low = special16(v128.load(p)) | (special16(v128.load(p, 16)) << 16)
  const high = special16(v128.load(p, 32)) | (special16(v128.load(p, 48)) << 16)
  return <u64>low | (<u64>high << 32)
}

/**
 * Writes the inside of a JSON string as `writeJsonText` of `src/format/json-text.ts` does: bytes read as UTF-8, escaped as
 * JSON.stringify escapes, U+FFFD for what is not UTF-8. At most 6 bytes come of each; up to 15 more are overwritten.
 */
export function writeJsonText(from: usize, to: usize, o: usize): usize {
  let i = from
  while (i < to) {
    const v = v128.load(i)
    v128.store(o, v)
    const m = special16(v)
    const k: usize = m == 0 ? 16 : ctz(m)
    if (i + k >= to) return o + (to - i)
    i += k
    o += k
    if (m == 0) continue
    const byte = load<u8>(i)
    if (byte >= 0x80) {
      const length = sequenceLength(i, to)
      if (length > 0) {
        store<u32>(o, load<u32>(i))
        i += length
        o += length
      } else {
        store<u32>(o, 0xbdbfef)
        i -= length
        o += 3
      }
    } else {
      o = writeEscape(byte, o)
      i++
    }
  }
  return o
}

/**
 * Length of the UTF-8 sequence at `i` when it is right; else minus the number of bytes that one U+FFFD stands for
 * (Unicode 3.9, "maximal subparts"; table 3-7 for the second byte).
 */
function sequenceLength(i: usize, to: usize): isize {
  const first = load<u8>(i)
  if (first < 0xc2 || first > 0xf4) return -1
  const second: u8 = i + 1 < to ? load<u8>(i, 1) : 0
  if (!secondFits(first, second)) return -1
  if (first < 0xe0) return 2
  if (i + 2 >= to || (load<u8>(i, 2) & 0xc0) != 0x80) return -2
  if (first < 0xf0) return 3
  if (i + 3 >= to || (load<u8>(i, 3) & 0xc0) != 0x80) return -3
  return 4
}

function secondFits(first: u8, second: u8): bool {
  if ((second & 0xc0) != 0x80) return false
  if (first == 0xe0) return second >= 0xa0
  if (first == 0xed) return second < 0xa0
  if (first == 0xf0) return second >= 0x90
  return first != 0xf4 || second < 0x90
}

/** `\n` and its like; `\u00HH` for control characters without a letter. */
function writeEscape(byte: u8, o: usize): usize {
  let letter: u32 = 0
  switch (byte) {
    case 0x22:
    case 0x5c:
      letter = byte
      break
    case 0x08:
      letter = 0x62
      break
    case 0x09:
      letter = 0x74
      break
    case 0x0a:
      letter = 0x6e
      break
    case 0x0c:
      letter = 0x66
      break
    case 0x0d:
      letter = 0x72
      break
  }
  if (letter != 0) {
    store<u16>(o, <u16>(0x5c | (letter << 8)))
    return o + 2
  }
  store<u32>(o, 0x3030755c)
  store<u8>(o, 0x30 + (byte >> 4), 4)
  const low = byte & 15
  store<u8>(o, low < 10 ? 0x30 + low : 0x57 + low, 5)
  return o + 6
}
