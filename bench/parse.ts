/** Parsing: lines a second of the engine, in ratios to readline + a regular expression + JSON.stringify, and of workers. */
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { createEngine } from '../src/format/create-engine.ts'
import { createParser, type Parser } from '../src/format/pool.ts'

const CHUNK_BYTES = 256 * 1024
const LINES = 60_000
const ROUNDS = 5
const OPTIONS = { host: 'web-1', keyField: 'auto', maxRecordBytes: 1024 * 1024 } as const

/** A small generator with a seed of its own: every run measures the same bytes. */
let seed = 42
function below(limit: number): number {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
  return (seed >>> 8) % limit
}

const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Mobile/15E148 Safari/604.1',
  'curl/8.5.0',
  'Agent \\"quoted\\" 1.0',
]
const two = (n: number): string => String(n).padStart(2, '0')

/** @param perSecond lines with the same second: busy servers write hundreds, quiet ones one */
function access(i: number, perSecond: number): string {
  const second = Math.floor(i / perSecond)
  const time = `${two(1 + (Math.floor(second / 86_400) % 28))}/Jan/2024:${two(Math.floor(second / 3600) % 24)}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)} +0000`
  const client =
    i % 10 === 0 ? `2001:db8::${below(65_536).toString(16)}` : `10.${below(256)}.${below(256)}.${below(256)}`
  const request = `GET /api/v1/items/${below(1e6)}?page=${below(100)}&sort=created HTTP/1.1`
  return `${client} - - [${time}] "${request}" ${i % 20 === 0 ? 404 : 200} ${below(1e5)} "https://www.example.com/catalog/${below(1e4)}" "${AGENTS[below(AGENTS.length)]}"`
}

function application(i: number): string {
  return `{"timestamp": "2024-01-15T10:${two(Math.floor(i / 60) % 60)}:${two(i % 60)}.${100 + (i % 900)}Z", "level": "INFO", "logger": "com.example.OrderService", "message": "Order ${i} processed in ${below(900)} ms", "order_id": ${below(1e6)}, "request_id": "req-${i}", "tags": ["a", "b"]}`
}

function lines(make: (i: number) => string): Buffer {
  return Buffer.from(`${Array.from({ length: LINES }, (_, i) => make(i)).join('\n')}\n`)
}

/** Whole lines, as a source yields them. */
function chunksOf(bytes: Buffer): Buffer[] {
  const chunks: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + CHUNK_BYTES)
    const next = end === bytes.length ? end : bytes.lastIndexOf(0x0a, end - 1) + 1
    chunks.push(bytes.subarray(at, next))
    at = next
  }
  return chunks
}

const COMBINED =
  /^(\S+) \S+ \S+ \[([^\]]+)\] "(\S+) (.*?) (\S+)" (\d{3}) (\d+|-) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"/

function accessRecord(line: string): string | undefined {
  const match = COMBINED.exec(line)
  if (!match) return undefined
  const [, ip_address, time, method, path, protocol, status, size, referer, user_agent] = match
  const [, day, month, year, clock, offset] = /^(\d+)\/(\w+)\/(\d+):(\S+) (\S+)$/.exec(time!)!
  const date = new Date(`${day} ${month} ${year} ${clock} ${offset}`)
  return JSON.stringify({
    timestamp: date.toISOString(),
    ip_address,
    method,
    path,
    protocol,
    status_code: Number(status),
    response_size: size === '-' ? 0 : Number(size),
    referer: referer === '-' ? null : referer,
    user_agent: user_agent === '-' ? null : user_agent,
    log_type: 'apache_access',
  })
}

function applicationRecord(line: string): string {
  return JSON.stringify({ ...(JSON.parse(line) as object), log_type: 'application' })
}

interface Case {
  readonly name: string
  readonly type: string
  readonly bytes: Buffer
  readonly baseline: (line: string) => string | undefined
}

const CASES: readonly Case[] = [
  {
    name: 'apache, 400 lines a second',
    type: 'apache',
    bytes: lines((i) => access(i, 400)),
    baseline: accessRecord,
  },
  {
    name: 'apache, a new second each line',
    type: 'apache',
    bytes: lines((i) => access(i, 1)),
    baseline: accessRecord,
  },
  {
    name: 'nginx, 400 lines a second',
    type: 'nginx',
    bytes: lines((i) => access(i, 400)),
    baseline: accessRecord,
  },
  { name: 'application JSON', type: 'application', bytes: lines(application), baseline: applicationRecord },
]

/** Each gives the number of bytes it made, so that nothing can be left out as unused. */
type Variant = (one: Case, chunks: readonly Buffer[]) => Promise<number>

const readlineVariant: Variant = async (one, chunks) => {
  let made = 0
  for await (const line of createInterface({ input: Readable.from(chunks) }))
    made += Buffer.byteLength(one.baseline(line) ?? '')
  return made
}

function engineVariant(workers: number): Variant {
  const parsers = new Map<string, Parser>()
  return async (one, chunks) => {
    // Started in the first round, which is not counted.
    let parser = parsers.get(one.type)
    if (!parser) {
      parser = createParser({ spec: { type: one.type }, options: OPTIONS, workers })
      parsers.set(one.type, parser)
    }
    let made = 0
    const flights: Promise<{ length: number; release(): void }>[] = []
    const land = async (): Promise<void> => {
      const block = await flights.shift()!
      made += block.length
      block.release()
    }
    for (const bytes of chunks) {
      flights.push(
        parser.parse({ bytes, offset: 0, readAt: 1_705_314_645_000, generation: '0123456789abcdef' }),
      )
      if (flights.length > parser.parallel) await land()
    }
    while (flights.length > 0) await land()
    return made
  }
}

const VARIANTS: readonly (readonly [string, Variant])[] = [
  ['readline + regular expression + stringify', readlineVariant],
  ['engine, calling thread', engineVariant(0)],
  ['engine, 1 worker', engineVariant(1)],
  ['engine, 2 workers', engineVariant(2)],
]

async function measure(one: Case): Promise<void> {
  const chunks = chunksOf(one.bytes)
  const check = createEngine({ type: one.type }, OPTIONS)
  const parsed = chunks.reduce(
    (sum, bytes) => sum + check.parse({ bytes, offset: 0, readAt: 0, generation: '' }).records,
    0,
  )
  if (parsed !== LINES) throw new Error(`${one.name}: ${parsed} of ${LINES} lines parsed`)
  const times = VARIANTS.map((): number[] => [])
  // Interleaved, so that a busy moment of the machine hits all of them; the first round only warms up.
  for (let round = 0; round <= ROUNDS; round++)
    for (const [v, [, variant]] of VARIANTS.entries()) {
      const start = performance.now()
      if ((await variant(one, chunks)) === 0) throw new Error('nothing was made')
      if (round > 0) times[v]!.push(performance.now() - start)
    }
  const medians = times.map((all) => all.sort((a, b) => a - b)[ROUNDS >> 1]!)
  console.log(`${one.name} (${LINES} lines of ${Math.round(one.bytes.length / LINES)} bytes)`)
  for (const [v, [name]] of VARIANTS.entries()) {
    const rate = LINES / medians[v]!
    const ratio = medians[0]! / medians[v]!
    console.log(
      `  ${name.padEnd(42)} ${rate.toFixed(0).padStart(6)} k lines/s  ${ratio.toFixed(1).padStart(5)} x`,
    )
  }
}

for (const one of CASES) await measure(one)
