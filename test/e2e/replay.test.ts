import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  cleanUp,
  type Finished,
  jsonLines,
  run,
  start,
  startLocal,
  temporaryFolder,
  until,
} from './support.ts'

const FORMAT = '$remote_addr - $remote_user [$time_local] "$request" $status $host $body_bytes_sent'
const LINES = 900

let url = ''
let folder = ''
let log = ''
let letters = ''
let stream = ''
let streams = 0

beforeAll(async () => {
  url = (await startLocal('--latency', '100ms')).url
})
afterAll(cleanUp)
beforeEach(() => {
  folder = temporaryFolder('replay')
  log = join(folder, 'access.log')
  letters = join(folder, 'checkpoint', 'dead-letter.ndjson')
  stream = `replay-${streams++}`
})

/** Every third line has the host in front of the size, which `nginx` does not know; 97 addresses are the partition keys of all. */
function line(n: number): string {
  const host = n % 3 === 0 ? 'example.com ' : ''
  const tail = n % 3 === 0 ? '' : ' "-" "x"'
  return `10.1.0.${n % 97} - - [15/Jan/2024:10:30:45 +0000] "GET /${n} HTTP/1.1" 200 ${host}5${tail}\n`
}

const where = (): string[] => ['--endpoint-url', url, '--checkpoint-dir', join(folder, 'checkpoint')]

async function ship(lines: string): Promise<void> {
  writeFileSync(log, lines)
  const inputs = JSON.stringify([{ path: log, type: 'nginx' }])
  const words = ['--create-stream', '--shard-count', '2', '--log-files', inputs, '--once']
  const { code, stderr } = await run(['stream', stream, ...where(), ...words])
  expect(`${stderr}${code}`).toMatch(/0$/)
}

function replay(...words: string[]): Promise<Finished> {
  return run(['replay', '--stream-name', stream, ...where(), '--json', ...words])
}

interface Report {
  readonly lines: number
  readonly delivered: number
  readonly dead_lettered: number
  readonly missing: number
  readonly doubled_after: number
  readonly out_of_order: number
  readonly replayed: number
}

async function verify(): Promise<Report & { code: number | null }> {
  const { code, stdout, stderr } = await run(['verify', stream, log, ...where(), '--json'])
  const [report] = jsonLines<Report>(stdout)
  if (report === undefined) throw new Error(stderr)
  return { ...report, code }
}

async function events(): Promise<string[]> {
  const { stdout } = await run(['read', stream, '--endpoint-url', url, '--from', 'trim-horizon', '--json'])
  return jsonLines<{ event_id: string }>(stdout).map(({ event_id }) => event_id)
}

