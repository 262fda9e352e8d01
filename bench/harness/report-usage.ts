/** Loaded into a Node process that is measured (`--import`): at its end it writes what it used, as GNU time would. */
import { writeFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

const report = process.env['KINETAIL_BENCH_USAGE']
if (report !== undefined && isMainThread)
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
    writeFileSync(report, `${userCPUTime / 1e6} ${systemCPUTime / 1e6} ${maxRSS}`)
  })
