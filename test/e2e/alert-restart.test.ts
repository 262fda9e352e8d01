import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { AlertMessage } from '../../src/alert/message.ts'
import type { KeptAlerts } from '../../src/alert/state-file.ts'
import { type Kinesis, openKinesis } from '../../src/aws/client.ts'
import { waitActive } from '../../src/aws/stream.ts'
import { type Endpoint, startEndpoint } from '../../src/local/endpoint.ts'
import { type Receiver, startReceiver } from '../../src/testing/http-receiver.ts'
import { until } from '../support/until.ts'
import { cleanUp, jsonLines, type Running, start, temporaryFolder } from './support.ts'

let endpoint: Endpoint
let kinesis: Kinesis
let receiver: Receiver
beforeAll(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = 'local'
  process.env['AWS_SECRET_ACCESS_KEY'] = 'local'
  endpoint = await startEndpoint({ enforceLimits: false, createDelayMs: 0 })
  kinesis = await openKinesis({ endpointUrl: endpoint.url, region: 'us-east-1' })
})
afterEach(() => receiver.close())
afterAll(async () => {
  await cleanUp()
  kinesis.close()
  await endpoint.close()
})

interface Watch {
  readonly state: string
  begin(...flags: string[]): Running
  kept(): KeptAlerts
  told(): AlertMessage[]
}

/** A stream of two shards, and alerts over it that keep what they know in a folder. */
async function watchOver(stream: string, rules: string): Promise<Watch> {
  receiver = await startReceiver()
  await kinesis.call('CreateStream', { StreamName: stream, ShardCount: 2 })
  await waitActive(kinesis, stream)
  const folder = temporaryFolder('alert-restart')
  const config = join(folder, 'kinetail.yaml')
  writeFileSync(config, `alerts:\n${rules}\nnotifiers:\n  hook: { webhook: "${receiver.url}" }\n`)
  const state = join(folder, 'state')
  const words = ['alert', 'run', stream, '--config', config, '--endpoint-url', endpoint.url]
  return {
    state,
    begin: (...flags) =>
      start([...words, '--region', 'us-east-1', '--checkpoint-dir', state, '--json', ...flags]),
    kept: () => JSON.parse(readFileSync(join(state, 'alerts.json'), 'utf8')) as KeptAlerts,
    told: () => receiver.received.map(({ body }) => JSON.parse(body) as AlertMessage),
  }
}

/** The lowest hash key and the highest: the first shard and the last. */
const HASH_KEYS = ['0', String(2n ** 128n - 1n)]

/** Puts records on both shards by turns. */
async function put(stream: string, ...records: Readonly<Record<string, unknown>>[]): Promise<void> {
  await kinesis.call('PutRecords', {
    StreamName: stream,
    Records: records.map((record, i) => ({
      Data: Buffer.from(JSON.stringify(record)),
      PartitionKey: 'k',
      ExplicitHashKey: HASH_KEYS[i % 2],
    })),
  })
}

async function watches(watcher: Running): Promise<void> {
  await until(
    () => watcher.stderr().includes('Ctrl+C'),
    () => `the watcher: ${watcher.stderr()}`,
    30_000,
  )
}

async function kill(watcher: Running): Promise<void> {
  watcher.child.kill('SIGKILL')
  expect((await watcher.finished).signal).toBe('SIGKILL')
}

