/** True when the date exists in the proleptic Gregorian calendar. */
export function isDate(year: u32, month: u32, day: u32): bool {
  if (month - 1 > 11 || day == 0) return false
  if (month == 2) return day <= (isLeap(year) ? 29 : 28)
  // April, June, September and November have 30 days.
  return day <= (((0xa50 >>> month) & 1) != 0 ? 30 : 31)
}

function isLeap(year: u32): bool {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/**
 * Days from 1970-01-01, by counting years from March so that the leap day comes last (Howard Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms"). Counted from the year −400, so that no number on the way is negative.
 */
export function daysFromCivil(year: u32, month: u32, day: u32): i32 {
  const y = year + 400 - (month <= 2 ? 1 : 0)
  const era = y / 400
  const yearOfEra = y - era * 400
  const dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
  const dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  return <i32>(era * 146_097 + dayOfEra) - 719_468 - 146_097
}

/** The inverse for days from 1970 on: year × 10,000 + month × 100 + day. */
export function civilFromDays(days: u32): u32 {
  const z = days + 719_468
  const era = z / 146_097
  const dayOfEra = z - era * 146_097
  const yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  const dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  const shifted = (5 * dayOfYear + 2) / 153
  const day = dayOfYear - (153 * shifted + 2) / 5 + 1
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0)) * 10_000 + month * 100 + day
}
