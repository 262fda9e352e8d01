import { LF, QUOTE, SPACE } from '../bytes'
import { CLF_TEXT_BYTES, CLF_TIME_BYTES, clfMs, clfText, clfTime } from '../clf-time'
import { special16 } from '../json-text'
import { Line } from '../line'
import { lineEndOrNul } from '../line-end'
import { FORM } from '../map'
import { addressBytes, isDigit, strangers } from './classes'
import * as form from './form'
import { readField } from './parse'
import { findFurther, findQuote } from './quoted'
import { keepNothing, slotOf } from './slots'
import { State } from './state'
import { copy, writeEscaped, writeFields } from './write'

/** No line longer than this, in bytes, is read here; without escapes its record is no longer than this and its leads. */
export const FAST_LINE: usize = 8192

/** The keys between the values with the quotes around them: 32 bytes each, and their lengths. */
const TIME: usize = 0
const TIME_LEAD: usize = 13
/** Begins with the quote behind the time. */
const ADDRESS: usize = 32
const ADDRESS_LEAD: usize = 16
const METHOD: usize = 64
const METHOD_LEAD: usize = 12
const PATH: usize = 96
const PATH_LEAD: usize = 10
const PROTOCOL: usize = 128
const PROTOCOL_LEAD: usize = 14
const STATUS: usize = 160
const STATUS_LEAD: usize = 16
const SIZE: usize = 192
const SIZE_LEAD: usize = 17
const REFERER: usize = 224
const REFERER_LEAD: usize = 12
const AGENT: usize = 256
const AGENT_LEAD: usize = 15
const LOG_TYPE: usize = 288
/** Where the address goes: behind the time. */
const ADDRESS_AT: usize = TIME_LEAD + CLF_TEXT_BYTES + ADDRESS_LEAD - 1

/** ` - - [`, `] "` and `" "`, and the bits that count when eight or four bytes are loaded. */
const NOBODY: u64 = 0x5b202d202d20
const NOBODY_BITS: u64 = 0xffffffffffff
const TIME_END: u32 = 0x22205d
const QUOTED_END: u32 = 0x222022
const THREE: u32 = 0xffffff
const NULL: u32 = 0x6c6c756e
/** `HTTP/` and the point two bytes behind it. */
const HTTP: u64 = 0x002e002f50545448
const HTTP_BITS: u64 = 0x00ff00ffffffffff

/**
 * Reads a line that begins as the combined format does, without a user, in one go: each field is copied to its place in the record while its
 * end is searched. Returns the record's end, without the brace, and sets Line.next; 0 for a line that is in the least
 * unusual, which the op table then reads. Escapes and UTF-8 are usual.
 *
 * @param room no record may begin beyond this, less FAST_LINE: what its leads need is taken off already
 */
