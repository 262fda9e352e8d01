import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FORMAT_TYPES } from '../format/types.ts'

/** The command as people run it, from the build. */
const binary = join(import.meta.dirname, '..', '..', 'bin', 'kinetail.js')
const fixtures = join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'logs')
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kinetail-parse-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function kinetail(words: readonly string[], input?: string): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [binary, ...words], {
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
    env: { ...process.env, LANG: 'C', LC_ALL: 'C' },
    ...(input === undefined ? {} : { input }),
  })
}

const GOOD = '10.0.0.1 - - [15/Jan/2024:10:30:45 +0000] "GET / HTTP/1.1" 200 5 "-" "-"\n'
const json = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

describe('kinetail parse', () => {
  test('turns standard input into records, one a line, and says what did not parse', () => {
    const { stdout, stderr, status } = kinetail(
      ['parse', '--type', 'nginx', '--json'],
      `${GOOD}\nnonsense\n${GOOD.trimEnd()}`,
    )
    expect(status).toBe(0)
    expect(json(stdout).map(({ log_type }) => log_type)).toEqual(['nginx_access', 'nginx_access'])
    expect(stdout.endsWith('}\n')).toBe(true)
    expect(stderr).toMatch(/^1 of 4 lines did not parse:\n {2}1 × .*standard input, line 3, column 9\)\n$/)
  })

  test('reads files one after the other; workers change nothing', () => {
    const files = [join(fixtures, 'apache.log'), join(fixtures, 'apache.log')]
    const here = kinetail(['parse', '--type', 'apache', ...files])
    const elsewhere = kinetail(['parse', '--type', 'apache', '--parse-workers', '2', ...files])
    expect(json(here.stdout)).toHaveLength(160)
    expect(elsewhere.stdout).toBe(here.stdout)
    expect(elsewhere.status).toBe(0)
  })

  test('prints unparsed lines in their place when asked, and keeps them in a file', () => {
    const letters = join(folder, 'dead.jsonl')
    const words = ['parse', '--type', 'apache', '--ship-unparsed', '--dead-letter', letters, '--stats']
    const { stdout, stderr, status } = kinetail(words, `one\n${GOOD}two\r\n${GOOD}`)
    expect(status).toBe(0)
    expect(json(stdout).map((record) => record['message'] ?? record['log_type'])).toEqual([
      'one',
      'apache_access',
      'two',
      'apache_access',
    ])
    expect(json(stdout)[0]).toMatchObject({ log_type: 'unparsed', reason: 'line_ends_early' })
    expect(json(readFileSync(letters, 'utf8'))).toMatchObject([
      { file: '-', offset: 0, reason: 'line_ends_early', type: 'apache', line: 'one' },
      { offset: 4 + GOOD.length, line: 'two' },
    ])
    expect(stderr).toMatch(/4 lines: 2 records, 2 not parsed, 0 blank/)
  })

  test('takes the type from the format string', () => {
    const { stdout } = kinetail(['parse', '--format', '$remote_addr $status'], '10.0.0.1 404\n')
    expect(json(stdout)).toMatchObject([
      { ip_address: '10.0.0.1', status_code: 404, log_type: 'nginx_access' },
    ])
  })

  test('cuts a line over 1 MiB, with the mark', () => {
    const file = join(folder, 'long.log')
    const long = GOOD.replace('"-"\n', `"${'x'.repeat(3 * 1024 * 1024)}"\n`)
    writeFileSync(file, `${GOOD}${long}${GOOD}`)
    const { stdout, status } = kinetail(['parse', '--type', 'apache', file])
    const records = json(stdout)
    expect(status).toBe(0)
    expect(records.map(({ truncated }) => truncated)).toEqual([undefined, true, undefined])
    expect(records[1]).toMatchObject({ line_bytes: long.length, status_code: 200 })
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(1024 * 1024)
  })

  test('finds the format of each file where none is told, and says which', () => {
    const mixed = join(folder, 'mixed.log')
    writeFileSync(mixed, 'id,name\n1,a\n2,b\n')
    const { stdout, stderr } = kinetail(['parse', join(fixtures, 'nginx.log'), mixed])
    const types = new Set(json(stdout).map((record) => record['log_type']))
    expect([...types]).toEqual(['nginx_access', 'csv'])
    expect(stderr).toMatch(/nginx\.log: nginx \(sure: it reads 100 % of the first 64 lines\)\./)
    expect(stderr).toMatch(/mixed\.log: csv \(/)
  })

  test.each<[string[], number, RegExp]>([
    [['parse', '--type', 'aoto'], 2, /no log type "aoto"/],
    [['parse', '--type', 'apache', '--format', '%h %Z'], 2, /"%Z" at column 4/],
    [['parse', '--type', 'apache', '--parse-workers', 'four'], 2, /--parse-workers "four"/],
    [['parse', '--type', 'apache', '/no/such/file'], 1, /\/no\/such\/file: there is no such file \(ENOENT\)/],
    [['parse', '--type', 'apache', fixtures], 1, /EISDIR/],
  ])('%j fails with code %i', (words, code, message) => {
    const { status, stderr, stdout } = kinetail(words, '')
    expect([status, stdout]).toEqual([code, ''])
    expect(stderr).toMatch(message)
  })

  test('ends quietly when the reader of the pipe has seen enough', () => {
    const file = join(folder, 'many.log')
    writeFileSync(file, GOOD.repeat(20_000))
    const command = `"${process.execPath}" "${binary}" parse --type apache "${file}" | head -n 1`
    const { stdout, stderr, status } = spawnSync('/bin/sh', ['-c', command], { encoding: 'utf8' })
    expect(json(stdout)).toHaveLength(1)
    expect([status, stderr]).toEqual([0, ''])
  })
})

describe('kinetail formats', () => {
  test('shows each format with an example that parses into the fields it names', () => {
    const formats = json(kinetail(['formats', '--json']).stdout) as unknown as {
      name: string
      log_types: { name: string; example: string; fields: { name: string; description: string }[] }[]
    }[]
    expect(formats.map(({ name }) => name)).toEqual([...FORMAT_TYPES])
    for (const { log_types } of formats)
      for (const { fields } of log_types)
        for (const field of fields) expect(field.description, field.name).not.toBe('')
    // A process for each would take long; `src/format/all.test.ts` parses every example.
    for (const { name, log_types } of formats.filter((one) => ['nginx', 'syslog'].includes(one.name)))
      for (const type of log_types) {
        const [record] = json(kinetail(['parse', '--type', name], `${type.example}\n`).stdout)
        expect(record!['log_type']).toBe(type.name)
        for (const field of type.fields)
          if (field.name !== '*') expect(Object.keys(record!)).toContain(field.name)
      }
  })

  test('prints one for people, in Korean too, and refuses an unknown one', () => {
    expect(kinetail(['formats', 'nginx']).stdout).toMatch(/^nginx: .*\n[\s\S]*\$remote_addr/)
    expect(kinetail(['formats', 'nginx', '--lang', 'ko']).stdout).toMatch(/접근 로그/)
    expect(kinetail(['formats', 'no-such']).status).toBe(2)
  })
})
