import { afterDigits } from './classes'
import { FLAG_INTEGER, FLAG_STOP_IS_NEXT } from './codes'
import { FLAGS, PLAIN } from './form'
import { keepAny, keepNothing, slotOf } from './slots'
import { afterStop } from './stop'

/** READ_NUMBER: a decimal number or `-`. */
export function readNumber(op: usize, i: usize, to: usize): usize {
  let end = afterDigits(i)
  if (end == i) {
    if (load<u8>(i) != 0x2d) return 0
    keepNothing(slotOf(op))
    return afterNumber(op, i + 1, to)
  }
  if (load<u8>(end) == 0x2e && (load<u32>(op, FLAGS) & FLAG_INTEGER) == 0) {
    const fraction = afterDigits(end + 1)
    if (fraction > end + 1) end = fraction
  }
  keepAny(slotOf(op), i, end, PLAIN)
  return afterNumber(op, end, to)
}

// @ts-ignore: decorator
@inline
function afterNumber(op: usize, end: usize, to: usize): usize {
  const after = afterStop(op, end, to)
  return after != 0 && (load<u32>(op, FLAGS) & FLAG_STOP_IS_NEXT) != 0 ? end : after
}
