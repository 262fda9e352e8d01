import { equal16, QUOTE, SPACE } from '../bytes'
import { readAddress } from './address'
import * as code from './codes'
import { CODE, FLAGS } from './form'
import { readNumber } from './number'
import { readQuoted } from './quoted'
import { readRequest } from './request'
import { State } from './state'
import { afterStop } from './stop'
import { readUpstream, readText } from './text'
import { readClfTime, readOtherTime } from './time'

/** Runs one parse op at `i`: the place behind the field and its stop, 0 when they are not there. */
// @ts-ignore: decorator
@inline
export function readField(op: usize, i: usize, to: usize): usize {
  // A field that may be empty between two spaces: whether it is, the plain engine tells.
  if ((load<u32>(op, FLAGS) & code.FLAG_GAP) != 0 && load<u16>(i - 2) == 0x2020) {
    State.unsure = true
    return 0
  }
  switch (load<u32>(op, CODE)) {
    case code.READ_LITERAL:
      return afterStop(op, i, to)
    case code.READ_ADDRESS:
      return readAddress(op, i, to)
    case code.READ_TEXT:
      return readText(op, i, to)
    case code.READ_QUOTED:
      return readQuoted(op, i, to)
    case code.READ_REQUEST:
      return readRequest(op, i, to)
    case code.READ_CLF_TIME:
      return readClfTime(op, i, to)
    case code.READ_NUMBER:
      return readNumber(op, i, to)
    case code.READ_UPSTREAM:
      return readUpstream(op, i, to)
    case code.READ_END:
      return readEnd(op, i, to)
    default:
      return readOtherTime(op, i, to)
  }
}

/** READ_END: nothing, or behind a space what the tail's flag allows. */
// @ts-ignore: decorator
@inline
function readEnd(op: usize, i: usize, to: usize): usize {
  if (i >= to) return i
  if (load<u8>(i) != SPACE && load<u8>(i - 1) != SPACE) return 0
  const flags = load<u32>(op, FLAGS)
  if ((flags & code.FLAG_TAIL_ANY) != 0) return i
  if ((flags & code.FLAG_TAIL_NONE) != 0) {
    while (i < to && load<u8>(i) == SPACE) i++
    return i >= to ? i : 0
  }
  return hasQuote(i, to) ? 0 : i
}

function hasQuote(i: usize, to: usize): bool {
  for (; i < to; i += 16) {
    let m = equal16(v128.load(i), QUOTE)
    if (to - i < 16) m &= (1 << <u32>(to - i)) - 1
    if (m != 0) return true
  }
  return false
}
