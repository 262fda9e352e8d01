import type { Outage } from '../source/generate/outage.ts'

/** Soon enough to be seen in the shortest demo, and over in it; then once a minute. */
export const DEMO_OUTAGE: Outage = { firstMs: 4000, lastsMs: 4000, everyMs: 60_000 }

const WINDOW_S = 3
/** Two of three lines are requests, and of those the servers fail 7 in 1,000 on an ordinary day, half in an outage. */
const REQUESTS = 2 / 3
/** Share of requests beyond which somebody is told: far from both. */
const TOO_MANY = 0.1

/**
 * What the demo comes with under `alerts:`, so that one is seen that fires and is over.
 * @param rate lines a second
 */
export function demoAlerts(rate: number): readonly Readonly<Record<string, unknown>>[] {
  const count = Math.round(rate * REQUESTS * TOO_MANY * WINDOW_S)
  return [
    {
      name: 'server-errors',
      severity: 'critical',
      match: { status_code: '>= 500' },
      count: Math.min(10_000, Math.max(3, count)),
      window: `${WINDOW_S}s`,
      cooldown: '2s',
    },
  ]
}
