import type { AccessLine } from './access-line.ts'
import { afterStop, failStop } from './access-line.ts'
import { ADDRESS_BYTE, BYTE_CLASS, isDigit } from './byte-classes.ts'
import { CLF_TIME_LENGTH } from './clf-time.ts'
import { readEpochTime } from './epoch-time.ts'
import { findQuote } from './find-quote.ts'
import { readIsoTime } from './iso-time.ts'
import * as op from './op-codes.ts'
import type { ParseOp } from './op-table.ts'
import { readAddress } from './read-address.ts'
import { readRequest } from './read-request.ts'
import {
  BAD_ADDRESS,
  BAD_NUMBER,
  BAD_TIMESTAMP,
  EXPECTED_LITERAL,
  LINE_ENDS_EARLY,
  TEXT_AFTER_END,
  UNTERMINATED_QUOTE,
} from './reject-reasons.ts'

/** So many ends of a text that may hold its stop are tried at most: time spent on a hostile line is bounded. */
export const MOST_TRIES = 256

/**
 * Runs one parse op: true when the field and its stop were there (`line.at` is then after them), else `line` tells
 * why and where. Each kind is a small function of its own: V8 gives up optimising one big loop over all of them
 * (measured at less than half the speed).
 */
export function readField(line: AccessLine, step: ParseOp): boolean {
  if ((step.flags & op.FLAG_GAP) !== 0 && readGap(line, step)) return true
  switch (step.code) {
    case op.READ_TEXT:
      return readText(line, step)
    case op.READ_QUOTED:
      return readQuoted(line, step)
    case op.READ_ADDRESS:
      return readAddress(line, step)
    case op.READ_REQUEST:
      return readRequest(line, step)
    case op.READ_CLF_TIME:
      return readClfTime(line, step)
    case op.READ_NUMBER:
      return readNumber(line, step)
    case op.READ_END:
      return readEnd(line, step)
    case op.READ_LITERAL:
      return readStop(line, line.at, step.stop)
    case op.READ_UPSTREAM:
      return readUpstream(line, step)
    case op.READ_PATTERN_TIME:
      return readPatternTime(line, step)
    default:
      return readOtherTime(line, step)
  }
}

/** The stop before has taken both spaces around nothing: the second of them is this field's. */
function readGap(line: AccessLine, step: ParseOp): boolean {
  const { bytes, at, to } = line
  if (bytes[at - 1] !== 0x20 || bytes[at - 2] !== 0x20) return false
  const after = afterStop(bytes, at - 1, to, step.stop)
  if (after < 0) return false
  line.textEnd = at - 1
  line.at = after
  return true
}

/** Moves behind the stop, which must lie at `i`. */
function readStop(line: AccessLine, i: number, stop: Uint8Array): boolean {
  const after = afterStop(line.bytes, i, line.to, stop)
  if (after < 0) return failStop(line, i, stop)
  line.at = after
  return true
}

function readText(line: AccessLine, step: ParseOp): boolean {
  return readTextFrom(line, step, line.at)
}

/** Reads the text at `line.at` again, for which a stop at or after `from` is looked for: true when there is one more. */
export function readTextFrom(line: AccessLine, step: ParseOp, from: number): boolean {
  const { bytes, to, at } = line
  const { stop, flags } = step
  const first = stop.length > 0 ? stop[0]! : -1
  let seen = 0
  let timeMissing = -1
  for (let i = at; i < from; i++) seen |= BYTE_CLASS[bytes[i]!]!
  for (let i = from; i < to; i++) {
    const byte = bytes[i]!
    if (byte === first) {
      const after = afterStop(bytes, i, to, stop)
      if (after >= 0 && fitsBeforeTime(bytes, after, to, flags)) return endText(line, step, i, after, seen)
      if (after >= 0 && timeMissing < 0) timeMissing = after
    }
    seen |= BYTE_CLASS[byte]!
  }
  if (timeMissing >= 0) return line.fail(BAD_TIMESTAMP, timeMissing)
  if ((flags & op.FLAG_ONE_WORD) !== 0) return readWord(line, step)
  line.keep(step.slot, at, to, seen)
  if (first >= 0) return line.failUnended(at >= to ? LINE_ENDS_EARLY : EXPECTED_LITERAL, at)
  line.at = to
  return true
}

/** A text that ends the line, or at a space. */
function readWord(line: AccessLine, step: ParseOp): boolean {
  const { bytes, to, at } = line
  let end = at
  let seen = 0
  while (end < to && bytes[end] !== 0x20) seen |= BYTE_CLASS[bytes[end++]!]!
  line.keep(step.slot, at, end, seen)
  line.at = end
  return true
}

/** A user name may hold " [": only a date makes it the end. A cut line may end before the date's slash. */
function fitsBeforeTime(bytes: Uint8Array, after: number, to: number, flags: number): boolean {
  return (flags & op.FLAG_BEFORE_TIME) === 0 || after + 2 >= to || bytes[after + 2] === 0x2f
}

function endText(line: AccessLine, step: ParseOp, end: number, after: number, seen: number): boolean {
  const { at } = line
  if (end === at && (step.flags & op.FLAG_NOT_EMPTY) !== 0) return line.fail(EXPECTED_LITERAL, at)
  if ((step.flags & op.FLAG_HOST) !== 0 && !isHost(line.bytes, at, end)) return line.fail(BAD_ADDRESS, at)
  line.keep(step.slot, at, end, seen)
  line.textEnd = end
  line.at = (step.flags & op.FLAG_STOP_IS_NEXT) !== 0 ? end : after
  return true
}

