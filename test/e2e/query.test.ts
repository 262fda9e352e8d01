import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { property } from '../../src/query/flink/words.ts'
import { type GeneratedType, generateLine } from '../../src/source/generate/lines.ts'
import { Random } from '../../src/source/generate/random.ts'
import { cleanUp, jsonLines, root, run, start, startLocal, temporaryFolder, until } from './support.ts'

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
/** Five lines a second for three minutes, from within a minute on. */
const BEGIN = Date.UTC(2024, 0, 15, 10, 30, 20)
const APART_MS = 200
const LINES = 900

type Files = Readonly<Record<GeneratedType, string>>

/** Log files of the three types, as `kinetail generate` writes them, with times of our own. */
function logFiles(folder: string): Files {
  const random = new Random(20_240_115)
  const paths = { apache: 'apache/access.log', nginx: 'nginx/access.log', application: 'application/app.log' }
  const written = TYPES.map((type): [GeneratedType, string] => {
    const lines = Array.from({ length: LINES }, (_, i) => generateLine(type, BEGIN + i * APART_MS, random, 0))
    const path = join(folder, paths[type])
    mkdirSync(join(folder, paths[type], '..'), { recursive: true })
    writeFileSync(path, `${lines.join('\n')}\n`)
    return [type, path]
  })
  return Object.fromEntries(written) as Files
}

/** The same figures from the lines themselves: split by hand, no parser of ours. */
function recount(files: Files): Row[] {
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
    expect(wanted).toHaveLength(12)
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

  it('takes the statement from standard input, tells of rows that came too late, and keeps them', async () => {
    const folder = temporaryFolder('query')
    const random = new Random(1)
    const at = (ms: number): string => generateLine('nginx', BEGIN + ms, random, 0)
    // More than is read at a time, so that the first minute is over when the last line comes.
    const lines = [...Array.from({ length: 4000 }, (_, i) => at(i * 50)), at(0)]
    const [path, late] = [join(folder, 'access.log'), join(folder, 'late.ndjson')]
    writeFileSync(path, `${lines.join('\n')}\n`)
    const words = ['query', path, '--type', 'nginx', '--window', '1m', '--late', '0s', '--late-rows', late]
    const { code, stdout, stderr } = await run(words, { input: 'SELECT count(*) AS n FROM logs' })
    expect(code).toBe(0)
    expect(jsonLines<{ n: number }>(stdout).reduce((sum, { n }) => sum + n, 0)).toBe(4000)
    expect(stderr).toContain('1 row came after')
    expect(stderr).toContain(late)
    const [kept, ...others] = jsonLines<Record<string, unknown>>(readFileSync(late, 'utf8'))
    expect(others).toEqual([])
    expect(kept).toMatchObject({
      rowtime: '2024-01-15T10:30:20.000Z',
      missed: [['2024-01-15T10:30:00.000Z', '2024-01-15T10:31:00.000Z']],
      record: { log_type: 'nginx_access' },
    })
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
    expect(stdout).toBe(`method    n\nGET     ${got}\n`)
    expect(code).toBe(0)
  })
})

describe('kinetail query --explain', () => {
  it('takes the lab guide’s statement as an argument, comment first, and says how it was understood', async () => {
    const { stdout, stderr, code } = await run(['query', readFileSync(GUIDE, 'utf8'), '--explain'])
    expect(stderr).toBe('')
    expect(stdout).toContain('Understood as the SQL of Kinesis Data Analytics.')
    expect(stdout).toContain('event_count BIGINT, unique_ips BIGINT, avg_response_size DOUBLE')
    expect(code).toBe(0)
  })

  it('shows where a statement is wrong', async () => {
    const { stderr, code } = await run(['query', 'SELECT log_type,\n  cuont(*) FROM logs', '--explain'])
    expect(stderr).toContain('line 2, column 3: ')
    expect(stderr).toContain('   2 |   cuont(*) FROM logs\n     |   ^^^^^\n')
    expect(code).toBe(2)
  })
})

/** The lab guide's statement, letter for letter. */
const GUIDE = join(root, 'examples/lab-guide.sql')
const STREAM = 'log-streaming-demo'

