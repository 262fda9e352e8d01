import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Random } from '../../src/source/generate/random.ts'
import { Agents } from './agents.ts'
import { check, type Verdict } from './check.ts'
import type { LocalEndpoint } from './endpoint.ts'
import { checkLedger } from './ledger.ts'
import { readLetters } from './letters.ts'
import { LogFile } from './log-file.ts'
import type { Deed, Plan } from './plan.ts'
import { checkProof } from './proof.ts'
import { SmallDisk } from './small-disk.ts'

export interface Outcome {
  readonly plan: Plan
  readonly verdict: Verdict
  /** What agents did that they may not do, and ledgers that are not exact. */
  readonly faults: readonly string[]
  /** Deeds that could not be done here, with the reason. */
  readonly skipped: readonly string[]
  /** Entries that agents counted as sent behind a later one of their key (`order_risks`). */
  readonly orderRisks: number
  readonly kills: number
  /** Most memory that an agent had, in bytes. */
  readonly peakBytes: number
  readonly seconds: number
  /** All that the agents said on standard error. */
  readonly said: string
}

/** Lines are written this often, in ms. */
const BEAT_MS = 20
/** Time in the lines, ms since the epoch: the same in every run. */
const LINES_FROM: number = Date.UTC(2026, 0, 15, 10, 30)

/** Runs one round in an empty folder, which stays as it is at the end. */
export async function runRound(plan: Plan, endpoint: LocalEndpoint, folder: string): Promise<Outcome> {
  const began = performance.now()
  rmSync(folder, { recursive: true, force: true })
  const logs = join(folder, 'logs')
  mkdirSync(logs, { recursive: true })
  const stream = `chaos-${plan.seed}-${plan.round}`
  const skipped: string[] = []
  const checkpointDir = join(folder, 'checkpoint')
  const disk = plan.deeds.some(({ kind }) => kind === 'disk') ? SmallDisk.mount(checkpointDir) : undefined
  if (typeof disk === 'string') skipped.push(`disk: ${disk}`)
  const random = new Random(plan.seed * 7 + plan.round)
  const files = plan.types.map((type, i) => {
    const path = join(logs, `${type}${i}.log`)
    return new LogFile(path, i, type, new Random(random.int(0, 2 ** 31)))
  })
  await endpoint.createStream(stream, plan.shards)
  const clock = join(folder, 'clock.json')
  const deadLetter = join(folder, 'dead-letter.ndjson')
  const agents = new Agents(plan, {
    stream,
    url: endpoint.url,
    checkpointDir,
    deadLetter,
    inputs: files.map(({ path, type }) => ({
      path: plan.given === 'paths' ? path : path.replace(/\.log$/, '*'),
      type,
    })),
    clock: plan.deeds.some(({ kind }) => kind === 'clock') ? clock : undefined,
  })
  try {
    agents.start()
    await agents.ready()
    const startsAt = Date.now()
    writeFileSync(clock, JSON.stringify(jumpsOf(plan, startsAt)))
    const service = new Service(endpoint, stream)
    const smallDisk = disk instanceof SmallDisk ? disk : undefined
    const doing = doAll(plan.deeds, startsAt, { agents, files, service, disk: smallDisk })
    // Its failure is met when the lines are written.
    doing.catch(() => {})
    await write(plan, files, startsAt)
    // A deed may be late, and rotate a file yet.
    await doing
    for (const file of files) await file.end()
    if (plan.ending === 'drained') await agents.drained()
    await agents.end(plan.ending === 'kill' ? 'SIGKILL' : 'SIGTERM')
    await agents.last()
    const truth = files.map(({ path, written }) => ({ name: path.slice(logs.length + 1), written }))
    const verdict = check(truth, await endpoint.records(stream), readLetters(folder), plan.partitionKey)
    const paths = files.map(({ path }) => path)
    const proof = await checkProof(
      { stream, url: endpoint.url, paths, checkpointDir, deadLetter, partitionKey: plan.partitionKey },
      verdict,
    )
    return {
      plan,
      verdict,
      faults: [...agents.faults, ...checkLedger(agents.lives, verdict), ...proof],
      skipped,
      orderRisks: agents.lives.reduce((sum, { statistics }) => sum + (statistics?.order_risks ?? 0), 0),
      kills: agents.lives.filter(({ how }) => how === 'SIGKILL').length,
      peakBytes: agents.peakBytes,
      seconds: (performance.now() - began) / 1000,
      said: agents.said,
    }
  } finally {
    await agents.close()
    if (disk instanceof SmallDisk) disk.unmount()
    await endpoint.set({ 'fail-rate': 0, throttle: 0, 'http-500': 0, reset: 0, hang: 0 }).catch(() => {})
    await endpoint.deleteStream(stream).catch(() => {})
  }
}

