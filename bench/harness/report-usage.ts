/** Loaded into a Node process that is measured (`--import`): at its end it writes what it used, as GNU time would. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

const STATUS = '/proc/self/status'
const report = process.env['KINETAIL_BENCH_USAGE']
if (report !== undefined && isMainThread)
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
    // `maxRSS` begins with the size of the process that started this one; the other mark is of this program alone.
    const status = existsSync(STATUS) ? readFileSync(STATUS, 'utf8') : ''
    const peakKiB = /VmHWM:\s+(\d+)/.exec(status)?.[1] ?? maxRSS
    writeFileSync(report, `${userCPUTime / 1e6} ${systemCPUTime / 1e6} ${peakKiB}`)
  })
