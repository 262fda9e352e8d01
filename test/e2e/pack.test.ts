import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as zlib from 'node:zlib'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cleanUp, jsonLines, run, start, startLocal, temporaryFolder, until } from './support.ts'

const LINES = 8_000
/** Where entries fail or are throttled, a run takes many more requests. */
const LINES_WITH_FAULTS = 3_000

interface Delivered {
  readonly event_id: string
  readonly ip_address: string
}

afterEach(cleanUp)
afterAll(cleanUp)

async function accessLog(lines: number): Promise<{ path: string; folder: string; offsets: number[] }> {
  const folder = temporaryFolder('pack')
  const path = join(folder, 'access.log')
  const { code, stderr } = await run([
    'generate',
    ...['--type', 'apache', '--count', String(lines), '--seed', '11', '--out', path],
  ])
  expect(`${stderr}${code}`).toMatch(/0$/)
  const offsets: number[] = []
  const bytes = readFileSync(path)
  for (let at = 0; at < bytes.length; at = bytes.indexOf(10, at) + 1) offsets.push(at)
  expect(offsets).toHaveLength(lines)
  return { path, folder, offsets }
}

function streamWords(path: string, folder: string, url: string, ...more: string[]): string[] {
  return [
    'stream',
    ...['--stream-name', 'packed', '--endpoint-url', url, '--create-stream', '--shard-count', '2'],
    ...['--log-files', JSON.stringify([{ path, type: 'apache' }])],
    ...['--checkpoint-dir', join(folder, 'checkpoint'), '--once'],
    ...more,
  ]
}

async function read(url: string, ...more: string[]): Promise<Delivered[]> {
  const words = ['read', 'packed', '--endpoint-url', url, '--from', 'trim-horizon', '--json', ...more]
  const { code, stdout, stderr } = await run(words)
  expect(`${stderr}${code}`).toMatch(/0$/)
  return jsonLines<Delivered>(stdout)
}

/** How many records the stream holds, as the service counts them. */
async function storedRecords(url: string): Promise<number> {
  const words = [
    'metrics',
    'packed',
    '--endpoint-url',
    url,
    '--metric',
    'IncomingRecords',
    '--last',
    '1h',
    '--json',
  ]
  const { code, stdout, stderr } = await run(words)
  expect(`${stderr}${code}`).toMatch(/0$/)
  return jsonLines<{ sum?: number; value?: number }>(stdout).reduce(
    (sum, point) => sum + (point.sum ?? point.value ?? Number.NaN),
    0,
  )
}

function offsetOf({ event_id }: Delivered): number {
  return Number(event_id.split(':')[1])
}

function sorted(numbers: readonly number[]): number[] {
  return [...numbers].sort((a, b) => a - b)
}

function expectOrderWithinKeys(records: readonly Delivered[]): void {
  const last = new Map<string, number>()
  for (const record of records) {
    const offset = offsetOf(record)
    const before = last.get(record.ip_address) ?? -1
    if (offset <= before) throw new Error(`${record.ip_address}: offset ${offset} comes after ${before}`)
    last.set(record.ip_address, offset)
  }
  expect(last.size).toBeGreaterThan(10)
}

const MODES = [
  ['--pack', 'lines'],
  ['--pack', 'kpl'],
  ['--compress', 'gzip'],
  ['--compress', 'zstd'],
] as const

