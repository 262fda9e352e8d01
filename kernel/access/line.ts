import { READ_AT, READING_TIME, READING_TIME_BYTES } from '../job'
import { Line } from '../line'
import { FORM, JOB } from '../map'
import { equal16, SPACE } from '../bytes'
import * as form from './form'
import { readField } from './parse'
import { State } from './state'
import { writeRecord } from './write'

/**
 * Reads one line with the op tables at FORM: the first that fits writes the record. 0 when none does, or when that cannot
 * be told here.
 */
export function accessLine(from: usize, to: usize, o: usize): usize {
  State.unsure = false
  State.time = READING_TIME
  State.timeBytes = load<u32>(JOB, READING_TIME_BYTES)
  State.timeMs = load<f64>(JOB, READ_AT)
  Line.logType = 0
  Line.ownHost = false
  const dotted = load<u32>(FORM, form.GUARDED) != 0 && isSecondDotted(from, to)
  let stoppedOp: u32 = 0
  let stoppedAt: usize = 0
  let table = form.FIRST_TABLE
  for (let left = load<u32>(FORM, form.TABLES); left > 0; left--, table += form.TABLE_BYTES) {
    if (load<u32>(table, form.SECOND_DOTTED) != 0 && !dotted) continue
    const shared = load<u32>(table, form.SHARED)
    if (shared > stoppedOp) continue
    // Where every op before the one that failed is shared, its results still hold.
    const goesOn = shared == stoppedOp && shared > 0
    let n: u32 = goesOn ? shared : 0
    let i = goesOn ? stoppedAt : from
    let op: usize = load<u32>(table, form.PARSE) + n * <u32>form.OP_BYTES
    const ops = load<u32>(table, form.PARSE_OPS)
    for (; n < ops; n++, op += form.OP_BYTES) {
      const after = readField(op, i, to)
      if (after == 0) break
      i = after
    }
    if (n == ops) return writeRecord(table, o)
    if (State.unsure) return 0
    stoppedOp = n
    stoppedAt = i
  }
  return 0
}

/** True when the line's second column has a dot or a colon, as addresses have. */
function isSecondDotted(from: usize, to: usize): bool {
  let i = from
  let m = equal16(v128.load(i), SPACE)
  while (m == 0) {
    i += 16
    if (i >= to) return false
    m = equal16(v128.load(i), SPACE)
  }
  i += ctz(m)
  // Nearly every line that has no virtual host: the identity is not known.
  if ((load<u32>(i) & 0xffffff) == 0x202d20) return false
  while (i < to && load<u8>(i) == SPACE) i++
  for (; i < to && load<u8>(i) != SPACE; i++) if (load<u8>(i) == 0x2e || load<u8>(i) == 0x3a) return true
  return false
}
