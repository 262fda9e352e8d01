/** Load: steady rates into a stream with the service's limits, each for a minute; prints memory and delivery latency. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

interface Case {
  readonly rate: number
  readonly shards: number
}

/** The third is twice and a half what its shards take: there the files must wait. */
const CASES: readonly Case[] = [
  { rate: 20, shards: 2 },
  { rate: 5_000, shards: 8 },
  { rate: 5_000, shards: 2 },
]
const seconds = Number(process.argv[2] ?? 60)
const binary = join(import.meta.dirname, '..', '..', 'bin', 'kinetail.js')

/** The fields of a JSON statistics line that are looked at here. */
interface Statistics {
  readonly ledger: { readonly read: number; readonly sent: number; readonly in_flight: number }
  readonly latency_ms: { readonly p50: number; readonly p95: number; readonly p99: number }
}

function kinetail(words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [binary, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  })
}

/** Resident memory of a process, in MiB (Linux). */
function residentMiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) return line
  throw new Error('it ended without a word')
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

async function run({ rate, shards }: Case): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kinetail-load-'))
  const local = kinetail([
    'local',
    '--port',
    '0',
    '--json',
    '--stream',
    `load=${shards}`,
    '--create-delay',
    '0s',
    '--memory',
    '1GiB',
  ])
  const { url } = JSON.parse(await firstLine(local)) as { url: string }
  const files = ['apache/access.log', 'nginx/access.log', 'application/app.log']
  const logFiles = files.map((name) => ({ path: join(folder, name), type: name.split('/')[0] }))
  const generator = kinetail([
    'generate',
    '--dir',
    folder,
    '--rate',
    String(rate),
    '--duration',
    `${seconds}s`,
  ])
  const stream = kinetail([
    'stream',
    '--stream-name',
    'load',
    '--endpoint-url',
    url,
    '--checkpoint-dir',
    join(folder, 'checkpoint'),
    '--log-files',
    JSON.stringify(logFiles),
    '--json',
    '--stats-interval',
    '1s',
  ])
  let last: Statistics | undefined
  const memory: number[] = []
  createInterface({ input: stream.stdout! }).on('line', (line) => {
    last = JSON.parse(line) as Statistics
    if (stream.exitCode === null) memory.push(residentMiB(stream.pid!))
  })
  await once(generator, 'exit')
  const written = files.reduce(
    (lines, name) => lines + readFileSync(join(folder, name), 'latin1').split('\n').length - 1,
    0,
  )
  while ((last?.ledger.sent ?? 0) < written && stream.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 200))
  await stop(stream)
  await stop(local)
  rmSync(folder, { recursive: true })
  const half = memory.slice(Math.floor(memory.length / 2))
  const latency = last!.latency_ms
  console.log(
    `${rate}/s into ${shards} shards: ${written} lines written, ${last!.ledger.sent} sent in ${memory.length} s, ${last!.ledger.in_flight} in flight; ` +
      `latency p50 ${latency.p50} p95 ${latency.p95} p99 ${latency.p99} ms; ` +
      `memory of the second half ${Math.min(...half).toFixed(0)} to ${Math.max(...half).toFixed(0)} MiB ` +
      `(samples every fifth of the run: ${[0, 1, 2, 3, 4].map((i) => memory[Math.floor((i * memory.length) / 5)]?.toFixed(0)).join(', ')}, ${memory.at(-1)?.toFixed(0)})`,
  )
  if (last!.ledger.sent !== written) process.exitCode = 1
}

for (const each of CASES) await run(each)
