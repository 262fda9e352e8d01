import { at16, BACKSLASH, QUOTE } from '../bytes'
import { special16 } from '../json-text'
import { isUtf8, REPLACEMENT, sequenceLength } from '../utf8'

/** Length of a JSON escape by the letter after its backslash, 0 where there is none. */
const ESCAPES: usize = memory.data(256, 16)
/** `"\\/bfnrt` */
const LETTERS: usize = memory.data<u8>([34, 92, 47, 98, 102, 110, 114, 116])
for (let k: usize = 0; k < 8; k++) store<u8>(ESCAPES + load<u8>(LETTERS + k), 2)
store<u8>(ESCAPES + 0x75, 6)

const UNKNOWN: u32 = 0
const VALID: u32 = 1
const INVALID: u32 = 2

/** What is known of the line's bytes from 0x80 on. */
let utf8: u32 = UNKNOWN
let lineFrom: usize = 0
let lineTo: usize = 0

/** After `copyDamaged`: where it stopped in the line. */
export let afterDamaged: usize = 0

/** Called before the strings of a line are copied. The byte at `to` is below 0x20. */
// @ts-ignore: decorator
@inline
export function beginStrings(from: usize, to: usize): void {
  utf8 = UNKNOWN
  lineFrom = from
  lineTo = to
}

/** True when the line's bytes from 0x80 on are UTF-8; looked at once for each line that has some. */
export function lineIsUtf8(): bool {
  if (utf8 == UNKNOWN) utf8 = isUtf8(lineFrom, lineTo) ? VALID : INVALID
  return utf8 == VALID
}

/**
 * Copies the string whose opening quote is at `i` to `o`. Returns its length with both quotes, 0 when it is none, or
 * holds bytes that are not UTF-8 (then `copyDamaged` copies it).
 */
// @ts-ignore: decorator
@inline
export function copyString(i: usize, o: usize): usize {
  const a = at16(i)
  const b = at16(i + 16)
  v128.store(o, a)
  v128.store(o, b, 16)
  const m = (special16(a) | (special16(b) << 16)) & ~1
  const n: usize = ctz(m)
  return m != 0 && load<u8>(i + n) == QUOTE ? n + 1 : copyLongString(i, o, m)
}

/** The same for strings with escapes, with more than ASCII, or of more than 30 bytes; the first 32 are copied. */
function copyLongString(i: usize, o: usize, first: u32): usize {
  let m = first
  let p = i
  let grown = o - i
  let isAscii = true
  for (;;) {
    while (m != 0) {
      const k: usize = ctz(m)
      const at = p + k
      const byte = load<u8>(at)
      if (byte == QUOTE) return at + 1 - i
      if (byte == BACKSLASH) {
        const length = escapeLength(at)
        if (length == 0) return 0
        if (k + length >= 32) {
          // The escape reaches out of the window: the next one begins behind it.
          store<u64>(at + grown, load<u64>(at))
          p = at + length - 32
          break
        }
        m &= ~0 << (<u32>(k + length))
      } else if (byte < 0x80 || !lineIsUtf8()) {
        return 0
      } else {
        isAscii = false
        m &= ~high32(p)
      }
    }
    p += 32
    const a = at16(p)
    const b = at16(p + 16)
    v128.store(p + grown, a)
    v128.store(p + grown, b, 16)
    m = special16(a) | (special16(b) << 16)
    if (!isAscii) m &= ~high32(p)
  }
  return unreachable()
}

/** One bit for each of the 32 bytes from 0x80 on. */
// @ts-ignore: decorator
@inline
function high32(p: usize): u32 {
  return <u32>i8x16.bitmask(at16(p)) | (<u32>i8x16.bitmask(at16(p + 16)) << 16)
}

/** Length of the escape whose backslash is at `p`, 0 when JSON has none like it. */
function escapeLength(p: usize): usize {
  const length: usize = load<u8>(ESCAPES + load<u8>(p, 1))
  if (length < 6) return length
  for (let k: usize = 2; k < 6; k++) {
    const byte: u32 = load<u8>(p + k)
    if (byte - 0x30 > 9 && (byte | 0x20) - 0x61 > 5) return 0
  }
  return 6
}

/**
 * Copies the string at `i` of a line that is not UTF-8 to `o`, U+FFFD for what is not. Returns the place behind it
 * in the output and leaves the one in the line in `afterDamaged`; 0 when it is no string.
 */
export function copyDamaged(i: usize, o: usize): usize {
  if (utf8 != INVALID) return 0
  store<u8>(o++, QUOTE)
  let p = i + 1
  for (;;) {
    const byte = load<u8>(p)
    if (byte >= 0x80) {
      const length = sequenceLength(p)
      store<u32>(o, length > 0 ? load<u32>(p) : REPLACEMENT)
      o += length > 0 ? <usize>length : 3
      p += <usize>abs(length)
    } else if (byte == BACKSLASH) {
      const length = escapeLength(p)
      if (length == 0) return 0
      store<u64>(o, load<u64>(p))
      p += length
      o += length
    } else {
      if (byte < 0x20) return 0
      store<u8>(o++, byte)
      p++
      if (byte == QUOTE) break
    }
  }
  afterDamaged = p
  return o
}
