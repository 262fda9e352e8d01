import { expect, it } from 'vitest'
import { dashboardDay } from '../../testing/dashboard-day.ts'

const MIB = 1024 ** 2

// The whole day at 1,000 lines in every second is `npm run dashboard-day`.
it('takes no more memory after two hours than after the first, with a page open', {
  timeout: 120_000,
}, async () => {
  const { hours, records, pageBytes } = await dashboardDay({
    hours: 2,
    linesPerSecond: 1000,
    // More than is kept of a minute, so all that is bounded is full after an hour.
    secondsPerMinute: 3,
  })
  expect(records).toBeGreaterThan(350_000)
  expect(pageBytes).toBeGreaterThan(MIB)
  expect(hours[1]! - hours[0]!).toBeLessThan(12 * MIB)
})
