import { text } from '../messages/messages.ts'
import { KinetailError } from './errors.ts'

const DURATION_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** Binary prefixes: Kinesis states its limits in KiB and MiB. */
const SIZE_BYTES: Readonly<Record<string, number>> = {
  b: 1,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  kb: 1000,
  mb: 1000 ** 2,
  gb: 1000 ** 3,
}

/** Milliseconds of `500ms`, `20s`, `1.5m`, `2h`, `1d`; a bare number is in `bareUnit` (seconds unless told). */
export function parseDuration(written: string, bareUnit: 'ms' | 's' = 's'): number {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/i.exec(written.trim())
  const unit = match?.[2]?.toLowerCase() ?? bareUnit
  const factor = DURATION_MS[unit]
  if (!match || factor === undefined) throw new KinetailError('usage', text.base.badDuration(written))
  return Math.round(Number(match[1]) * factor)
}

/** Bytes of `100`, `64KiB`, `1MiB`, `10MB`. */
export function parseSize(written: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmg]i?b|b)?$/i.exec(written.trim())
  const factor = SIZE_BYTES[match?.[2]?.toLowerCase() ?? 'b']
  if (!match || factor === undefined) throw new KinetailError('usage', text.base.badSize(written))
  return Math.round(Number(match[1]) * factor)
}

/** `1.5 MiB`, `300 B`: for people. */
export function formatSize(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`
}

/** `850 ms`, `2.5 s`, `3 m 20 s`: for people. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} m`
}
