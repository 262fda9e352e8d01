import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { EntryTable, PLAIN_KEY } from '../../src/batch/entry-table.ts'
import { OrderGuard } from '../../src/batch/order-guard.ts'
import { ShardTuning } from '../../src/batch/shard-tuning.ts'
import { Lane } from '../../src/sink/lane.ts'
import { inFlight } from '../../src/stats/ledger.ts'
import type { Reply } from '../../src/testing/capture-server.ts'
import { ShippedFile } from '../../src/testing/shipments.ts'
import { cleanUp, jsonLines, run, start, temporaryFolder } from '../e2e/support.ts'
import {
  client,
  deliver,
  endpoint,
  lines,
  STREAM,
  scriptedService,
  shardOf,
  stored,
  taking,
} from './sender-rig.ts'

// What users of other shippers suffered from on the way to Kinesis. Of the rest: aggregates and their cost are in
// test/e2e/pack.test.ts, aggregates across resharding in src/sink/kinesis/pack-delivery.test.ts, many requests at a time in
// src/sink/kinesis/open.test.ts.

afterEach(cleanUp)

describe('records that Kinesis refuses', () => {
  it('are not counted as delivered while the request they were in is', async () => {
    const { url, faults } = await endpoint(2, { faults: { failRate: 1 } })
    const kinesis = await client(url)
    const { delivery, counters } = await deliver(kinesis)
    const file = new ShippedFile()
    await delivery.accept(file.next(lines(100, 100)))
    await expect.poll(() => counters.retries).toBeGreaterThan(300)
    expect(file.ledger.total).toEqual({ read: 100, sent: 0, dead: 0, filtered: 0 })
    expect(file.watermark.settled).toBe(0)
    faults.failRate = 0
    expect(await delivery.drain(20_000)).toBe(0)
    expect(file.ledger.total.sent).toBe(100)
    expect(new Set((await stored(kinesis)).map(({ text }) => text)).size).toBe(100)
  })

  it('are never given up, and no figure claims what the stream does not hold', async () => {
    const { url, faults } = await endpoint(2, { faults: { failRate: 0.8, http500Rate: 0.3 } })
    const kinesis = await client(url)
    const { delivery, counters } = await deliver(kinesis)
    const file = new ShippedFile()
    await delivery.accept(file.next(lines(300, 300)))
    await expect.poll(() => counters.failedRequests, { timeout: 20_000 }).toBeGreaterThan(3)
    const left = await delivery.drain(0)
    const { sent } = file.ledger.total
    expect(left).toBe(300 - sent)
    expect(inFlight(file.ledger.total)).toBe(left)
    Object.assign(faults, { failRate: 0, http500Rate: 0 })
    // What was given up may have arrived; what was claimed has.
    const held = (await stored(kinesis)).length
    expect(held).toBeGreaterThanOrEqual(sent)
    expect(held).toBeLessThanOrEqual(sent + counters.possibleDoubles)
  })

  it('go again alone where the request itself succeeded', async () => {
    const service = await scriptedService((records, index) =>
      taking(records, (i) => (index === 0 && i % 3 === 0 ? 'InternalFailure' : undefined)),
    )
    const { delivery } = await deliver(await client(service.url))
    const file = new ShippedFile()
    await delivery.accept(file.next(lines(9, 9)))
    expect(await delivery.drain(10_000)).toBe(0)
    const [first, second, ...more] = service.puts
    expect(second).toEqual(first!.filter((_, i) => i % 3 === 0))
    expect(more).toEqual([])
  })

  it('do not drag those of their batch along under throttling: nothing is stored twice', async () => {
    const { url, faults } = await endpoint(1, { faults: { throttleRate: 0.6 } })
    const kinesis = await client(url)
    const { delivery, counters } = await deliver(kinesis, { paced: false })
    const file = new ShippedFile()
    for (let i = 0; i < 5; i++) await delivery.accept(file.next(lines(200, 150, i * 200)))
    expect(await delivery.drain(25_000)).toBe(0)
    expect(counters.throttles).toBeGreaterThan(0)
    faults.throttleRate = 0
    const texts = (await stored(kinesis)).map(({ text }) => text)
    expect(texts).toHaveLength(1000)
    expect(new Set(texts).size).toBe(1000)
  })

  it('keep their place: a key stays in order while its records fail one by one', async () => {
    const { url, faults } = await endpoint(2)
    const kinesis = await client(url)
    const { delivery, counters } = await deliver(kinesis, { strictOrder: true })
    const file = new ShippedFile()
    faults.failRate = 0.4
    const sent = lines(400, 40)
    await delivery.accept(file.next(sent))
    expect(await delivery.drain(25_000)).toBe(0)
    faults.failRate = 0
    const held = await stored(kinesis)
    for (const key of new Set(sent.map((line) => line.key)))
      expect(held.filter((record) => record.key === key).map(({ text }) => text)).toEqual(
        sent.filter((line) => line.key === key).map(({ text }) => text),
      )
    expect(counters.orderRisks).toBe(0)
  })

  it.each([
    ['InternalFailure', { failRate: 1 }],
    ['ProvisionedThroughputExceededException', { throttleRate: 1 }],
  ])('are explained to whoever watches, in the words of the service (%s)', async (code, faults) => {
    const { url, faults: live } = await endpoint(1, { random: () => 0 })
    const { delivery, said } = await deliver(await client(url))
    Object.assign(live, faults)
    await delivery.accept(new ShippedFile().next(lines(5, 5)))
    await expect.poll(() => said.join(), { timeout: 25_000 }).toContain(code)
  })

  it('are asked for less and less often while a shard takes nothing: retries do not raise the load', () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    const bounds = { batchSize: 500, batchTimeoutMs: 5000, concurrency: 16, adaptive: true }
    const table = new EntryTable(10)
    const lane = new Lane('shard', 'all', {
      table,
      tuning: new ShardTuning(bounds),
      guard: new OrderGuard(),
    })
    lane.queue.push(table.take({} as never, 0, 1, PLAIN_KEY, 100))
    const waits: number[] = []
    for (let i = 0, now = 0; i < 12; i++) {
      lane.begin(now, { requestBytes: 1000 })
      lane.answered({ entries: 1, delivered: 0, retried: 1, throttled: 1 }, now)
      const next = lane.readyAt(now, 20, 500)
      waits.push(next - now)
      now = next
    }
    expect(waits).toEqual([50, 100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000, 10_000])
    vi.restoreAllMocks()
  })

  it('let nothing expire and no memory grow, however long the service throttles', async () => {
    const { url, faults } = await endpoint(1, { faults: { failRate: 1 } })
    const kinesis = await client(url)
    const { delivery } = await deliver(kinesis, { queueEntries: 300 })
    const file = new ShippedFile()
    let accepted = 0
    const feeding = (async () => {
      for (; accepted < 20; accepted++) await delivery.accept(file.next(lines(100, 100, accepted * 100)))
    })()
    await expect.poll(() => delivery.queue().entries).toBe(300)
    const before = accepted
    for (let i = 0; i < 200; i++) {
      await new Promise((resolve) => setImmediate(resolve))
      expect(delivery.queue().entries).toBeLessThanOrEqual(300)
    }
    expect(accepted).toBe(before)
    expect(before).toBeLessThanOrEqual(3)
    faults.failRate = 0
    await feeding
    expect(await delivery.drain(20_000)).toBe(0)
    expect(await stored(kinesis)).toHaveLength(2000)
  })
})

