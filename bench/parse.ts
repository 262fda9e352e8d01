/** Parsing: lines a second of the engine, in ratios to readline + a regular expression + JSON.stringify, and of workers. */
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { createEngine } from '../src/format/create-engine.ts'
import { createParser, type Parser } from '../src/format/pool.ts'
import { accessRecord, applicationRecord } from './baselines/plain-records.ts'
import { accessLines } from './harness/access-lines.ts'
import { applicationLines } from './harness/application-lines.ts'
import { VARIANTS } from './harness/variants.ts'

const CHUNK_BYTES = 256 * 1024
const LINES = 60_000
const ROUNDS = 5
const OPTIONS = { host: 'web-1', keyField: 'auto', maxRecordBytes: 1024 * 1024 } as const
const SEED = 42

function bytesOf(lines: Iterable<string>): Buffer {
  return Buffer.from(`${[...lines].join('\n')}\n`, 'latin1')
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

interface Case {
  readonly name: string
  readonly type: string
  readonly bytes: Buffer
  readonly baseline: (line: string) => object | undefined
}

const ACCESS = [...accessLines(LINES, SEED)]
const CASES: readonly Case[] = [
  { name: 'apache', type: 'apache', bytes: bytesOf(ACCESS), baseline: accessRecord },
  {
    name: 'apache, a new second each line',
    type: 'apache',
    bytes: bytesOf(ACCESS.map(VARIANTS.sparse)),
    baseline: accessRecord,
  },
  { name: 'nginx', type: 'nginx', bytes: bytesOf(ACCESS), baseline: accessRecord },
  {
    name: 'application JSON',
    type: 'application',
    bytes: bytesOf(applicationLines(LINES, SEED)),
    baseline: applicationRecord,
  },
]

/** Each gives the number of bytes it made, so that nothing can be left out as unused. */
type Reader = (one: Case, chunks: readonly Buffer[]) => Promise<number>

const readlineReader: Reader = async (one, chunks) => {
  let made = 0
  for await (const line of createInterface({ input: Readable.from(chunks) }))
    made += Buffer.byteLength(JSON.stringify(one.baseline(line)) ?? '')
  return made
}

function engineReader(workers: number): Reader {
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

const READERS: readonly (readonly [string, Reader])[] = [
  ['readline + regular expression + stringify', readlineReader],
  ['engine, calling thread', engineReader(0)],
  ['engine, 1 worker', engineReader(1)],
  ['engine, 2 workers', engineReader(2)],
]

async function measure(one: Case): Promise<void> {
  const chunks = chunksOf(one.bytes)
  const check = createEngine({ type: one.type }, OPTIONS)
  const parsed = chunks.reduce(
    (sum, bytes) => sum + check.parse({ bytes, offset: 0, readAt: 0, generation: '' }).records,
    0,
  )
  // Half a percent of an access log is malformed.
  if (parsed < LINES * 0.99) throw new Error(`${one.name}: ${parsed} of ${LINES} lines parsed`)
  const times = READERS.map((): number[] => [])
  // Interleaved, so that a busy moment of the machine hits all of them; the first round only warms up.
  for (let round = 0; round <= ROUNDS; round++)
    for (const [v, [, read]] of READERS.entries()) {
      const start = performance.now()
      if ((await read(one, chunks)) === 0) throw new Error('nothing was made')
      if (round > 0) times[v]!.push(performance.now() - start)
    }
  const medians = times.map((all) => all.sort((a, b) => a - b)[ROUNDS >> 1]!)
  console.log(`${one.name} (${LINES} lines of ${Math.round(one.bytes.length / LINES)} bytes)`)
  for (const [v, [name]] of READERS.entries()) {
    const rate = LINES / medians[v]!
    const ratio = medians[0]! / medians[v]!
    console.log(
      `  ${name.padEnd(42)} ${rate.toFixed(0).padStart(6)} k lines/s  ${ratio.toFixed(1).padStart(5)} x`,
    )
  }
}

for (const one of CASES) await measure(one)
