import { afterDigits } from './classes'
import { FLAG_INTEGER } from './codes'
import { ABSENT, FLAGS, PLAIN } from './form'
import { keepAny, slotOf } from './slots'
import { afterStop } from './stop'

/** READ_NUMBER: a decimal number or `-`. */
export function readNumber(op: usize, i: usize, to: usize): usize {
  let end = afterDigits(i)
  let state = PLAIN
  if (end == i) {
    if (load<u8>(i) != 0x2d) return 0
    end++
    state = ABSENT
  } else if (load<u8>(end) == 0x2e && (load<u32>(op, FLAGS) & FLAG_INTEGER) == 0) {
    const fraction = afterDigits(end + 1)
    if (fraction > end + 1) end = fraction
  }
  keepAny(slotOf(op), i, end, state)
  return afterStop(op, end, to)
}
