/** The embedded endpoint alone: records a second it takes and gives, beside the CPU that server and client use. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Kinesis } from '../src/aws/client.ts'
import { openKinesis } from '../src/aws/client.ts'

/** Seconds of each case; the words after the name may say another number. */
const seconds = Math.min(Number(process.argv[2] ?? 5), 60)
const binary = join(import.meta.dirname, '..', '..', 'bin', 'kinetail.js')
const LINE_BYTES = 300
const RECORDS = 500

interface Case {
  readonly shards: number
  readonly writers: number
}
const CASES: readonly Case[] = [
  { shards: 1, writers: 1 },
  { shards: 2, writers: 4 },
  { shards: 8, writers: 4 },
]

/** CPU seconds that a process used so far (Linux; clock ticks are 100 a second). */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

function residentMiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
}

async function start(): Promise<{ child: ChildProcess; url: string }> {
  const words = ['local', '--port', '0', '--json', '--no-limits', '--create-delay', '0ms']
  const child = spawn(process.execPath, [binary, ...words], { stdio: ['ignore', 'pipe', 'ignore'] })
  for await (const line of createInterface({ input: child.stdout! }))
    return { child, url: (JSON.parse(line) as { url: string }).url }
  throw new Error('the endpoint ended without a word')
}

async function write(kinesis: Kinesis, stream: string, writers: number, untilMs: number): Promise<number> {
  const data = Buffer.alloc(LINE_BYTES, 'x')
  const Records = Array.from({ length: RECORDS }, (_, i) => ({
    PartitionKey: `10.0.0.${i % 250}`,
    Data: data,
  }))
  let stored = 0
  await Promise.all(
    Array.from({ length: writers }, async () => {
      while (performance.now() < untilMs) {
        const { FailedRecordCount } = await kinesis.call('PutRecords', { StreamName: stream, Records })
        stored += RECORDS - (FailedRecordCount ?? 0)
      }
    }),
  )
  return stored
}

async function read(kinesis: Kinesis, stream: string, untilMs: number): Promise<number> {
  const input = {
    StreamName: stream,
    ShardId: 'shardId-000000000000',
    ShardIteratorType: 'TRIM_HORIZON',
  } as const
  const { ShardIterator } = await kinesis.call('GetShardIterator', input)
  let records = 0
  while (performance.now() < untilMs)
    records += (await kinesis.call('GetRecords', { ShardIterator })).Records!.length
  return records
}

async function measure(label: string, pid: number, act: (untilMs: number) => Promise<number>): Promise<void> {
  const [server, client] = [cpuSeconds(pid), process.cpuUsage()]
  const before = performance.now()
  const records = await act(before + seconds * 1000)
  const took = (performance.now() - before) / 1000
  const used = process.cpuUsage(client)
  const percent = (cpu: number): string => `${Math.round((cpu / took) * 100)} %`
  const figures = [
    label.padEnd(28),
    `${Math.round(records / took)} records/s`.padStart(18),
    `server ${percent(cpuSeconds(pid) - server)}`.padStart(14),
    `client ${percent((used.user + used.system) / 1e6)}`.padStart(14),
    `server RSS ${Math.round(residentMiB(pid))} MiB`.padStart(20),
  ]
  process.stdout.write(`${figures.join('')}\n`)
}

const { child, url } = await start()
try {
  const kinesis = await openKinesis({ region: 'us-east-1', endpointUrl: url })
  for (const { shards, writers } of CASES) {
    const stream = `bench-${shards}-${writers}`
    await kinesis.call('CreateStream', { StreamName: stream, ShardCount: shards })
    await measure(`put ${shards} shards, ${writers} writers`, child.pid!, (until) =>
      write(kinesis, stream, writers, until),
    )
  }
  await measure('get 8 shards, 1 reader', child.pid!, (until) => read(kinesis, 'bench-8-4', until))
  kinesis.close()
} finally {
  child.kill('SIGTERM')
  await once(child, 'exit')
}
