import { QUOTE } from '../bytes'
import * as config from './config'
import { finish } from './finish'
import {
  isEscaped, isLink, link, linkIn, linkOut, linkRole, nextLink, readKey, role, START, valueAt, writeLink,
} from './keys'
import { MEMBER_BYTES, MOST_MEMBERS, NUMBER, OTHER, putMember, STRING } from './members'
import { afterNested, copyNested, lastLink } from './nested'
import { copyNumber } from './numbers'
import { MEMBERS } from './scratch'
import { afterDamaged, beginStrings, copyDamaged, copyString } from './strings'
import { textLine } from './text'
import { afterSpace, CLOSE_OBJECT, COMMA, copyWord, OPEN_ARRAY, OPEN_OBJECT } from './values'

/**
 * Reads the line `[from, to)` of an application log (not blank, without NUL; the byte at `to` is CR or LF) and writes
 * its record to `o` without the closing brace. Returns the place behind it, 0 when the line is for the reference. At most
 * 6 bytes come of each byte, and 256 more; `Line` is right when the line was accepted.
 */
export function jsonLine(from: usize, to: usize, o: usize): usize {
  beginStrings(from, to)
  let i = afterSpace(from)
  if (load<u8>(i) != OPEN_OBJECT) return load<u8>(i) < 0x20 ? 0 : textLine(from, to, o)
  const start = o
  let member = MEMBERS
  let seen: u32 = 0
  let before = START
  for (;;) {
    // Braces, commas and keys.
    const keyStart = o + 1
    let one = nextLink(before)
    let oneRole: u32
    const lead = load<u8>(i)
    if (lead == (before == START ? OPEN_OBJECT : COMMA) && isLink(one, i)) {
      writeLink(one, o)
      i += linkIn(one)
      o += linkOut(one)
      oneRole = linkRole(one)
    } else {
      i = afterSpace(i)
      const byte = load<u8>(i)
      if (before == START) {
        const first = afterSpace(i + 1)
        if (load<u8>(first) == CLOSE_OBJECT) {
          store<u8>(o++, OPEN_OBJECT)
          i = first
          break
        }
      } else if (byte != COMMA) {
        if (byte == CLOSE_OBJECT) break
        return 0
      }
      o = readKey(i, o, before)
      if (o == 0 || isEscaped) return 0
      i = valueAt
      one = link
      oneRole = role
    }
    before = one
    const keyEnd = o - 1

    // The value.
    const valueStart = o
    i = afterSpace(i)
    const source = i
    const byte = load<u8>(i)
    let kind = OTHER
    if (byte == QUOTE) {
      kind = STRING
      const n = copyString(i, o)
      if (n != 0) {
        i += n
        o += n
      } else {
        o = copyDamaged(i, o)
        if (o == 0) return 0
        i = afterDamaged
      }
    } else if (byte == OPEN_OBJECT || byte == OPEN_ARRAY) {
      o = copyNested(i, o, before)
      if (o == 0) return 0
      i = afterNested
      before = lastLink
    } else {
      let n: usize
      if (byte - 0x30 < 10 || byte == 0x2d) {
        kind = NUMBER
        n = copyNumber(i, o)
      } else n = copyWord(i, o)
      if (n == 0) return 0
      i += n
      o += n
    }

    if (oneRole != config.NO_ROLE) {
      if (member == MEMBERS + MOST_MEMBERS * MEMBER_BYTES) return 0
      putMember(member, oneRole, kind, keyStart, keyEnd, valueStart, o, source)
      member += MEMBER_BYTES
      seen |= 1 << oneRole
    }
  }
  // At the closing brace.
  return afterSpace(i + 1) == to ? finish(start, o, member, seen) : 0
}