describe('kinetail replay', { timeout: 120_000 }, () => {
  it('goes on after a kill: every line is there, none twice', async () => {
    await ship(Array.from({ length: LINES }, (_, n) => line(n)).join(''))
    const dead = jsonLines(readFileSync(letters, 'utf8')).length
    expect(dead).toBe(LINES / 3)
    expect(await verify()).toMatchObject({ code: 0, delivered: LINES - dead, dead_lettered: dead })

    const words = ['replay', letters, '--stream-name', stream, ...where(), '--format', FORMAT]
    const first = start([...words, '--batch-size', '1'])
    await until('some of it is sent', async () => (await events()).length > LINES - dead || undefined, first)
    first.child.kill('SIGKILL')
    await first.finished
    const sent = (await events()).length
    expect(sent).toBeLessThan(LINES)
    expect(existsSync(letters)).toBe(false)
    expect(await verify()).toMatchObject({
      code: 0,
      missing: 0,
      delivered: sent,
      dead_lettered: LINES - sent,
    })

    // Nothing is at the file's own name: what the killed one took is found and goes on.
    const second = await replay(letters, '--format', FORMAT)
    expect(second).toMatchObject({ code: 0 })
    expect(jsonLines(second.stdout)[0]).toMatchObject({ dead: 0, in_flight: 0 })
    expect(existsSync(letters)).toBe(false)
    expect(existsSync(`${letters}.replay`)).toBe(false)
    const all = await events()
    expect(new Set(all).size).toBe(all.length)
    expect(all.length).toBe(LINES)
    expect(await verify()).toMatchObject({
      code: 0,
      missing: 0,
      delivered: LINES,
      replayed: dead,
      dead_lettered: 0,
      doubled_after: 0,
      out_of_order: 0,
    })
  })

  it('leaves what does not parse in the file, as it was', async () => {
    const lines = Array.from({ length: 60 }, (_, n) => (n % 6 === 0 ? `garbage ${n}\n` : line(n)))
    await ship(lines.join(''))
    const before = readFileSync(letters, 'utf8').split('\n')
    const rehearsed = await replay('--dry-run', '--format', FORMAT)
    expect(rehearsed.code).toBe(1)
    expect(jsonLines(rehearsed.stdout)[0]).toMatchObject({ dry_run: true, read: 20, sent: 10, dead: 10 })
    expect(readFileSync(letters, 'utf8').split('\n')).toEqual(before)
    expect(existsSync(`${letters}.replayed`)).toBe(false)

    const kept = await replay('--keep', '--format', FORMAT)
    expect(jsonLines(kept.stdout)[0]).toMatchObject({ read: 20, sent: 10, dead: 10 })
    expect(readFileSync(letters, 'utf8').split('\n')).toEqual(before)

    // The format of the file in the configuration, this time; the default file.
    const inputs = JSON.stringify([{ path: log, type: 'nginx', format: FORMAT }])
    const done = await replay('--log-files', inputs)
    expect(done.code).toBe(1)
    expect(jsonLines(done.stdout)[0]).toMatchObject({
      read: 20,
      sent: 10,
      dead: 10,
      filtered: 0,
      in_flight: 0,
    })
    const left = readFileSync(letters, 'utf8').split('\n')
    expect(left).toEqual(before.filter((one) => one === '' || one.includes('garbage')))
    // What was sent twice is there once for whoever drops doubles.
    expect(await verify()).toMatchObject({ code: 0, delivered: 50, dead_lettered: 10, doubled_after: 0 })
  })

  it('puts the rest back at a signal', async () => {
    await ship(Array.from({ length: LINES }, (_, n) => line(n)).join(''))
    const dead = jsonLines(readFileSync(letters, 'utf8')).length
    const words = ['replay', letters, '--stream-name', stream, ...where(), '--format', FORMAT, '--json']
    const running = start([...words, '--batch-size', '1'])
    await until('it is at it', () => existsSync(`${letters}.replay/letters.ndjson`) || undefined, running)
    await until(
      'some of it is sent',
      async () => (await events()).length > LINES - dead || undefined,
      running,
    )
    running.child.kill('SIGTERM')
    const { code, stdout } = await running.finished
    expect(code).toBe(143)
    const [count] = jsonLines<{ sent: number; in_flight: number; ended: boolean }>(stdout)
    expect(count).toMatchObject({ in_flight: 0, ended: true })
    expect(existsSync(`${letters}.replay`)).toBe(false)
    const left = existsSync(letters) ? jsonLines(readFileSync(letters, 'utf8')).length : 0
    expect(left + count!.sent).toBe(dead)
    expect((await events()).length).toBe(LINES - left)
  })

  it('sends a record again that the service had refused', async () => {
    await ship(line(1))
    const record = '{"message":"x","log_type":"application","host":"h","event_id":"0123456789abcdef:7"}'
    const letter = {
      file: log,
      offset: 7,
      generation: '0123456789abcdef',
      reason: 'refused',
      type: 'application',
      record,
    }
    writeFileSync(
      letters,
      `${JSON.stringify(letter)}\nno letter\n${JSON.stringify({ ...letter, generation: '' })}\n`,
    )
    const done = await replay(letters)
    expect(done.code).toBe(1)
    expect(jsonLines(done.stdout)[0]).toMatchObject({ sent: 1, broken: 1, placeless: 1 })
    expect(await events()).toContain('0123456789abcdef:7')
    expect(readFileSync(letters, 'utf8').split('\n')).toHaveLength(3)
  })

  it('says what is wrong, and touches nothing then', async () => {
    await ship(line(0))
    expect((await replay(join(folder, 'none.ndjson'))).code).toBe(1)
    expect((await replay('--format', '$remote_addr$status')).code).toBe(2)
    expect((await run(['replay', letters])).code).toBe(2)
    const missing = await run(['replay', letters, '--stream-name', 'not-there', '--endpoint-url', url])
    expect(missing.code).toBe(1)
    expect(jsonLines(readFileSync(letters, 'utf8'))).toHaveLength(1)
    expect(existsSync(`${letters}.replay`)).toBe(false)
  })
})
