import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { type GeneratedType, generateLine } from '../../src/source/generate/lines.ts'
import { Random } from '../../src/source/generate/random.ts'
import { cleanUp, jsonLines, run, temporaryFolder } from './support.ts'

interface Row {
  readonly window_start: string
  readonly log_type: string
  readonly event_count: number
  readonly unique_ips: number
  readonly avg_response_size: number | null
}

const COUNTS =
  'SELECT log_type, count(*) AS event_count, count(DISTINCT ip_address) AS unique_ips, avg(response_size) AS avg_response_size ' +
  'FROM logs WHERE log_type IS NOT NULL GROUP BY log_type'
const TYPES = ['apache', 'nginx', 'application'] as const
/** Ten lines a second for two minutes and a half, from the middle of a minute on. */
const BEGIN = Date.UTC(2024, 0, 15, 10, 30, 20)
const LINES = 1500

/** Log files of the three types, as `kinetail generate` writes them, with times of our own. */
function logFiles(folder: string): Record<GeneratedType, string> {
  const random = new Random(20_240_115)
  const paths = { apache: 'apache/access.log', nginx: 'nginx/access.log', application: 'application/app.log' }
  const written = TYPES.map((type): [GeneratedType, string] => {
    const lines = Array.from({ length: LINES }, (_, i) => generateLine(type, BEGIN + i * 100, random, 0))
    const path = join(folder, paths[type])
    mkdirSync(join(folder, paths[type], '..'), { recursive: true })
    writeFileSync(path, `${lines.join('\n')}\n`)
    return [type, path]
  })
  return Object.fromEntries(written) as Record<GeneratedType, string>
}

/** The same figures from the lines themselves: split by hand, no parser of ours. */
function recount(files: Readonly<Record<GeneratedType, string>>): Row[] {
  return TYPES.flatMap((type) => {
    const minutes = new Map<string, { ips: Set<string>; sizes: number[]; lines: number }>()
    for (const line of readFileSync(files[type], 'utf8').trimEnd().split('\n')) {
      const access = /^(\S+) - \S+ \[([^\]]+)\] "[^"]*" \d+ (\d+|-) /.exec(line)
      const time = access
        ? Date.parse(access[2]!.replace(/^(\d+)\/(\w+)\/(\d+):(\S+) /, '$1 $2 $3 $4 '))
        : Date.parse(/"timestamp": "([^"]+)"/.exec(line)![1]!)
      const minute = `${new Date(time).toISOString().slice(0, 16)}:00.000Z`
      const found = minutes.get(minute) ?? { ips: new Set(), sizes: [], lines: 0 }
      found.lines++
      if (access) found.ips.add(access[1]!)
      if (access) found.sizes.push(access[3] === '-' ? 0 : Number(access[3]))
      minutes.set(minute, found)
    }
    return [...minutes].map(([window_start, { ips, sizes, lines }]) => ({
      window_start,
      log_type: type === 'application' ? type : `${type}_access`,
      event_count: lines,
      unique_ips: ips.size,
      avg_response_size: sizes.length === 0 ? null : sizes.reduce((a, b) => a + b) / sizes.length,
    }))
  })
}

function sorted(rows: readonly Row[]): Row[] {
  const key = (row: Row): string => `${row.window_start} ${row.log_type}`
  return rows
    .map(({ window_start, log_type, event_count, unique_ips, avg_response_size }) => ({
      window_start,
      log_type,
      event_count,
      unique_ips,
      // Sums of doubles depend on their order in the last digit.
      avg_response_size: avg_response_size === null ? null : Number(avg_response_size.toFixed(6)),
    }))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

afterAll(cleanUp)

describe('kinetail query over files', () => {
  it('counts by minute and log type what a recount of the lines counts, over a compressed file too', async () => {
    const files = logFiles(temporaryFolder('query'))
    const wanted = sorted(recount(files))
    expect(wanted).toHaveLength(9)
    const packed = `${files.nginx}.1.gz`
    writeFileSync(packed, gzipSync(readFileSync(files.nginx)))
    const { code, stdout, stderr } = await run([
      'query',
      files.apache,
      packed,
      files.application,
      COUNTS,
      '--window',
      '1m',
    ])
    expect(stderr).toBe('')
    expect(sorted(jsonLines<Row>(stdout))).toEqual(wanted)
    expect(code).toBe(0)
  })

  it('reads standard input and prints a table without a window', async () => {
    const files = logFiles(temporaryFolder('query'))
    const lines = readFileSync(files.nginx, 'utf8')
    const got = lines.split('\n').filter((line) => line.includes('"GET ')).length
    const { stdout, code } = await run(
      [
        'query',
        "SELECT method, count(*) AS n FROM logs WHERE method = 'GET' GROUP BY method",
        '--output',
        'table',
      ],
      { input: lines },
    )
    expect(stdout).toBe(`method     n\nGET     ${got}\n`)
    expect(code).toBe(0)
  })
})
