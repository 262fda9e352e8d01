import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../../test/support/folder.ts'
import { openKinesis } from '../../aws/client.ts'
import { waitActive } from '../../aws/stream.ts'
import { startEndpoint } from '../../local/endpoint.ts'
import { readEvents } from '../../reader/events.ts'
import { TRIM_HORIZON } from '../../reader/position.ts'
import type { ResultBatch, Value } from '../result.ts'
import { httpOutput } from './http-output.ts'
import { kinesisOutput } from './kinesis-output.ts'
import { ParquetOutput } from './parquet-output.ts'
import { csvOutput, jsonOutput } from './text-output.ts'

const HOUR = Date.UTC(2024, 0, 15, 10)
const never = new AbortController().signal
const quiet = { info: () => {}, warn: () => {} }

function batchOf(values: readonly (readonly Value[])[], start = HOUR, revision = 0): ResultBatch {
  return {
    stream: 'results',
    query: 'q',
    window: { start, end: start + 60_000 },
    revision,
    columns: [
      { name: 'window_start', type: 'TIMESTAMP' },
      { name: 'path', type: 'VARCHAR' },
      { name: 'n', type: 'BIGINT' },
    ],
    rows: values.map(([path, n]) => ({
      id: createHash('md5').update(`${start} ${path}`).digest('hex'),
      values: [new Date(start).toISOString(), path!, n!],
    })),
  }
}

const BATCH = batchOf([
  ['/a,"b"', 2n ** 60n],
  [null, 3],
])
const IDS = BATCH.rows.map(({ id }) => id)

describe('text', () => {
  it('is JSON with every digit, and CSV with quotes where they are needed', async () => {
    let written = ''
    const write = async (text: string): Promise<void> => {
      written += text
    }
    await jsonOutput(write, { stream: true }).deliver({ ...BATCH, revision: 2 })
    expect(written).toBe(
      `{"stream":"results","window_start":"2024-01-15T10:00:00.000Z","path":"/a,\\"b\\"","n":1152921504606846976,"result_id":"${IDS[0]}","revision":2}\n` +
        `{"stream":"results","window_start":"2024-01-15T10:00:00.000Z","path":null,"n":3,"result_id":"${IDS[1]}","revision":2}\n`,
    )
    written = ''
    const csv = csvOutput(write, { stream: false })
    await csv.deliver(BATCH)
    await csv.deliver(BATCH)
    const rows =
      `2024-01-15T10:00:00.000Z,"/a,""b""",1152921504606846976,${IDS[0]},0\r\n` +
      `2024-01-15T10:00:00.000Z,,3,${IDS[1]},0\r\n`
    expect(written).toBe(`window_start,path,n,result_id,revision\r\n${rows}${rows}`)
  })
})

