import { at16, BACKSLASH, QUOTE } from '../bytes'
import { ENDS } from '../utf8'
import { hashOf, LINKS, NO_ROLE, roleOf } from './config'
import { UNKEPT } from './scratch'
import { afterDamaged, copyDamaged, copyString } from './strings'
import { afterSpace, COLON } from './values'

/**
 * What stands between two values: `,"level":`, with the white space around it. A program writes the same keys in the
 * same order line after line, so each is kept with what followed it, and the next line is only compared with it.
 *
 * A link (128 bytes):
 *
 * | at | bytes | what |
 * | --- | --- | --- |
 * | 0 | 32 | the text in the line, from `{` or `,` to the value |
 * | 32 | 32 | zeros for each byte of it, then ones |
 * | 64 | 32 | the text in the output: the same without white space |
 * | 96 | u32 | length of the text in the line |
 * | 100 | u32 | length of the text in the output |
 * | 104 | u32 | role of the key |
 * | 108 | u32 | address of the link that came next, the last time; 0 when none did |
 *
 * Invariants: whoever follows links looks at the brace or comma first, since a link's text is a key wherever it
 * stands, but the grammar may want the other one there. A link of zeros, be it unused or at address 0, is compared in 32
 * bytes of zero, and no line has those: it never matches.
 */
const IN: usize = 96
const OUT: usize = 100
const ROLE: usize = 104
const NEXT: usize = 108
const LINK_BYTES: usize = 128
/** Longest text that a link holds. */
const LONGEST: usize = 32

/** Comes before the first key of a line; only its NEXT is used. */
export const START: usize = LINKS
/** 32 sets of four links, by the hash of the key: a record of many keys has a few in one set, hardly five. */
const SETS: usize = LINKS + LINK_BYTES
const WAYS: usize = 4
const SET_BYTES: u32 = 512

/** After `readKey`: where the value begins in the line, the key's role, its link, and whether it was escaped. */
export let valueAt: usize = 0
export let role: u32 = NO_ROLE
export let link: usize = 0
export let isEscaped: bool = false

/** The way that is taken next in a full set. */
let turn: usize = 0

// @ts-ignore: decorator
@inline
export function nextLink(at: usize): usize {
  return load<u32>(at, NEXT)
}

/** True when the line goes on at `i` as the link says. */
// @ts-ignore: decorator
@inline
export function isLink(at: usize, i: usize): bool {
  const a = v128.andnot(v128.xor(at16(i), v128.load(at)), v128.load(at, 32))
  const b = v128.andnot(v128.xor(at16(i + 16), v128.load(at, 16)), v128.load(at, 48))
  return !v128.any_true(v128.or(a, b))
}

/** Writes the text of a link. */
// @ts-ignore: decorator
@inline
export function writeLink(at: usize, o: usize): void {
  v128.store(o, v128.load(at, 64))
  v128.store(o, v128.load(at, 80), 16)
}

// @ts-ignore: decorator
@inline
export function linkIn(at: usize): usize {
  return load<u32>(at, IN)
}

// @ts-ignore: decorator
@inline
export function linkOut(at: usize): usize {
  return load<u32>(at, OUT)
}

// @ts-ignore: decorator
@inline
export function linkRole(at: usize): u32 {
  return load<u32>(at, ROLE)
}

/**
 * Reads a key the long way: at `i` is the brace or comma before it, `before` is the link before it. Returns the place
 * behind it in the output, and leaves the rest in `valueAt`, `role`, `link` and `isEscaped`; 0 when it is no key. The
 * role of an escaped key is not told.
 */
export function readKey(i: usize, o: usize, before: usize): usize {
  store<u8>(o, load<u8>(i))
  let p = afterSpace(i + 1)
  if (load<u8>(p) != QUOTE) return 0
  const key = o + 1
  let q = key
  const n = copyString(p, q)
  if (n != 0) {
    p += n
    q += n
  } else {
    q = copyDamaged(p, q)
    if (q == 0) return 0
    p = afterDamaged
  }
  const name = key + 1
  const length = q - 1 - name
  isEscaped = hasBackslash(name, length)
  p = afterSpace(p)
  if (load<u8>(p) != COLON) return 0
  store<u8>(q++, COLON)
  p = afterSpace(p + 1)
  valueAt = p
  const head = length < 16 ? v128.and(at16(name), at16(ENDS + 32 - length)) : at16(name)
  // A key that is not UTF-8 grows.
  if (p - i > LONGEST || q - o > LONGEST || isEscaped) {
    role = roleOf(name, length, head)
    link = UNKEPT
    return q
  }
  find(i, hashOf(head) + load<u8>(i))
  store<u32>(before, <u32>link, NEXT)
  if (load<u32>(link, IN) != 0) {
    role = linkRole(link)
    return q
  }
  role = roleOf(name, length, head)
  learn(i, p - i, o, q - o)
  return q
}

/** Finds the link of the text at `i`, or an empty one for it. */
function find(i: usize, hash: u32): void {
  const set = SETS + <usize>(((hash * 0x9e3779b1) >>> 27) * SET_BYTES)
  let empty: usize = 0
  for (let way: usize = 0; way < WAYS; way++) {
    link = set + way * LINK_BYTES
    if (isLink(link, i)) return
    if (load<u32>(link, IN) == 0) empty = link
  }
  if (empty == 0) {
    turn = (turn + 1) % WAYS
    empty = set + turn * LINK_BYTES
    store<u32>(empty, 0, IN)
  }
  link = empty
}

/** Puts what was just read into its link. What follows it is not known. */
function learn(i: usize, inBytes: usize, o: usize, outBytes: usize): void {
  const ones = i8x16.splat(-1)
  v128.store(link, at16(i))
  v128.store(link, at16(i + 16), 16)
  v128.store(link, v128.xor(at16(ENDS + 32 - inBytes), ones), 32)
  v128.store(link, v128.xor(at16(ENDS + 48 - inBytes), ones), 48)
  v128.store(link, at16(o), 64)
  v128.store(link, at16(o + 16), 80)
  store<u32>(link, <u32>inBytes, IN)
  store<u32>(link, <u32>outBytes, OUT)
  store<u32>(link, role, ROLE)
  store<u32>(link, 0, NEXT)
}

function hasBackslash(from: usize, length: usize): bool {
  for (let k: usize = 0; k < length; k++) if (load<u8>(from + k) == BACKSLASH) return true
  return false
}
