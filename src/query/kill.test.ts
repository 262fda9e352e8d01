import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/support/folder.ts'
import { until } from '../../test/support/until.ts'

const dist = fileURLToPath(new URL('../../dist/', import.meta.url))
const ROWS = 12_000
const WINDOW_MS = 5_000

/**
 * Two shards with a row each 25 ms, a little out of order, some of them far too late. Whatever is handed out or told to be late is
 * appended to a file before that is acknowledged.
 */
const PROGRAM = `
  import { appendFileSync } from 'node:fs'
  import { openEngine } from ${JSON.stringify(`${dist}query/open-engine.js`)}
  const [state, file, rowsOfAShard, windowMs] = process.argv.slice(-4)
  const note = (entry) => appendFileSync(file, JSON.stringify(entry) + '\\n')
  const sql = 'SELECT log_type, count(*) AS n, sum(response_size)::BIGINT AS size FROM logs GROUP BY log_type'
  const stream = (name, output) => ({ name, relation: name, origin: output ? 'query' : 'source', columns: undefined, output })
  const engine = await openEngine({
    program: {
      streams: [stream('logs', false), stream('result', true)],
      queries: [{ name: 'q', from: 'logs', into: 'result', sql, window: { kind: 'tumbling', sizeMs: Number(windowMs) }, place: { line: 1, column: 1 } }],
    },
    time: 'event', lateMs: 1000, idleMs: Infinity, state,
    deliver: async ({ rows }) => { for (const { id, values } of rows) note({ id, values }) },
    onLate: async (late) => { for (const { record } of late) note({ late: JSON.parse(record).response_size }) },
  })
  const base = Date.parse('2024-01-15T10:00:00Z')
  const at = { a: Number(engine.resume.get('a') ?? 0), b: Number(engine.resume.get('b') ?? 0) }
  await engine.open(['a', 'b'])
  while (at.a < Number(rowsOfAShard) || at.b < Number(rowsOfAShard)) {
    for (const shardId of ['a', 'b']) {
      const rows = []
      for (let k = 0; k < 150 && at[shardId] < Number(rowsOfAShard); k++) {
        const place = ++at[shardId]
        const number = place * 2 + (shardId === 'b' ? 1 : 0)
        const back = number % 997 === 0 ? 60_000 : (number * 7919) % 2500
        const record = { timestamp: new Date(base + place * 25 - back).toISOString(), log_type: 'xyz'[number % 3], response_size: number, host: 'h' }
        rows.push({ data: Buffer.from(JSON.stringify(record)), sequenceNumber: String(place), subSequence: 0, arrivedAt: base + place * 25 })
      }
      if (rows.length > 0) await engine.push({ shardId, rows })
    }
  }
  await engine.end()
  await engine.stop()
  note({ done: engine.counts() })`

interface Entry {
  readonly id?: string
  readonly values?: readonly [start: string, end: string, type: string, n: number, size: number]
  readonly late?: number
  readonly done?: { readonly late: number; readonly rows: number }
}

it('out of disk, then killed again and again: every window is told with the same numbers, and all rows are in them or told to be late', {
  timeout: 120_000,
}, async () => {
  const folder = temporaryFolder()
  const file = join(folder, 'told.jsonl')
  const told = (): string => (existsSync(file) ? readFileSync(file, 'utf8') : '')
  const args = [
    '--input-type=module',
    '-e',
    PROGRAM,
    join(folder, 'state'),
    file,
    String(ROWS),
    String(WINDOW_MS),
  ]
  const start = (): ReturnType<typeof spawn> => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    return child
  }
  // First there is no room for more than 150 kB a file (`ulimit` counts in 512 bytes).
  const cramped = spawn('sh', ['-c', 'ulimit -f 300; exec "$0" "$@"', process.execPath, ...args])
  onTestFinished(() => void cramped.kill('SIGKILL'))
  let complaint = ''
  cramped.stderr.on('data', (bytes) => {
    complaint += bytes
  })
  expect((await once(cramped, 'close'))[0]).toBe(1)
  expect(complaint).toMatch(
    /The query's files could not be .*query\.duckdb.*File too large.*it goes on where it was/,
  )
  for (let round = 1; round <= 4; round++) {
    const child = start()
    const ended = once(child, 'close')
    const before = told().length
    await until(
      () => told().length > before + round * 900,
      () => `round ${round} to hand something out`,
    )
    child.kill('SIGKILL')
    expect((await ended)[1]).toBe('SIGKILL')
  }
  expect((await once(start(), 'close'))[0]).toBe(0)

  const entries = told()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Entry)
  const late = new Set(entries.flatMap((entry) => entry.late ?? []))
  const byId = new Map<string, string>()
  for (const { id, values } of entries) {
    if (id === undefined) continue
    const text = JSON.stringify(values)
    expect(byId.get(id) ?? text).toBe(text)
    byId.set(id, text)
  }
  expect(late.size).toBeGreaterThan(10)
  expect([...byId.values()].sort()).toEqual(batch(late))
  const { done } = entries.at(-1)!
  expect(done).toMatchObject({ rows: ROWS * 2, late: late.size })
})

/** The same rows, grouped without any engine. */
function batch(late: ReadonlySet<number>): string[] {
  const base = Date.parse('2024-01-15T10:00:00Z')
  const groups = new Map<string, [number, number]>()
  for (let place = 1; place <= ROWS; place++)
    for (const number of [place * 2, place * 2 + 1]) {
      if (late.has(number)) continue
      const back = number % 997 === 0 ? 60_000 : (number * 7919) % 2500
      const start = Math.floor((base + place * 25 - back) / WINDOW_MS) * WINDOW_MS
      const name = JSON.stringify([
        new Date(start).toISOString(),
        new Date(start + WINDOW_MS).toISOString(),
        'xyz'[number % 3],
      ])
      const group = groups.get(name) ?? [0, 0]
      groups.set(name, [group[0] + 1, group[1] + number])
    }
  return [...groups].map(([name, [n, size]]) => `${name.slice(0, -1)},${n},${size}]`).sort()
}
