import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { anotherStream, folder, line, log, shipWith, stream, streamWords, url, useAppLog } from './app-log.ts'
import { type Finished, jsonLines, run } from './support.ts'

interface Row {
  readonly type: 'file' | 'total'
  readonly file: string
  readonly known_by: string
  readonly ok: boolean
  readonly missing_examples: { file: string; offset: number }[]
  readonly out_of_order_examples: { file: string; offset: number; after: number }[]
  readonly [count: string]: unknown
}

useAppLog('verify')

function lines(from: number, to: number): string {
  return Array.from({ length: to - from }, (_, i) => line(from + i)).join('')
}

/** `kinetail stream --once` over a pattern, with the checkpoint folder of this test. */
const ship = (pattern = log, ...more: string[]): Promise<void> =>
  shipWith(streamWords(pattern, 2, '--once', '--no-pacing', ...more))

function verify(...more: string[]): Promise<Finished> {
  const where = [
    '--endpoint-url',
    url,
    '--region',
    'us-east-1',
    '--checkpoint-dir',
    join(folder, 'checkpoint'),
  ]
  return run(['verify', stream, ...where, ...more])
}

/** The rows of the files, by name, and that of the whole. */
async function verifyJson(...more: string[]): Promise<{ code: number | null; files: Row[]; total: Row }> {
  const { code, stdout, stderr } = await verify('--json', ...more)
  expect(stderr).toBe('')
  const rows = jsonLines<Row>(stdout)
  return {
    code,
    files: rows.filter(({ type }) => type === 'file').sort((a, b) => (a.file < b.file ? -1 : 1)),
    total: rows.at(-1)!,
  }
}

