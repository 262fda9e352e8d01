import { at16, BACKSLASH, QUOTE } from '../bytes'
import { special16 } from '../json-text'
import { setLine } from '../line'
import { copy } from '../move'
import { REPLACEMENT, sequenceLength } from '../utf8'
import * as config from './config'
import { findLevel } from './level'
import { lineIsUtf8 } from './strings'

/** `{"timestamp":"` */
const LEAD: usize = memory.data<u8>([123, 34, 116, 105, 109, 101, 115, 116, 97, 109, 112, 34, 58, 34, 0, 0])
const LEAD_BYTES: usize = 14
/** `","level":"` */
const LEVEL: usize = memory.data<u8>([34, 44, 34, 108, 101, 118, 101, 108, 34, 58, 34, 0, 0, 0, 0, 0])
const LEVEL_BYTES: usize = 11
const NULL: u32 = 0x6c6c756e
/** `,"message":"` */
const MESSAGE: usize = memory.data<u8>([44, 34, 109, 101, 115, 115, 97, 103, 101, 34, 58, 34, 0, 0, 0, 0])
const MESSAGE_BYTES: usize = 12
/** `","log_type":"application_text"` */
const LOG_TYPE: usize = memory.data<u8>([
  34, 44, 34, 108, 111, 103, 95, 116, 121, 112, 101, 34, 58, 34, 97, 112, 112, 108, 105, 99, 97, 116, 105, 111, 110, 95,
  116, 101, 120, 116, 34, 0,
])
const LOG_TYPE_BYTES: usize = 31
/** `","log_type":"application_event"` */
const EVENT_TYPE: usize = memory.data<u8>([
  34, 44, 34, 108, 111, 103, 95, 116, 121, 112, 101, 34, 58, 34, 97, 112, 112, 108, 105, 99, 97, 116, 105, 111, 110, 95,
  101, 118, 101, 110, 116, 34,
])
const EVENT_TYPE_BYTES: usize = 32
/** The digits of hexadecimal numbers. */
const HEX: usize = memory.data<u8>([48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 97, 98, 99, 100, 101, 102])
/** The letter that JSON has for a byte below 0x20: `bt n fr` from 8 on, 0 for none. */
const LETTERS: usize = memory.data<u8>([98, 116, 110, 0, 102, 114, 0, 0])

/** `\u00` */
const UNICODE: u32 = 0x30755c

/** Bytes below 0x20, but for tabs and ESC, of the message that was written last. */
let controls: usize = 0

/** The record of a line of text, without its closing brace: time of reading, level, message. 0 for the reference. */
export function textLine(from: usize, to: usize, o: usize): usize {
  copy(o, LEAD, 16)
  o += LEAD_BYTES
  copy(o, config.readAtText(), config.readAtBytes())
  o += config.readAtBytes()
  o = writeLevel(findLevel(from, to), o)
  copy(o, MESSAGE, 16)
  o = writeMessage(from, to, o + MESSAGE_BYTES)
  // From 30 % on it is no text; who comes near is counted by the reference.
  if (controls * 4 > to - from) return 0
  setLine(0, 0, config.readAtMs(), 1, false)
  copy(o, config.isJoined() ? EVENT_TYPE : LOG_TYPE, 32)
  return o + (config.isJoined() ? EVENT_TYPE_BYTES : LOG_TYPE_BYTES)
}

function writeLevel(level: usize, o: usize): usize {
  copy(o, LEVEL, 16)
  if (level == 0) {
    store<u32>(o + LEVEL_BYTES - 1, NULL)
    return o + LEVEL_BYTES + 3
  }
  o += LEVEL_BYTES
  v128.store(o, at16(level))
  o += load<u8>(level, 15)
  store<u8>(o, QUOTE)
  return o + 1
}

/** Writes `[from, to)` as the inside of a JSON string. */
function writeMessage(from: usize, to: usize, o: usize): usize {
  controls = 0
  let high: u32 = 0
  let p = from
  while (p < to) {
    const a = at16(p)
    const b = at16(p + 16)
    v128.store(o, a)
    v128.store(o, b, 16)
    let m = special16(a) | (special16(b) << 16)
    if (high != 0) m &= ~(<u32>i8x16.bitmask(a) | (<u32>i8x16.bitmask(b) << 16))
    const n: usize = m == 0 ? 32 : ctz(m)
    if (p + n >= to) return o + (to - p)
    p += n
    o += n
    if (m == 0) continue
    const byte = load<u8>(p)
    if (byte < 0x80) {
      o = writeEscape(byte, o)
      p++
    } else if (lineIsUtf8()) {
      high = 1
    } else {
      const length = sequenceLength(p)
      store<u32>(o, length > 0 ? load<u32>(p) : REPLACEMENT)
      o += length > 0 ? <usize>length : 3
      p += <usize>abs(length)
    }
  }
  return o
}

/** Writes a quote, a backslash or a control character as JSON.stringify does. */
function writeEscape(byte: u8, o: usize): usize {
  store<u8>(o, BACKSLASH)
  if (byte >= 0x20) {
    store<u8>(o, byte, 1)
    return o + 2
  }
  if (byte != 0x09 && byte != 0x1b) controls++
  const letter = byte >= 8 && byte < 16 ? load<u8>(LETTERS + byte - 8) : 0
  if (letter != 0) {
    store<u8>(o, letter, 1)
    return o + 2
  }
  store<u32>(o, UNICODE)
  store<u8>(o, 0x30, 3)
  store<u8>(o, load<u8>(HEX + (byte >> 4)), 4)
  store<u8>(o, load<u8>(HEX + (byte & 15)), 5)
  return o + 6
}