describe('requests that fail', () => {
  const refusal = (status: number, name: string): Reply => ({
    status,
    body: JSON.stringify({ __type: name, message: `the words of ${name}` }),
  })
  it.each<[string, Reply, string]>([
    ['a failure inside the service', refusal(500, 'InternalFailure'), 'InternalFailure'],
    ['a connection that is cut', 'cut', 'the connection ended'],
    ['a permission that is missing', refusal(400, 'AccessDeniedException'), 'AccessDeniedException'],
    ['an encryption key that is off', refusal(400, 'KMSDisabledException'), 'KMSDisabledException'],
    ['a proxy in front that is overloaded', { status: 503, body: '<html>busy</html>' }, '503'],
    ['an answer that is no JSON', { body: '<html>' }, 'JSON'],
    [
      'an answer for other records than were sent',
      { body: '{"FailedRecordCount":0,"Records":[]}' },
      'does not speak the API',
    ],
  ])('lose nothing and are told: %s', async (_, reply, words) => {
    const service = await scriptedService((records, index) =>
      index < 3 ? reply : taking(records, () => undefined),
    )
    const { delivery, counters, said, letters } = await deliver(await client(service.url))
    const file = new ShippedFile()
    await delivery.accept(file.next(lines(20, 20)))
    expect(await delivery.drain(10_000)).toBe(0)
    expect(said.join()).toContain(words)
    expect(file.ledger.total).toEqual({ read: 20, sent: 20, dead: 0, filtered: 0 })
    expect(letters).toEqual([])
    expect(service.puts).toHaveLength(4)
    for (const put of service.puts) expect(put).toEqual(service.puts[0])
    expect(counters.failedRequests).toBe(3)
  })
})

