import { at16, BACKSLASH } from '../bytes'
import { daysFromCivil, isDate, two } from '../civil'
import { NO_TIME, readEpochTime, TIME as IS_TIME, UNSURE } from '../epoch-time'
import { readIsoTime } from '../iso-time'
import { TimeText } from '../time-text'
import { digitsEnd } from './numbers'
import { MINUTE, TIME } from './scratch'

/** The time that was read last: its text (ISO 8601 with offset), and ms since the epoch. */
export let timeText: usize = 0
export let timeBytes: usize = 0
export let timeMs: f64 = 0

/** ms since the epoch at the beginning, in UTC, of the minute whose text `2024-01-15T10:30` is at MINUTE. */
let minuteMs: i64 = 0

const MOST_FRACTION: usize = 24
/** No form of a time has more bytes, quotes included. */
const LONGEST: usize = 64
const CLF_BYTES: usize = 26

/** Reads the inside of a string, `[from, to)`: NO_TIME, TIME, or UNSURE (an escaped one, or one of a web server). */
export function readTimeText(from: usize, to: usize): u32 {
  if (readWrittenTime(from, to)) return IS_TIME
  const length = to - from
  if (length + 2 > LONGEST) return NO_TIME
  for (let p = from; p < to; p++) if (load<u8>(p) == BACKSLASH) return UNSURE
  if (readIsoTime(from, to, TIME)) return scratchTime()
  if (length == CLF_BYTES && load<u8>(from, 2) == 0x2f) return UNSURE
  return readTimeNumber(from, to)
}

/** Reads a number, `[from, to)`: NO_TIME, TIME, or UNSURE (one with an exponent). */
export function readTimeNumber(from: usize, to: usize): u32 {
  if (to - from > LONGEST) return NO_TIME
  const verdict = readEpochTime(from, to, TIME)
  return verdict == IS_TIME ? scratchTime() : verdict
}

function scratchTime(): u32 {
  timeText = TIME
  timeBytes = TimeText.end - TIME
  timeMs = TimeText.ms
  return IS_TIME
}

/**
 * Reads `2024-01-15T10:30:45.124Z`, with any fraction or none and any offset, which is what a timestamp becomes anyway:
 * its text stays where it is. The date is worked out once a minute; seconds, fraction and offset are read each time.
 */
export function readWrittenTime(from: usize, to: usize): bool {
  if (to - from < 20 || to - from + 2 > LONGEST) return false
  if (v128.any_true(v128.xor(at16(from), v128.load(MINUTE))) && !readMinute(from)) return false
  const second = two(from + 17)
  if (load<u8>(from, 16) != 0x3a || second > 60) return false
  let p = from + 19
  let ms: u32 = second * 1000
  if (load<u8>(p) == 0x2e) {
    const end = digitsEnd(p + 1)
    if (end == p + 1 || end - p - 1 > MOST_FRACTION) return false
    ms += milliseconds(p + 1, end)
    p = end
  }
  const mark = load<u8>(p)
  let offset: i32 = 0
  if (mark == 0x5a) {
    p++
  } else {
    const hours = two(p + 1)
    const minutes = two(p + 4)
    if ((mark != 0x2b && mark != 0x2d) || load<u8>(p, 3) != 0x3a || hours > 23 || minutes > 59) return false
    offset = <i32>(hours * 60 + minutes)
    if (mark == 0x2d) offset = -offset
    p += 6
  }
  if (p != to) return false
  timeText = from
  timeBytes = to - from
  timeMs = <f64>(minuteMs + <i64>ms - <i64>offset * 60_000)
  return true
}

/** Reads the 16 bytes of `2024-01-15T10:30` into MINUTE; false when they are not exactly like it. */
function readMinute(p: usize): bool {
  if (load<u8>(p, 4) != 0x2d || load<u8>(p, 7) != 0x2d) return false
  if (load<u8>(p, 10) != 0x54 || load<u8>(p, 13) != 0x3a) return false
  const century = two(p)
  const yearOfCentury = two(p + 2)
  const month = two(p + 5)
  const day = two(p + 8)
  const hour = two(p + 11)
  const minute = two(p + 14)
  if (century > 99 || yearOfCentury > 99 || hour > 23 || minute > 59) return false
  const year = century * 100 + yearOfCentury
  if (!isDate(year, month, day)) return false
  v128.store(MINUTE, at16(p))
  minuteMs = <i64>daysFromCivil(year, month, day) * 86_400_000 + <i64>((hour * 60 + minute) * 60_000)
  return true
}

/** The first three of the digits in `[from, end)` as milliseconds. */
// @ts-ignore: decorator
@inline
function milliseconds(from: usize, end: usize): u32 {
  let ms: u32 = (<u32>load<u8>(from) - 0x30) * 100
  if (from + 1 < end) ms += (<u32>load<u8>(from, 1) - 0x30) * 10
  return from + 2 < end ? ms + <u32>load<u8>(from, 2) - 0x30 : ms
}
