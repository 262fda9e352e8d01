/** Delivery latency at a steady 1,000 lines a second into `kinetail local` with 8 shards: written to acknowledged. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Kinesis, openKinesis } from '../src/aws/client.ts'
import { now } from './harness/child.ts'
import type { Options } from './harness/options.ts'
import { ROOT } from './harness/package.ts'
import type { Section } from './harness/section.ts'
import { fixed, Spread } from './harness/spread.ts'

/** Lines of each run. */
export const defaults = { rounds: 5, lines: 6000 }

const RATE = 1000
const SHARDS = 8
/** Lines are written so often, in ms: as many servers do, without a buffer of their own. */
const TICK_MS = 5
const GOAL_MS = 50

interface Latency {
  /** From a line's being written to its arrival at the endpoint, by the endpoint's clock, in ms. */
  readonly arrived: { readonly p50: number; readonly p95: number; readonly p99: number }
  /** p95 to the acknowledgement, as the statistics of `stream` tell it, in ms. */
  readonly acknowledged: number
}

export async function measure({ rounds, data }: Options): Promise<readonly Section[]> {
  // A run lasts as long as its lines: not those of a log for full rate.
  const lines = Math.min(data.lines, 10_000)
  const all: Latency[] = []
  for (let round = 0; round < rounds; round++) all.push(await run(lines))
  const row = (name: string, goal: string, of: (one: Latency) => number): string[] => [
    name,
    goal,
    new Spread(all.map(of)).text(fixed(0)),
  ]
  const p95 = new Spread(all.map((one) => one.acknowledged)).median
  return [
    {
      title: 'Delivery latency',
      about: `${RATE} lines a second for ${lines / RATE} s into \`kinetail local\` with ${SHARDS} shards, ${rounds} runs; median (least–most). Each line carries the time at which it was written; its arrival is the endpoint's time of the record.`,
      headings: ['from written to', 'ms to reach', 'ms'],
      rows: [
        row('acknowledged, p95, by `stream`', String(GOAL_MS), (one) => one.acknowledged),
        row('arrived, p50', '', (one) => one.arrived.p50),
        row('arrived, p95', String(GOAL_MS), (one) => one.arrived.p95),
        row('arrived, p99', '', (one) => one.arrived.p99),
      ],
      goals: [
        {
          what: 'written to acknowledged, p95: ms',
          goal: String(GOAL_MS),
          figure: p95.toFixed(0),
          reached: p95 < GOAL_MS,
        },
      ],
    },
  ]
}

async function run(lines: number): Promise<Latency> {
  const folder = mkdtempSync(join(tmpdir(), 'kinetail-bench-latency-'))
  const log = join(folder, 'access.log')
  const file = openSync(log, 'a')
  const words = ['local', '--port', '0', '--json', '--stream', `bench=${SHARDS}`, '--create-delay', '0s']
  const local = kinetail([...words, '--memory', '1GiB'])
  const stream: ChildProcess[] = []
  try {
    const { url } = JSON.parse(await nextLine(local)) as { url: string }
    const shipping = kinetail([
      ...[
        'stream',
        '--stream-name',
        'bench',
        '--endpoint-url',
        url,
        '--checkpoint-dir',
        join(folder, 'checkpoint'),
      ],
      ...[
        '--log-files',
        JSON.stringify([{ path: log, type: 'apache' }]),
        '--json',
        '--stats-interval',
        '100ms',
      ],
    ])
    stream.push(shipping)
    const statistics = lastStatistics(shipping)
    await nextLine(shipping)
    await write(file, lines)
    await statistics.sent(lines)
    const ended = once(shipping, 'exit')
    shipping.kill('SIGTERM')
    await ended
    const kinesis = await openKinesis({ region: 'us-east-1', endpointUrl: url })
    const arrived = await arrivals(kinesis, lines).finally(() => kinesis.close())
    return { arrived, acknowledged: statistics.p95() }
  } finally {
    closeSync(file)
    for (const child of [...stream, local]) await end(child)
    rmSync(folder, { recursive: true })
  }
}

function kinetail(words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(ROOT, 'bin', 'kinetail.js'), ...words], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {
      ...process.env,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  })
}

/** The next line on its standard output, which goes on being read. */
function nextLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: child.stdout! })
    lines.once('line', resolve)
    lines.once('close', () => reject(new Error('it ended without a word')))
  })
}

interface Told {
  readonly records_sent: number
  readonly latency_ms: { readonly p95: number } | null
}

function lastStatistics(child: ChildProcess): { sent(lines: number): Promise<void>; p95(): number } {
  let last: Told | undefined
  const lines = createInterface({ input: child.stdout! })
  lines.on('line', (line) => {
    last = JSON.parse(line) as Told
  })
  return {
    sent: (wanted) =>
      new Promise((resolve, reject) => {
        lines.on('line', () => (last!.records_sent >= wanted ? resolve() : undefined))
        lines.once('close', () => reject(new Error(`${last?.records_sent} of ${wanted} lines were sent`)))
      }),
    // The closing statistics are about the whole run.
    p95: () => last!.latency_ms!.p95,
  }
}

/** Writes at the rate: as many lines at each tick as are due. */
async function write(file: number, lines: number): Promise<void> {
  const start = performance.now()
  for (let written = 0; written < lines; ) {
    const due = Math.min(lines, Math.ceil(((performance.now() - start) * RATE) / 1000))
    let text = ''
    for (; written < due; written++)
      text += `10.0.${written % 250}.${written % 7} - - [15/Jan/2024:10:30:45 +0000] "GET /${now().toFixed(3)} HTTP/1.1" 200 5 "-" "curl/8.5.0"\n`
    if (text !== '') writeSync(file, text)
    await new Promise((resolve) => setTimeout(resolve, TICK_MS))
  }
}

/** Reads every record back: the time in its path, and the endpoint's time of its arrival. */
async function arrivals(kinesis: Kinesis, lines: number): Promise<Latency['arrived']> {
  const took: number[] = []
  for (let shard = 0; shard < SHARDS; shard++) {
    const place = { StreamName: 'bench', ShardId: `shardId-${String(shard).padStart(12, '0')}` }
    const first = await kinesis.call('GetShardIterator', { ...place, ShardIteratorType: 'TRIM_HORIZON' })
    for (let iterator = first.ShardIterator; ; ) {
      const { Records = [], NextShardIterator } = await kinesis.call('GetRecords', {
        ShardIterator: iterator,
      })
      if (Records.length === 0) break
      for (const { Data, ApproximateArrivalTimestamp } of Records) {
        const { path } = JSON.parse(Buffer.from(Data!).toString()) as { path: string }
        took.push(ApproximateArrivalTimestamp!.getTime() - Number(path.slice(1)))
      }
      iterator = NextShardIterator
    }
  }
  if (took.length !== lines) throw new Error(`${took.length} records of ${lines} lines are in the stream`)
  took.sort((a, b) => a - b)
  const at = (part: number): number => took[Math.min(took.length - 1, Math.floor(took.length * part))]!
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}
