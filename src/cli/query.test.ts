import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../test/support/folder.ts'
import type { ResultBatch } from '../query/result.ts'
import { type QueryFlags, settingsOf, windowOf } from './query-flags.ts'
import { memorize } from './query-memo.ts'
import { tableLines, tableOutput } from './query-table.ts'
import { sortWords } from './query-words.ts'

const SELECT = 'SELECT count(*) FROM logs'
const flags = (given: Partial<QueryFlags> = {}): QueryFlags => ({
  idle: '30s',
  time: 'event',
  memory: '256MiB',
  ...given,
})

describe('words', () => {
  /** Any file that is there. */
  const log = fileURLToPath(import.meta.url)

  it('are told apart in any order', () => {
    expect(sortWords([SELECT, 'web'], undefined)).toEqual({ statement: SELECT, files: [], stream: 'web' })
    expect(sortWords(['web', SELECT], 'web')).toEqual({ statement: SELECT, files: [], stream: 'web' })
    expect(sortWords([log, SELECT, '-'], undefined)).toEqual({
      statement: SELECT,
      files: [log, '-'],
      stream: undefined,
    })
    const arn = 'arn:aws:kinesis:us-east-1:123456789012:stream/web'
    expect(sortWords([arn], undefined).stream).toBe(arn)
  })

  it.each([
    [['nothing.log', SELECT], 'nothing.log'],
    [['web', 'shop', SELECT], 'web, shop'],
    [[log, 'web', SELECT], 'web'],
    [[SELECT, 'SELECT 1'], 'Two statements'],
  ])('%j is refused with what is wrong', (words, named) => {
    expect(() => sortWords(words, undefined)).toThrow(named)
  })
})

describe('flags', () => {
  it('give windows', () => {
    expect(windowOf(flags())).toBeUndefined()
    expect(windowOf(flags({ window: '1m' }))).toEqual({ kind: 'tumbling', sizeMs: 60_000 })
    expect(windowOf(flags({ window: '1m', every: '10s' }))).toEqual({
      kind: 'hopping',
      sizeMs: 60_000,
      everyMs: 10_000,
    })
    expect(windowOf(flags({ session: '30s', by: 'host, ip_address' }))).toEqual({
      kind: 'session',
      gapMs: 30_000,
      by: ['host', 'ip_address'],
    })
    expect(() => windowOf(flags({ window: '10s', every: '1m' }))).toThrow('--every 1m')
    expect(() => windowOf(flags({ window: '0s' }))).toThrow('--window')
  })

  it('follow a stream from its latest record, and read what is whole from its beginning, with an hour of lateness', () => {
    expect(settingsOf(flags(), 'stream')).toMatchObject({
      follow: true,
      from: { at: 'latest' },
      lateMs: 10_000,
    })
    const whole = { follow: false, from: { at: 'trim-horizon' }, lateMs: 3_600_000 }
    expect(settingsOf(flags({ once: true }), 'stream')).toMatchObject(whole)
    expect(settingsOf(flags(), 'files')).toMatchObject(whole)
    expect(settingsOf(flags(), 'stdin')).toMatchObject({ follow: false, lateMs: 10_000 })
    expect(settingsOf(flags({ idle: 'never' }), 'stream').idleMs).toBe(Number.POSITIVE_INFINITY)
  })

  it.each([
    [{ follow: true, once: true }, '--once'],
    [{ json: true, output: 'csv' }, '--json'],
    [{ window: '1m', session: '1m' }, '--session'],
    [{ by: 'host' }, '--session'],
    [{ http: 'results.example' }, 'results.example'],
  ] as const)('%j is refused', (given, named) => {
    expect(() => settingsOf(flags(given), 'stream')).toThrow(named)
  })

  it('of streams are refused for files', () => {
    expect(() => settingsOf(flags({ follow: true }), 'files')).toThrow('tail -F')
    expect(() => settingsOf(flags({ from: '10m' }), 'files')).toThrow('--from')
  })
})

describe('a table', () => {
  const batch = (path: string, n: number): ResultBatch => ({
    stream: 'results',
    query: 'q',
    revision: 0,
    columns: [
      { name: 'window_start', type: 'TIMESTAMP' },
      { name: 'path', type: 'VARCHAR' },
      { name: 'n', type: 'BIGINT' },
    ],
    rows: [{ id: 'a', values: ['2024-01-15T10:30:00.000Z', path, n] }],
  })

  it('has numbers to the right, times without what says nothing, and nothing that acts on a terminal', () => {
    const { head, rows } = tableLines(batch('/한글\u001b[2J', 7))
    expect(head).toBe('window_start         path            n')
    expect(rows).toEqual(['2024-01-15 10:30:00  /한글\\u001b[2J  7'])
  })

  it('has its names once, and again for each table that is whole', async () => {
    const written: string[] = []
    const write = async (text: string): Promise<void> => {
      written.push(text)
    }
    const grows = tableOutput(write, false, new Set())
    await grows.deliver(batch('/a-long-path', 1))
    await grows.deliver(batch('/b', 2))
    expect(written).toEqual([
      'window_start         path          n\n2024-01-15 10:30:00  /a-long-path  1\n',
      '2024-01-15 10:30:00  /b            2\n',
    ])
    written.length = 0
    const whole = tableOutput(write, false, new Set(['results']))
    await whole.deliver(batch('/a', 1))
    await whole.deliver(batch('/a', 2))
    expect(written[1]).toBe('\nwindow_start         path  n\n2024-01-15 10:30:00  /a    2\n')
  })
})

describe('the place where reading began', () => {
  it('is that of the first start, and of one stream', () => {
    const folder = join(temporaryFolder(), 'state')
    expect(memorize(folder, 'web', { at: 'latest' })).toEqual({ at: 'latest' })
    const again = memorize(folder, 'web', { at: 'trim-horizon' })
    expect(again.at).toBe('time')
    expect(() => memorize(folder, 'shop', { at: 'latest' })).toThrow('"web"')
    writeFileSync(join(folder, 'source.json'), '{"versio')
    expect(memorize(folder, 'web', { at: 'trim-horizon' })).toEqual({ at: 'trim-horizon' })
    expect(memorize(undefined, 'web', { at: 'latest' })).toEqual({ at: 'latest' })
  })
})
