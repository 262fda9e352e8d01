import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parseDuration } from '../../src/base/units.ts'
import { isClean } from './check.ts'
import { LocalEndpoint } from './endpoint.ts'
import { isFlat, runOutage } from './outage.ts'
import { KINDS, type Kind, type PlanOptions, planRound } from './plan.ts'
import { closing, failure, line, outageSummary, sampleLine } from './report.ts'
import { type Outcome, runRound } from './round.ts'

/** What `npm run chaos` and `npm run outage` take; docs/chaos.md explains it. */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    round: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    'lines-per-second': { type: 'string', default: '5000' },
    'write-time': { type: 'string', default: '2s' },
    'long-outage-every': { type: 'string', default: '100' },
    only: { type: 'string', multiple: true },
    deeds: { type: 'string' },
    outage: { type: 'string' },
    pack: { type: 'string', default: 'lines' },
  },
})

const seed = whole('--seed', values.seed)
const linesPerSecond = whole('--lines-per-second', values['lines-per-second'])
process.exitCode = (await (values.outage === undefined ? chaos() : outage(parseDuration(values.outage))))
  ? 0
  : 1

async function chaos(): Promise<boolean> {
  const options = planOptions()
  const rounds =
    values.round === undefined
      ? Array.from({ length: whole('--rounds', values.rounds) }, (_, i) => i)
      : [whole('--round', values.round)]
  const endpoints = new Map<boolean, LocalEndpoint>()
  const folder = mkdtempSync(join(tmpdir(), 'kinetail-chaos-'))
  const outcomes: Outcome[] = []
  const failed: number[] = []
  let ending = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (ending = true))
  console.log(`seed ${seed}, ${rounds.length} rounds, ${linesPerSecond} lines/s`)
  try {
    for (const round of rounds) {
      if (ending) break
      const plan = planRound(seed, round, options)
      const place = join(folder, String(round))
      try {
        const endpoint = endpoints.get(plan.limited) ?? (await LocalEndpoint.start(plan.limited, seed))
        endpoints.set(plan.limited, endpoint)
        const outcome = await runRound(plan, endpoint, place)
        outcomes.push(outcome)
        console.log(line(outcome))
        if (isClean(outcome.verdict) && outcome.faults.length === 0) {
          rmSync(place, { recursive: true, force: true })
          continue
        }
        console.log(failure(outcome, again(round), place))
      } catch (error) {
        console.log(`round ${round} broke off: ${error instanceof Error ? error.stack : error}`)
        console.log(`FAILED: ${again(round)}\n${JSON.stringify(plan)}\nits files: ${place}`)
        // Nobody knows what state they are in.
        for (const endpoint of endpoints.values()) await endpoint.close()
        endpoints.clear()
      }
      failed.push(round)
    }
    console.log(closing(seed, outcomes, failed))
  } finally {
    for (const endpoint of endpoints.values()) await endpoint.close()
    if (failed.length === 0) rmSync(folder, { recursive: true, force: true })
  }
  return failed.length === 0
}

async function outage(lastsMs: number): Promise<boolean> {
  const { pack } = values
  if (pack !== 'single' && pack !== 'lines' && pack !== 'kpl') stop(`--pack ${pack}: single, lines or kpl.`)
  const result = await runOutage({
    seed,
    linesPerSecond,
    beforeMs: 5000,
    lastsMs,
    sampleMs: Math.max(100, lastsMs / 40),
    pack,
    onSample: (sample) => console.log(sampleLine(sample)),
  })
  console.log(outageSummary(result))
  return isFlat(result)
}

function planOptions(): PlanOptions {
  const only = values.only?.flatMap((kinds) => kinds.split(',')) as Kind[] | undefined
  for (const kind of only ?? [])
    if (!KINDS.includes(kind)) stop(`--only ${kind}: known are ${KINDS.join(', ')}.`)
  return {
    linesPerSecond,
    writeMs: parseDuration(values['write-time']),
    longOutageEvery: whole('--long-outage-every', values['long-outage-every']),
    ...(only === undefined ? {} : { only }),
    ...(values.deeds === undefined ? {} : { deeds: whole('--deeds', values.deeds) }),
  }
}

/** The command that runs one round again: what shapes the plan belongs to it. */
function again(round: number): string {
  const shape = (['lines-per-second', 'write-time', 'long-outage-every'] as const).map(
    (name) => `--${name} ${values[name]}`,
  )
  const only = values.only === undefined ? [] : [`--only ${values.only.join(',')}`]
  const deeds = values.deeds === undefined ? [] : [`--deeds ${values.deeds}`]
  return ['npm run chaos --', `--seed ${seed}`, `--round ${round}`, ...shape, ...only, ...deeds].join(' ')
}

function whole(flag: string, written: string): number {
  if (!/^\d{1,9}$/.test(written)) stop(`${flag} ${written}: a whole number is wanted.`)
  return Number(written)
}

function stop(words: string): never {
  console.error(words)
  process.exit(2)
}