// @ts-ignore: decorator
@inline
export function combinedLine(from: usize, o: usize, room: usize): usize {
  const leads = form.FAST_LEADS
  const limit = from + FAST_LINE - 128
  const start = o
  let i = afterAddress(from, o + ADDRESS_AT)
  if (i == 0 || (load<u64>(i) & NOBODY_BITS) != NOBODY) return 0
  o += ADDRESS_AT + (i - from)
  i += 6

  const place = clfTime(i)
  if (place == 0 || (load<u32>(i, CLF_TIME_BYTES) & THREE) != TIME_END) return 0
  v128.store(start, v128.load(leads, TIME))
  v128.store(start, v128.load(clfText(place)), TIME_LEAD)
  v128.store(start, v128.load(clfText(place), CLF_TEXT_BYTES - 16), TIME_LEAD + CLF_TEXT_BYTES - 16)
  v128.store(start, v128.load(leads, ADDRESS), ADDRESS_AT - ADDRESS_LEAD)
  Line.eventTime = clfMs(place)
  const addressEnd = o
  i += CLF_TIME_BYTES + 3

  // The method: capital letters, a space.
  const head = v128.load(i)
  const letters = i8x16.gt_u(i8x16.sub(head, i8x16.splat(0x41)), i8x16.splat(25))
  const method: usize = ctz(<u32>i8x16.bitmask(letters) | 0x10000)
  if (method == 0 || <u32>(load<u16>(i + method) & 0xff) != SPACE || load<u8>(i + method, 1) == SPACE) return 0
  v128.store(o, v128.load(leads, METHOD))
  v128.store(o, head, METHOD_LEAD)
  o += METHOD_LEAD + method
  i += method + 1

  // The target, and the protocol behind it.
  v128.store(o, v128.load(leads, PATH))
  o += PATH_LEAD
  const path = i
  i = copyPlain(i, o, limit)
  if (i == 0) return 0
  const isPlain = load<u8>(i) == QUOTE && load<u8>(i, 1) == SPACE
  const special = i
  if (!isPlain) {
    i = furtherEnd(load<u32>(FORM, form.FAST_OPS), path, i, o, room)
    if (i == 0) return 0
  }
  const protocol = load<u64>(i - 8)
  if ((protocol & HTTP_BITS) != HTTP || !isDigit(<u32>(protocol >> 40) & 255) || !isDigit(<u32>(protocol >> 56))) return 0
  if (i < path + 10 || load<u8>(i - 9) != SPACE || load<u8>(i - 10) == SPACE) return 0
  o = isPlain ? o + (i - 9 - path) : furtherPath(path, special, i - 9, o)
  v128.store(o, v128.load(leads, PROTOCOL))
  store<u64>(o, protocol, PROTOCOL_LEAD)
  v128.store(o, v128.load(leads, STATUS), PROTOCOL_LEAD + 8)
  o += PROTOCOL_LEAD + 8 + STATUS_LEAD

  // `" 200 2435 "`
  const status = load<u64>(i)
  const zeros = (status >> 16) & 0xffffff
  if ((status & 0x0000ff000000ffff) != 0x0000200000002022 || !isStatus(zeros)) return 0
  store<u32>(o, <u32>zeros)
  v128.store(o, v128.load(leads, SIZE), 3)
  v128.store(o, v128.load(leads, SIZE + 16), 19)
  o += 3 + SIZE_LEAD
  i += 6
  const digits = v128.load(i)
  const size: usize = ctz(<u32>i8x16.bitmask(i8x16.gt_u(i8x16.sub(digits, i8x16.splat(0x30)), i8x16.splat(9))) | 0x10000)
  if (size == 0) {
    if ((load<u32>(i) & THREE) != 0x22202d) return 0
    store<u8>(o++, 0x30)
    i += 3
  } else {
    if (load<u16>(i + size) != 0x2220 || (load<u8>(i) == 0x30 && size > 1)) return 0
    v128.store(o, digits)
    o += size
    i += size + 2
  }

  v128.store(o, v128.load(leads, REFERER))
  if ((load<u32>(i) & 0xffff) == 0x222d) {
    store<u32>(o, NULL, REFERER_LEAD - 1)
    o += REFERER_LEAD + 3
    i++
  } else {
    o += REFERER_LEAD
    const referer = i
    i = copyPlain(i, o, limit)
    if (i == 0) return 0
    if (load<u8>(i) == QUOTE && (load<u32>(i) & THREE) == QUOTED_END) o += i - referer
    else {
      const special = i
      i = furtherEnd(load<u32>(FORM, form.FAST_OPS) + 3 * <u32>form.OP_BYTES, referer, i, o, room)
      if (i == 0) return 0
      o = writeEscaped(load<u32>(FORM, form.FAST_TABLE), special, i, o + (special - referer))
    }
    store<u8>(o++, QUOTE)
  }
  if ((load<u32>(i) & THREE) != QUOTED_END) return 0
  i += 3

  Line.keyStart = start + ADDRESS_AT
  Line.keyEnd = addressEnd
  if (load<u32>(FORM, form.FAST_KEY) == 0) {
    Line.keyStart = 0
    Line.keyEnd = 0
  }
  Line.logType = 0
  Line.ownHost = false
  if (load<u32>(FORM, form.FAST_REST) != 0) return furtherFields(from, i, o, room)

  v128.store(o, v128.load(leads, AGENT))
  if (load<u16>(i) == 0x222d) {
    store<u32>(o, NULL, AGENT_LEAD - 1)
    o += AGENT_LEAD + 3
    i++
  } else {
    o += AGENT_LEAD
    const agent = i
    i = copyPlain(i, o, limit)
    if (i == 0) return 0
    if (load<u8>(i) == QUOTE && load<u8>(i, 1) < SPACE) o += i - agent
    else {
      const special = i
      i = furtherEnd(load<u32>(FORM, form.FAST_OPS) + 4 * <u32>form.OP_BYTES, agent, i, o, room)
      if (i == 0) return 0
      o = writeEscaped(load<u32>(FORM, form.FAST_TABLE), special, i, o + (special - agent))
    }
    store<u8>(o++, QUOTE)
  }
  // The line ends here, or is none for this place.
  const end = load<u32>(i)
  if ((end & 0xffff) == 0x0a22) Line.next = i + 2
  else if ((end & THREE) == 0x0a0d22) Line.next = i + 3
  else return 0
  v128.store(o, v128.load(leads, LOG_TYPE))
  v128.store(o, v128.load(leads, LOG_TYPE + 16), 16)
  return o + load<u32>(FORM, form.FAST_LAST_BYTES)
}

