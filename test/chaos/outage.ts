import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Random } from '../../src/source/generate/random.ts'
import { Agents } from './agents.ts'
import { check, isClean, type Verdict } from './check.ts'
import { LocalEndpoint } from './endpoint.ts'
import { readLetters } from './letters.ts'
import { LogFile } from './log-file.ts'
import type { Plan } from './plan.ts'

/** An agent may have this much memory, in bytes. */
export const MOST_BYTES = 150e6
/** From the first quarter of an outage to the last its memory may grow by this much, in bytes: caches and the heap settle. */
export const MOST_GROWTH = 15e6

export interface OutageOptions {
  readonly seed: number
  readonly linesPerSecond: number
  /** ms of lines before the outage. */
  readonly beforeMs: number
  /** ms of the outage. */
  readonly lastsMs: number
  /** Time between two looks at the agent's memory, in ms. */
  readonly sampleMs: number
  readonly pack: Plan['pack']
  readonly onSample: (sample: Sample) => void
}

export interface Sample {
  /** ms since the outage began. */
  readonly atMs: number
  /** Lines written so far. */
  readonly lines: number
  /** Resident memory of the agent, in bytes. */
  readonly bytes: number
}

export interface OutageResult {
  readonly samples: readonly Sample[]
  /** Most resident memory that the agent ever had, in bytes, catching up included. */
  readonly peakBytes: number
  /** Mean of the last quarter of the outage less that of the first, in bytes. */
  readonly growth: number
  /** ms until everything had arrived after the outage. */
  readonly caughtUpMs: number
  readonly verdict: Verdict
  readonly faults: readonly string[]
}

const BEAT_MS = 20

/** Lines are written, the service goes away and comes back: measures the agent's memory meanwhile, and checks every line. */
export async function runOutage(options: OutageOptions): Promise<OutageResult> {
  const folder = mkdtempSync(join(tmpdir(), 'kinetail-outage-'))
  const endpoint = await LocalEndpoint.start(false, options.seed)
  const plan: Plan = {
    seed: options.seed,
    round: 0,
    pack: options.pack,
    partitionKey: 'auto',
    wire: 'json',
    shards: 4,
    strictOrder: false,
    limited: false,
    given: 'paths',
    types: ['apache', 'nginx', 'application'],
    lines: 0,
    writeMs: 0,
    ending: 'drained',
    deeds: [],
  }
  const logs = join(folder, 'logs')
  mkdirSync(logs)
  const files = plan.types.map(
    (type, i) => new LogFile(join(logs, `${type}.log`), i, type, new Random(options.seed + i)),
  )
  const stream = 'outage'
  const agents = new Agents(plan, {
    stream,
    url: endpoint.url,
    checkpointDir: join(folder, 'checkpoint'),
    deadLetter: join(folder, 'dead-letter.ndjson'),
    inputs: files.map(({ path, type }) => ({ path, type })),
    clock: undefined,
  })
  try {
    await endpoint.createStream(stream, plan.shards)
    agents.start()
    await agents.ready()
    let lines = 0
    const writeFor = async (ms: number): Promise<void> => {
      const [began, before] = [performance.now(), lines]
      for (let beat = 1; beat <= ms / BEAT_MS; beat++) {
        await sleep(Math.max(0, began + beat * BEAT_MS - performance.now()))
        const due = before + Math.round((options.linesPerSecond * beat * BEAT_MS) / 1000) - lines
        for (const [i, file] of files.entries())
          file.append(
            Math.floor((due * (i + 1)) / files.length) - Math.floor((due * i) / files.length),
            Date.now(),
          )
        lines += due
      }
    }
    await writeFor(options.beforeMs)
    // A run stopped here once, waiting for an agent that waited for the other half of a line.
    for (const file of files) file.finishLine()
    await agents.drained()
    const samples: Sample[] = []
    const began = performance.now()
    const look = setInterval(() => {
      samples.push({ atMs: performance.now() - began, lines, bytes: agents.memory().now })
      options.onSample(samples.at(-1)!)
    }, options.sampleMs)
    try {
      await Promise.all([endpoint.pause(options.lastsMs), writeFor(options.lastsMs)])
    } finally {
      clearInterval(look)
    }
    for (const file of files) await file.end()
    const back = performance.now()
    await agents.drained()
    const caughtUpMs = performance.now() - back
    await agents.end('SIGTERM')
    await agents.last()
    const truth = files.map(({ path, written }) => ({ name: path.slice(logs.length + 1), written }))
    const verdict = check(truth, await endpoint.records(stream), readLetters(folder), 'auto')
    return {
      samples,
      peakBytes: agents.peakBytes,
      growth: growthOf(samples),
      caughtUpMs,
      verdict,
      faults: agents.faults,
    }
  } finally {
    await agents.close()
    await endpoint.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Whether memory stayed flat and small, and nothing was lost. */
export function isFlat({ peakBytes, growth, verdict, faults }: OutageResult): boolean {
  return peakBytes < MOST_BYTES && growth < MOST_GROWTH && isClean(verdict) && faults.length === 0
}

function growthOf(samples: readonly Sample[]): number {
  const quarter = Math.max(1, Math.floor(samples.length / 4))
  const mean = (some: readonly Sample[]): number =>
    some.reduce((sum, { bytes }) => sum + bytes, 0) / some.length
  return mean(samples.slice(-quarter)) - mean(samples.slice(0, quarter))
}
