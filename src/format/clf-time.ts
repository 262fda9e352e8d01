import { daysFromCivil, isDate, isTimeOfDay } from './civil.ts'
import type { Timestamp } from './timestamp.ts'

/** Length in bytes of `15/Jan/2024:10:30:45 +0000`, the time of the common log format. */
export const CLF_TIME_LENGTH = 26

/** Month number by the three letters packed into one integer. Servers write English names in any locale. */
const MONTHS: ReadonlyMap<number, number> = new Map(
  ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].map((name, i) => [
    (name.charCodeAt(0) << 16) | (name.charCodeAt(1) << 8) | name.charCodeAt(2),
    i + 1,
  ]),
)

/** Reads common-log-format times and remembers the last: busy servers write hundreds of lines with the same second. */
export class ClfTime {
  readonly #last: Uint8Array = new Uint8Array(CLF_TIME_LENGTH)

  /** To be called when something else was put into the target. */
  forget(): void {
    this.#last[0] = 0
  }

  /** Reads the 26 bytes at `i` into `target`; false when they are no time. `target` must be the same at every call. */
  read(bytes: Uint8Array, i: number, to: number, target: Timestamp): boolean {
    if (i + CLF_TIME_LENGTH > to) return false
    const last = this.#last
    let k = CLF_TIME_LENGTH - 1
    // From the end: seconds differ first, and the offset is compared on the way.
    while (k >= 0 && last[k] === bytes[i + k]) k--
    if (k < 0) return true
    last[0] = 0
    if (!convert(bytes, i, target)) return false
    for (k = 0; k < CLF_TIME_LENGTH; k++) last[k] = bytes[i + k]!
    return true
  }
}

function convert(bytes: Uint8Array, i: number, target: Timestamp): boolean {
  if (bytes[i + 2] !== 0x2f || bytes[i + 6] !== 0x2f || bytes[i + 11] !== 0x3a) return false
  if (bytes[i + 14] !== 0x3a || bytes[i + 17] !== 0x3a || bytes[i + 20] !== 0x20) return false
  const month = MONTHS.get((bytes[i + 3]! << 16) | (bytes[i + 4]! << 8) | bytes[i + 5]!)
  if (month === undefined) return false
  const day = two(bytes, i)
  const year = two(bytes, i + 7) * 100 + two(bytes, i + 9)
  const hour = two(bytes, i + 12)
  const minute = two(bytes, i + 15)
  const second = two(bytes, i + 18)
  const offset = two(bytes, i + 22) * 60 + two(bytes, i + 24)
  // Every part that is not two digits is NaN, and NaN fails these comparisons.
  if (!isDate(year, month, day) || !isTimeOfDay(hour, minute, second)) return false
  if (!(two(bytes, i + 22) < 24 && two(bytes, i + 24) < 60)) return false
  const sign = bytes[i + 21]
  if (sign !== 0x2b && sign !== 0x2d) return false
  const signed = sign === 0x2d ? -offset : offset
  target.putDateTime(year, month, day, hour, minute, second)
  target.put(sign)
  for (let k = 22; k < 26; k++) {
    if (k === 24) target.put(0x3a)
    target.put(bytes[i + k]!)
  }
  target.ms =
    daysFromCivil(year, month, day) * 86_400_000 + (hour * 3600 + (minute - signed) * 60 + second) * 1000
  return true
}

/** The number of two digits, NaN when they are none. */
function two(bytes: Uint8Array, i: number): number {
  const tens = bytes[i]! - 0x30
  const ones = bytes[i + 1]! - 0x30
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}
