import { CLF_TEXT_BYTES, CLF_TIME_BYTES, clfMs, clfText, clfTime } from '../clf-time'
import { readEpochTime, TIME, UNSURE } from '../epoch-time'
import { readIsoTime } from '../iso-time'
import { TimeText } from '../time-text'
import { READ_ISO_TIME } from './codes'
import { CODE, STOP_BYTES, STOP_FIRST, TIME_TEXT } from './form'
import { State } from './state'
import { afterStop } from './stop'

/** READ_CLF_TIME. */
// @ts-ignore: decorator
@inline
export function readClfTime(op: usize, i: usize, to: usize): usize {
  if (i + CLF_TIME_BYTES > to) return 0
  const place = clfTime(i)
  if (place == 0) return 0
  State.time = clfText(place)
  State.timeBytes = CLF_TEXT_BYTES
  State.timeMs = clfMs(place)
  return afterStop(op, i + CLF_TIME_BYTES, to)
}

/** READ_ISO_TIME, READ_EPOCH_TIME: they may hold the stop's first bytes, so each place where it fits is tried. */
export function readOtherTime(op: usize, i: usize, to: usize): usize {
  if (load<u32>(op, STOP_BYTES) == 0) return i < to && isTime(op, i, to) ? to : 0
  const first = load<u32>(op, STOP_FIRST)
  for (let p = i + 1; p < to; p++) {
    if (load<u8>(p) != first) continue
    const after = afterStop(op, p, to)
    if (after == 0) continue
    if (isTime(op, i, p)) return after
    if (State.unsure) return 0
  }
  return 0
}

function isTime(op: usize, from: usize, to: usize): bool {
  if (load<u32>(op, CODE) == READ_ISO_TIME) {
    if (!readIsoTime(from, to, TIME_TEXT + 1)) return false
  } else {
    const found = readEpochTime(from, to, TIME_TEXT + 1)
    if (found == UNSURE) State.unsure = true
    if (found != TIME) return false
  }
  store<u8>(TIME_TEXT, 0x22)
  store<u8>(TimeText.end, 0x22)
  State.time = TIME_TEXT
  State.timeBytes = TimeText.end + 1 - TIME_TEXT
  State.timeMs = TimeText.ms
  return true
}
