import { at16, BACKSLASH } from '../bytes'
import { isDate, civilFromDays, daysFromCivil } from './civil'
import { digitsEnd } from './numbers'
import { MINUTE, TIME } from './scratch'

/** A time that was read: its text (ISO 8601 with offset), and ms since the epoch. */
export let timeText: usize = 0
export let timeBytes: usize = 0
export let timeMs: i64 = 0

/** What `readTime` says. */
export const NO_TIME: u32 = 0
export const IS_TIME: u32 = 1
/** For the reference: an escaped one, or one as web servers write it. */
export const DECLINED: u32 = 2

/** ms since the epoch at the beginning (in UTC) of the minute that was read last, whose text `2024-01-15T10:30` is at MINUTE. */
let minuteMs: i64 = 0

const MAX_FRACTION: usize = 24
/** No form of a time has more bytes as a JSON value. */
const LONGEST: usize = 64
const CLF_BYTES: usize = 26
/** Below this many seconds (1973-03-03) a number is rather a duration or a counter than a time. */
const SMALLEST_SECONDS: u64 = 100_000_000

/** The number of two digits at `p`, 1000 or more when they are none. */
// @ts-ignore: decorator
@inline
function two(p: usize): u32 {
  const tens = <u32>load<u8>(p) - 0x30
  const ones = <u32>load<u8>(p, 1) - 0x30
  return tens < 10 && ones < 10 ? tens * 10 + ones : 1000
}

/** Reads the inside of a string, `[from, to)`, as a time. */
export function readTimeText(from: usize, to: usize): u32 {
  if (readWrittenTime(from, to)) return IS_TIME
  const length = to - from
  if (length + 2 > LONGEST) return NO_TIME
  for (let p = from; p < to; p++) if (load<u8>(p) == BACKSLASH) return DECLINED
  if (readIsoTime(from, to)) return IS_TIME
  if (length == CLF_BYTES && load<u8>(from, 2) == 0x2f) return DECLINED
  return readEpochTime(from, to)
}

/** Reads a JSON number, `[from, to)`, as a time. */
export function readTimeNumber(from: usize, to: usize): u32 {
  return to - from > LONGEST ? NO_TIME : readEpochTime(from, to)
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
    if (end == p + 1 || end - p - 1 > MAX_FRACTION) return false
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
  timeMs = minuteMs + <i64>ms - <i64>offset * 60_000
  return true
}

