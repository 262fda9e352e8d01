import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanUp, commandExists, jsonLines, root, run, startLocal, temporaryFolder } from '../e2e/support.ts'

interface Arrival {
  readonly sequence_number: string
  readonly sub_sequence: number
  readonly record: { readonly event_id: string; readonly message: string }
}

interface KinesisRecord {
  readonly kinesis: { readonly data: string; readonly sequenceNumber: string }
}
type Handler = (event: { Records: readonly KinesisRecord[] }) => Promise<{
  batchItemFailures: { itemIdentifier: string }[]
}>
interface LambdaModule {
  createHandler(
    write: (event: { event_id: string }, json: string) => Promise<'written' | 'double'>,
    report: (found: object) => void,
  ): Handler
}

const LINES = 40
let url = ''
let folder = ''
let arrivals: readonly Arrival[] = []

/** A stream that holds every line twice, as after a kill before the first checkpoint. */
beforeAll(async () => {
  url = (await startLocal()).url
  folder = temporaryFolder('event-ids')
  const log = join(folder, 'app.log')
  const line = (n: number): string =>
    `{"timestamp":"2024-01-15T10:30:45Z","level":"INFO","message":"line ${n}"}\n`
  writeFileSync(log, Array.from({ length: LINES }, (_, i) => line(i)).join(''))
  for (const time of ['first', 'second']) {
    const { code } = await run([
      'stream',
      ...['--stream-name', 'doubled', '--endpoint-url', url, '--create-stream', '--shard-count', '2'],
      ...['--log-files', JSON.stringify([{ path: log, type: 'application' }])],
      ...['--checkpoint-dir', join(folder, time), '--once'],
    ])
    expect(code).toBe(0)
  }
  const words = ['read', 'doubled', '--endpoint-url', url, '--no-dedupe', '--with-metadata']
  arrivals = jsonLines<Arrival>((await run(words)).stdout)
  expect(arrivals).toHaveLength(2 * LINES)
}, 60_000)
afterAll(cleanUp)

function file(name: string): string {
  return readFileSync(join(root, 'examples', 'event-ids', name), 'utf8')
}

function messages(records: readonly string[]): string[] {
  return records.map((record) => (JSON.parse(record) as { message: string }).message)
}

const EXPECTED = Array.from({ length: LINES }, (_, i) => `line ${i}`)

describe.skipIf(!commandExists('sqlite3'))('the SQL, run by SQLite', () => {
  /** Runs statements and gives the last one's only column. */
  function sqlite(...statements: string[]): string[] {
    const input = ['.bail on', ...statements].join('\n')
    const { stdout, stderr } = spawnSync('sqlite3', [], { input, encoding: 'utf8' })
    expect(stderr).toBe('')
    return stdout.split('\n').filter(Boolean)
  }

  function table(name: string, rows: readonly Arrival[]): string {
    const text = (value: string): string => `'${value.replaceAll("'", "''")}'`
    const values = rows.map(
      ({ record, sequence_number, sub_sequence }) =>
        `(${text(record.event_id)}, ${text(sequence_number)}, ${sub_sequence}, ${text(JSON.stringify(record))})`,
    )
    return `CREATE TABLE ${name} (event_id TEXT, sequence_number TEXT, sub_sequence INT, record TEXT);
      INSERT INTO ${name} VALUES ${values.join(',\n')};`
  }

  it('view.sql gives each line once', () => {
    const rows = sqlite(table('arrivals', arrivals), file('view.sql'), 'SELECT record FROM events;')
    expect(messages(rows).toSorted()).toEqual(EXPECTED.toSorted())
  })

  it('load.sql takes no double, also when a batch is loaded again, and knows the order of the file', () => {
    const half = arrivals.slice(0, LINES)
    const rows = sqlite(
      table('batch', half),
      file('load.sql'),
      file('load.sql'),
      'DROP TABLE batch;',
      table('batch', arrivals),
      file('load.sql'),
      'SELECT record FROM in_file_order;',
    )
    expect(messages(rows)).toEqual(EXPECTED)
  })

  it('the query of flink.sql does the same where there is a column to order by', () => {
    const [, query] = /CREATE VIEW events AS\n([\s\S]*);/.exec(file('flink.sql'))!
    const columns = '"timestamp" TEXT, log_type TEXT, ip_address TEXT, path TEXT, status_code INT, host TEXT'
    const values = arrivals.map(({ record }, i) => `('${record.event_id}', ${i})`)
    const rows = sqlite(
      `CREATE TABLE arrivals (${columns}, event_id TEXT, arrived_at INT);`,
      `INSERT INTO arrivals (event_id, arrived_at) VALUES ${values.join(', ')};`,
      `SELECT event_id FROM (${query});`,
    )
    expect(rows.toSorted()).toEqual([...new Set(arrivals.map(({ record }) => record.event_id))].toSorted())
    expect(rows).toHaveLength(LINES)
  })
})

