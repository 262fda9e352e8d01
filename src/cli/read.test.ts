import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  cleanUp,
  commandExists,
  type Finished,
  jsonLines,
  root,
  run,
  start,
  startCommand,
  until,
} from '../../test/e2e/support.ts'
import { type Kinesis, openKinesis } from '../aws/client.ts'
import { type Endpoint, startEndpoint } from '../local/endpoint.ts'

const STREAM = 'read-command'
let endpoint: Endpoint
let kinesis: Kinesis

beforeAll(async () => {
  const streams = [STREAM, 'terminal', 'follow', 'pipe'].map((name) => ({
    name,
    shardCount: 2,
    region: 'us-east-1',
  }))
  endpoint = await startEndpoint({ enforceLimits: false, streams })
  kinesis = await openKinesis({ endpointUrl: endpoint.url, region: 'us-east-1' })
  await put(STREAM, ...Array.from({ length: 300 }, (_, n) => line(n)), line(7), 'plain text')
  await put(STREAM, gzipSync('{"packed":1}\n{"packed":2}\n'))
})
afterAll(async () => {
  await cleanUp()
  kinesis.close()
  await endpoint.close()
})

const line = (n: number): string =>
  `{"n":${n},"status_code":${n % 10 === 0 ? 503 : 200},"event_id":"00000000000000aa:${n * 120}"}`

async function put(stream: string, ...data: (string | Uint8Array)[]): Promise<void> {
  const Records = data.map((one, n) => ({ Data: Buffer.from(one), PartitionKey: `k${n}` }))
  await kinesis.call('PutRecords', { StreamName: stream, Records })
}

function read(...words: string[]): Promise<Finished> {
  return run(['read', ...words, '--endpoint-url', endpoint.url, '--region', 'us-east-1'])
}

