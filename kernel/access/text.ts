import { equal16, SPACE } from '../bytes'
import { special16 } from '../json-text'
import { addressBytes, firstStranger } from './classes'
import { FLAG_BEFORE_TIME, FLAG_HOST, FLAG_NOT_EMPTY, FLAG_ONE_WORD, FLAG_STOP_IS_NEXT } from './codes'
import { CAREFUL, FLAGS, PLAIN, STOP_BYTES, STOP_FIRST } from './form'
import { keep, slotOf } from './slots'
import { afterStop } from './stop'

/** READ_TEXT: anything up to the first place where the stop fits. Returns the place behind the stop, 0 for none. */
// @ts-ignore: decorator
@inline
export function readText(op: usize, i: usize, to: usize): usize {
  const v = v128.load(i)
  const m = equal16(v, <u8>load<u32>(op, STOP_FIRST))
  const k = ctz(m)
  const isHere = m != 0 && i + k < to && load<u32>(op, STOP_BYTES) != 0
  const after: usize = isHere ? afterStop(op, i + k, to) : 0
  const flags = load<u32>(op, FLAGS)
  if (after == 0 || k == 0 || (flags & (FLAG_HOST | FLAG_STOP_IS_NEXT)) != 0 || !fitsBeforeTime(flags, after, to))
    return readAnyText(op, i, to)
  keep(slotOf(op), i, i + k, (special16(v) & ((1 << k) - 1)) == 0 ? PLAIN : CAREFUL)
  return after
}

/** The same for texts that are not over within sixteen bytes, at the first byte that could end them. */
function readAnyText(op: usize, i: usize, to: usize): usize {
  const flags = load<u32>(op, FLAGS)
  if (load<u32>(op, STOP_BYTES) == 0) {
    let end = to
    if ((flags & FLAG_ONE_WORD) != 0) for (end = i; end < to && load<u8>(end) != SPACE; ) end++
    keep(slotOf(op), i, end, classOf(i, end))
    return end
  }
  const first = <u8>load<u32>(op, STOP_FIRST)
  let seen: u32 = 0
  for (let p = i; p < to; p += 16) {
    const v = v128.load(p)
    const special = special16(v)
    for (let m = equal16(v, first); m != 0; m &= m - 1) {
      const k = ctz(m)
      const end = p + k
      if (end >= to) return 0
      const after = afterStop(op, end, to)
      if (after == 0 || !fitsBeforeTime(flags, after, to)) continue
      if (end == i && (flags & FLAG_NOT_EMPTY) != 0) return 0
      if ((flags & FLAG_HOST) != 0 && firstStranger(i, addressBytes()) < end) return 0
      seen |= special & ((1 << k) - 1)
      keep(slotOf(op), i, end, seen == 0 ? PLAIN : CAREFUL)
      return (flags & FLAG_STOP_IS_NEXT) != 0 ? end : after
    }
    seen |= special
  }
  return 0
}

/** A user name may hold ` [`: only a date, `dd/`, makes it the end. */
// @ts-ignore: decorator
@inline
function fitsBeforeTime(flags: u32, after: usize, to: usize): bool {
  return (flags & FLAG_BEFORE_TIME) == 0 || after + 2 >= to || load<u8>(after, 2) == 0x2f
}

/** CAREFUL when a byte of [from, to) must not stand in JSON as it is. */
export function classOf(from: usize, to: usize): u32 {
  for (let p = from; p < to; p += 16) {
    let special = special16(v128.load(p))
    if (to - p < 16) special &= (1 << <u32>(to - p)) - 1
    if (special != 0) return CAREFUL
  }
  return PLAIN
}

/** READ_UPSTREAM: values joined by `, ` and ` : `, up to the stop. */
export function readUpstream(op: usize, i: usize, to: usize): usize {
  if (load<u32>(op, STOP_BYTES) == 0) {
    keep(slotOf(op), i, to, classOf(i, to))
    return to
  }
  const first = load<u32>(op, STOP_FIRST)
  for (let p = i; p < to; p++) {
    if (load<u8>(p) != first || (first == SPACE && joinsUpstreams(i, p, to))) continue
    const after = afterStop(op, p, to)
    if (after == 0) continue
    keep(slotOf(op), i, p, classOf(i, p))
    return after
  }
  return 0
}

/** True for the space of `, ` and for either space of ` : `. */
function joinsUpstreams(from: usize, p: usize, to: usize): bool {
  // What stands before the field is not of it: at the first byte of a chunk it may be anything.
  if (p > from) {
    const before = load<u8>(p - 1)
    if (before == 0x2c) return true
    if (before == 0x3a && p - 1 > from && load<u8>(p - 2) == SPACE) return true
  }
  return p + 2 < to && load<u8>(p, 1) == 0x3a && load<u8>(p, 2) == SPACE
}