describe('kinetail verify', () => {
  it('proves a file that was shipped, with its dead letters and blank lines', async () => {
    writeFileSync(log, `${lines(0, 30)}\n  \t\r\n${line(30)}\0broken\n`)
    await ship()
    const { code, files, total } = await verifyJson(log)
    expect(files).toHaveLength(1)
    const counts = { lines: 34, delivered: 31, dead_lettered: 1, filtered: 2, missing: 0, pending: 0 }
    expect(files[0]).toMatchObject({ ...counts, doubled_before: 0, doubled_after: 0, out_of_order: 0 })
    expect(files[0]!['ledger']).toEqual({ sent: 31, dead_lettered: 1, filtered: 2, exact: true })
    expect(total).toMatchObject({ ...counts, ok: true, files: 1, events: 31, dead_letters: 1 })
    expect(code).toBe(0)
    const { stdout } = await verify(log)
    expect(stdout).toContain('Every line is there: 34 lines')
  })

  it('names missing lines by file and offset, and lines that are not acknowledged yet apart', async () => {
    writeFileSync(log, lines(0, 10))
    await ship()
    appendFileSync(log, `${lines(10, 13)}half`)
    const pending = await verifyJson(log)
    expect(pending.files[0]).toMatchObject({ delivered: 10, pending: 3, missing: 0, unfinished: 1 })
    expect(pending.code).toBe(3)
    // Whoever knows of no checkpoint must take them for missing.
    const missing = await verifyJson(log, '--examples', '2', '--checkpoint-dir', join(folder, 'none'))
    expect(missing.files[0]).toMatchObject({ delivered: 10, pending: 0, missing: 3, known_by: 'identity' })
    expect(missing.files[0]!.missing_examples).toEqual([
      { file: log, offset: lines(0, 10).length },
      { file: log, offset: lines(0, 11).length },
    ])
    expect(missing.code).toBe(3)
    const told = (await verify(log, '--examples', '2', '--checkpoint-dir', join(folder, 'none'))).stdout
    expect(told).toContain(`missing: ${log} at byte ${lines(0, 10).length}`)
    expect(told).toContain('and 1 more')
    expect(told).toContain('Not proved: 3 missing')
  })

  it('counts what was sent twice, before and after deduplication', async () => {
    writeFileSync(log, lines(0, 12))
    await ship()
    await ship(log, '--start', 'beginning')
    const { code, files } = await verifyJson(log)
    expect(files[0]).toMatchObject({ lines: 12, delivered: 12, doubled_before: 12, doubled_after: 0 })
    expect(files[0]).toMatchObject({ out_of_order: 0 })
    expect(code).toBe(0)
  })

  it.each(['lines', 'kpl'])('undoes packing (%s)', async (pack) => {
    writeFileSync(log, lines(0, 500))
    await ship(log, '--pack', pack, ...(pack === 'lines' ? ['--compress', 'gzip'] : []))
    const { code, files } = await verifyJson(log)
    expect(files[0]).toMatchObject({ lines: 500, delivered: 500, out_of_order: 0, missing: 0 })
    expect(code).toBe(0)
  })

  it('finds files that were renamed, compressed or copied and truncated since', async () => {
    writeFileSync(log, lines(0, 20))
    await ship()
    renameSync(log, `${log}.2`)
    writeFileSync(log, lines(20, 35))
    await ship()
    copyFileSync(log, `${log}.1`)
    truncateSync(log)
    writeFileSync(log, lines(35, 39))
    await ship()
    // logrotate compresses into a new file and removes the old one.
    writeFileSync(`${log}.3.gz`, gzipSync(readFileSync(`${log}.2`)))
    rmSync(`${log}.2`)
    const { code, files, total } = await verifyJson(log)
    expect(files.map(({ file, lines, delivered }) => [file, lines, delivered])).toEqual([
      [log, 4, 4],
      [`${log}.1`, 15, 15],
      [`${log}.3.gz`, 20, 20],
    ])
    expect(total).toMatchObject({ lines: 39, missing: 0, elsewhere: { generations: 0 } })
    expect(code).toBe(0)
    // Without any checkpoint, and as the files of a host with another name, they are found by their lines.
    const other = await verifyJson(log, '--checkpoint-dir', join(folder, 'none'), '--host', 'elsewhere')
    expect(other.files.map(({ known_by }) => known_by)).toEqual(['lines', 'lines', 'lines'])
    expect(other.code).toBe(0)
    const alone = await verifyJson(log, '--no-rotated')
    expect(alone.files.map(({ file }) => file)).toEqual([log])
    expect(alone.total).toMatchObject({ elsewhere: { generations: 2, lines: 35 } })
  })

  it('takes two names and a copy of one file for one', async () => {
    writeFileSync(log, lines(0, 5))
    await ship()
    mkdirSync(join(folder, 'backup'))
    copyFileSync(log, join(folder, 'backup', 'app.log'))
    const { code, files, total } = await verifyJson(log, join(folder, 'backup', '*.log'))
    expect(files.map(({ same_as }) => same_as)).toEqual([undefined, log])
    expect(total).toMatchObject({ lines: 5, delivered: 5 })
    expect(code).toBe(0)
  })

  it('sees lines out of order within a partition key, and events whose line nobody wrote', async () => {
    writeFileSync(log, lines(0, 4))
    await ship()
    const { stdout } = await run(['read', stream, '--endpoint-url', url, '--raw', '--order', 'file'])
    const [id] = /[0-9a-f]{16}/.exec(stdout.slice(stdout.indexOf('"event_id"')))!
    anotherStream('forged')
    expect((await run(['streams', 'create', stream, '--endpoint-url', url, '--wait'])).code).toBe(0)
    const size = line(0).length
    for (const offset of [0, 2 * size, size, size + 1, 3 * size]) await put(`{"event_id":"${id}:${offset}"}`)
    const { code, files } = await verifyJson(log)
    expect(files[0]).toMatchObject({ delivered: 4, out_of_order: 2, misplaced: 1 })
    expect(files[0]!.out_of_order_examples[0]).toEqual({ file: log, offset: size, after: 2 * size })
    expect(code).toBe(3)

    // Packed lines lie under the key of the first, and keep the order of their own.
    anotherStream('packed')
    expect((await run(['streams', 'create', stream, '--endpoint-url', url, '--wait'])).code).toBe(0)
    const event = (n: number, key: string): string =>
      `{"request_id":"${key}","event_id":"${id}:${n * size}"}\n`
    await put(event(0, 'a') + event(3, 'b'))
    await put(event(2, 'a') + event(1, 'c'))
    expect((await verifyJson(log)).files[0]).toMatchObject({ delivered: 4, out_of_order: 0 })
    anotherStream('again')
    expect((await run(['streams', 'create', stream, '--endpoint-url', url, '--wait'])).code).toBe(0)
    await put(event(0, 'a') + event(3, 'b'))
    await put(event(2, 'a') + event(1, 'b'))
    expect((await verifyJson(log)).files[0]).toMatchObject({ delivered: 4, out_of_order: 1 })
  })

  it('refuses wrong usage with exit code 2, and says when nothing can be proved', async () => {
    expect((await run(['verify'])).code).toBe(2)
    expect((await run(['verify', stream, '--endpoint-url', url])).stderr).toContain('Which files?')
    writeFileSync(log, lines(0, 2))
    const unknown = await verify(log)
    expect(unknown.code).toBe(1)
    expect(unknown.stderr).toContain(`There is no stream "${stream}"`)
    await ship(log, '--no-metadata')
    const gone = await verify(join(folder, 'other.log'))
    expect(gone.code).toBe(2)
    expect(gone.stderr).toContain('other.log')
    const anonymous = await verify(log)
    expect(anonymous.code).toBe(3)
    expect(anonymous.stderr).toContain('--no-metadata')
  })
})

async function put(data: string): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Kinesis_20131202.PutRecord',
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20240115/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify({
      StreamName: stream,
      PartitionKey: 'key',
      Data: Buffer.from(data).toString('base64'),
    }),
  })
  expect(await answer.text()).toContain('SequenceNumber')
}
