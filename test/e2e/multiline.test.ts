import { appendFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { read } from './delivered.ts'
import {
  cleanUp,
  jsonLines,
  type Running,
  run,
  start,
  startLocal,
  temporaryFolder,
  until,
} from './support.ts'

let url = ''

beforeAll(async () => {
  url = (await startLocal()).url
})
afterAll(cleanUp)

interface Row {
  readonly message: string
  readonly event_id: string
  readonly event_lines?: number
  readonly log_type: string
}

/** An event with a trace, of six lines. */
function failure(n: number): string {
  return `2024-01-15 10:30:46,001 ERROR [http-${n}] c.e.Orders - order ${n} failed
java.lang.IllegalStateException: no stock for ${n}
	at com.example.Orders.take(Orders.java:41)
	at com.example.Orders$1.run(Orders.java:12) ~[app.jar:1.0]
Caused by: java.lang.NullPointerException
	... ${n} more
`
}

function notice(n: number): string {
  return `2024-01-15 10:30:45,123 INFO  [main] c.e.Orders - notice ${n}\n`
}

it('a trace is one record through pauses, rotation and kills, and every line is accounted for', {
  timeout: 180_000,
}, async () => {
  const folder = temporaryFolder('multiline')
  const log = join(folder, 'app.log')
  const stream = 'multiline'
  const words = [
    'stream',
    ...['--stream-name', stream, '--endpoint-url', url, '--create-stream', '--shard-count', '1'],
    ...[
      '--log-files',
      JSON.stringify([{ path: log, type: 'application', multiline: { preset: 'java', flush: '200ms' } }]),
    ],
    ...['--checkpoint-dir', join(folder, 'checkpoint'), '--json', '--stats-interval', '100ms'],
  ]
  const events: string[] = []
  const write = (...written: readonly string[]): void => {
    events.push(...written.map((event) => event.trimEnd()))
    appendFileSync(log, written.join(''))
  }
  const arrived = (message: string, running: Running): Promise<true> =>
    until(
      message,
      async () => (await messages(stream)).some((one) => one.startsWith(message)) || undefined,
      running,
    )

  writeFileSync(log, '')
  write(notice(1), failure(1), notice(2))
  let running = start(words)
  await until('the stream is there', () => running.stdout().includes('{') || undefined, running)
  await arrived(notice(1).trimEnd(), running)
  // Half of a trace when the log is rotated; its server finishes it in the old file, and goes on in the new one.
  const half = failure(2)
  events.push(half.trimEnd())
  appendFileSync(log, half.slice(0, half.indexOf('Caused')))
  renameSync(log, `${log}.1`)
  appendFileSync(`${log}.1`, half.slice(half.indexOf('Caused')))
  writeFileSync(log, '')
  write(failure(3), notice(3))
  await arrived(notice(3).trimEnd(), running)
  await arrived(failure(2).split('\n')[0]!, running)
  // Killed with an open event: it is read again from its first line.
  write(failure(4))
  running.child.kill('SIGKILL')
  await running.finished
  write(failure(5), notice(5))
  running = start(words)
  await arrived(notice(5).trimEnd(), running)
  // Killed right after a trace was given out because its time was over. What belongs to it comes later, and is an event of its own.
  write(failure(6))
  await arrived(failure(6).split('\n')[0]!, running)
  running.child.kill('SIGKILL')
  await running.finished
  write('\tat com.example.Late.frame(Late.java:1)\n\tat com.example.Late.run(Late.java:2)\n', notice(7))
  const last = await run([...words, '--once'])
  expect(`${last.stderr}${last.code}`).toMatch(/0$/)

  const rows = (await read(stream, url)) as unknown as Row[]
  expect(rows.map(({ message }) => message).sort()).toEqual([...events].sort())
  for (const { message, event_lines = 1, log_type } of rows) {
    expect(event_lines, message).toBe(message.split('\n').length)
    expect(log_type).toBe('application_event')
  }
  expect(new Set(rows.map(({ event_id }) => event_id)).size).toBe(rows.length)

  const lines = events.join('\n').split('\n').length
  const { lifetime, ledger, records_sent, log_types } = jsonLines<{
    lifetime: Record<string, number>
    ledger: { sent: number }
    records_sent: number
    log_types: Record<string, number>
  }>(last.stdout).at(-1)!
  // Of the last run: an event is one record, and the lines of it are in the ledger.
  expect(records_sent).toBe(log_types['application_event'])
  expect(ledger.sent).toBeGreaterThan(records_sent)
  expect(lifetime).toMatchObject({ read: lines, sent: lines, dead_lettered: 0, filtered: 0, in_flight: 0 })

  const checked = await run([
    ...['verify', stream, log, '--endpoint-url', url],
    ...['--checkpoint-dir', join(folder, 'checkpoint'), '--json'],
  ])
  expect(`${checked.stdout}${checked.stderr}${checked.code}`).toMatch(/0$/)
  const total = jsonLines(checked.stdout).find(({ type }) => type === 'total')!
  expect(total).toMatchObject({ lines, delivered: lines, missing: 0, misplaced: 0, ok: true })
  for (const file of [log, `${log}.1`]) {
    const shipped = await run(['shipped', file, '--checkpoint-dir', join(folder, 'checkpoint')])
    expect(`${shipped.stderr}${shipped.code}`).toMatch(/0$/)
  }
})

async function messages(stream: string): Promise<string[]> {
  return ((await read(stream, url)) as unknown as Row[]).map(({ message }) => message)
}
