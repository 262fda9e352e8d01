import { isIPv4, isIPv6 } from '../ip.ts'
import { ESCAPED, FALSE, NUMBER, STRING, TRUE } from './json-walk.ts'

/** True for a whole number as JSON writes it, `bytes[from, to)`. */
export function isWhole(bytes: Uint8Array, from: number, to: number): boolean {
  let i = bytes[from] === 0x2d ? from + 1 : from
  // More digits than a long has.
  if (i === to || to - i > 18 || (bytes[i] === 0x30 && to - i > 1)) return false
  for (; i < to; i++) if (bytes[i]! < 0x30 || bytes[i]! > 0x39) return false
  return true
}

/** True for a number as JSON writes it. */
export function isJsonNumber(bytes: Uint8Array, from: number, to: number): boolean {
  return to - from < 40 && /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(latin1(bytes, from, to))
}

/** True for an IP address; for the form that nearly all have without a string. */
export function isAddress(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from > 45 || to - from < 2) return false
  if (isDotted(bytes, from, to)) return true
  const text = latin1(bytes, from, to)
  return isIPv4(text) || (isIPv6(text) && !text.includes('%'))
}

/** Four numbers up to 255 without leading zeros. */
function isDotted(bytes: Uint8Array, from: number, to: number): boolean {
  let parts = 0
  let digits = 0
  let value = 0
  for (let i = from; i <= to; i++) {
    const byte = i === to ? 0x2e : bytes[i]!
    if (byte === 0x2e) {
      if (digits === 0 || value > 255) return false
      parts++
      digits = 0
      value = 0
    } else if (byte < 0x30 || byte > 0x39 || (digits > 0 && value === 0)) return false
    else {
      value = value * 10 + byte - 0x30
      digits++
    }
  }
  return parts === 4
}

/** A number of seconds as a whole number of nanoseconds, to the digit; null where it is none. */
export function nanoseconds(bytes: Uint8Array, from: number, to: number): string | null {
  const match = to - from > 30 ? null : /^(\d+)(?:\.(\d+))?$/.exec(latin1(bytes, from, to))
  if (!match) return null
  const digits = (match[1]! + (match[2] ?? '').padEnd(9, '0').slice(0, 9)).replace(/^0+(?=\d)/, '')
  return digits.length > 18 ? null : digits
}

/** True for a value that becomes a text. */
export function isText(kind: number): boolean {
  return kind === STRING || kind === ESCAPED || kind === NUMBER || kind === TRUE || kind === FALSE
}

/**
 * The first severity number of each range (OpenTelemetry's log data model, "Field: SeverityNumber"), by the words that servers and
 * libraries write; 0 for any other.
 */
export function severityNumber(level: string): number {
  return SEVERITIES[level.toUpperCase()] ?? 0
}

const SEVERITIES: Readonly<Record<string, number>> = {
  TRACE: 1,
  TRACE8: 1,
  DEBUG: 5,
  INFO: 9,
  INFORMATION: 9,
  INFORMATIONAL: 9,
  NOTICE: 10,
  WARN: 13,
  WARNING: 13,
  ERROR: 17,
  ERR: 17,
  CRIT: 18,
  CRITICAL: 18,
  ALERT: 19,
  FATAL: 21,
  PANIC: 21,
  EMERG: 21,
  EMERGENCY: 21,
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1')
}
