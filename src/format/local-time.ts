import { isDigit } from './byte-classes.ts'
import { civilFromDays, daysFromCivil, isDate, isTimeOfDay } from './civil.ts'
import type { LineCursor } from './line-cursor.ts'
import { BAD_TIMESTAMP } from './reject-reasons.ts'
import type { Timestamp } from './timestamp.ts'

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'
const DAY_MS = 86_400_000
/** Longest fraction that is kept. */
const MAX_FRACTION = 9

/** The month (1 to 12) whose English abbreviation lies at `at`, 0 when none does. */
export function monthAt(line: LineCursor, at: number): number {
  for (let m = 0; m < 12; m++) if (line.sees(MONTHS.slice(m * 3, m * 3 + 3), at)) return m + 1
  return 0
}

/** A number of `least` to `most` digits at the cursor, which moves behind it; NaN when there is none. */
export function numberAt(line: LineCursor, least: number, most: number): number {
  let value = 0
  let count = 0
  while (count < most && isDigit(line.peek())) {
    value = value * 10 + line.peek() - 0x30
    line.at++
    count++
  }
  return count < least ? Number.NaN : value
}

/** Parts of a time that lines of a log hold in one order or another. */
export class TimeParts {
  year = 0
  month = 0
  day = 0
  hour = 0
  minute = 0
  second = 0
  /** Where the fraction's digits lie in the line. */
  fractionStart = 0
  fractionEnd = 0

  /** Reads `HH:MM:SS` and a fraction after a point or comma. */
  readClock(line: LineCursor): boolean {
    this.hour = numberAt(line, 2, 2)
    if (!line.byte(0x3a)) return false
    this.minute = numberAt(line, 2, 2)
    if (!line.byte(0x3a)) return false
    this.second = numberAt(line, 2, 2)
    this.fractionStart = line.at
    this.fractionEnd = line.at
    const mark = line.peek()
    if ((mark === 0x2e || mark === 0x2c) && isDigit(line.peek(1))) {
      line.at++
      this.fractionStart = line.at
      while (isDigit(line.peek())) line.at++
      this.fractionEnd = Math.min(line.at, this.fractionStart + MAX_FRACTION)
    }
    return true
  }

  /**
   * Sets the year of a time that has none: the newest in which it is no more than a day ahead of the time of reading,
   * as clocks and zones may be off by that much. False when there is no such date, as 30 February.
   */
  guessYear(readAt: number): boolean {
    const [year] = civilFromDays(Math.floor((readAt + DAY_MS) / DAY_MS))
    // 29 February is at most eight years back.
    for (let back = 0; back <= 8; back++) {
      this.year = year - back
      if (!isDate(this.year, this.month, this.day)) continue
      if (this.#ms() <= readAt + DAY_MS) return true
    }
    return false
  }

  /** Writes the time as one in UTC, which a time without zone is taken for; false when there is no such time. */
  put(line: LineCursor, target: Timestamp): boolean {
    if (!isDate(this.year, this.month, this.day) || !isTimeOfDay(this.hour, this.minute, this.second))
      return false
    target.putDateTime(this.year, this.month, this.day, this.hour, this.minute, this.second)
    let fractionMs = 0
    if (this.fractionEnd > this.fractionStart) {
      target.put(0x2e)
      for (let i = this.fractionStart; i < this.fractionEnd; i++) {
        target.put(line.bytes[i]!)
        const place = i - this.fractionStart
        if (place < 3) fractionMs += (line.bytes[i]! - 0x30) * 10 ** (2 - place)
      }
    }
    target.putOffset(0)
    target.ms = this.#ms() + fractionMs
    return true
  }

  #ms(): number {
    const seconds = this.hour * 3600 + this.minute * 60 + this.second
    return daysFromCivil(this.year, this.month, this.day) * DAY_MS + seconds * 1000
  }
}

/** Says that the time which began at `at` is none. */
export function noTime(line: LineCursor, at: number): false {
  return line.fail(BAD_TIMESTAMP, at)
}
