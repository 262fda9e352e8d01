import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as zlib from 'node:zlib'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { accessLog, expectOrderWithinKeys, offsetOf, read, sorted, streamWords } from './delivered.ts'
import { cleanUp, jsonLines, run, start, startLocal, temporaryFolder, until } from './support.ts'

const LINES = 8_000
/** Where entries fail or are throttled, a run takes many more requests. */
const LINES_WITH_FAULTS = 3_000

afterEach(cleanUp)
afterAll(cleanUp)

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
    const { path, folder, offsets } = await accessLog('pack', LINES, 11)
    const { url } = await startLocal()
    const streamed = await run(streamWords('packed', path, folder, url, ...mode))
    expect(`${streamed.stderr}${streamed.code}`).toMatch(/0$/)
    expect(streamed.stdout).toContain('read 8,000 = sent 8,000 + dead-lettered 0')
    const records = await read('packed', url, '--no-dedupe')
    expect(sorted(records.map(offsetOf))).toEqual(offsets)
    expectOrderWithinKeys(records)
    expect((await read('packed', url, '--order', 'file')).map(offsetOf)).toEqual(offsets)
    expect(await storedRecords(url)).toBeLessThan(LINES / 20)
  })

  it.each([
    ['every third entry fails', ['--fail-rate', '0.3']],
    ['shards are throttled', ['--throttle', '0.3']],
    ['requests fail and connections break', ['--http-500', '0.2', '--reset', '0.1']],
  ])('loses and doubles nothing when %s', { timeout: 120_000 }, async (_, faults) => {
    const { path, folder, offsets } = await accessLog('pack', LINES_WITH_FAULTS, 11)
    const { url } = await startLocal(...faults)
    const streamed = await run(streamWords('packed', path, folder, url, ...mode))
    expect(`${streamed.stderr}${streamed.code}`).toMatch(/0$/)
    expect(streamed.stdout).toContain('read 3,000 = sent 3,000 + dead-lettered 0')
    const records = await read('packed', url)
    expect(sorted(records.map(offsetOf))).toEqual(offsets)
    if (!faults.includes('--reset')) expectOrderWithinKeys(records)
  })

  it('resumes after SIGKILL: nothing missing, and doubles fall to their event ids', {
    timeout: 120_000,
  }, async () => {
    const { path, folder, offsets } = await accessLog('pack', 12_000, 11)
    const { url } = await startLocal('--latency', '100ms')
    // Few records wait and every answer takes its time: it will not be through when the first checkpoint is written.
    const killed = start(streamWords('packed', path, folder, url, ...mode, '--queue-maxsize', '500'))
    const checkpoint = join(folder, 'checkpoint', 'checkpoint.json')
    const isWritten = (): boolean =>
      existsSync(checkpoint) && /"offset":[1-9]/.test(readFileSync(checkpoint, 'utf8'))
    await until('a checkpoint beyond the start', () => isWritten() || undefined, killed)
    killed.child.kill('SIGKILL')
    await killed.finished
    const before = await read('packed', url)
    expect(before.length).toBeLessThan(offsets.length)
    const resumed = await run(streamWords('packed', path, folder, url, ...mode, '--resume-from-checkpoint'))
    expect(`${resumed.stderr}${resumed.code}`).toMatch(/0$/)
    expect(sorted((await read('packed', url)).map(offsetOf))).toEqual(offsets)
    // The checkpoint was used: not everything was sent again.
    expect((await read('packed', url, '--no-dedupe')).length).toBeLessThan(offsets.length + before.length)
  })
})

describe('a stream that distributes records itself (AUTO)', () => {
  it('takes packed lines, but no aggregates: Amazon’s libraries would drop them', {
    timeout: 60_000,
  }, async () => {
    const { path, folder, offsets } = await accessLog('pack', 500, 11)
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
    const refused = await run(streamWords('packed', path, folder, url, '--pack', 'kpl'))
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('use --pack lines or --pack single')
    const streamed = await run(streamWords('packed', path, folder, url, '--pack', 'lines'))
    expect(`${streamed.stderr}${streamed.code}`).toMatch(/0$/)
    expect(sorted((await read('packed', url)).map(offsetOf))).toEqual(offsets)
  })
})

describe('what does not go together', () => {
  it.each([
    [['--pack', 'kpl', '--compress', 'gzip'], 'use --pack lines'],
    [['--pack', 'single', '--compress', 'gzip'], 'use --pack lines'],
    [['--pack', 'cabin'], 'give one of single, lines, kpl'],
  ])('%s is a configuration error with its fix', async (mode, words) => {
    const { code, stderr } = await run(
      streamWords('packed', '/nowhere', temporaryFolder('pack'), 'http://127.0.0.1:9', ...mode),
    )
    expect(code).toBe(2)
    expect(stderr).toContain(words)
  })

  it('is zstd and a Node without it', async ({ skip }) => {
    if ('zstdCompress' in zlib) skip(`Node ${process.version} has zstd`)
    const words = streamWords(
      'packed',
      '/nowhere',
      temporaryFolder('pack'),
      'http://127.0.0.1:9',
      '--compress',
      'zstd',
    )
    const { code, stderr } = await run(words)
    expect(code).toBe(2)
    expect(stderr).toContain(process.version)
    expect(stderr).toContain('gzip')
  })
})
