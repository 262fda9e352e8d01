/** The calendar, as in `src/format/civil.ts`. */

/** True when the date exists in the (proleptic) Gregorian calendar. */
export function isDate(year: u32, month: u32, day: u32): bool {
  return year <= 9999 && month - 1 < 12 && day - 1 < daysOf(year, month)
}

function daysOf(year: u32, month: u32): u32 {
  if (month == 2) return isLeap(year) ? 29 : 28
  return 30 + ((month + (month >> 3)) & 1)
}

function isLeap(year: u32): bool {
  return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0)
}

/** True for a time of day; second 60 is a leap second. */
// @ts-ignore: decorator
@inline
export function isTimeOfDay(hour: u32, minute: u32, second: u32): bool {
  return hour < 24 && minute < 60 && second <= 60
}

/** Days from 1970-01-01 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
export function daysFromCivil(year: i32, month: i32, day: i32): i32 {
  const y = month <= 2 ? year - 1 : year
  const era = (y >= 0 ? y : y - 399) / 400
  const yearOfEra = y - era * 400
  const dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
  return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468
}

/** The number of two digits at `i`, 1000 when they are none. */
// @ts-ignore: decorator
@inline
export function two(i: usize): u32 {
  const tens = <u32>load<u8>(i) - 0x30
  const ones = <u32>load<u8>(i, 1) - 0x30
  return tens < 10 && ones < 10 ? tens * 10 + ones : 1000
}

/** `value`, below 100, as two digits. */
// @ts-ignore: decorator
@inline
export function put2(o: usize, value: u32): void {
  const tens = value / 10
  store<u16>(o, <u16>(0x3030 | tens | ((value - tens * 10) << 8)))
}

/** `YYYY-MM-DDTHH:MM:SS`: 19 bytes. */
export function putDateTime(
  o: usize,
  year: u32,
  month: u32,
  day: u32,
  hour: u32,
  minute: u32,
  second: u32,
): void {
  put2(o, year / 100)
  put2(o + 2, year % 100)
  store<u8>(o, 0x2d, 4)
  put2(o + 5, month)
  store<u8>(o, 0x2d, 7)
  put2(o + 8, day)
  store<u8>(o, 0x54, 10)
  put2(o + 11, hour)
  store<u8>(o, 0x3a, 13)
  put2(o + 14, minute)
  store<u8>(o, 0x3a, 16)
  put2(o + 17, second)
}