function jumpsOf(plan: Plan, startsAt: number): (readonly [number, number])[] {
  return plan.deeds.flatMap((deed) => (deed.kind === 'clock' ? [[startsAt + deed.at, deed.by] as const] : []))
}

/** Appends the lines at an even pace, a random share to each file. */
async function write(plan: Plan, files: readonly LogFile[], startsAt: number): Promise<void> {
  const random = new Random(plan.seed * 13 + plan.round)
  const beats = Math.max(1, Math.round(plan.writeMs / BEAT_MS))
  let done = 0
  for (let beat = 1; beat <= beats; beat++) {
    await until(startsAt + beat * BEAT_MS)
    let left = Math.round((plan.lines * beat) / beats) - done
    done += left
    for (const [i, file] of files.entries()) {
      const share =
        i === files.length - 1
          ? left
          : random.int(0, Math.min(left, Math.ceil((2 * left) / (files.length - i))))
      left -= share
      file.append(share, LINES_FROM + beat * BEAT_MS)
    }
  }
}

interface Hands {
  readonly agents: Agents
  readonly files: readonly LogFile[]
  readonly service: Service
  readonly disk: SmallDisk | undefined
}

/** Does every deed at its time. What is about the agent, or about the shards, happens one after the other. */
async function doAll(deeds: readonly Deed[], startsAt: number, hands: Hands): Promise<void> {
  const chains = new Map<string, Promise<void>>()
  const chained = (name: string, act: () => Promise<void>): Promise<void> => {
    const next = (chains.get(name) ?? Promise.resolve()).then(act)
    chains.set(name, next)
    return next
  }
  await Promise.all(
    deeds.map(async (deed) => {
      await until(startsAt + deed.at)
      await doDeed(deed, hands, chained)
    }),
  )
}

async function doDeed(
  deed: Deed,
  { agents, files, service, disk }: Hands,
  chained: (name: string, act: () => Promise<void>) => Promise<void>,
): Promise<void> {
  switch (deed.kind) {
    case 'kill':
    case 'term':
      return chained('agent', async () => {
        await agents.end(deed.kind === 'kill' ? 'SIGKILL' : 'SIGTERM')
        await sleep(deed.pause)
        agents.start()
      })
    case 'create':
    case 'copytruncate':
    case 'dated':
    case 'compress':
      return files[deed.file]!.rotate(deed)
    case 'split':
    case 'merge':
    case 'count':
      return chained('shards', () => service.reshard(deed))
    case 'refuse':
    case 'throttle':
    case 'fail':
    case 'hang':
    case 'reset':
      return service.fault(deed)
    case 'outage':
    case 'shut':
      return service.goAway(deed)
    case 'disk':
      disk?.fill()
      await sleep(deed.lasts)
      disk?.empty()
      return
    case 'clock':
      // The agent has it from its start: see shift-clock.mjs.
      return
  }
}

type FaultDeed = Extract<Deed, { rate: number }>
type AwayDeed = Extract<Deed, { kind: 'outage' | 'shut' }>
const FAULTS = {
  refuse: 'fail-rate',
  throttle: 'throttle',
  fail: 'http-500',
  hang: 'hang',
  reset: 'reset',
} as const

/** The endpoint during a round. */
class Service {
  readonly #endpoint: LocalEndpoint
  readonly #stream: string
  /** While it is stopped nobody asks it anything. */
  #stopped: Promise<void> = Promise.resolve()

  constructor(endpoint: LocalEndpoint, stream: string) {
    this.#endpoint = endpoint
    this.#stream = stream
  }

  async reshard(deed: Extract<Deed, { kind: 'split' | 'merge' | 'count' }>): Promise<void> {
    // Nor is it sent away while it is asked.
    this.#stopped = this.#stopped.then(() => this.#endpoint.reshard(this.#stream, deed))
    await this.#stopped
  }

  async fault({ kind, lasts, rate }: FaultDeed): Promise<void> {
    await this.#stopped
    await this.#endpoint.set({ [FAULTS[kind]]: rate })
    await sleep(lasts)
    await this.#stopped
    await this.#endpoint.set({ [FAULTS[kind]]: 0 })
  }

  goAway({ kind, lasts }: AwayDeed): Promise<void> {
    this.#stopped = this.#stopped.then(() =>
      kind === 'outage' ? this.#endpoint.pause(lasts) : this.#endpoint.shut(lasts),
    )
    return this.#stopped
  }
}

async function until(time: number): Promise<void> {
  const ms = time - Date.now()
  if (ms > 0) await sleep(ms)
}
