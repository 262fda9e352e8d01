import { KinetailError } from '../base/errors.ts'
import { parseDuration } from '../base/units.ts'
import { text } from '../messages/messages.ts'
import { type Faults, NO_FAULTS } from './faults.ts'

/** Faults by the name of their flag, without its dashes. */
const RATES = {
  'fail-rate': 'failRate',
  throttle: 'throttleRate',
  'http-500': 'http500Rate',
  reset: 'resetRate',
  hang: 'hangRate',
} as const satisfies Readonly<Record<string, keyof Faults>>

/**
 * Faults as a person writes them: probabilities from 0 to 1, latency and clock as durations. What is undefined is left out.
 * Throws a KinetailError `usage` that names the one it does not understand.
 */
export function readFaults(written: Readonly<Record<string, unknown>>): Partial<Faults> {
  const faults: Partial<Faults> = {}
  for (const [name, value] of Object.entries(written)) {
    if (value === undefined) continue
    if (name === 'latency') faults.latencyMs = parseDuration(String(value))
    else if (name === 'clock-ahead') faults.clockAheadMs = parseDuration(String(value))
    else if (Object.hasOwn(RATES, name)) faults[RATES[name as keyof typeof RATES]] = rate(name, String(value))
    else throw new KinetailError('usage', text.local.unknownFault(name, faultNames()))
  }
  return faults
}

/** The same faults as `readFaults` takes them; those that are off are 0. */
export function writeFaults(faults: Readonly<Faults> = NO_FAULTS): Record<string, number | string> {
  const rates = Object.entries(RATES).map(([name, member]) => [name, faults[member]] as const)
  return {
    ...Object.fromEntries(rates),
    latency: `${faults.latencyMs}ms`,
    'clock-ahead': `${faults.clockAheadMs}ms`,
  }
}

function faultNames(): readonly string[] {
  return Object.keys(writeFaults())
}

function rate(name: string, written: string): number {
  const value = /^\d*\.?\d+$/.test(written) ? Number(written) : Number.NaN
  if (!(value >= 0 && value <= 1)) throw new KinetailError('usage', text.local.badRate(`--${name}`, written))
  return value
}