describe('the Lambda function', () => {
  /** A table with conditional puts, of which some fail. */
  async function lambda(fails: (n: number) => boolean = () => false): Promise<{
    handler: Handler
    written: string[]
    reports: object[]
  }> {
    const { createHandler } = (await import(join(root, 'examples/event-ids/lambda.mjs'))) as LambdaModule
    const items = new Map<string, string>()
    const written: string[] = []
    const reports: object[] = []
    let puts = 0
    const handler = createHandler(
      async ({ event_id }, json) => {
        if (fails(puts++)) throw new Error('the table is busy')
        if (items.has(event_id)) return 'double'
        items.set(event_id, json)
        written.push((JSON.parse(json) as { message: string }).message)
        return 'written'
      },
      (found) => reports.push(found),
    )
    return { handler, written, reports }
  }

  /** Kinesis records as Lambda gives them. */
  function records(): KinesisRecord[] {
    return arrivals.map(({ record, sequence_number }) => ({
      kinesis: {
        data: Buffer.from(JSON.stringify(record)).toString('base64'),
        sequenceNumber: sequence_number,
      },
    }))
  }

  it('writes each line once', async () => {
    const { handler, written, reports } = await lambda()
    expect(await handler({ Records: records() })).toEqual({ batchItemFailures: [] })
    expect(written.toSorted()).toEqual(EXPECTED.toSorted())
    expect(reports).toEqual([{ written: LINES, doubles: LINES, withoutId: 0 }])
  })

  it('writes each line once although puts fail and Lambda calls again from there', async () => {
    const { handler, written } = await lambda((n) => n % 7 === 3)
    let left = records()
    for (let calls = 0; left.length > 0; calls++) {
      expect(calls).toBeLessThan(100)
      const [failed] = (await handler({ Records: left })).batchItemFailures
      left = failed
        ? left.slice(left.findIndex(({ kinesis }) => kinesis.sequenceNumber === failed.itemIdentifier))
        : []
    }
    expect(written.toSorted()).toEqual(EXPECTED.toSorted())
  })

  it.each([
    ['packed lines', ['--pack', 'lines']],
    ['gzip', ['--compress', 'gzip']],
  ])('takes %s', async (name, more) => {
    const stream = name.replace(' ', '-')
    const { code } = await run([
      'stream',
      ...['--stream-name', stream, '--endpoint-url', url, '--create-stream', '--once', ...more],
      ...['--log-files', JSON.stringify([{ path: join(folder, 'app.log'), type: 'application' }])],
      ...['--checkpoint-dir', join(folder, stream)],
    ])
    expect(code).toBe(0)
    const { handler, written } = await lambda()
    const packed = await rawRecords(stream)
    expect(packed.length).toBeLessThan(LINES)
    expect(await handler({ Records: packed })).toEqual({ batchItemFailures: [] })
    expect(written.toSorted()).toEqual(EXPECTED.toSorted())
  })

  /** The records of a stream as they are stored, asked of the endpoint itself. */
  async function rawRecords(stream: string): Promise<KinesisRecord[]> {
    const found: KinesisRecord[] = []
    const { Shards } = await call<{ Shards: { ShardId: string }[] }>('ListShards', { StreamName: stream })
    for (const { ShardId } of Shards) {
      const { ShardIterator } = await call<{ ShardIterator: string }>('GetShardIterator', {
        ...{ StreamName: stream, ShardId, ShardIteratorType: 'TRIM_HORIZON' },
      })
      const { Records } = await call<{ Records: { Data: string; SequenceNumber: string }[] }>('GetRecords', {
        ShardIterator,
      })
      for (const { Data, SequenceNumber } of Records)
        found.push({ kinesis: { data: Data, sequenceNumber: SequenceNumber } })
    }
    return found
  }

  async function call<Answer>(operation: string, input: object): Promise<Answer> {
    const scope = 'local/20240115/us-east-1/kinesis/aws4_request'
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `Kinesis_20131202.${operation}`,
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify(input),
    })
    return (await answer.json()) as Answer
  }
})
