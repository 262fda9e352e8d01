import { isDigit } from './byte-classes.ts'
import { civilFromDays, daysFromCivil, isDate, isTimeOfDay } from './civil.ts'
import type { Timestamp } from './timestamp.ts'

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
/** Digits of each conversion: exactly so many. */
const WIDTHS: Readonly<Record<string, number>> = {
  C: 2,
  d: 2,
  g: 2,
  G: 4,
  H: 2,
  I: 2,
  j: 3,
  m: 2,
  M: 2,
  S: 2,
  u: 1,
  U: 2,
  V: 2,
  w: 1,
  W: 2,
  y: 2,
  Y: 4,
  '3': 3,
  '6': 6,
}
/** One or two digits, with or without a space before one: what they stand for. */
const PADDED: Readonly<Record<string, string>> = { e: 'd', k: 'H', l: 'I', f: 'm', i: 'M', o: 'S' }

/**
 * Reads times by an expanded strftime pattern (`strftime.ts`). One per engine: what the last line had lies in its fields until the next.
 */
export class PatternTime {
  readonly #parts: Map<string, number> = new Map()
  /** Where the fraction's digits lie. */
  #fraction = 0
  #fractionEnd = 0

  /** Where the text that fits the pattern ends, -1 when it does not fit. */
  match(pattern: string, bytes: Uint8Array, from: number, to: number): number {
    this.#parts.clear()
    this.#fractionEnd = 0
    let i = from
    for (let k = 0; k < pattern.length; k++) {
      const code = pattern.charCodeAt(k)
      if (code !== 0x25) {
        if (i >= to || bytes[i] !== code) return -1
        i++
        continue
      }
      i = this.#conversion(pattern[++k]!, bytes, i, to)
      if (i < 0) return -1
    }
    return i
  }

  /** Puts what was matched into `target` as a time; false when there is no such time. */
  put(target: Timestamp, bytes: Uint8Array): boolean {
    const epoch = this.#parts.get('s')
    const offset = this.#parts.get('z') ?? 0
    const days = epoch === undefined ? this.#days() : Math.floor((epoch + offset * 60) / 86_400)
    const second = epoch === undefined ? this.#seconds() : modulo(epoch + offset * 60, 86_400)
    if (Number.isNaN(days) || Number.isNaN(second)) return false
    const [year, month, day] = civilFromDays(days)
    if (!(year >= 0 && year <= 9999)) return false
    // A leap second stays as it was written.
    const leap = epoch === undefined && this.#parts.get('S') === 60 ? 1 : 0
    const of = second - leap
    target.putDateTime(year, month, day, Math.floor(of / 3600), Math.floor(of / 60) % 60, (of % 60) + leap)
    let ms = 0
    for (let k = this.#fraction; k < this.#fractionEnd; k++) {
      if (k === this.#fraction) target.put(0x2e)
      target.put(bytes[k]!)
      if (k < this.#fraction + 3) ms = ms * 10 + bytes[k]! - 0x30
    }
    target.putOffset(offset)
    target.ms = days * 86_400_000 + (second - offset * 60) * 1000 + ms
    return true
  }

  #conversion(letter: string, bytes: Uint8Array, i: number, to: number): number {
    if (letter === '%') return i < to && bytes[i] === 0x25 ? i + 1 : -1
    const width = WIDTHS[letter]
    if (width !== undefined) return this.#digits(letter, width, bytes, i, to)
    switch (letter) {
      case 'a':
      case 'A':
        return this.#name('day', DAYS, letter === 'a', bytes, i, to)
      case 'b':
      case 'B':
        return this.#name('month', MONTHS, letter === 'b', bytes, i, to)
      case 'p':
      case 'P':
        return this.#name('half', ['AM', 'PM'], false, bytes, i, to)
      case 'z':
        return this.#zone(bytes, i, to)
      case 'Z':
        return zoneName(bytes, i, to)
      case 's':
        return this.#epoch(bytes, i, to)
      default: {
        const at = bytes[i] === 0x20 && i + 1 < to ? i + 1 : i
        const two = at === i && i + 1 < to && isDigit(bytes[i + 1]) ? 2 : 1
        return this.#digits(PADDED[letter]!, two, bytes, at, to)
      }
    }
  }

  #digits(letter: string, width: number, bytes: Uint8Array, i: number, to: number): number {
    if (i + width > to) return -1
    let value = 0
    for (let k = i; k < i + width; k++) {
      if (!isDigit(bytes[k])) return -1
      value = value * 10 + bytes[k]! - 0x30
    }
    if (letter === '3' || letter === '6') {
      this.#fraction = i
      this.#fractionEnd = i + width
    } else {
      this.#parts.set(letter, value)
    }
    return i + width
  }