describe('kinetail alert run, killed', () => {
  it('judges what came while it was down, says nothing twice, and ends what is over', async () => {
    const stream = 'alerts-killed'
    const watch = await watchOver(
      stream,
      `  - { name: oom, match: OutOfMemory, key: host, cooldown: 10m }
  - { name: short, match: Short, cooldown: 4s }
  - { name: four, match: slow, count: 4, window: 10m, cooldown: 10m }
  - name: asked
    sql: SELECT count(*) AS n, count(DISTINCT message) AS different FROM logs WHERE message LIKE 'slow%' HAVING count(*) >= 4
    window: 10m
    cooldown: 10m`,
    )
    const first = watch.begin()
    await watches(first)
    await put(
      stream,
      { message: 'OutOfMemory', host: 'a' },
      { message: 'Short' },
      { message: 'slow 1' },
      { message: 'slow 2', host: 'a' },
    )
    // All of it is judged and kept: two messages, and two lines of four.
    await until(
      () =>
        receiver.received.length >= 2 &&
        existsSync(join(watch.state, 'alerts.json')) &&
        Object.keys(watch.kept().reading!.places).length === 2 &&
        JSON.stringify(watch.kept().rules['four']?.memory ?? '').includes('slow 2') &&
        watch.kept().waiting['hook']!.length === 0,
      () => `the first alerts: ${first.stderr()}`,
      30_000,
    )
    await kill(first)
    await put(
      stream,
      { message: 'OutOfMemory again', host: 'a' },
      { message: 'OutOfMemory', host: 'b' },
      { message: 'slow 3' },
      { message: 'slow 4', host: 'b' },
    )
    // Where to begin is said once: the checkpoint knows better.
    const second = watch.begin('--from', 'trim-horizon')
    await until(
      () => receiver.received.length >= 6,
      () => `the rest: ${second.stderr()}`,
      30_000,
    )
    expect(second.stderr()).toContain(`Watching ${stream} (2 shards) from where the checkpoint ends.`)
    await put(stream, { message: 'OutOfMemory', host: 'c' })
    await until(
      () => receiver.received.length >= 7,
      () => 'the last',
    )
    second.child.kill('SIGTERM')
    expect((await second.finished).code).toBe(143)
    const told = watch.told().map(({ status, rule, key }) => [status, rule, ...Object.values(key)].join(' '))
    expect(told.toSorted()).toEqual([
      'firing asked',
      'firing four',
      'firing oom a',
      'firing oom b',
      'firing oom c',
      'firing short',
      'recovered short',
    ])
    const four = watch.told().find(({ rule }) => rule === 'four')!
    expect(four).toMatchObject({ count: 4, hosts: ['a', 'b'] })
    // What lies in the window of the rule with SQL was read again, each record once.
    expect(watch.told().find(({ rule }) => rule === 'asked')).toMatchObject({
      count: 4,
      values: { n: 4, different: 4 },
    })
    const printed = [first, second].flatMap((one) => jsonLines<AlertMessage>(one.stdout()))
    expect(printed.map(({ id, status }) => id + status).toSorted()).toEqual(
      watch
        .told()
        .map(({ id, status }) => id + status)
        .toSorted(),
    )
  })

  it('again and again: every record is told, and one that is told twice has the same id', {
    timeout: 90_000,
  }, async () => {
    const stream = 'alerts-killed-often'
    const watch = await watchOver(
      stream,
      `  - { name: each, match: n, key: n, max_groups: 1000, cooldown: 10m }`,
    )
    let n = 0
    const more = (): Promise<void> => put(stream, ...Array.from({ length: 20 }, () => ({ n: n++ })))
    const first = watch.begin()
    await watches(first)
    let watcher = first
    for (let round = 1; round <= 3; round++) {
      const before = receiver.received.length
      const wanted = before + 5 * round
      await more()
      await until(
        () => receiver.received.length >= wanted,
        () => `round ${round}: ${watcher.stderr()}`,
        30_000,
      )
      // In the midst of telling: some are taken and not noted, some are on the disk and not told, some are not judged.
      await kill(watcher)
      await more()
      watcher = watch.begin()
    }
    const ids = (): Map<string, Set<string>> => {
      const found = new Map<string, Set<string>>()
      for (const { key, id } of watch.told())
        found.set(key['n']!, (found.get(key['n']!) ?? new Set()).add(id))
      return found
    }
    await until(
      () => ids().size === n,
      () => `${n} records, of which ${ids().size} were told: ${watcher.stderr()}`,
      30_000,
    )
    expect([...ids().values()].filter(({ size }) => size !== 1)).toEqual([])
    watcher.child.kill('SIGINT')
    await watcher.finished
  })

  it('is told when the checkpoint is of another stream, or of one that had the name before', async () => {
    const watch = await watchOver('alerts-anew', `  - { name: oom, match: OutOfMemory }`)
    mkdirSync(watch.state, { recursive: true })
    const file = join(watch.state, 'alerts.json')
    const keep = (reading: unknown): void =>
      writeFileSync(file, JSON.stringify({ version: 1, rules: {}, waiting: {}, reading }))
    keep({ stream: 'other', from: { at: 'trim-horizon' }, places: {} })
    const other = await watch.begin().finished
    expect(other.code).toBe(2)
    expect(other.stderr).toContain('belongs to alerts over the stream "other", not "alerts-anew"')
    keep({
      stream: 'alerts-anew',
      from: { at: 'trim-horizon' },
      places: { 'shardId-000000000000': '49590338271490256608559692538361571095921575989136588898' },
    })
    const anew = await watch.begin().finished
    expect(anew.code).toBe(2)
    expect(anew.stderr).toMatch(
      /has places of another stream that was named "alerts-anew".*remove alerts\.json/,
    )
  })
})
