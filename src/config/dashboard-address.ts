import { isIP } from 'node:net'
import { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import type { DashboardAddress } from './settings.ts'

/** Unassigned at IANA, and in none of the ranges from which systems take ports for connections. */
export const DASHBOARD_PORT = 7788
const LOOPBACK = '127.0.0.1'

/**
 * Where the dashboard is to listen: `true`, `7788`, `0.0.0.0:7788`, `[::1]:7788`, `some.host:7788`; undefined for `false`.
 * @throws KinetailError('config')
 */
export function readDashboard(written: string): DashboardAddress | undefined {
  if (['false', 'no', 'off'].includes(written)) return undefined
  if (['true', 'yes', 'on'].includes(written)) return { host: LOOPBACK, port: DASHBOARD_PORT }
  const [, bracketed, plain, digits] =
    /^(?:(?:\[([\da-fA-F:.%\w]+)\]|([\w.-]+)):)?(\d{1,5})$/.exec(written) ?? []
  const port = Number(digits)
  if (digits === undefined || port > 65_535 || (bracketed !== undefined && isIP(bracketed) !== 6))
    throw new KinetailError('config', text.config.badDashboard(written))
  return { host: bracketed ?? plain ?? LOOPBACK, port }
}