describe('HTTP', () => {
  interface Request {
    readonly headers: IncomingHttpHeaders
    readonly body: Record<string, unknown>
  }

  async function server(answers: number[]): Promise<{ url: string; requests: Request[] }> {
    const requests: Request[] = []
    const http = createServer((request, answer) => {
      const pieces: Buffer[] = []
      request.on('data', (piece: Buffer) => pieces.push(piece))
      request.on('end', () => {
        const body = JSON.parse(Buffer.concat(pieces).toString()) as Record<string, unknown>
        requests.push({ headers: request.headers, body })
        answer.writeHead(answers.shift() ?? 200).end()
      })
    })
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      http.closeAllConnections()
      http.close()
    })
    return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/`, requests }
  }

  it('tries again until it is taken, under the same key', async () => {
    const { url, requests } = await server([503, 429])
    const said: string[] = []
    const options = {
      url,
      labels: { stream: false },
      signal: never,
      warn: (words: string) => said.push(words),
    }
    await httpOutput(options).deliver(BATCH)
    expect(requests).toHaveLength(3)
    expect(new Set(requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
    expect(requests[2]!.body).toMatchObject({
      stream: 'results',
      window_start: '2024-01-15T10:00:00.000Z',
      window_end: '2024-01-15T10:01:00.000Z',
      revision: 0,
      results: [
        { path: '/a,"b"', result_id: IDS[0] },
        { path: null, n: 3, result_id: IDS[1] },
      ],
    })
    expect(said).toHaveLength(1)
    expect(said[0]).toContain('HTTP 503')
  })

  it('ends the query where the request itself is refused, and gives up when it is told to', async () => {
    const refusing = await server([400])
    const options = { labels: { stream: false }, warn: () => {} }
    await expect(httpOutput({ ...options, url: refusing.url, signal: never }).deliver(BATCH)).rejects.toThrow(
      'HTTP 400',
    )
    const away = await server(Array.from({ length: 1000 }, () => 500))
    const hurry = new AbortController()
    const delivering = httpOutput({
      ...options,
      url: away.url,
      signal: hurry.signal,
      warn: () => hurry.abort(),
    })
    await expect(delivering.deliver(BATCH)).rejects.toMatchObject({ code: 'network' })
  })
})

describe('Parquet', () => {
  async function ask(sql: string): Promise<unknown[][]> {
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    onTestFinished(() => {
      connection.closeSync()
      instance.closeSync()
    })
    return (await connection.runAndReadAll(sql)).getRowsJson()
  }

  it('keeps types: times, whole numbers beyond 2^53, decimals and lists', async () => {
    const dir = temporaryFolder()
    const output = new ParquetOutput(dir)
    await output.deliver({
      ...BATCH,
      columns: [
        { name: 'window_start', type: 'TIMESTAMP' },
        { name: 'total', type: 'HUGEINT' },
        { name: 'mean', type: 'DECIMAL(6,2)' },
        { name: 'paths', type: 'VARCHAR[]' },
      ],
      rows: [{ id: IDS[0]!, values: ['2024-01-15T10:00:00.000Z', 2n ** 70n, '12.50', ['/a', "/'b"]] }],
    })
    await output.close()
    const glob = join(dir, '**', '*.parquet')
    const rows = await ask(
      `SELECT epoch_ms(window_start), total::VARCHAR, mean::VARCHAR, paths::VARCHAR FROM '${glob}'`,
    )
    expect(rows).toEqual([[String(HOUR), '1180591620717411303424', '12.50', "[/a, '/\\'b']"]])
  })

  it('has a file an hour, each result once and in its last revision', async () => {
    const dir = temporaryFolder()
    const output = new ParquetOutput(dir)
    await output.deliver(BATCH)
    // After a crash the same comes again.
    await output.deliver(BATCH)
    const hour = join(dir, 'results', 'date=2024-01-15', 'hour=10')
    expect(readdirSync(hour)).toHaveLength(1)
    await output.deliver(batchOf([['/c', 7]], HOUR + 60_000))
    await output.deliver(batchOf([['/a,"b"', 5]], HOUR, 1))
    expect(readdirSync(hour).every((file) => /^part-[0-9a-f]+\.parquet$/.test(file))).toBe(true)
    await output.deliver(batchOf([['/d', 1]], HOUR + 3_600_000))
    expect(readdirSync(hour)).toEqual(['results.parquet'])
    await output.close()
    const glob = join(dir, '**', '*.parquet')
    const sql = `SELECT date, hour, path, n, revision FROM read_parquet('${glob}', hive_partitioning = true) ORDER BY ALL`
    expect(await ask(sql)).toEqual([
      ['2024-01-15', '10', '/a,"b"', '5', 1],
      ['2024-01-15', '10', '/c', '7', 0],
      ['2024-01-15', '10', null, '3', 0],
      ['2024-01-15', '11', '/d', '1', 0],
    ])
  })
})

describe('a stream', () => {
  it('gets each result as a record, and readers drop what was delivered twice', async () => {
    process.env['AWS_ACCESS_KEY_ID'] = 'local'
    process.env['AWS_SECRET_ACCESS_KEY'] = 'local'
    const endpoint = await startEndpoint({ createDelayMs: 0 })
    onTestFinished(() => endpoint.close())
    const kinesis = await openKinesis({ endpointUrl: endpoint.url, region: 'us-east-1' })
    onTestFinished(() => kinesis.close())
    await kinesis.call('CreateStream', { StreamName: 'minutes', ShardCount: 2 })
    await waitActive(kinesis, 'minutes')
    const output = await kinesisOutput(kinesis, {
      stream: 'minutes',
      labels: { stream: false },
      signal: never,
      say: quiet,
    })
    await output.deliver(BATCH)
    await output.deliver(BATCH)
    await output.deliver({ ...BATCH, rows: BATCH.rows.slice(0, 1), revision: 1 })
    await output.close()
    const read = async (dedupe: boolean): Promise<Record<string, unknown>[]> => {
      const records: Record<string, unknown>[] = []
      const options = { streamName: 'minutes', from: TRIM_HORIZON, follow: false, idleMs: 10 }
      for await (const block of readEvents(kinesis, { ...options, ...(dedupe ? {} : { dedupe: false }) }))
        for (const { data, partitionKey } of block) {
          const record = JSON.parse(Buffer.from(data).toString()) as Record<string, unknown>
          expect(partitionKey).toBe(record['result_id'])
          records.push(record)
        }
      return records
    }
    expect(await read(false)).toHaveLength(5)
    const once = await read(true)
    expect(
      once.map((record) => `${String(record['result_id'])} ${String(record['revision'] ?? 0)}`).sort(),
    ).toEqual([`${IDS[0]} 0`, `${IDS[0]} 1`, `${IDS[1]} 0`].sort())
  })
})
