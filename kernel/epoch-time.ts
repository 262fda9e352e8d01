import { isDigit } from './access/classes'
import { put2, putDateTime } from './civil'
import { SCRATCH } from './map'
import { numberOfEight } from './numbers'
import { TimeText } from './time-text'

/** Below this many seconds (1973-03-03) a number is rather a duration or a counter than a time. */
const SMALLEST_SECONDS: i64 = 100000000
const MOST_FRACTION: usize = 24

export const NO_TIME: u32 = 0
export const TIME: u32 = 1
/** A number with an exponent: not told here. */
export const UNSURE: u32 = 2

/**
 * Reads a decimal number of seconds, milliseconds, microseconds or nanoseconds since the epoch, as
 * `src/format/epoch-time.ts` does; the whole of `[from, to)` must be the number. Writes its text to `o` (up to 64 bytes)
 * and sets TimeText.
 */
export function readEpochTime(from: usize, to: usize, o: usize): u32 {
  let point = from
  while (point < to && isDigit(load<u8>(point))) point++
  if (point == from) return NO_TIME
  let end = point
  if (point < to && load<u8>(point) == 0x2e) {
    end = point + 1
    while (end < to && isDigit(load<u8>(end))) end++
    if (end == point + 1) return NO_TIME
  }
  if (end < to) return (load<u8>(end) | 0x20) == 0x65 ? UNSURE : NO_TIME
  const digits = point - from
  if (digits > 20) return NO_TIME
  const shift: usize = digits <= 11 ? 0 : digits <= 14 ? 3 : digits <= 17 ? 6 : 9
  const secondsEnd = point - shift
  let seconds: i64 = 0
  let i = from
  if (secondsEnd - from >= 8) {
    for (; i < secondsEnd - 8; i++) seconds = seconds * 10 + <i64>load<u8>(i) - 0x30
    seconds = seconds * 100000000 + <i64>numberOfEight(i)
  }
  // Fewer digits are fewer seconds than a time has.
  if (seconds < SMALLEST_SECONDS) return NO_TIME
  putSeconds(seconds, o)
  o += 19
  let ms: i64 = 0
  if (secondsEnd != end) {
    store<u8>(o++, 0x2e)
    // What stands before the point (up to 9 digits) and after it becomes one row of digits.
    let kept = point - secondsEnd
    v128.store(o, v128.load(secondsEnd))
    if (end > point) {
      v128.store(o + kept, v128.load(point + 1))
      v128.store(o + kept, v128.load(point + 17), 16)
      kept += end - point - 1
    }
    if (kept > MOST_FRACTION) kept = MOST_FRACTION
    ms = <i64>load<u8>(o) * 100 - 0x30 * 100
    if (kept > 1) ms += <i64>load<u8>(o, 1) * 10 - 0x30 * 10
    if (kept > 2) ms += <i64>load<u8>(o, 2) - 0x30
    o += kept
  }
  store<u32>(o, 0x3a30302b)
  store<u16>(o, 0x3030, 4)
  TimeText.end = o + 6
  TimeText.ms = <f64>(seconds * 1000 + ms)
  return TIME
}

/** `YYYY-MM-DDTHH:MM:SS` of the day that was written last: the next line is of the same day. */
const DAY_TEXT: usize = SCRATCH + 64
let lastDays: i32 = -1

/** `YYYY-MM-DDTHH:MM:SS` of seconds since the epoch. */
function putSeconds(seconds: i64, o: usize): void {
  const days = <i32>(seconds / 86400)
  const rest = <u32>(seconds - <i64>days * 86400)
  if (days != lastDays) putDay(days)
  v128.store(o, v128.load(DAY_TEXT))
  const minutes = rest / 60
  const hour = minutes / 60
  put2(o + 11, hour)
  store<u8>(o, 0x3a, 13)
  put2(o + 14, minutes - hour * 60)
  store<u8>(o, 0x3a, 16)
  put2(o + 17, rest - minutes * 60)
}

/** Writes the day to DAY_TEXT (Howard Hinnant's `civil_from_days`). */
function putDay(days: i32): void {
  const z = days + 719468
  const era = z / 146097
  const dayOfEra = z - era * 146097
  const yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365
  const dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  const shifted = (5 * dayOfYear + 2) / 153
  const day = dayOfYear - (153 * shifted + 2) / 5 + 1
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  putDateTime(DAY_TEXT, year, month, day, 0, 0, 0)
  lastDays = days
}
