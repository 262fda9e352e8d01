import { isDigit } from './byte-classes.ts'
import { civilFromDays } from './civil.ts'
import type { Timestamp } from './timestamp.ts'

/** Below this many seconds (1973-03-03) a number is rather a duration or a counter than a time. */
const SMALLEST_SECONDS = 1e8
/** The unit by the number of digits before the point: times between 1973 and 5138 do not overlap. */
const UNIT_DIGITS: readonly (readonly [most: number, shift: number])[] = [
  [11, 0],
  [14, 3],
  [17, 6],
  [20, 9],
]
/** Fraction digits that are kept. */
const MAX_FRACTION = 24

/**
 * Reads a decimal number (`1693840791.7564995`, `1693840791756`, `1.6938407917564995e9`) as seconds, milliseconds,
 * microseconds or nanoseconds since the epoch. The whole of `bytes[from, to)` must be the number.
 * The fraction keeps exactly the digits that were written.
 */
export function readEpochTime(bytes: Uint8Array, from: number, to: number, target: Timestamp): boolean {
  let point = from
  while (point < to && isDigit(bytes[point])) point++
  if (point === from) return false
  let end = point
  if (bytes[point] === 0x2e && point < to) {
    end = point + 1
    while (end < to && isDigit(bytes[end])) end++
    if (end === point + 1) return false
  }
  if (end < to) return readExponent(bytes, from, to, target)
  const length = point - from
  const unit = UNIT_DIGITS.find(([most]) => length <= most)
  if (!unit) return false
  const shift = unit[1]
  const secondsEnd = point - shift
  let seconds = 0
  for (let i = from; i < secondsEnd; i++) seconds = seconds * 10 + bytes[i]! - 0x30
  if (seconds < SMALLEST_SECONDS) return false
  putSeconds(seconds, target)
  putFraction(bytes, secondsEnd, point, end, target)
  target.putOffset(0)
  return true
}

function putSeconds(seconds: number, target: Timestamp): void {
  const days = Math.floor(seconds / 86_400)
  const rest = seconds - days * 86_400
  const [year, month, day] = civilFromDays(days)
  target.putDateTime(year, month, day, (rest / 3600) | 0, ((rest % 3600) / 60) | 0, rest % 60)
  target.ms = seconds * 1000
}

/** The digits between the whole seconds and the end, without the point, as a fraction. */
function putFraction(bytes: Uint8Array, from: number, point: number, end: number, target: Timestamp): void {
  if (from === end) return
  target.put(0x2e)
  let kept = 0
  for (let i = from; i < end && kept < MAX_FRACTION; i++) {
    if (i === point) continue
    target.put(bytes[i]!)
    if (kept < 3) target.ms += (bytes[i]! - 0x30) * 10 ** (2 - kept)
    kept++
  }
}

/** A number with an exponent is written out first: the digits stay the same, only the point moves. */
function readExponent(bytes: Uint8Array, from: number, to: number, target: Timestamp): boolean {
  if (to - from > 40) return false
  const written = String.fromCharCode(...bytes.subarray(from, to))
  const match = /^(\d+)(?:\.(\d+))?[eE]\+?(\d{1,2})$/.exec(written)
  if (!match) return false
  const fraction = match[2] ?? ''
  const exponent = Number(match[3])
  const padded = fraction.padEnd(exponent, '0')
  const whole = (match[1]! + padded.slice(0, exponent)).replace(/^0+(?=\d)/, '')
  const rest = padded.slice(exponent)
  const plain = new TextEncoder().encode(rest === '' ? whole : `${whole}.${rest}`)
  return readEpochTime(plain, 0, plain.length, target)
}
