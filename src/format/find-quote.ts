import type { AccessLine } from './access-line.ts'
import { afterStop } from './access-line.ts'
import { BACKSLASH, BYTE_CLASS, QUOTE } from './byte-classes.ts'
import { hasSpecial } from './four-bytes.ts'
import * as op from './op-codes.ts'
import type { ParseOp } from './op-table.ts'

/**
 * The closing quote of a quoted field that begins at `line.at`, -1 when there is none; moves behind the stop.
 * `line.seen` then holds the classes of the bytes between.
 * A quote after which the stop does not go on belongs to the value: old servers write quotes raw.
 */
export function findQuote(line: AccessLine, step: ParseOp): number {
  const { bytes, view, to } = line
  let seen = 0
  for (let i = line.at; i < to; i++) {
    i = nextSpecial(view, i, to)
    if (i >= to) break
    const kind = BYTE_CLASS[bytes[i]!]!
    if (kind === 0) continue
    if (kind === QUOTE) {
      const after = quoteEnd(line, i, step)
      if (after >= 0) {
        line.seen = seen
        line.at = after
        return i
      }
    } else if (kind === BACKSLASH) {
      i++
    }
    seen |= kind
  }
  line.seen = seen
  return -1
}

function quoteEnd(line: AccessLine, i: number, step: ParseOp): number {
  const after = afterStop(line.bytes, i, line.to, step.stop)
  if ((step.flags & op.FLAG_LAST) === 0 || after < 0) return after
  return after >= line.to || line.bytes[after] === 0x20 ? after : -1
}

/** The first place from `i` on whose four bytes hold one with a class, or the last three of the text. */
function nextSpecial(view: DataView, i: number, to: number): number {
  while (i + 4 <= to && !hasSpecial(view.getInt32(i, true))) i += 4
  return i
}
