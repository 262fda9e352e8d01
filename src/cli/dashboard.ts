import { createRequire } from 'node:module'
import { hostname } from 'node:os'
import type { Settings } from '../config/settings.ts'
import type { Dashboard } from '../serve/dashboard.ts'
import type { AlertsPort } from '../serve/ports.ts'
import type { Say } from '../sink/trouble.ts'
import type { Closing } from './closing.ts'

/** What the dashboard shows of itself. */
export interface DashboardFacts {
  readonly mode: 'stream' | 'demo' | 'read'
  readonly stream: string
  readonly region: string
}

/**
 * Opens the dashboard where the settings ask for it, and lets it hear what is said from now on. Its code is loaded only then.
 * @param say its `warn` is replaced
 */
export async function openDashboard(
  settings: Pick<Settings, 'dashboard' | 'dashboard_token'> & Partial<Pick<Settings, 'host'>>,
  facts: DashboardFacts,
  say: { -readonly [Name in keyof Say]: Say[Name] },
  closing: Closing,
  alerts?: AlertsPort,
): Promise<Dashboard | undefined> {
  const { dashboard: address, dashboard_token: token, host = hostname() } = settings
  if (address === undefined) return undefined
  const { Dashboard } = await import('../serve/dashboard.ts')
  const { version } = createRequire(import.meta.url)('../../package.json') as { version: string }
  const dashboard = await Dashboard.open({ ...facts, host, version }, { address, token, say, alerts })
  closing.push(() => dashboard.close())
  const { warn } = say
  say.warn = (sentence) => {
    dashboard.collector.warnings.add(sentence, Date.now())
    warn(sentence)
  }
  return dashboard
}

/**
 * What a command without settings of its own asks for: its flags, else, of the token, the environment and the configuration. What checks
 * them is loaded where there is something to check: it takes longer than the rest of `read`.
 */
export async function dashboardSettings(
  flags: { readonly dashboard?: string | boolean; readonly dashboardToken?: string },
  configured: Partial<Pick<Settings, 'dashboard_token'>> = {},
): Promise<Pick<Settings, 'dashboard' | 'dashboard_token'>> {
  const token = process.env['KINETAIL_DASHBOARD_TOKEN'] ?? configured.dashboard_token
  const environment = { KINETAIL_DASHBOARD_TOKEN: token }
  const asked = { dashboard: flags.dashboard, dashboard_token: flags.dashboardToken }
  if (Object.values({ ...asked, ...environment }).every((value) => value === undefined)) return {}
  const { loadSettings } = await import('../config/load.ts')
  return (await loadSettings(asked, environment)).settings
}
