// `npm run dashboard-day -- --hours 24 --lines 1000`: a day of logs through the dashboard with a page open, time compressed, and its memory each hour.
import { parseArgs } from 'node:util'
import { setUp } from './setup.mjs'

setUp()
const { values } = parseArgs({
  options: { hours: { type: 'string', default: '24' }, lines: { type: 'string', default: '1000' } },
})
const { dashboardDay } = await import('../dist/testing/dashboard-day.js')
const hours = Number(values.hours)
const mib = (bytes) => (bytes / 1024 ** 2).toFixed(1)
const began = performance.now()
const { records, hours: used } = await dashboardDay({
  hours,
  linesPerSecond: Number(values.lines),
  secondsPerMinute: 60,
  onHour: (hour, bytes) => process.stdout.write(`hour ${hour}: ${mib(bytes)} MiB in use\n`),
})
// What lies between two collections varies by tens of MiB: the least of six hours is told.
const least = (hours) => Math.min(...hours)
const grown = least(used.slice(-6)) - least(used.slice(1, 7))
const seconds = (performance.now() - began) / 1000
process.stdout.write(
  `${records} records in ${seconds.toFixed(0)} s; the least of the last six hours is ${mib(grown)} MiB more than that of hours 2 to 7\n`,
)
if (grown > 12 * 1024 ** 2) process.exitCode = 1