/** Reads the 16 bytes of `2024-01-15T10:30` into MINUTE; false when they are none, exactly like it. */
function readMinute(p: usize): bool {
  if (load<u8>(p, 4) != 0x2d || load<u8>(p, 7) != 0x2d || load<u8>(p, 10) != 0x54 || load<u8>(p, 13) != 0x3a) return false
  const century = two(p)
  const yearOfCentury = two(p + 2)
  const month = two(p + 5)
  const day = two(p + 8)
  const hour = two(p + 11)
  const minute = two(p + 14)
  if (century > 99 || yearOfCentury > 99 || hour > 23 || minute > 59) return false
  const year = century * 100 + yearOfCentury
  if (day > 31 || !isDate(year, month, day)) return false
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

/**
 * Reads the near forms of ISO 8601 as `src/format/iso-time.ts` does: a space, `_` or `t` for `T`, slashes in the date, no
 * seconds, `,` before the fraction, `+0000`, `+00`, ` UTC`, no zone. Its text is written to TIME.
 */
function readIsoTime(from: usize, to: usize): bool {
  if (to - from < 16) return false
  const dash = load<u8>(from, 4)
  if ((dash != 0x2d && dash != 0x2f) || load<u8>(from, 7) != dash) return false
  const separator = load<u8>(from, 10)
  if ((separator | 0x20) != 0x74 && separator != 0x20 && separator != 0x5f) return false
  // Written as it should be, and read from there.
  v128.store(TIME, at16(from))
  store<u8>(TIME, 0x2d, 4)
  store<u8>(TIME, 0x2d, 7)
  store<u8>(TIME, 0x54, 10)
  let p = from + 16
  let o = TIME + 16
  store<u32>(o, 0x30303a)
  if (p + 2 < to && load<u8>(p) == 0x3a) {
    store<u32>(o, load<u32>(p))
    p += 3
  }
  o += 3
  const mark = load<u8>(p)
  if (p < to && (mark == 0x2e || mark == 0x2c)) {
    const end = digitsEnd(p + 1)
    if (end == p + 1 || end - p - 1 > MAX_FRACTION) return false
    v128.store(o, at16(p))
    v128.store(o, at16(p + 16), 16)
    store<u8>(o, 0x2e)
    o += end - p
    p = end
  }
  if (load<u8>(p) == 0x20 && p + 1 < to) p++
  o = writeZone(p, to - p, o)
  return o != 0 && readWrittenTime(TIME, o)
}

/** Writes the zone of `length` bytes at `p` as `Z` or `±HH:MM` to `o`; the place behind it, 0 when it is none. */
function writeZone(p: usize, length: usize, o: usize): usize {
  const isUtc = length == 0 || (length == 3 && isUtcName(p))
  store<u64>(o, 0x30303a30302b)
  if (isUtc) return o + 6
  const mark = load<u8>(p)
  if (length == 1 && (mark | 0x20) == 0x7a) {
    store<u8>(o, 0x5a)
    return o + 1
  }
  if (mark != 0x2b && mark != 0x2d) return 0
  store<u8>(o, mark)
  store<u16>(o, load<u16>(p, 1), 1)
  if (length == 3) return o + 6
  if (length != 5 && (length != 6 || load<u8>(p, 3) != 0x3a)) return 0
  store<u16>(o, load<u16>(p + length - 2), 4)
  return o + 6
}

function isUtcName(p: usize): bool {
  const name = load<u32>(p) & 0xffffff
  return name == 0x435455 || name == 0x544d47
}

/**
 * Reads digits, with or without a fraction, as seconds, milliseconds, microseconds or nanoseconds since the epoch, told
 * apart by how many there are before the point (`src/format/epoch-time.ts`). The fraction keeps the digits as written.
 */
function readEpochTime(from: usize, to: usize): u32 {
  const point = digitsEnd(from)
  const length = point - from
  if (length == 0) return NO_TIME
  let end = point
  if (point < to && load<u8>(point) == 0x2e) {
    end = digitsEnd(point + 1)
    if (end == point + 1) return NO_TIME
  }
  // An exponent, or no number at all: the reference knows.
  if (end < to) return (load<u8>(end) | 0x20) == 0x65 ? DECLINED : NO_TIME
  if (length > 20) return NO_TIME
  const shift: usize = length <= 11 ? 0 : length <= 14 ? 3 : length <= 17 ? 6 : 9
  const secondsEnd = point - shift
  let seconds: u64 = 0
  for (let p = from; p < secondsEnd; p++) seconds = seconds * 10 + <u64>(load<u8>(p) - 0x30)
  if (seconds < SMALLEST_SECONDS) return NO_TIME
  let o = writeSeconds(seconds)
  timeMs = <i64>seconds * 1000
  if (secondsEnd < end) o = writeFraction(secondsEnd, point, end, o)
  store<u64>(o, 0x30303a30302b)
  timeText = TIME
  timeBytes = o + 6 - TIME
  return IS_TIME
}

/** Writes seconds since the epoch as `YYYY-MM-DDTHH:MM:SS` to TIME. */
function writeSeconds(seconds: u64): usize {
  const days = <u32>(seconds / 86_400)
  const rest = <u32>(seconds - <u64>days * 86_400)
  const date = civilFromDays(days)
  put2(TIME, date / 1_000_000)
  put2(TIME + 2, (date / 10_000) % 100)
  store<u8>(TIME, 0x2d, 4)
  put2(TIME + 5, (date / 100) % 100)
  store<u8>(TIME, 0x2d, 7)
  put2(TIME + 8, date % 100)
  store<u8>(TIME, 0x54, 10)
  put2(TIME + 11, rest / 3600)
  store<u8>(TIME, 0x3a, 13)
  put2(TIME + 14, (rest / 60) % 60)
  store<u8>(TIME, 0x3a, 16)
  put2(TIME + 17, rest % 60)
  return TIME + 19
}

// @ts-ignore: decorator
@inline
function put2(o: usize, value: u32): void {
  store<u16>(o, <u16>(0x3030 + value / 10 + ((value % 10) << 8)))
}

/** Writes the digits in `[from, end)`, without the point, as a fraction, and adds it to the time. */
function writeFraction(from: usize, point: usize, end: usize, o: usize): usize {
  store<u8>(o++, 0x2e)
  let kept: usize = 0
  let unit: i64 = 100
  for (let p = from; p < end && kept < MAX_FRACTION; p++) {
    if (p == point) continue
    const digit = load<u8>(p)
    store<u8>(o++, digit)
    timeMs += <i64>(digit - 0x30) * unit
    unit /= 10
    kept++
  }
  return o
}
