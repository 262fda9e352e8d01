import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cleanUp, jsonLines, run, startLocal, temporaryFolder } from './support.ts'

/** Many chunks, so that both workers have some of every file. */
const LINES = 4_500

let folder: string
let url: string

beforeAll(async () => {
  folder = temporaryFolder('workers')
  for (const type of ['apache', 'nginx', 'application']) {
    const words = [
      'generate',
      '--type',
      type,
      '--count',
      String(LINES / 3),
      '--seed',
      '11',
      '--malformed',
      '0.02',
    ]
    expect((await run([...words, '--out', join(folder, `${type}.log`)])).code).toBe(0)
  }
  // A long line is a chunk of its own; a last line without its end is parsed too.
  const time = '"timestamp":"2024-01-15T10:30:46Z"'
  const last = `{${time},"message":"${'x'.repeat(300_000)}"}\n{${time},"message":"last"}`
  appendFileSync(join(folder, 'application.log'), last)
  url = (await startLocal()).url
})
afterAll(cleanUp)

interface Read {
  readonly event_id: string
  readonly timestamp: string
  readonly log_type: string
  readonly ip_address?: string
  readonly request_id?: string
}

interface Shipped {
  readonly ids: readonly string[]
  readonly records: ReadonlyMap<string, unknown>
  readonly ledger: unknown
  readonly letters: readonly unknown[]
}

async function ship(workers: string): Promise<Shipped> {
  const name = `workers-${workers}`
  const checkpoint = join(folder, name)
  const files = ['apache', 'nginx', 'application'].map((type) => ({
    path: join(folder, `${type}.log`),
    type,
  }))
  const where = ['--stream-name', name, '--endpoint-url', url]
  const words = [
    '--create-stream',
    '--once',
    '--json',
    '--checkpoint-dir',
    checkpoint,
    '--parse-workers',
    workers,
  ]
  const streamed = await run(['stream', ...where, ...words, '--log-files', JSON.stringify(files)])
  expect(`${streamed.stderr}${streamed.code}`).toMatch(/0$/)
  const { ledger } = jsonLines<{ ledger: unknown }>(streamed.stdout).at(-1)!
  const read = await run(['read', ...where, '--from', 'trim-horizon', '--json', '--no-dedupe'])
  const records = jsonLines<Read>(read.stdout)
  expectOrderWithinKeys(records)
  const written = (file: string): unknown[] =>
    jsonLines(readFileSync(file, 'utf8')).map(({ time, ...letter }) => letter)
  return {
    ids: records.map(({ event_id }) => event_id).sort(),
    records: new Map(records.map((record) => [record.event_id, withoutReadingTime(record)])),
    ledger,
    letters: written(join(checkpoint, 'dead-letter.ndjson'))
      .map((letter) => JSON.stringify(letter))
      .sort(),
  }
}

/** Text that is no JSON gets the time of reading, which differs from run to run. */
function withoutReadingTime(record: Read): unknown {
  return record.log_type === 'application_text' ? { ...record, timestamp: '' } : record
}

function expectOrderWithinKeys(records: readonly Read[]): void {
  const last = new Map<string, number>()
  for (const { event_id, ip_address, request_id } of records) {
    const [generation, offset] = event_id.split(':') as [string, string]
    const key = `${generation} ${ip_address ?? request_id}`
    const before = last.get(key) ?? -1
    if (Number(offset) <= before) throw new Error(`${key}: offset ${offset} comes after ${before}`)
    last.set(key, Number(offset))
  }
}

it('ships with two parse workers what it ships with none: ids, records, dead letters and the ledger', {
  timeout: 120_000,
}, async () => {
  const none = await ship('0')
  const two = await ship('2')
  expect(none.ids.length).toBeGreaterThan(LINES * 0.9)
  expect(new Set(none.ids).size).toBe(none.ids.length)
  expect(two.ids).toEqual(none.ids)
  expect(two.records).toEqual(none.records)
  expect(two.letters).toEqual(none.letters)
  expect(two.letters.length).toBeGreaterThan(0)
  expect(two.ledger).toEqual(none.ledger)
})
