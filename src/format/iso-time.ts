import { isDigit } from './byte-classes.ts'
import { daysFromCivil, isDate, isTimeOfDay } from './civil.ts'
import type { Timestamp } from './timestamp.ts'

/** Longest fraction that is kept; nobody measures finer than nanoseconds, but whoever writes more keeps his digits. */
const MAX_FRACTION = 24

/**
 * Reads ISO 8601 / RFC 3339 and its near forms that logs hold: a space, `_` or `t` for `T`, slashes in the date,
 * no seconds, `,` before the fraction, `+0000`, `+00`, ` UTC`, no zone (UTC is then assumed).
 * The whole of `bytes[from, to)` must be the time. The text comes out as ISO 8601 with the offset that was written.
 */
export function readIsoTime(bytes: Uint8Array, from: number, to: number, target: Timestamp): boolean {
  // `2024-01-15T10:30` is the shortest form.
  if (to - from < 16) return false
  const dash = bytes[from + 4]
  if ((dash !== 0x2d && dash !== 0x2f) || bytes[from + 7] !== dash || bytes[from + 13] !== 0x3a) return false
  if (!isDateTimeSeparator(bytes[from + 10]!)) return false
  const year = digits(bytes, from, 4)
  const month = digits(bytes, from + 5, 2)
  const day = digits(bytes, from + 8, 2)
  const hour = digits(bytes, from + 11, 2)
  const minute = digits(bytes, from + 14, 2)
  let i = from + 16
  let second = 0
  if (i + 2 < to && bytes[i] === 0x3a) {
    second = digits(bytes, i + 1, 2)
    i += 3
  }
  if (!isDate(year, month, day) || !isTimeOfDay(hour, minute, second)) return false
  target.putDateTime(year, month, day, hour, minute, second)
  const afterFraction = readFraction(bytes, i, to, target)
  if (afterFraction < 0) return false
  const fractionMs = millisecondsOf(bytes, i, afterFraction)
  const offset = readZone(bytes, afterFraction, to, target)
  if (Number.isNaN(offset)) return false
  target.ms =
    daysFromCivil(year, month, day) * 86_400_000 +
    (hour * 3600 + (minute - offset) * 60 + second) * 1000 +
    fractionMs
  return true
}

/** Copies `.123` or `,123`; returns where it ends, `i` when there is none, -1 when it is no fraction. */
function readFraction(bytes: Uint8Array, i: number, to: number, target: Timestamp): number {
  const mark = bytes[i]
  if (i >= to || (mark !== 0x2e && mark !== 0x2c)) return i
  let k = i + 1
  while (k < to && isDigit(bytes[k])) k++
  if (k === i + 1 || k - i - 1 > MAX_FRACTION) return -1
  target.put(0x2e)
  for (let d = i + 1; d < k; d++) target.put(bytes[d]!)
  return k
}

/** The first three digits of the fraction in `[i, end)`, mark included. */
function millisecondsOf(bytes: Uint8Array, i: number, end: number): number {
  let ms = 0
  for (let k = i + 1; k < i + 4; k++) ms = ms * 10 + (k < end ? bytes[k]! - 0x30 : 0)
  return i === end ? 0 : ms
}

/** Reads the zone up to `to` and writes it as `Z` or `±HH:MM`. Minutes east of UTC, NaN when it is no zone. */
function readZone(bytes: Uint8Array, i: number, to: number, target: Timestamp): number {
  if (bytes[i] === 0x20 && i + 1 < to) i++
  const left = to - i
  if (left === 0) {
    target.putOffset(0)
    return 0
  }
  const first = bytes[i]
  if (left === 1 && (first === 0x5a || first === 0x7a)) {
    target.put(0x5a)
    return 0
  }
  if (left === 3 && isUtcName(bytes, i)) {
    target.putOffset(0)
    return 0
  }
  if (first !== 0x2b && first !== 0x2d) return Number.NaN
  const hours = digits(bytes, i + 1, 2)
  const minutes =
    left === 3
      ? 0
      : left === 5
        ? digits(bytes, i + 3, 2)
        : left === 6 && bytes[i + 3] === 0x3a
          ? digits(bytes, i + 4, 2)
          : Number.NaN
  if (!(hours < 24 && minutes < 60)) return Number.NaN
  target.put(first)
  target.put2(hours)
  target.put(0x3a)
  target.put2(minutes)
  const size = hours * 60 + minutes
  return first === 0x2d ? -size : size
}

function isUtcName(bytes: Uint8Array, i: number): boolean {
  const name = (bytes[i]! << 16) | (bytes[i + 1]! << 8) | bytes[i + 2]!
  return name === 0x555443 || name === 0x474d54
}

function isDateTimeSeparator(byte: number): boolean {
  return byte === 0x54 || byte === 0x74 || byte === 0x20 || byte === 0x5f
}

/** The number of `count` digits, NaN when one is none. */
function digits(bytes: Uint8Array, i: number, count: number): number {
  let value = 0
  for (let k = i; k < i + count; k++) {
    if (!isDigit(bytes[k])) return Number.NaN
    value = value * 10 + bytes[k]! - 0x30
  }
  return value
}
