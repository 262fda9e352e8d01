import { expect, it } from 'vitest'
import { loadSettings } from '../config/load.ts'
import { demoAlerts } from './demo-alerts.ts'

it('the rule of the demo is one that a configuration may have, at every rate', async () => {
  const counts: unknown[] = []
  for (const rate of [1, 30, 500, 1_000_000]) {
    const [rule] = (await loadSettings({ alerts: demoAlerts(rate) }, {})).settings.alerts!
    counts.push(rule!.kind === 'match' ? rule!.count : undefined)
  }
  expect(counts).toEqual([3, 6, 100, 10_000])
})
