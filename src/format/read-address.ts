import type { AccessLine } from './access-line.ts'
import { afterStop, failStop } from './access-line.ts'
import { ADDRESS_BYTE, isDigit } from './byte-classes.ts'
import { findQuote } from './find-quote.ts'
import { isIP } from './ip.ts'
import * as op from './op-codes.ts'
import type { ParseOp } from './op-table.ts'
import { BAD_ADDRESS, LINE_ENDS_EARLY, UNTERMINATED_QUOTE } from './reject-reasons.ts'

/** Reads a client address, or a list of them of which the first is the client (X-Forwarded-For). */
export function readAddress(line: AccessLine, step: ParseOp): boolean {
  if ((step.flags & op.FLAG_QUOTED) !== 0) return readQuotedAddress(line, step)
  const { bytes, at, to } = line
  const end = addressEnd(bytes, at, to, step.stop)
  if (end === at) return line.fail(at >= to ? LINE_ENDS_EARLY : BAD_ADDRESS, at)
  if (!fits(bytes, at, end, step.flags)) return line.fail(BAD_ADDRESS, at)
  let listEnd = end
  while (listEnd < to && bytes[listEnd] === 0x2c) listEnd = nextInList(bytes, listEnd, to)
  keepAddress(line, step.slot, at, end, listEnd, 0)
  const after = afterStop(bytes, listEnd, to, step.stop)
  if (after < 0) return failStop(line, listEnd, step.stop)
  line.at = after
  return true
}

/** A header in quotes is the visitor's own text: whatever it says, the line stays readable. */
function readQuotedAddress(line: AccessLine, step: ParseOp): boolean {
  const start = line.at
  const end = findQuote(line, step)
  if (end < 0) return line.failUnended(UNTERMINATED_QUOTE, start)
  let first = start
  while (first < end && line.bytes[first] !== 0x2c) first++
  keepAddress(line, step.slot, start, first, end, line.seen)
  return true
}

function keepAddress(
  line: AccessLine,
  slot: number,
  at: number,
  end: number,
  listEnd: number,
  seen: number,
): void {
  if (slot < 0) return
  const { bytes } = line
  if (bytes[at] === 0x5b) {
    const close = bytes.indexOf(0x5d, at)
    if (close > at + 1 && close < end) line.keep(slot, at + 1, close, seen)
    else line.keep(slot, at, end, seen)
  } else {
    line.keep(slot, at, withoutPort(bytes, at, end), seen)
  }
  line.keep(slot + 1, at, listEnd, seen)
}

function addressEnd(bytes: Uint8Array, at: number, to: number, stop: Uint8Array): number {
  let i = at
  while (i < to && ADDRESS_BYTE[bytes[i]!] === 1) i++
  // Where a colon divides two fields (`%a:%{remote}p`), the last one does: an IPv6 address has colons of its own.
  if (stop[0] === 0x3a) for (let k = i - 1; k > at; k--) if (bytes[k] === 0x3a) return k
  return i
}

/** The end of the item after the comma at `i`. */
function nextInList(bytes: Uint8Array, i: number, to: number): number {
  let k = i + 1
  while (k < to && bytes[k] === 0x20) k++
  while (k < to && ADDRESS_BYTE[bytes[k]!] === 1) k++
  return k
}

/** The end of the address in `ip:port` or `name:port`: one colon, and digits after it. IPv6 has more colons. */
function withoutPort(bytes: Uint8Array, at: number, end: number): number {
  let i = end - 1
  while (i > at && isDigit(bytes[i])) i--
  if (i === end - 1 || i === at || bytes[i] !== 0x3a) return end
  for (let k = at; k < i; k++) if (bytes[k] === 0x3a) return end
  return i
}

function fits(bytes: Uint8Array, at: number, end: number, flags: number): boolean {
  if ((flags & (op.FLAG_DOTTED | op.FLAG_IP)) === 0) return true
  if ((flags & op.FLAG_IP) !== 0) return isAddress(bytes, at, end)
  for (let i = at; i < end; i++) if (bytes[i] === 0x2e || bytes[i] === 0x3a) return true
  return false
}

function isAddress(bytes: Uint8Array, at: number, end: number): boolean {
  // "-" is what stands here in nearly every line that has no virtual host: it must not cost a string.
  if (end - at < 2 || end - at > 45) return false
  return isIP(String.fromCharCode(...bytes.subarray(at, end))) !== 0
}