describe("the lab guide's eighth step, live", () => {
  it('has one row for each log type and minute, equal to a recount of the files, and a kill repeats none with other numbers', async () => {
    const { url } = await startLocal()
    const folder = temporaryFolder('query')
    const files = logFiles(folder)
    const wanted = sorted(recount(files))
    const env = { AWS_ENDPOINT_URL: url, AWS_REGION: 'us-east-1', XDG_STATE_HOME: join(folder, 'state') }
    const config = JSON.stringify(TYPES.map((type) => ({ path: files[type], type })))
    const ship = async (): Promise<void> => {
      const { code } = await run(['stream', '--stream-name', STREAM, '--log-files', config, '--once'], {
        env,
      })
      expect(code).toBe(0)
    }
    // A minute at a time: files that are shipped together are ahead of each other by that much at most, the lateness of the query.
    const minutes = TYPES.map((type) => {
      const lines = readFileSync(files[type], 'utf8').split(/(?<=\n)/)
      writeFileSync(files[type], '')
      return {
        type,
        parts: [0, 1, 2].map((part) => lines.slice((part * LINES) / 3, ((part + 1) * LINES) / 3)),
      }
    })
    const append = (part: number): void => {
      for (const { type, parts } of minutes) appendFileSync(files[type], parts[part]!.join(''))
    }
    expect((await run(['streams', 'create', STREAM, '--shard-count', '2', '--wait'], { env })).code).toBe(0)
    const words = ['query', STREAM, '--file', GUIDE, '--from', 'trim-horizon', '--late', '1m', '--json']
    const query = [...words, '--checkpoint-dir', join(folder, 'checkpoint')]
    const first = start(query, { env })
    append(0)
    await ship()
    append(1)
    await ship()
    await until(
      'the first minute is over',
      () => jsonLines(whole(first.stdout())).length >= 3 || undefined,
      first,
    )
    first.child.kill('SIGKILL')
    const before = jsonLines<Result>(whole((await first.finished).stdout))
    append(2)
    await ship()
    // What comes behind closes the last minute, on both shards.
    const random = new Random(7)
    for (const type of TYPES) {
      const later = Array.from({ length: 50 }, () => generateLine(type, BEGIN + 10 * 60_000, random, 0))
      appendFileSync(files[type], `${later.join('\n')}\n`)
    }
    await ship()
    const second = start(query, { env })
    const all = await until(
      'all results are there',
      () => {
        const rows = [...before, ...jsonLines<Result>(whole(second.stdout()))]
        return new Set(rows.map((row) => row.result_id)).size >= wanted.length ? rows : undefined
      },
      second,
    )
    second.child.kill('SIGTERM')
    expect((await second.finished).code).toBe(143)
    const byId = new Map(all.map((row) => [row.result_id, JSON.stringify(row)]))
    for (const row of all) expect(JSON.stringify(row)).toBe(byId.get(row.result_id))
    expect(sorted([...byId.values()].map((row) => JSON.parse(row) as Row))).toEqual(wanted)
  }, 90_000)
})

interface Result extends Row {
  readonly result_id: string
}

/** A killed process may leave half a line. */
function whole(written: string): string {
  return written.slice(0, written.lastIndexOf('\n') + 1)
}

describe('what is printed and not run', () => {
  it('is how a statement is understood, the Flink SQL of it, and a project for Amazon', async () => {
    const folder = join(temporaryFolder('query'), 'project')
    const words = ['query', STREAM, '--file', GUIDE]
    const [explained, flink, project] = await Promise.all([
      run([...words, '--explain']),
      run([...words, '--flink', '--to-stream', 'minutes', '--late', '5s']),
      run([...words, '--flink-project', folder]),
    ])
    expect(explained).toMatchObject({ code: 0, stderr: '' })
    expect(explained.stdout).toContain('aggregated_logs')
    expect(flink).toMatchObject({ code: 0, stderr: '' })
    expect(flink.stdout).toContain("WATERMARK FOR `rowtime` AS `rowtime` - INTERVAL '5' SECOND")
    expect(flink.stdout).toContain("'stream.arn' = 'arn:aws:kinesis:us-east-1:ACCOUNT_ID:stream/minutes'")
    expect(project.code).toBe(0)
    const script = readFileSync(join(folder, 'src/main/resources/job.sql'), 'utf8')
    expect(script).toContain(property('source.stream.arn'))
    const again = await run([...words, '--flink-project', folder])
    expect(again).toMatchObject({ code: 2 })
    expect(again.stderr).toContain(folder)
  })
})
