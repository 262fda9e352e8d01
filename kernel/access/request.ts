import { SPACE } from '../bytes'
import { firstStranger, isDigit, methodBytes } from './classes'
import { FLAG_QUOTED } from './codes'
import { FLAGS, PLAIN, STOP_BYTES, STOP_FIRST } from './form'
import { findQuote } from './quoted'
import { keep, keepAny, keepNothing, slotOf } from './slots'
import { State } from './state'
import { afterStop } from './stop'
import { classOf } from './text'

/** `HTTP/` and a point two bytes behind it, and the bits that are the same in every version. */
const HTTP: u64 = 0x002e002f50545448
const HTTP_BITS: u64 = 0x00ff00ffffffffff

/** READ_REQUEST: METHOD SP target SP PROTOCOL into three slots, or the whole text into the fourth. */
export function readRequest(op: usize, i: usize, to: usize): usize {
  const end = (load<u32>(op, FLAGS) & FLAG_QUOTED) != 0 ? findQuote(op, i, to) : findStop(op, i, to)
  if (end == 0) return 0
  split(slotOf(op), i, end)
  return State.after
}

/** The end of a request without quotes. A space ends it only when what stands before it is the protocol. */
function findStop(op: usize, i: usize, to: usize): usize {
  let p = to
  State.after = to
  if (load<u32>(op, STOP_BYTES) != 0) {
    const first = load<u32>(op, STOP_FIRST)
    for (p = i; p < to; p++) {
      if (load<u8>(p) != first) continue
      const after = afterStop(op, p, to)
      const isNone = p == i + 1 && load<u8>(i) == 0x2d
      if (after == 0 || (first == SPACE && !isNone && protocolStart(i, p) == 0)) continue
      State.after = after
      break
    }
    if (p == to) return 0
  }
  State.seen = classOf(i, p)
  return p
}

// @ts-ignore: decorator
@inline
function split(slot: usize, start: usize, end: usize): void {
  const method = methodEnd(start, end)
  const protocol = protocolStart(start, end)
  let from = method
  let to = protocol == 0 ? end : protocol
  while (from < to && load<u8>(from) == SPACE) from++
  while (to > from && load<u8>(to - 1) == SPACE) to--
  if (method > start && to > from && (protocol != 0 || !hasSpace(from, to))) {
    keepAny(slot, start, method, PLAIN)
    keepAny(slot + 16, from, to, State.seen)
    if (protocol != 0) keepAny(slot + 32, protocol, end, PLAIN)
    else keepNothing(slot + 32)
    keepNothing(slot + 48)
  } else {
    keepNothing(slot)
    keepNothing(slot + 16)
    keepNothing(slot + 32)
    if (end > start) keep(slot + 48, start, end, State.seen)
    else keepNothing(slot + 48)
  }
}

function hasSpace(from: usize, to: usize): bool {
  for (let i = from; i < to; i++) if (load<u8>(i) == SPACE) return true
  return false
}

/** Where the method ends; `start` when the request does not begin with one and a space. */
// @ts-ignore: decorator
@inline
function methodEnd(start: usize, end: usize): usize {
  if (<u32>load<u8>(start) - 0x41 > 25) return start
  const i = firstStranger(start, methodBytes())
  return i < end && load<u8>(i) == SPACE ? i : start
}

/** Where the protocol begins that ends at `end`, 0 when no space and protocol are there. */
// @ts-ignore: decorator
@inline
function protocolStart(start: usize, end: usize): usize {
  const last = load<u64>(end - 8)
  const isHttp = (last & HTTP_BITS) == HTTP && isDigit(<u32>(last >> 40) & 255) && isDigit(<u32>(last >> 56))
  if (isHttp && end > start + 9 && load<u8>(end - 9) == SPACE) return end - 8
  return otherProtocol(start, end)
}

function otherProtocol(start: usize, end: usize): usize {
  if (end <= start) return 0
  let i = end - 1
  while (i > start && (isDigit(load<u8>(i)) || load<u8>(i) == 0x2e)) i--
  if (i == end - 1 || load<u8>(i) != 0x2f) return 0
  const slash = i
  i--
  while (i > start && <u32>load<u8>(i) - 0x41 < 26) i--
  return i < slash - 1 && load<u8>(i) == SPACE ? i + 1 : 0
}
