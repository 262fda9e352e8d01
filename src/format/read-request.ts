import type { AccessLine } from './access-line.ts'
import { afterStop } from './access-line.ts'
import { BYTE_CLASS, isDigit, METHOD_BYTE } from './byte-classes.ts'
import { findQuote } from './find-quote.ts'
import * as op from './op-codes.ts'
import type { ParseOp } from './op-table.ts'
import { LINE_ENDS_EARLY, UNTERMINATED_QUOTE } from './reject-reasons.ts'

/**
 * Reads a request line: METHOD SP target SP PROTOCOL, where the target may hold spaces; METHOD SP target alone
 * (HTTP/0.9) has no protocol. Anything else (port scans, TLS bytes) is kept whole in the slot after these three.
 */
export function readRequest(line: AccessLine, step: ParseOp): boolean {
  const start = line.at
  const end = (step.flags & op.FLAG_QUOTED) !== 0 ? findQuote(line, step) : findStop(line, step)
  if (end < 0) {
    split(line, step.slot, start, line.to, true)
    return line.failUnended((step.flags & op.FLAG_QUOTED) !== 0 ? UNTERMINATED_QUOTE : LINE_ENDS_EARLY, start)
  }
  split(line, step.slot, start, end, false)
  return true
}

/** The end of an unquoted request: where the stop fits; moves behind it. */
function findStop(line: AccessLine, step: ParseOp): number {
  const { bytes, to } = line
  let seen = 0
  for (let i = line.at; i < to; i++) {
    const byte = bytes[i]!
    if (byte === step.stop[0]) {
      const after = afterStop(bytes, i, to, step.stop)
      // A space ends the request only when what stands before it is the protocol, or the dash of a request that never came.
      const isNone = i === line.at + 1 && bytes[line.at] === 0x2d
      if (after >= 0 && (byte !== 0x20 || isNone || protocolStart(bytes, line.at, i) >= 0)) {
        line.seen = seen
        line.at = after
        return i
      }
    }
    seen |= BYTE_CLASS[byte]!
  }
  line.seen = seen
  if (step.stop.length > 0) return -1
  line.at = to
  return to
}

/** Fills the slots; `cut` when the line ended within the request. */
function split(line: AccessLine, slot: number, start: number, end: number, cut: boolean): void {
  if (slot < 0) return
  const { bytes } = line
  const method = methodEnd(bytes, start, end)
  const protocol = cut ? -1 : protocolStart(bytes, start, end)
  let from = method
  let to = protocol < 0 ? end : protocol
  while (from < to && bytes[from] === 0x20) from++
  while (to > from && bytes[to - 1] === 0x20) to--
  const whole = method > start && to > from && (protocol >= 0 || cut || !hasSpace(bytes, from, to))
  if (!whole) {
    if (end > start) line.keep(slot + 3, start, end, line.seen)
    return
  }
  line.keepAny(slot, start, method, 0)
  line.keepAny(slot + 1, from, to, line.seen)
  if (protocol >= 0) line.keepAny(slot + 2, protocol, end, 0)
}

export function hasSpace(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] === 0x20) return true
  return false
}

/** Where the method ends; `start` when the request does not begin with one and a space. */
export function methodEnd(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes[start]!
  if (start >= end || first < 0x41 || first > 0x5a) return start
  let i = start + 1
  while (i < end && METHOD_BYTE[bytes[i]!] === 1) i++
  return i < end && bytes[i] === 0x20 ? i : start
}

/** Where the protocol begins that ends at `end` (`HTTP/1.1`, `RTSP/1.0`), -1 when no space and protocol are there. */
export function protocolStart(bytes: Uint8Array, start: number, end: number): number {
  let i = end - 1
  while (i > start && (isDigit(bytes[i]) || bytes[i] === 0x2e)) i--
  if (i === end - 1 || bytes[i] !== 0x2f) return -1
  const slash = i
  i--
  while (i > start && bytes[i]! >= 0x41 && bytes[i]! <= 0x5a) i--
  return i < slash - 1 && bytes[i] === 0x20 ? i + 1 : -1
}