describe('kinetail read', () => {
  it('prints one JSON line for each event, silently', async () => {
    const { code, stdout, stderr } = await read(STREAM)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const lines = jsonLines<{ n?: number; data?: string; packed?: number }>(stdout)
    expect(lines.flatMap(({ n }) => n ?? []).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 300 }, (_, n) => n),
    )
    expect(lines.filter(({ data }) => data !== undefined)).toEqual([{ data: 'plain text' }])
    expect(lines.flatMap(({ packed }) => packed ?? [])).toEqual([1, 2])
    // As it was written, byte for byte.
    expect(stdout.split('\n')).toContain(line(299))
  })

  it('takes the stream by flag, counts, greps, limits, orders and keeps duplicates on demand', async () => {
    const { stdout, stderr } = await read('--stream-name', STREAM, '--grep', '"status_code":503', '--stats')
    expect(jsonLines(stdout)).toHaveLength(30)
    expect(stderr).toMatch(/30 events given; 303 records read from 2 shards in .*; 1 duplicate dropped/)
    expect(jsonLines((await read(STREAM, '--limit', '5')).stdout)).toHaveLength(5)
    expect(jsonLines((await read(STREAM, '--no-dedupe')).stdout)).toHaveLength(304)
    const ordered = jsonLines<{ n?: number }>(
      (await read(STREAM, '--order', 'file', '--from', 'trim-horizon')).stdout,
    )
    expect(ordered.flatMap(({ n }) => n ?? [])).toEqual(Array.from({ length: 300 }, (_, n) => n))
  })

  it('prints raw bytes, and metadata around the record', async () => {
    const raw = await read(STREAM, '--raw', '--grep', '^plain')
    expect(raw.stdout).toBe('plain text\n')
    const [event] = jsonLines((await read(STREAM, '--with-metadata', '--grep', '"n":42,')).stdout)
    expect(event).toMatchObject({ partition_key: 'k42', sub_sequence: 0, record: { n: 42 } })
    expect(event!['sequence_number']).toMatch(/^\d+$/)
    expect(Math.abs(Date.parse(String(event!['arrival'])) - Date.now())).toBeLessThan(60_000)
  })

  it('reads from a time, and one shard', async () => {
    expect((await read(STREAM, '--from', '0.001s')).stdout).toBe('')
    expect(jsonLines((await read(STREAM, '--from', '10m')).stdout)).toHaveLength(303)
    const one = await read(STREAM, '--shard-id', 'shardId-000000000001', '--with-metadata')
    const shards = jsonLines(one.stdout).map((event) => event['shard_id'])
    expect(new Set(shards)).toEqual(new Set(['shardId-000000000001']))
  })

  it('follows, from the latest, until SIGINT, and ends with 130', async () => {
    const words = [
      'read',
      'follow',
      '--follow',
      '--stats',
      '--endpoint-url',
      endpoint.url,
      '--region',
      'us-east-1',
    ]
    await put('follow', '{"before":true}')
    const running = start(words)
    await until(
      'it follows',
      () => running.stderr().includes('following follow, 2 shards') || undefined,
      running,
    )
    await put('follow', ...Array.from({ length: 20 }, (_, n) => line(n)))
    await until('20 lines came', () => running.stdout().split('\n').length === 21 || undefined, running)
    running.child.kill('SIGINT')
    const { code, stdout, stderr } = await running.finished
    expect(code).toBe(130)
    expect(stdout).not.toContain('before')
    expect(stderr).toContain('20 events given')
  })

  it('ends quietly when the pipe behind it closes', async () => {
    const command = `"${process.execPath}" "${join(root, 'bin/kinetail.js')}" read ${STREAM} --endpoint-url ${endpoint.url} --region us-east-1 | head -n 3`
    const { code, stdout, stderr } = await startCommand('sh', ['-c', command]).finished
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(jsonLines(stdout)).toHaveLength(3)
  })

  it.each([
    ['no stream', [], 2, /--stream-name/],
    ['two streams', ['a', '--stream-name', 'b'], 2, /"a".*"b"/],
    ['--follow with --order file', ['a', '--follow', '--order', 'file'], 2, /--order file/],
    ['--raw with --json', ['a', '--raw', '--json'], 2, /--raw and --json/],
    ['a wrong place', ['a', '--from', 'yesterday'], 2, /yesterday/],
    ['a wrong expression', ['a', '--grep', '('], 2, /--grep/],
    ['a wrong count', ['a', '--limit', '-1'], 2, /--limit/],
    ['a stream that is not there', ['nobody'], 1, /kinetail streams create nobody/],
    ['a shard that is not there', [STREAM, '--shard-id', 'x'], 1, /shardId-000000000000/],
  ])('says what is wrong: %s', async (_, words, code, message) => {
    const ended = await read(...words)
    expect(ended.code).toBe(code)
    expect(ended.stderr).toMatch(message)
    expect(ended.stdout).toBe('')
  })

  it('says once that it took a region by itself', async () => {
    const { stderr } = await run(['read', STREAM, '--limit', '1', '--endpoint-url', endpoint.url])
    expect(stderr.match(/us-east-1/g)).toHaveLength(1)
  })
})

describe.skipIf(!commandExists('script'))(
  'on a terminal (skipped where there is no `script` to make one)',
  () => {
    const ACCESS = {
      timestamp: '2024-01-15T10:30:45+00:00',
      ip_address: '10.0.0.1',
      method: 'GET',
      path: '/\u001b[2J\u009b31m',
      status_code: 500,
      response_size: 10,
      log_type: 'apache_access',
    }
    beforeAll(() => put('terminal', JSON.stringify(ACCESS)))

    const onTerminal = (more: string, env: Record<string, string> = {}): Promise<Finished> => {
      const command = `"${process.execPath}" "${join(root, 'bin/kinetail.js')}" read terminal --endpoint-url ${endpoint.url} --region us-east-1 ${more}`
      return startCommand('script', ['-qec', command, '/dev/null'], { env: { TERM: 'xterm', ...env } })
        .finished
    }

    it('prints coloured lines and a summary, and nothing of the data acts on it', async () => {
      const { stdout } = await onTerminal('')
      expect(stdout).toContain('\u001b[31m500\u001b[0m GET /\\u001b[2J\\u009b31m')
      expect(stdout).toContain('1 event given; 1 record read from 2 shards')
      expect((await onTerminal('', { NO_COLOR: '1' })).stdout).toContain('apache_access 500 GET')
    })

    it('keeps JSON JSON there', async () => {
      const { stdout } = await onTerminal('--json')
      expect(stdout).not.toMatch(/\u009b/)
      expect(JSON.parse(stdout.split('\r\n')[0]!)).toEqual(ACCESS)
    })
  },
)