describe.each(MODES)('%s %s', (flag, value) => {
  const mode = [flag, value]
  beforeEach(({ skip }) => {
    if (value === 'zstd' && !('zstdCompress' in zlib)) skip(`Node ${process.version} has no zstd`)
  })

  it('is read back: every line once, in order within its key', { timeout: 120_000 }, async () => {
    const { path, folder, offsets } = await accessLog(LINES)
    const { url } = await startLocal()
    const streamed = await run(streamWords(path, folder, url, ...mode))
    expect(`${streamed.stderr}${streamed.code}`).toMatch(/0$/)
    expect(streamed.stdout).toContain('read 8,000 = sent 8,000 + dead-lettered 0')
    const records = await read(url, '--no-dedupe')
    expect(sorted(records.map(offsetOf))).toEqual(offsets)
    expectOrderWithinKeys(records)
    expect((await read(url, '--order', 'file')).map(offsetOf)).toEqual(offsets)
    expect(await storedRecords(url)).toBeLessThan(LINES / 20)
  })

  it.each([
    ['every third entry fails', ['--fail-rate', '0.3']],
    ['shards are throttled', ['--throttle', '0.3']],
    ['requests fail and connections break', ['--http-500', '0.2', '--reset', '0.1']],
  ])('loses and doubles nothing when %s', { timeout: 120_000 }, async (_, faults) => {
    const { path, folder, offsets } = await accessLog(LINES_WITH_FAULTS)
    const { url } = await startLocal(...faults)
    const streamed = await run(streamWords(path, folder, url, ...mode))
    expect(`${streamed.stderr}${streamed.code}`).toMatch(/0$/)
    expect(streamed.stdout).toContain('read 3,000 = sent 3,000 + dead-lettered 0')
    const records = await read(url)
    expect(sorted(records.map(offsetOf))).toEqual(offsets)
    if (!faults.includes('--reset')) expectOrderWithinKeys(records)
  })

  it('resumes after SIGKILL: nothing missing, and doubles fall to their event ids', {
    timeout: 120_000,
  }, async () => {
    const { path, folder, offsets } = await accessLog(12_000)
    const { url } = await startLocal('--latency', '100ms')
    // Few records wait and every answer takes its time: it will not be through when the first checkpoint is written.
    const killed = start(streamWords(path, folder, url, ...mode, '--queue-maxsize', '500'))
    const checkpoint = join(folder, 'checkpoint', 'checkpoint.json')
    const isWritten = (): boolean =>
      existsSync(checkpoint) && /"offset":[1-9]/.test(readFileSync(checkpoint, 'utf8'))
    await until('a checkpoint beyond the start', () => isWritten() || undefined, killed)
    killed.child.kill('SIGKILL')
    await killed.finished
    const before = await read(url)
    expect(before.length).toBeLessThan(offsets.length)
    const resumed = await run(streamWords(path, folder, url, ...mode, '--resume-from-checkpoint'))
    expect(`${resumed.stderr}${resumed.code}`).toMatch(/0$/)
    expect(sorted((await read(url)).map(offsetOf))).toEqual(offsets)
    // The checkpoint was used: not everything was sent again.
    expect((await read(url, '--no-dedupe')).length).toBeLessThan(offsets.length + before.length)
  })
})

describe('a stream that distributes records itself (AUTO)', () => {
  it('takes packed lines, but no aggregates: Amazon’s libraries would drop them', {
    timeout: 60_000,
  }, async () => {
    const { path, folder, offsets } = await accessLog(500)
    const { url } = await startLocal()
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Kinesis_20131202.CreateStream',
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=0',
      'x-amz-date': '20260101T000000Z',
    }
    const body = JSON.stringify({
      StreamName: 'packed',
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
      RecordDistributionStrategy: 'AUTO',
    })
    const created = await fetch(url, { method: 'POST', headers, body })
    expect(`${created.status} ${await created.text()}`).toMatch(/^200/)
    const refused = await run(streamWords(path, folder, url, '--pack', 'kpl'))
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('use --pack lines or --pack single')
    const streamed = await run(streamWords(path, folder, url, '--pack', 'lines'))
    expect(`${streamed.stderr}${streamed.code}`).toMatch(/0$/)
    expect(sorted((await read(url)).map(offsetOf))).toEqual(offsets)
  })
})

describe('what does not go together', () => {
  it.each([
    [['--pack', 'kpl', '--compress', 'gzip'], 'use --pack lines'],
    [['--pack', 'single', '--compress', 'gzip'], 'use --pack lines'],
    [['--pack', 'cabin'], 'give one of single, lines, kpl'],
  ])('%s is a configuration error with its fix', async (mode, words) => {
    const { code, stderr } = await run(
      streamWords('/nowhere', temporaryFolder('pack'), 'http://127.0.0.1:9', ...mode),
    )
    expect(code).toBe(2)
    expect(stderr).toContain(words)
  })

  it('is zstd and a Node without it', async ({ skip }) => {
    if ('zstdCompress' in zlib) skip(`Node ${process.version} has zstd`)
    const words = streamWords('/nowhere', temporaryFolder('pack'), 'http://127.0.0.1:9', '--compress', 'zstd')
    const { code, stderr } = await run(words)
    expect(code).toBe(2)
    expect(stderr).toContain(process.version)
    expect(stderr).toContain('gzip')
  })
})
