import { isDigit } from './access/classes'
import { putDateTime } from './civil'
import { TimeText } from './time-text'

/** Below this many seconds (1973-03-03) a number is rather a duration or a counter than a time. */
const SMALLEST_SECONDS: i64 = 100000000
const MOST_FRACTION = 24

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
  for (let i = from; i < secondsEnd; i++) seconds = seconds * 10 + <i64>load<u8>(i) - 0x30
  if (seconds < SMALLEST_SECONDS) return NO_TIME
  putSeconds(seconds, o)
  o += 19
  let ms: i64 = 0
  if (secondsEnd != end) {
    store<u8>(o++, 0x2e)
    let kept = 0
    for (let i = secondsEnd; i < end && kept < MOST_FRACTION; i++) {
      if (i == point) continue
      if (kept < 3) ms = ms * 10 + <i64>load<u8>(i) - 0x30
      store<u8>(o++, load<u8>(i))
      kept++
    }
    while (kept++ < 3) ms *= 10
  }
  store<u32>(o, 0x3a30302b)
  store<u16>(o, 0x3030, 4)
  TimeText.end = o + 6
  TimeText.ms = <f64>(seconds * 1000 + ms)
  return TIME
}

/** `YYYY-MM-DDTHH:MM:SS` of seconds since the epoch (Howard Hinnant's `civil_from_days`). */
function putSeconds(seconds: i64, o: usize): void {
  const days = <i32>(seconds / 86400)
  const rest = <u32>(seconds - <i64>days * 86400)
  const z = days + 719468
  const era = z / 146097
  const dayOfEra = z - era * 146097
  const yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365
  const dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  const shifted = (5 * dayOfYear + 2) / 153
  const day = dayOfYear - (153 * shifted + 2) / 5 + 1
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  putDateTime(o, year, month, day, rest / 3600, (rest % 3600) / 60, rest % 60)
}
