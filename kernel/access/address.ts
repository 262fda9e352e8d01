import { equal16, SPACE } from '../bytes'
import { addressBytes, firstStranger, isDigit } from './classes'
import { FLAG_DOTTED, FLAG_IP, FLAG_QUOTED } from './codes'
import { FLAGS, PLAIN, STOP_FIRST } from './form'
import { isAddress } from './ip'
import { findQuote } from './quoted'
import { keep, slotOf } from './slots'
import { State } from './state'
import { afterStop } from './stop'

const COLON: u32 = 0x3a
const COMMA: u32 = 0x2c

/** READ_ADDRESS: a client's address, or a list of them of which the first is the client. */
export function readAddress(op: usize, i: usize, to: usize): usize {
  const flags = load<u32>(op, FLAGS)
  if ((flags & FLAG_QUOTED) != 0) return readQuotedAddress(op, i, to)
  const end = addressEnd(op, i)
  if (end == i) return 0
  if ((flags & (FLAG_DOTTED | FLAG_IP)) != 0 && !fits(i, end, flags)) return 0
  let listEnd = end
  while (load<u8>(listEnd) == COMMA) listEnd = nextInList(listEnd)
  keepAddress(slotOf(op), i, end, listEnd, PLAIN)
  return afterStop(op, listEnd, to)
}

/** A header in quotes is the visitor's own text: whatever it says, the line stays readable. */
function readQuotedAddress(op: usize, i: usize, to: usize): usize {
  const end = findQuote(op, i, to)
  if (end == 0) return 0
  let first = i
  while (first < end && load<u8>(first) != COMMA) first++
  keepAddress(slotOf(op), i, first, end, State.seen)
  return State.after
}

// @ts-ignore: decorator
@inline
function keepAddress(slot: usize, i: usize, end: usize, listEnd: usize, state: u32): void {
  if (load<u8>(i) == 0x5b) keepInBrackets(slot, i, end, state)
  else keep(slot, i, withoutPort(i, end), state)
  keep(slot + 16, i, listEnd, state)
}

function keepInBrackets(slot: usize, i: usize, end: usize, state: u32): void {
  let close = i
  while (close < end && load<u8>(close) != 0x5d) close++
  if (close > i + 1 && close < end) keep(slot, i + 1, close, state)
  else keep(slot, i, end, state)
}

// @ts-ignore: decorator
@inline
function addressEnd(op: usize, i: usize): usize {
  const end = firstStranger(i, addressBytes())
  if (load<u32>(op, STOP_FIRST) != COLON) return end
  // Where a colon divides two fields, the last one does: an IPv6 address has colons of its own.
  for (let k = end - 1; k > i; k--) if (load<u8>(k) == COLON) return k
  return end
}

/** The end of the item behind the comma at `i`. */
function nextInList(i: usize): usize {
  let k = i + 1
  while (load<u8>(k) == SPACE) k++
  return firstStranger(k, addressBytes())
}

/** The end of the address in `ip:port` or `name:port`: one colon, and digits behind it. IPv6 has more colons. */
// @ts-ignore: decorator
@inline
function withoutPort(i: usize, end: usize): usize {
  if (end - i > 48) return withoutPortSlowly(i, end)
  const low = equal16(v128.load(i), <u8>COLON) | (equal16(v128.load(i, 16), <u8>COLON) << 16)
  const colons = <u64>low | (<u64>equal16(v128.load(i, 32), <u8>COLON) << 32)
  return popcnt(colons & ((1 << <u64>(end - i)) - 1)) == 1 ? withoutPortSlowly(i, end) : end
}

function withoutPortSlowly(at: usize, end: usize): usize {
  if (end <= at + 1) return end
  let i = end - 1
  while (i > at && isDigit(load<u8>(i))) i--
  if (i == end - 1 || i == at || load<u8>(i) != COLON) return end
  for (let k = at; k < i; k++) if (load<u8>(k) == COLON) return end
  return i
}

function fits(i: usize, end: usize, flags: u32): bool {
  if ((flags & FLAG_IP) != 0) return isAddress(i, end)
  for (let k = i; k < end; k++) if (load<u8>(k) == 0x2e || load<u8>(k) == COLON) return true
  return false
}
