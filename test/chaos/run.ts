import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parseDuration } from '../../src/base/units.ts'
import { isClean } from './check.ts'
import { LocalEndpoint } from './endpoint.ts'
import { KINDS, type Kind, type PlanOptions, planRound } from './plan.ts'
import { closing, failure, line } from './report.ts'
import { type Outcome, runRound } from './round.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    /** Only this one. */
    round: { type: 'string' },
    seed: { type: 'string' },
    'lines-per-second': { type: 'string', default: '5000' },
    'write-time': { type: 'string', default: '2s' },
    'long-outage-every': { type: 'string', default: '100' },
    only: { type: 'string', multiple: true },
  },
})

const seed = whole('--seed', values.seed ?? String(Date.now() % 1_000_000))
const only = values.only?.flatMap((kinds) => kinds.split(',')) as Kind[] | undefined
for (const kind of only ?? [])
  if (!KINDS.includes(kind)) stop(`--only ${kind}: known are ${KINDS.join(', ')}.`)
const options: PlanOptions = {
  linesPerSecond: whole('--lines-per-second', values['lines-per-second']),
  writeMs: parseDuration(values['write-time']),
  longOutageEvery: whole('--long-outage-every', values['long-outage-every']),
  ...(only === undefined ? {} : { only }),
}
const one = values.round === undefined ? undefined : whole('--round', values.round)
const rounds =
  one === undefined ? Array.from({ length: whole('--rounds', values.rounds) }, (_, i) => i) : [one]

const endpoints = new Map<boolean, LocalEndpoint>()
const folder = mkdtempSync(join(tmpdir(), 'kinetail-chaos-'))
const outcomes: Outcome[] = []
const failed: number[] = []
let ending = false
process.on('SIGINT', () => (ending = true))
process.on('SIGTERM', () => (ending = true))
try {
  console.log(`seed ${seed}, ${rounds.length} rounds, ${options.linesPerSecond} lines/s`)
  for (const round of rounds) {
    if (ending) break
    const plan = planRound(seed, round, options)
    const place = join(folder, String(round))
    try {
      const endpoint = endpoints.get(plan.limited) ?? (await LocalEndpoint.start(plan.limited, seed))
      endpoints.set(plan.limited, endpoint)
      const outcome = await runRound(plan, endpoint, place)
      outcomes.push(outcome)
      const fine = isClean(outcome.verdict) && outcome.faults.length === 0
      console.log(line(outcome))
      if (fine) rmSync(place, { recursive: true, force: true })
      else {
        failed.push(round)
        console.log(failure(outcome, place))
      }
    } catch (error) {
      failed.push(round)
      console.log(
        `round ${round} broke off: ${error instanceof Error ? error.stack : error}\n${JSON.stringify(plan)}`,
      )
      // Nobody knows what state it is in.
      for (const endpoint of endpoints.values()) await endpoint.close()
      endpoints.clear()
    }
  }
  console.log(closing(seed, outcomes, failed))
  process.exitCode = failed.length === 0 ? 0 : 1
} finally {
  for (const endpoint of endpoints.values()) await endpoint.close()
  if (failed.length === 0) rmSync(folder, { recursive: true, force: true })
}

function whole(flag: string, written: string): number {
  if (!/^\d{1,9}$/.test(written)) stop(`${flag} ${written}: a whole number is wanted.`)
  return Number(written)
}

function stop(words: string): never {
  console.error(words)
  process.exit(2)
}
