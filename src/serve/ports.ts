import type { AlertEventJson, Alerts } from './api.ts'

/** Alerts, as far as the dashboard shows them. */
export interface AlertsPort {
  list(): Alerts
  /** Names of rules that fire now. */
  firing(): readonly string[]
  /** What rules did after the event of that id, the oldest first, as far as it is kept. */
  events(after: number): readonly AlertEventJson[]
  /** Of the newest event; 0 when there was none. */
  lastId(): number
}

export const NO_ALERTS: AlertsPort = {
  list: () => ({ rules: [], history: [] }),
  firing: () => [],
  events: () => [],
  lastId: () => 0,
}
