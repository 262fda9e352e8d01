import { BACKSLASH, equal16, LF, QUOTE, SPACE } from '../bytes'
import { special64 } from '../json-text'
import { FLAG_LAST } from './codes'
import { CAREFUL, FLAGS, PLAIN } from './form'
import { keep, slotOf } from './slots'
import { State } from './state'
import { afterStop } from './stop'

/** READ_QUOTED: anything up to a quote that no backslash precedes and behind which the rest of the stop fits. */
// @ts-ignore: decorator
@inline
export function readQuoted(op: usize, i: usize, to: usize): usize {
  const end = findQuote(op, i, to)
  if (end == 0) return 0
  keep(slotOf(op), i, end, State.seen)
  return State.after
}

/**
 * The closing quote of a field that begins at `i`, 0 without one; State.after is then behind the stop, State.seen tells
 * what lies between. The first special byte is nearly always that quote; the line's end is special too.
 */
// @ts-ignore: decorator
@inline
export function findQuote(op: usize, i: usize, to: usize): usize {
  const m = special64(i)
  const p = m == 0 ? laterSpecial(i + 64) : i + <usize>ctz(m)
  if (load<u8>(p) == QUOTE) {
    const after = quoteEnd(op, p, to)
    if (after != 0) {
      State.after = after
      State.seen = PLAIN
      return p
    }
  }
  return findFurther(op, p, to)
}

/** A loop of its own: V8 looks at the stack's end at the head of every loop, whether it runs or not. */
function laterSpecial(p: usize): usize {
  let m = special64(p)
  while (m == 0) {
    p += 64
    m = special64(p)
  }
  return p + <usize>ctz(m)
}

/** The same from the field's first special byte on, which is not its end. */
export function findFurther(op: usize, i: usize, to: usize): usize {
  let p = i
  while (p < to) {
    const byte = load<u8>(p)
    if (byte == QUOTE) {
      const after = quoteEnd(op, p, to)
      if (after != 0) {
        State.after = after
        State.seen = CAREFUL
        return p
      }
    }
    p += byte == BACKSLASH ? 2 : 1
    if (p >= to) break
    while (true) {
      const v = v128.load(p)
      const m = equal16(v, QUOTE) | equal16(v, BACKSLASH) | equal16(v, LF)
      if (m != 0) {
        p += ctz(m)
        break
      }
      p += 16
    }
  }
  return 0
}

/** A quote behind which the stop does not go on belongs to the value: old servers write quotes raw. */
// @ts-ignore: decorator
@inline
function quoteEnd(op: usize, p: usize, to: usize): usize {
  const after = afterStop(op, p, to)
  if (after == 0 || (load<u32>(op, FLAGS) & FLAG_LAST) == 0) return after
  return after >= to || load<u8>(after) == SPACE ? after : 0
}