describe('what is said of a run', () => {
  it('has throttled records and dropped lines as figures, for each shard too', {
    timeout: 60_000,
  }, async () => {
    const { url } = await endpoint(2, { faults: { throttleRate: 0.5 } })
    const folder = temporaryFolder('wounds')
    const path = join(folder, 'app.log')
    const log = Array.from({ length: 500 }, (_, i) => `{"level":"INFO","user_id":"u${i % 50}","n":${i}}\n`)
    writeFileSync(path, `${log.join('')}`)
    writeFileSync(join(folder, 'access.log'), 'no access log\n'.repeat(7))
    const files = [
      { path, type: 'application' },
      { path: join(folder, 'access.log'), type: 'apache' },
    ]
    const { code, stdout, stderr } = await run(words(url, folder, files, '--json'))
    expect(`${stderr}${code}`).toMatch(/0$/)
    const last = jsonLines(stdout).at(-1)!
    expect(last).toMatchObject({ records_sent: 500, dead_letters: 7, possible_doubles: 0 })
    expect(last['throttles']).toBeGreaterThan(0)
    const shards = Object.values(last['shards'] as Record<string, { sent: number; throttled: number }>)
    expect(shards).toHaveLength(2)
    expect(shards.reduce((sum, { sent }) => sum + sent, 0)).toBe(500)
    expect(shards.reduce((sum, { throttled }) => sum + throttled, 0)).toBe(last['throttles'])
  })
})

describe('partition keys', () => {
  it('come from a field of the line, and lead to the same shard in every run', {
    timeout: 60_000,
  }, async () => {
    const { url } = await endpoint(4)
    const kinesis = await client(url)
    const folder = temporaryFolder('wounds')
    const path = join(folder, 'app.log')
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 200; i++)
        appendFileSync(path, `{"level":"INFO","user_id":"user-${i % 20}","round":${round},"n":${i}}\n`)
      const files = [{ path, type: 'application' }]
      const done = await run(words(url, folder, files, '--partition-key', 'field:user_id'))
      expect(`${done.stderr}${done.code}`).toMatch(/0$/)
    }
    const held = await stored(kinesis)
    expect(held).toHaveLength(400)
    for (const { shard, key, text } of held) {
      expect(key).toBe((JSON.parse(text) as { user_id: string }).user_id)
      expect(shard).toBe(shardOf(key, 4))
    }
  })
})

