import { QUOTE } from '../bytes'
import { isLink, link, linkIn, linkOut, nextLink, readKey, valueAt, writeLink } from './keys'
import { copyNumber } from './numbers'
import { afterDamaged, copyDamaged, copyString } from './strings'
import { afterSpace, CLOSE_ARRAY, CLOSE_OBJECT, COMMA, copyWord, OPEN_OBJECT } from './values'

const DEEPEST: u32 = 64

/** After `copyNested`: where it stopped in the line, and the link of the last key. */
export let afterNested: usize = 0
export let lastLink: usize = 0

/**
 * Copies the object or array at `i`, which the link `before` precedes, to `o` without white space. Returns the place
 * behind it in the output and leaves the rest in `afterNested` and `lastLink`; 0 when it is none, or deeper than 64. The open
 * brackets are the bits of one number, the innermost the lowest, 1 for an object.
 */
export function copyNested(i: usize, o: usize, before: usize): usize {
  let stack: u64 = 0
  let depth: u32 = 0
  for (;;) {
    // At a value.
    let byte = load<u8>(i)
    if ((byte | 0x20) == OPEN_OBJECT) {
      if (depth == DEEPEST) return 0
      stack = (stack << 1) | <u64>(byte == OPEN_OBJECT)
      depth++
      const one = nextLink(before)
      if (byte == OPEN_OBJECT && isLink(one, i)) {
        writeLink(one, o)
        i = afterSpace(i + linkIn(one))
        o += linkOut(one)
        before = one
        continue
      }
      const first = afterSpace(i + 1)
      // A closing bracket is two after the opening one in ASCII.
      if (load<u8>(first) != byte + 2) {
        if (byte == OPEN_OBJECT) {
          o = readKey(i, o, before)
          if (o == 0) return 0
          i = valueAt
          before = link
        } else {
          store<u8>(o++, byte)
          i = first
        }
        continue
      }
      store<u8>(o++, byte)
      i = first
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
        if (!isObject) {
          store<u8>(o++, COMMA)
          i = afterSpace(i + 1)
          break
        }
        const one = nextLink(before)
        if (isLink(one, i)) {
          writeLink(one, o)
          i = afterSpace(i + linkIn(one))
          o += linkOut(one)
          before = one
        } else {
          o = readKey(i, o, before)
          if (o == 0) return 0
          i = valueAt
          before = link
        }
        break
      }
      if (byte != (isObject ? CLOSE_OBJECT : CLOSE_ARRAY)) return 0
      store<u8>(o++, byte)
      i++
      stack >>= 1
      if (--depth == 0) {
        afterNested = i
        lastLink = before
        return o
      }
    }
  }
  return unreachable()
}