function isHost(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (ADDRESS_BYTE[bytes[i]!] !== 1) return false
  return true
}

function readQuoted(line: AccessLine, step: ParseOp): boolean {
  const start = line.at
  const end = findQuote(line, step)
  line.keep(step.slot, start, end < 0 ? line.to : end, line.seen)
  return end >= 0 || line.failUnended(UNTERMINATED_QUOTE, start)
}

function readClfTime(line: AccessLine, step: ParseOp): boolean {
  const { at } = line
  if (at + CLF_TIME_LENGTH > line.to) return line.failUnended(LINE_ENDS_EARLY, at)
  if (!line.clf.read(line.bytes, at, line.to, line.time)) return line.fail(BAD_TIMESTAMP, at)
  line.hasTime = true
  return readStop(line, at + CLF_TIME_LENGTH, step.stop)
}

/** A time, or a part of one, which is a text, by its pattern. */
function readPatternTime(line: AccessLine, step: ParseOp): boolean {
  const { bytes, at, to, pattern } = line
  const end = pattern.match(step.pattern!, bytes, at, to)
  if (end < 0)
    return at + step.pattern!.length > to
      ? line.failUnended(LINE_ENDS_EARLY, at)
      : line.fail(BAD_TIMESTAMP, at)
  if ((step.flags & op.FLAG_TIME) !== 0) {
    if (!pattern.put(line.time, bytes)) return line.fail(BAD_TIMESTAMP, at)
    // The time that is remembered lies there no more.
    line.clf.forget()
    line.hasTime = true
  } else {
    line.keep(step.slot, at, end, 0)
  }
  return readStop(line, end, step.stop)
}

/** ISO and epoch times have no fixed length, and may hold the stop's first bytes: each place where it fits is tried. */
function readOtherTime(line: AccessLine, step: ParseOp): boolean {
  const { bytes, at, to } = line
  for (let i = at + 1; i <= to; i++) {
    const after = step.stop.length === 0 ? (i === to ? to : -1) : afterStop(bytes, i, to, step.stop)
    if (after < 0) continue
    const isTime =
      step.code === op.READ_ISO_TIME
        ? readIsoTime(bytes, at, i, line.time)
        : readEpochTime(bytes, at, i, line.time)
    if (isTime) {
      line.hasTime = true
      line.at = after
      return true
    }
  }
  return line.fail(BAD_TIMESTAMP, at)
}

function readNumber(line: AccessLine, step: ParseOp): boolean {
  const { bytes, at, to } = line
  let i = at
  while (i < to && isDigit(bytes[i])) i++
  if (i > at && bytes[i] === 0x2e && i < to && (step.flags & op.FLAG_INTEGER) === 0) {
    const point = i++
    while (i < to && isDigit(bytes[i])) i++
    if (i === point + 1) i = point
  }
  const isEmpty = i === at && (step.flags & op.FLAG_MAY_BE_EMPTY) !== 0 && bytes[at] !== 0x2d
  if (i === at && !isEmpty) {
    if (at >= to) return line.fail(LINE_ENDS_EARLY, at)
    if (bytes[at] !== 0x2d) return line.fail(BAD_NUMBER, at)
    i++
  }
  if (!isEmpty) line.keep(step.slot, at, i, 0)
  if (readStop(line, i, step.stop)) {
    if ((step.flags & op.FLAG_STOP_IS_NEXT) !== 0) line.at = i
    return true
  }
  // Digits at the end of a cut line may be the beginning of a longer number.
  if (step.slot >= 0) line.state[step.slot] = 0
  return false
}

function readUpstream(line: AccessLine, step: ParseOp): boolean {
  const { bytes, at, to } = line
  const first = step.stop.length > 0 ? step.stop[0]! : -1
  let seen = 0
  for (let i = at; i < to; i++) {
    const byte = bytes[i]!
    if (byte === first && !(byte === 0x20 && joinsUpstreams(bytes, at, i, to))) {
      const after = afterStop(bytes, i, to, step.stop)
      if (after >= 0) {
        line.keep(step.slot, at, i, seen)
        line.at = after
        return true
      }
    }
    seen |= BYTE_CLASS[byte]!
  }
  line.keep(step.slot, at, to, seen)
  if (first >= 0) return line.failUnended(at >= to ? LINE_ENDS_EARLY : EXPECTED_LITERAL, at)
  line.at = to
  return true
}

/** True for the space of `, ` and for either space of ` : `. */
function joinsUpstreams(bytes: Uint8Array, at: number, i: number, to: number): boolean {
  const before = i > at ? bytes[i - 1] : 0
  if (before === 0x2c) return true
  if (before === 0x3a && i - 1 > at && bytes[i - 2] === 0x20) return true
  return i + 2 < to && bytes[i + 1] === 0x3a && bytes[i + 2] === 0x20
}

function readEnd(line: AccessLine, step: ParseOp): boolean {
  const { bytes, to } = line
  let i = line.at
  if (i >= to) return true
  if (bytes[i] !== 0x20 && bytes[i - 1] !== 0x20) return line.fail(TEXT_AFTER_END, i)
  if ((step.flags & op.FLAG_TAIL_ANY) !== 0) return true
  if ((step.flags & op.FLAG_TAIL_NONE) !== 0) {
    while (i < to && bytes[i] === 0x20) i++
    return i >= to || line.fail(TEXT_AFTER_END, i)
  }
  for (; i < to; i++) if (bytes[i] === 0x22) return line.fail(TEXT_AFTER_END, i)
  return true
}
