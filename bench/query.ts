/** SQL over the stream: CPU and peak memory of a 1-minute window of 50,000 records/s with two distinct counts, beside a plain program and sqlite3. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Cost, runChild } from './harness/child.ts'
import { interleave, type Measured } from './harness/interleave.ts'
import { progress } from './harness/machine.ts'
import { type Options, wanted } from './harness/options.ts'
import { queryRecords } from './harness/query-data.ts'
import type { Section } from './harness/section.ts'
import { fixed, ratios, Spread, short } from './harness/spread.ts'

/** A window of a minute is full, and a second one is begun. */
export const defaults = { rounds: 3, lines: 3_300_000 }

const PER_SECOND = 50_000
/** sqlite3 takes minutes for all: it gets one part in so many. */
const SQLITE_SHARE = 10
const MOST_MB = 500
const BASELINES = join(import.meta.dirname, 'baselines')
const PLAIN = 'plain JavaScript'
const SQLITE = 'sqlite3, in memory'
const KEPT = 'kinetail, with a checkpoint'

export async function measure(options: Options): Promise<readonly Section[]> {
  const { rounds, data } = options
  const file = await queryRecords(data.lines, PER_SECOND)
  const node = (script: string, ...words: string[]): Promise<Cost> =>
    runChild({
      command: process.execPath,
      words: [join(BASELINES, `${script}.js`), file.path, ...words],
      keepOutput: true,
    })
  const all: Measured<Cost>[] = [
    { name: PLAIN, run: () => node('query-plain') },
    { name: 'kinetail, in memory', run: () => node('query-engine') },
    {
      name: KEPT,
      run: async () => {
        const state = mkdtempSync(join(tmpdir(), 'kinetail-bench-query-'))
        try {
          return await node('query-engine', state)
        } finally {
          rmSync(state, { recursive: true })
        }
      },
    },
  ]
  const part = Math.ceil(file.lines / SQLITE_SHARE)
  if (installed()) {
    const { path } = await queryRecords(part, PER_SECOND)
    all.push({ name: SQLITE, run: () => sqlite(path, part) })
  } else progress('left out: sqlite3, which is not installed')
  const figures = await interleave(
    all.filter(({ name }) => wanted(name, options)),
    rounds,
    (name, { cpuSeconds, peakMB }) =>
      progress(`${name}: ${cpuSeconds.toFixed(1)} s, ${peakMB.toFixed(0)} MB`),
  )
  checkEqual(figures)
  const rate = (costs: readonly Cost[], lines = file.lines): Spread =>
    new Spread(costs.map(({ cpuSeconds }) => lines / cpuSeconds))
  const plain = figures.get(PLAIN)
  const kept = figures.get(KEPT)
  return [
    {
      title: 'SQL over the stream',
      about: `One window of a minute at ${PER_SECOND} records a second of event time, and the beginning of a second one: count, two distinct counts (200,000 addresses, 20,000 paths) and a sum for each log type. ${file.lines} records of ${Math.round(file.bytes / file.lines)} bytes from a file, whole processes, ${rounds} interleaved runs; median (least–most). Records/s are those of a second of CPU, of all threads. kinetail drops what comes twice, keeps late rows apart and, with a checkpoint, keeps every row on the disk; the others do nothing of that. All gave the same numbers. sqlite3 gets the first tenth.`,
      headings: ['case', 'records/s on one core', 'CPU ÷ plain', 'peak MB'],
      rows: [...figures].map(([name, costs]) => [
        name,
        rate(costs, name === SQLITE ? part : file.lines).text(short),
        plain === undefined
          ? ''
          : ratios(costs.map(name === SQLITE ? wholeCpu : cpu), plain.map(cpu)).text(fixed(2)),
        new Spread(costs.map(({ peakMB }) => peakMB)).text(fixed(0)),
      ]),
      ...(kept !== undefined && {
        goals: [
          {
            what: 'a 1-minute window with two distinct counts: records/s on one core',
            goal: short(PER_SECOND),
            figure: short(rate(kept).median),
            reached: rate(kept).median >= PER_SECOND,
          },
          {
            what: 'the same: peak memory, MB',
            goal: String(MOST_MB),
            figure: new Spread(kept.map(({ peakMB }) => peakMB)).median.toFixed(0),
            reached: new Spread(kept.map(({ peakMB }) => peakMB)).median < MOST_MB,
          },
        ],
      }),
    },
  ]
}

function cpu({ cpuSeconds }: Cost): number {
  return cpuSeconds
}

/** As if it had read all of it, at the same pace. */
function wholeCpu({ cpuSeconds }: Cost): number {
  return cpuSeconds * SQLITE_SHARE
}

/** What was measured must have done the work. */
function checkEqual(figures: ReadonlyMap<string, readonly Cost[]>): void {
  const whole = [...figures].filter(([name]) => name !== SQLITE).flatMap(([, costs]) => costs)
  const outputs = new Set(whole.map(({ output }) => output.trim()))
  if (outputs.size !== 1) throw new Error(`results differ:\n${[...outputs].join('\n\n')}`)
}

async function sqlite(path: string, lines: number): Promise<Cost> {
  const minute = `(unixepoch(json ->> 'timestamp') / 60 * 60)`
  const iso = (time: string): string => `strftime('%Y-%m-%dT%H:%M:%S.000Z', ${time}, 'unixepoch')`
  const sql = `SELECT json_array(${iso('w')}, ${iso('w + 60')}, log_type, count(*), count(DISTINCT ip), count(DISTINCT path), sum(size))
    FROM (SELECT ${minute} AS w, json ->> 'log_type' AS log_type, json ->> 'ip_address' AS ip, json ->> 'path' AS path,
      json ->> 'response_size' AS size FROM records) GROUP BY w, log_type ORDER BY w, log_type`
  const words = [
    ':memory:',
    'CREATE TABLE records (json TEXT)',
    '.mode ascii',
    String.raw`.separator "\037" "\n"`,
    `.import ${path} records`,
    '.mode list',
    String.raw`.separator "|" "\n"`,
    sql,
  ]
  const cost = await runChild({ command: 'sqlite3', words, keepOutput: true })
  const groups = cost.output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown[])
  const counted = groups.reduce((sum, group) => sum + Number(group[3]), 0)
  if (counted !== lines) throw new Error(`sqlite3 counted ${counted} of ${lines} records:\n${cost.output}`)
  return cost
}

function installed(): boolean {
  try {
    execFileSync('sqlite3', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
