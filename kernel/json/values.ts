import { QUOTE } from '../bytes'
import { copyNumber } from './numbers'
import { afterDamaged, copyDamaged, copyString } from './strings'

export const OPEN_OBJECT: u8 = 0x7b
export const CLOSE_OBJECT: u8 = 0x7d
export const OPEN_ARRAY: u8 = 0x5b
export const COMMA: u8 = 0x2c
export const COLON: u8 = 0x3a

const DEEPEST: u32 = 64
const TRUE: u32 = 0x65757274
const NULL: u32 = 0x6c6c756e
const FALS: u32 = 0x736c6166

/** After `copyNested`: where it stopped in the line. */
export let afterNested: usize = 0

/** The first place at or after `p` that is neither a space nor a tab. A CR or LF within a line is left to the reference. */
// @ts-ignore: decorator
@inline
export function afterSpace(p: usize): usize {
  while (load<u8>(p) == 0x20 || load<u8>(p) == 0x09) p++
  return p
}

/** Copies `true`, `false` or `null`; its length, 0 for any other word. */
// @ts-ignore: decorator
@inline
export function copyWord(i: usize, o: usize): usize {
  const word = load<u32>(i)
  store<u32>(o, word)
  if (word == TRUE || word == NULL) return 4
  if (word != FALS || load<u8>(i, 4) != 0x65) return 0
  store<u8>(o, 0x65, 4)
  return 5
}

/**
 * Copies the object or array at `i` to `o` without white space. Returns the place behind it in the output and leaves the
 * one in the line in `afterNested`; 0 when it is none, or deeper than 64. The open brackets are the bits of one number,
 * the innermost the lowest, 1 for an object.
 */
export function copyNested(i: usize, o: usize): usize {
  let stack: u64 = 0
  let depth: u32 = 0
  for (;;) {
    // At a value.
    i = afterSpace(i)
    let byte = load<u8>(i)
    if ((byte | 0x20) == OPEN_OBJECT) {
      if (depth == DEEPEST) return 0
      store<u8>(o++, byte)
      stack = (stack << 1) | <u64>(byte == OPEN_OBJECT)
      depth++
      i = afterSpace(i + 1)
      // A closing bracket is two after the opening one in ASCII.
      if (load<u8>(i) != byte + 2) {
        if (byte != OPEN_OBJECT) continue
        const n = copyKey(i, o)
        if (n == 0) return 0
        o = n
        i = afterKey
        continue
      }
    } else if (byte == QUOTE) {
      const n = copyString(i, o)
      if (n != 0) {
        i += n
        o += n
      } else {
        o = copyDamaged(i, o)
        if (o == 0) return 0
        i = afterDamaged
      }
    } else {
      const n = byte - 0x30 < 10 || byte == 0x2d ? copyNumber(i, o) : copyWord(i, o)
      if (n == 0) return 0
      i += n
      o += n
    }
    // After a value: close what ends here, then comma and key.
    for (;;) {
      i = afterSpace(i)
      byte = load<u8>(i)
      const isObject = (stack & 1) != 0
      if (byte == COMMA) {
        store<u8>(o++, COMMA)
        i++
        if (isObject) {
          const n = copyKey(afterSpace(i), o)
          if (n == 0) return 0
          o = n
          i = afterKey
        }
        break
      }
      if (byte != (isObject ? CLOSE_OBJECT : 0x5d)) return 0
      store<u8>(o++, byte)
      i++
      stack >>= 1
      if (--depth == 0) {
        afterNested = i
        return o
      }
    }
  }
  return unreachable()
}

/** After `copyKey`: where it stopped in the line. */
let afterKey: usize = 0

/** Copies a key and its colon; the place behind it in the output, 0 when it is none. */
function copyKey(i: usize, o: usize): usize {
  if (load<u8>(i) != QUOTE) return 0
  const n = copyString(i, o)
  if (n != 0) {
    i += n
    o += n
  } else {
    o = copyDamaged(i, o)
    if (o == 0) return 0
    i = afterDamaged
  }
  i = afterSpace(i)
  if (load<u8>(i) != COLON) return 0
  store<u8>(o, COLON)
  afterKey = i + 1
  return o + 1
}