  #name(
    part: string,
    names: readonly string[],
    short: boolean,
    bytes: Uint8Array,
    i: number,
    to: number,
  ): number {
    for (const [n, name] of names.entries()) {
      const length = short ? 3 : name.length
      if (i + length > to || !isName(bytes, i, name, length)) continue
      this.#parts.set(part, n)
      return i + length
    }
    return -1
  }

  #zone(bytes: Uint8Array, i: number, to: number): number {
    if (i + 5 > to || (bytes[i] !== 0x2b && bytes[i] !== 0x2d)) return -1
    for (let k = i + 1; k < i + 5; k++) if (!isDigit(bytes[k])) return -1
    const hours = (bytes[i + 1]! - 0x30) * 10 + bytes[i + 2]! - 0x30
    const minutes = (bytes[i + 3]! - 0x30) * 10 + bytes[i + 4]! - 0x30
    if (hours > 23 || minutes > 59) return -1
    this.#parts.set('z', (bytes[i] === 0x2d ? -1 : 1) * (hours * 60 + minutes))
    return i + 5
  }

  #epoch(bytes: Uint8Array, i: number, to: number): number {
    let k = i
    let value = 0
    // Twelve digits of seconds reach beyond the year 9999.
    while (k < to && k < i + 12 && isDigit(bytes[k])) value = value * 10 + bytes[k++]! - 0x30
    if (k === i) return -1
    this.#parts.set('s', value)
    return k
  }

  #days(): number {
    const parts = this.#parts
    const short = parts.get('y')
    // POSIX: 69 to 99 are of the twentieth century.
    const century = parts.get('C') ?? (short !== undefined && short < 69 ? 20 : 19)
    const year = parts.get('Y') ?? century * 100 + (short ?? Number.NaN)
    const month = parts.get('m') ?? (parts.get('month') ?? Number.NaN) + 1
    const day = parts.get('d')
    if (isDate(year, month, day ?? Number.NaN)) return daysFromCivil(year, month, day!)
    const ofYear = parts.get('j')
    if (ofYear === undefined || (day !== undefined && !Number.isNaN(month))) return Number.NaN
    const days = daysFromCivil(year, 1, 1) + ofYear - 1
    return ofYear >= 1 && days < daysFromCivil(year + 1, 1, 1) ? days : Number.NaN
  }

  #seconds(): number {
    const parts = this.#parts
    const half = parts.get('half')
    const twelve = parts.get('I')
    const ofHalf =
      twelve !== undefined && twelve >= 1 && twelve <= 12 && half !== undefined
        ? (twelve % 12) + half * 12
        : Number.NaN
    const hour = parts.get('H') ?? ofHalf
    const minute = parts.get('M') ?? Number.NaN
    const second = parts.get('S') ?? 0
    return isTimeOfDay(hour, minute, second) ? hour * 3600 + minute * 60 + second : Number.NaN
  }
}

/** ASCII letters in any case. */
function isName(bytes: Uint8Array, i: number, name: string, length: number): boolean {
  for (let k = 0; k < length; k++) if ((bytes[i + k]! | 0x20) !== (name.charCodeAt(k) | 0x20)) return false
  return true
}

/** `CET`, `UTC`, `+03`: what it means is not known, so nothing is made of it. */
function zoneName(bytes: Uint8Array, i: number, to: number): number {
  let k = i
  while (k < to && (isDigit(bytes[k]) || isLetter(bytes[k]!) || bytes[k] === 0x2b || bytes[k] === 0x2d)) k++
  return k > i ? k : -1
}

function isLetter(byte: number): boolean {
  return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a
}

function modulo(value: number, by: number): number {
  return value - Math.floor(value / by) * by
}
