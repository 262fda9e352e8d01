import { ClfTime } from './clf-time.ts'
import { PatternTime } from './pattern-time.ts'
import { EXPECTED_LITERAL, LINE_ENDS_EARLY } from './reject-reasons.ts'
import { Timestamp } from './timestamp.ts'

/** States of a slot. */
export const ABSENT = 0
/** The bytes are written as they are. */
export const PLAIN = 1
/** Holds escapes, control characters or bytes beyond ASCII: goes through `undoEscapes` and `writeJsonText`. */
export const CAREFUL = 2

/** The line that is being read: where we are in it, and what has been found. One per engine, used for every line. */
export class AccessLine {
  bytes: Uint8Array = new Uint8Array(0)
  /** The same memory as `bytes`, for looking at more than one byte at once. */
  view: DataView = new DataView(this.bytes.buffer)
  /** First byte of the line. */
  from = 0
  /** First byte not read yet. */
  at = 0
  /** First byte after the line. */
  to = 0

  /** Where each slot's value lies in `bytes`. */
  readonly start: Int32Array
  readonly end: Int32Array
  readonly state: Uint8Array

  readonly time: Timestamp = new Timestamp()
  readonly clf: ClfTime = new ClfTime()
  readonly pattern: PatternTime = new PatternTime()
  hasTime = false

  /** Classes (BYTE_CLASS) of the bytes in the field that was read last. */
  seen = 0
  /** Where the text that was read last ends. */
  textEnd = 0

  /** Why and where reading gave up; set by the op that returned false. */
  reason = 0
  column = 0
  /** True when it gave up because the bytes ran out. */
  ranOut = false

  constructor(slots: number) {
    this.start = new Int32Array(slots)
    this.end = new Int32Array(slots)
    this.state = new Uint8Array(slots)
  }

  /** Another line, maybe of another chunk. */
  open(bytes: Uint8Array, from: number, to: number): void {
    if (bytes !== this.bytes) {
      this.bytes = bytes
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    }
    this.from = from
    this.to = to
    this.restart()
  }

  /** The same line from its beginning. */
  restart(): void {
    this.at = this.from
    this.hasTime = false
    // A loop: `fill` of so few bytes is a call that costs more than it saves.
    const { state } = this
    for (let i = 0; i < state.length; i++) state[i] = ABSENT
  }

  /** Keeps a value; `-` alone is what servers write for none. */
  keep(slot: number, start: number, end: number, seen: number): void {
    if (slot < 0 || (end - start === 1 && this.bytes[start] === 0x2d)) return
    this.keepAny(slot, start, end, seen)
  }

  keepAny(slot: number, start: number, end: number, seen: number): void {
    this.start[slot] = start
    this.end[slot] = end
    this.state[slot] = seen === 0 ? PLAIN : CAREFUL
  }

  fail(reason: number, at: number): false {
    this.reason = reason
    this.column = at - this.from
    this.ranOut = at >= this.to
    return false
  }

  /** The field at `at` has no end: the place to look at is where it begins. */
  failUnended(reason: number, at: number): false {
    this.fail(reason, at)
    this.ranOut = true
    return false
  }
}

/**
 * Where `stop` ends when it lies at `i`, -1 when it does not. A space in it fits a run of spaces:
 * Jetty and hand-made formats write two where the format has one.
 */
export function afterStop(bytes: Uint8Array, i: number, to: number, stop: Uint8Array): number {
  for (let k = 0; k < stop.length; k++) {
    const byte = stop[k]!
    if (i >= to || bytes[i] !== byte) return -1
    i++
    if (byte === 0x20) while (i < to && bytes[i] === 0x20) i++
  }
  return i
}

/** The stop does not lie at `i`: gives up at the byte that differs. Always false. */
export function failStop(line: AccessLine, i: number, stop: Uint8Array): false {
  const { bytes, to } = line
  let at = i
  for (let k = 0; k < stop.length && at < to; k++) {
    if (bytes[at] !== stop[k]) return line.fail(EXPECTED_LITERAL, at)
    at++
    if (stop[k] === 0x20) while (at < to && bytes[at] === 0x20) at++
  }
  return line.fail(LINE_ENDS_EARLY, at)
}