describe('records', () => {
  it('larger than 1 MiB go whole where the stream takes them', { timeout: 60_000 }, async () => {
    const { url } = await endpoint(1)
    const kinesis = await client(url)
    const { StreamDescriptionSummary } = await kinesis.call('DescribeStreamSummary', { StreamName: STREAM })
    const StreamARN = StreamDescriptionSummary!.StreamARN!
    await kinesis.call('UpdateMaxRecordSize', { StreamARN, MaxRecordSizeInKiB: 10_240 })
    const folder = temporaryFolder('wounds')
    const path = join(folder, 'app.log')
    const message = 'm'.repeat(3_000_000)
    writeFileSync(path, `{"level":"INFO","message":"${message}"}\n{"level":"INFO","message":"after"}\n`)
    const done = await run(words(url, folder, [{ path, type: 'application' }]))
    expect(`${done.stderr}${done.code}`).toMatch(/0$/)
    const texts = (await stored(kinesis)).map(({ text }) => JSON.parse(text) as { message: string })
    expect(texts.map((record) => record.message.length)).toEqual([3_000_000, 5])
  })

  it('end with a line feed each where they are packed as lines, also one alone: files made of them are lines', async () => {
    const { url } = await endpoint(1)
    const kinesis = await client(url)
    const { delivery } = await deliver(kinesis, { packing: { pack: 'lines' } })
    const file = new ShippedFile()
    await delivery.accept(file.next(lines(1, 1)))
    await delivery.empty()
    await delivery.accept(file.next(lines(50, 5, 1)))
    expect(await delivery.drain(10_000)).toBe(0)
    const joined = (await stored(kinesis)).map(({ text }) => text).join('')
    expect(jsonLines(joined)).toHaveLength(51)
    expect(joined.endsWith('}\n')).toBe(true)
  })
})

describe('a service that takes nothing', () => {
  it('leaves memory flat, and the lines in their file', { timeout: 120_000 }, async () => {
    let hangs = true
    const service = await scriptedService((records) => (hangs ? 'hang' : taking(records, () => undefined)))
    const folder = temporaryFolder('wounds')
    const path = join(folder, 'app.log')
    writeFileSync(path, `{"level":"INFO","message":"${'x'.repeat(300)}"}\n`.repeat(50_000))
    const interval = ['--stats-interval', '100ms', '--json', '--shutdown-timeout', '0s']
    const running = start(words(service.url, folder, [{ path, type: 'application' }], ...interval))
    const queue = (): number[] =>
      jsonLines<{ queue_size: number }>(running.stdout()).map((one) => one.queue_size)
    // Full, and for a second nothing more came in: reading waits.
    const isStill = (): boolean => {
      const last = queue().slice(-10)
      return last.length === 10 && last[0]! > 0 && last.every((size) => size === last[0])
    }
    await expect.poll(isStill, { timeout: 60_000 }).toBe(true)
    const first = residentBytes(running.child.pid!)
    const seen = queue().length
    await expect.poll(() => queue().length, { timeout: 30_000 }).toBeGreaterThan(seen + 20)
    const later = residentBytes(running.child.pid!)
    expect(Math.max(...queue())).toBeLessThanOrEqual(1000)
    expect(later).toBeLessThan(150 * 1024 ** 2)
    expect(later - first).toBeLessThan(10 * 1024 ** 2)
    hangs = false
    running.child.kill('SIGTERM')
    await running.finished
    expect(statSync(path).size).toBeGreaterThan(15_000_000)
  })
})

function words(url: string, folder: string, files: readonly object[], ...more: string[]): string[] {
  return [
    'stream',
    ...['--stream-name', STREAM, '--endpoint-url', url, '--checkpoint-dir', join(folder, 'checkpoint')],
    ...['--log-files', JSON.stringify(files), '--once'],
    ...more,
  ]
}

/** Memory of a process, in bytes (proc(5)). */
function residentBytes(pid: number): number {
  return 1024 * Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1])
}