/** Where the format has more than combined: the user agent at `i`, then the rest by the op table. */
function furtherFields(from: usize, i: usize, o: usize, room: usize): usize {
  let to = lineEndOrNul(i)
  if (load<u8>(to) != LF) return 0
  Line.next = to + 1
  while (load<u8>(to - 1) == 0x0d) to--
  if (to - from > FAST_LINE || o + 6 * (to - i) > room) return 0
  const request: usize = load<u32>(FORM, form.FAST_OPS)
  const table: usize = load<u32>(FORM, form.FAST_TABLE)
  let op = request + 4 * form.OP_BYTES
  const end = findQuote(op, i, to)
  if (end == 0) return 0
  v128.store(o, v128.load(form.FAST_LEADS, AGENT))
  if (end - i == 1 && load<u8>(i) == 0x2d) {
    store<u32>(o, NULL, AGENT_LEAD - 1)
    o += AGENT_LEAD + 3
  } else {
    o += AGENT_LEAD
    o = State.seen == form.PLAIN ? copy(i, end - i, o) : writeEscaped(table, i, end, o)
    store<u8>(o++, QUOTE)
  }
  // Nobody is logged in, and the request could be read: what the table might write of either is not there.
  keepNothing(slotOf(request - 3 * form.OP_BYTES))
  keepNothing(slotOf(request - 2 * form.OP_BYTES))
  keepNothing(slotOf(request) + 3 * form.SLOT_BYTES)
  const last: usize = load<u32>(table, form.PARSE) + load<u32>(table, form.PARSE_OPS) * <u32>form.OP_BYTES
  State.unsure = false
  i = State.after
  for (op += form.OP_BYTES; op != last; op += form.OP_BYTES) {
    i = readField(op, i, to)
    if (i == 0) return 0
  }
  return writeFields(table, load<u32>(FORM, form.FAST_REST), o)
}

/** Where the address ends that is copied to `o`: no list, no port, no brackets, not a `-`; else 0. */
// @ts-ignore: decorator
@inline
function afterAddress(from: usize, o: usize): usize {
  const v = v128.load(from)
  v128.store(o, v)
  const m = strangers(v, addressBytes())
  if (m == 0) return afterLongAddress(from, o)
  const k: u32 = ctz(m)
  const colons = popcnt(<u32>i8x16.bitmask(i8x16.eq(v, i8x16.splat(0x3a))) & ((1 << k) - 1))
  return k > 1 && colons != 1 && load<u8>(from) != 0x5b ? from + k : 0
}

function afterLongAddress(from: usize, o: usize): usize {
  let colons: u32 = 0
  for (let i: usize = 0; i < 48; i += 16) {
    const v = v128.load(from + i)
    v128.store(o + i, v)
    const m = strangers(v, addressBytes())
    const mask = <u32>i8x16.bitmask(i8x16.eq(v, i8x16.splat(0x3a)))
    if (m == 0) {
      colons += popcnt(mask)
      continue
    }
    const k: u32 = ctz(m)
    colons += popcnt(mask & ((1 << k) - 1))
    return colons != 1 && load<u8>(from) != 0x5b ? from + i + k : 0
  }
  return 0
}

/** Three digits, of which the first is not 0. */
// @ts-ignore: decorator
@inline
function isStatus(digits: u64): bool {
  const first = <u32>digits & 255
  const second = <u32>(digits >> 8) & 255
  const third = <u32>(digits >> 16) & 255
  return first - 0x31 < 9 && isDigit(second) && isDigit(third)
}

/** Copies up to the first special byte, and on to the end of its 64; where it lies, 0 when that is beyond `limit`. */
// @ts-ignore: decorator
@inline
function copyPlain(i: usize, o: usize, limit: usize): usize {
  let m = copy64(i, o)
  while (m == 0) {
    i += 64
    o += 64
    if (i > limit) return 0
    m = copy64(i, o)
  }
  return i + <usize>ctz(m)
}

/** Copies 64 bytes; a bit for each special one. */
// @ts-ignore: decorator
@inline
function copy64(i: usize, o: usize): u64 {
  const a = v128.load(i)
  const b = v128.load(i, 16)
  const c = v128.load(i, 32)
  const d = v128.load(i, 48)
  v128.store(o, a)
  v128.store(o, b, 16)
  v128.store(o, c, 32)
  v128.store(o, d, 48)
  const low = special16(a) | (special16(b) << 16)
  const high = special16(c) | (special16(d) << 16)
  return <u64>low | (<u64>high << 32)
}

/** Writes a path of which what lies before its first special byte has been copied; that byte may lie in the protocol. */
function furtherPath(path: usize, special: usize, end: usize, o: usize): usize {
  if (special >= end) return o + (end - path)
  return writeEscaped(load<u32>(FORM, form.FAST_TABLE), special, end, o + (special - path))
}

/**
 * The end of a field that holds more than plain characters: its first special byte at `i` is not its end. 0 when there is
 * none, or no room for what may come of the rest of the line.
 */
function furtherEnd(op: usize, start: usize, i: usize, o: usize, room: usize): usize {
  let to = lineEndOrNul(i)
  if (load<u8>(to) != LF || to - start > FAST_LINE || o + 6 * (to - start) > room) return 0
  while (load<u8>(to - 1) == 0x0d) to--
  return findFurther(op, i, to)
}
