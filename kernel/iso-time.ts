import { isDigit } from './access/classes'
import { daysFromCivil, isDate, isTimeOfDay, put2, putDateTime, two } from './civil'
import { TimeText } from './time-text'

/** Fraction digits that are kept, at most; more make no time. */
const MOST_FRACTION: usize = 24
const NO_ZONE: i32 = i32.MIN_VALUE

/**
 * Reads ISO 8601 and its near forms, as `src/format/iso-time.ts` does, which tells them; the whole of `[from, to)` must be
 * the time. Writes its text to `o` (up to 64 bytes) and sets TimeText.
 */
export function readIsoTime(from: usize, to: usize, o: usize): bool {
  if (to - from < 16) return false
  const dash = load<u8>(from, 4)
  if ((dash != 0x2d && dash != 0x2f) || load<u8>(from, 7) != dash || load<u8>(from, 13) != 0x3a) return false
  const between = load<u8>(from, 10)
  if (between != 0x54 && between != 0x74 && between != 0x20 && between != 0x5f) return false
  const century = two(from)
  const yearOfCentury = two(from + 2)
  if (century > 99 || yearOfCentury > 99) return false
  const year = century * 100 + yearOfCentury
  const month = two(from + 5)
  const day = two(from + 8)
  const hour = two(from + 11)
  const minute = two(from + 14)
  let second: u32 = 0
  let i = from + 16
  if (i + 2 < to && load<u8>(i) == 0x3a) {
    second = two(i + 1)
    i += 3
  }
  if (!isDate(year, month, day) || !isTimeOfDay(hour, minute, second)) return false
  putDateTime(o, year, month, day, hour, minute, second)
  o += 19
  let ms = 0
  if (i < to && (load<u8>(i) == 0x2e || load<u8>(i) == 0x2c)) {
    const first = i + 1
    i = first
    while (i < to && isDigit(load<u8>(i))) i++
    if (i == first || i - first > MOST_FRACTION) return false
    store<u8>(o++, 0x2e)
    for (let d = first; d < i; d++) store<u8>(o++, load<u8>(d))
    for (let d = first; d < first + 3; d++) ms = ms * 10 + (d < i ? <i32>load<u8>(d) - 0x30 : 0)
  }
  const offset = readZone(i, to, o)
  if (offset == NO_ZONE) return false
  const seconds = <i32>(hour * 3600 + second) + (<i32>minute - offset) * 60
  TimeText.ms = (<f64>daysFromCivil(year, month, day) * 86400 + <f64>seconds) * 1000 + <f64>ms
  return true
}

/** Minutes east of UTC of the zone `[i, to)`, NO_ZONE when it is none; writes `Z` or `±HH:MM` to `o`. */
function readZone(i: usize, to: usize, o: usize): i32 {
  if (i + 1 < to && load<u8>(i) == 0x20) i++
  const left = to - i
  if (left == 0) return putOffset(o, 0x2b, 0, 0)
  const first = load<u8>(i)
  if (left == 1 && (first | 0x20) == 0x7a) {
    store<u8>(o, 0x5a)
    TimeText.end = o + 1
    return 0
  }
  if (left == 3) {
    const name = load<u32>(i) & 0xffffff
    // UTC, GMT
    if (name == 0x435455 || name == 0x544d47) return putOffset(o, 0x2b, 0, 0)
  }
  if (first != 0x2b && first != 0x2d) return NO_ZONE
  const hours = left >= 3 ? two(i + 1) : 1000
  let minutes: u32 = 1000
  if (left == 3) minutes = 0
  else if (left == 5) minutes = two(i + 3)
  else if (left == 6 && load<u8>(i, 3) == 0x3a) minutes = two(i + 4)
  return hours < 24 && minutes < 60 ? putOffset(o, first, hours, minutes) : NO_ZONE
}

function putOffset(o: usize, sign: u8, hours: u32, minutes: u32): i32 {
  store<u8>(o, sign)
  put2(o + 1, hours)
  store<u8>(o, 0x3a, 3)
  put2(o + 4, minutes)
  TimeText.end = o + 6
  const size = <i32>(hours * 60 + minutes)
  return sign == 0x2d ? -size : size
}
