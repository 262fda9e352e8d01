import { afterEach, describe, expect, it } from 'vitest'
import { type Kinesis, openKinesis } from '../../aws/client.ts'
import { createStream, describeStream, waitActive } from '../../aws/stream.ts'
import { sleep } from '../../base/backoff.ts'
import { type Endpoint, type EndpointOptions, startEndpoint } from '../../local/endpoint.ts'
import { Counters } from '../../stats/counters.ts'
import { inFlight } from '../../stats/ledger.ts'
import { type Line, ShippedFile } from '../../testing/shipments.ts'
import type { Delivery } from '../delivery.ts'
import { openKinesisDelivery, type SenderName } from './open.ts'
import type { WireName } from './wire.ts'

const STREAM = 'log-streaming-demo'
const REGION = 'us-east-1'

const cleanUp: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo()
})

async function endpoint(shardCount: number, options: EndpointOptions = {}): Promise<Endpoint> {
  const started = await startEndpoint({
    streams: [{ name: STREAM, shardCount, region: REGION }],
    createDelayMs: 100,
    ...options,
  })
  cleanUp.push(() => started.close())
  return started
}

async function client(url: string): Promise<Kinesis> {
  const kinesis = await openKinesis({ region: REGION, endpointUrl: url, requestTimeoutMs: 700 })
  cleanUp.push(() => kinesis.close())
  return kinesis
}

interface Rig {
  readonly delivery: Delivery
  readonly counters: Counters
  readonly said: string[]
}

async function open(
  kinesis: Kinesis,
  options: { paced?: boolean; sender?: SenderName; wire?: WireName } = {},
): Promise<Rig> {
  const counters = new Counters()
  const said: string[] = []
  const delivery = await openKinesisDelivery(
    { stream: STREAM, host: 'host-1', ...options },
    {
      kinesis,
      deadLetters: { write: async () => {} },
      counters,
      say: { info: (sentence) => said.push(sentence), warn: (sentence) => said.push(sentence) },
    },
  )
  cleanUp.push(async () => {
    await delivery.drain(0)
  })
  return { delivery, counters, said }
}

/** Every record of the stream by partition key, repeated ones once, closed shards before their children. */
async function readAll(kinesis: Kinesis, stream: string = STREAM): Promise<Map<string, string[]>> {
  const { Shards: shards = [] } = await kinesis.call('ListShards', { StreamName: stream })
  const byKey = new Map<string, Set<string>>()
  for (const shard of shards.sort((a, b) => (a.ShardId! < b.ShardId! ? -1 : 1))) {
    const { ShardIterator } = await kinesis.call('GetShardIterator', {
      StreamName: stream,
      ShardId: shard.ShardId,
      ShardIteratorType: 'TRIM_HORIZON',
    })
    let iterator = ShardIterator
    while (iterator) {
      const page = await kinesis.call('GetRecords', { ShardIterator: iterator, Limit: 10_000 })
      for (const record of page.Records ?? []) {
        const texts = byKey.get(record.PartitionKey!) ?? new Set()
        byKey.set(record.PartitionKey!, texts.add(Buffer.from(record.Data!).toString()))
      }
      iterator = page.MillisBehindLatest === 0 ? undefined : page.NextShardIterator
    }
  }
  return new Map([...byKey].map(([key, texts]) => [key, [...texts]]))
}

function lines(count: number, keys: number, from: number): Line[] {
  return Array.from({ length: count }, (_, i) => {
    const key = `10.0.0.${(from + i) % keys}`
    return { key, text: JSON.stringify({ ip_address: key, n: from + i, path: '/a'.repeat(60) }) }
  })
}

async function ship(delivery: Delivery, file: ShippedFile, count: number, keys: number): Promise<Line[]> {
  const sent: Line[] = []
  while (sent.length < count) {
    const some = lines(Math.min(250, count - sent.length), keys, sent.length)
    sent.push(...some)
    await delivery.accept(file.next(some))
  }
  return sent
}

function byKey(sent: readonly Line[]): Map<string, string[]> {
  const result = new Map<string, string[]>()
  for (const { key, text } of sent) result.set(key, [...(result.get(key) ?? []), text])
  return result
}

async function until(condition: () => boolean, what: string, ms: number = 20_000): Promise<void> {
  const deadline = Date.now() + ms
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited ${ms} ms in vain: ${what}`)
    await sleep(5)
  }
}

function sorted(map: Map<string, string[]>): [string, string[]][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1))
}

describe.each<{ sender: SenderName; wire: WireName }>([
  { sender: 'own', wire: 'json' },
  { sender: 'own', wire: 'cbor' },
  { sender: 'sdk', wire: 'json' },
])('delivery by the sender $sender in $wire', ({ sender, wire }) => {
  it.each([
    ['without faults', {}],
    ['30 % of the records failing', { failRate: 0.3 }],
    ['shards that throttle', { throttleRate: 0.4 }],
    ['requests that answer 500 and connections that are cut', { http500Rate: 0.2, resetRate: 0.2 }],
    ['a slow service', { latencyMs: 40 }],
    ['answers that never come after the records were stored', { hangRate: 0.2 }],
  ])('%s: the stream holds every line, in order within its key', async (_, faults) => {
    const { url, faults: live } = await endpoint(2)
    const kinesis = await client(url)
    const { delivery, counters } = await open(kinesis, { sender, wire })
    Object.assign(live, faults)
    const file = new ShippedFile()
    const sent = await ship(delivery, file, 1500, 200)
    expect(await delivery.drain(25_000)).toBe(0)
    Object.assign(live, {
      failRate: 0,
      throttleRate: 0,
      http500Rate: 0,
      resetRate: 0,
      hangRate: 0,
      latencyMs: 0,
    })
    expect(sorted(await readAll(kinesis))).toEqual(sorted(byKey(sent)))
    expect(file.ledger.total).toEqual({ read: 1500, sent: 1500, dead: 0, filtered: 0 })
    expect(file.watermark.settled).toBe(file.length)
    expect(counters.orderRisks).toBe(0)
  })

  it('sends on many lanes at a time without a warning of Node', async () => {
    const { url, faults } = await endpoint(16)
    const { delivery } = await open(await client(url), { sender, wire })
    const warnings: string[] = []
    const warn = (warning: Error): number => warnings.push(warning.message)
    process.on('warning', warn)
    cleanUp.push(() => {
      process.off('warning', warn)
    })
    faults.latencyMs = 50
    const file = new ShippedFile()
    let most = 0
    for (let sent = 0; most <= 10 && sent < 50; sent++) {
      await delivery.accept(file.next(lines(200, 200, 0)))
      await until(() => delivery.queue().requests > 0, 'a request')
      most = Math.max(most, delivery.queue().requests)
    }
    expect(most).toBeGreaterThan(10)
    expect(await delivery.drain(10_000)).toBe(0)
    expect(warnings).toEqual([])
  })

  it('stays below the limits: a shard throttles nothing while more comes than it takes', async () => {
    const { url } = await endpoint(1)
    const { delivery, counters } = await open(await client(url), { sender, wire })
    const file = new ShippedFile()
    await ship(delivery, file, 3000, 1000)
    expect(await delivery.drain(10_000)).toBe(0)
    expect(counters.throttles).toBe(0)
    expect(delivery.queue().entries).toBe(0)
  })

  it('takes what the service gives when another producer uses the shard', async () => {
    const { url } = await endpoint(1)
    const kinesis = await client(url)
    const { delivery, counters } = await open(kinesis, { sender, wire, paced: false })
    const file = new ShippedFile()
    const sent = await ship(delivery, file, 2500, 400)
    expect(await delivery.drain(20_000)).toBe(0)
    expect(counters.throttles).toBeGreaterThan(0)
    expect(sorted(await readAll(kinesis))).toEqual(sorted(byKey(sent)))
  })

  it('follows a stream that is resharded while it sends', async () => {
    const { url } = await endpoint(1)
    const kinesis = await client(url)
    const { delivery } = await open(kinesis, { sender, wire })
    const file = new ShippedFile()
    const sent = await ship(delivery, file, 300, 50)
    await kinesis.call('UpdateShardCount', {
      StreamName: STREAM,
      TargetShardCount: 2,
      ScalingType: 'UNIFORM_SCALING',
    })
    const deadline = Date.now() + 20_000
    while (delivery.lanes().length < 2 && Date.now() < deadline) {
      const some = lines(20, 50, sent.length)
      sent.push(...some)
      await delivery.accept(file.next(some))
      await sleep(5)
    }
    expect(delivery.lanes()).toHaveLength(2)
    expect(await delivery.drain(10_000)).toBe(0)
    expect(sorted(await readAll(kinesis))).toEqual(sorted(byKey(sent)))
  })

  it('waits for a stream that is deleted while it runs, says how to make it, and goes on in its successor', async () => {
    const { url } = await endpoint(2)
    const kinesis = await client(url)
    const { delivery, said } = await open(kinesis, { sender, wire })
    const file = new ShippedFile()
    await ship(delivery, file, 10, 10)
    await until(() => inFlight(file.ledger.total) === 0, 'the first lines')
    await kinesis.call('DeleteStream', { StreamName: STREAM })
    await ship(delivery, file, 10, 10)
    await until(() => said.length > 0, 'a warning')
    expect(said[0]).toContain(`kinetail streams create ${STREAM}`)
    await until(() => inFlight(file.ledger.total) === 10, 'lines held')
    await expect
      .poll(() => createStream(kinesis, STREAM, { shards: 3 }).then(() => true), { timeout: 5000 })
      .toBe(true)
    await waitActive(kinesis, STREAM, { justCreated: true })
    await until(() => inFlight(file.ledger.total) === 0, 'the rest')
    await ship(delivery, file, 10, 10)
    await until(() => delivery.lanes().length === 3, 'the lanes of the new stream')
    expect(await delivery.drain(5000)).toBe(0)
  })
})

describe('a stream that begins to distribute records itself (AUTO) while it is sent to', () => {
  it('is said so once, and gets no aggregates any more', async () => {
    const { url } = await endpoint(1)
    const kinesis = await client(url)
    await createStream(kinesis, 'auto', { onDemand: true })
    const { arn } = await waitActive(kinesis, 'auto', { justCreated: true })
    const said: string[] = []
    const say = { info: (words: string) => said.push(words), warn: (words: string) => said.push(words) }
    const delivery = await openKinesisDelivery(
      { stream: 'auto', host: 'host-1', packing: { pack: 'kpl' } },
      { kinesis, deadLetters: { write: async () => {} }, counters: new Counters(), say },
    )
    cleanUp.push(async () => {
      await delivery.drain(0)
    })
    const file = new ShippedFile()
    await ship(delivery, file, 200, 50)
    await delivery.empty()
    const change = { StreamARN: arn, RecordDistributionStrategy: 'AUTO' }
    await kinesis.call('UpdateStreamRecordDistributionStrategy' as never, change as never)
    await waitActive(kinesis, 'auto')
    const deadline = Date.now() + 20_000
    for (let n = 200; said.length === 0 && Date.now() < deadline; n += 20) {
      await delivery.accept(file.next(lines(20, 50, n)))
      await sleep(5)
    }
    expect(said).toHaveLength(1)
    expect(said[0]).toContain('distributes records itself now (AUTO)')
    await delivery.empty()
    const marked = Array.from({ length: 100 }, (_, i) => ({ key: 'k', text: `{"after":${i}}` }))
    await delivery.accept(file.next(marked))
    expect(await delivery.drain(5000)).toBe(0)
    const stored = [...(await readAll(kinesis, 'auto')).values()].flat()
    expect(stored.filter((text) => text.startsWith('{"after":'))).toHaveLength(100)
    expect(said).toHaveLength(1)
  })
})

describe('what is wrong at the start', () => {
  it('names the stream that does not exist and the command that makes it', async () => {
    const started = await startEndpoint()
    cleanUp.push(() => started.close())
    await expect(open(await client(started.url))).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining(`kinetail streams create ${STREAM}`),
    })
  })

  it('waits for an endpoint that does not answer, and says so', async () => {
    const first = await endpoint(1)
    await first.close()
    const said: string[] = []
    const stop = new AbortController()
    const opening = openKinesisDelivery(
      { stream: STREAM, host: 'host-1' },
      {
        kinesis: await client(first.url),
        deadLetters: { write: async () => {} },
        counters: new Counters(),
        say: { info: (sentence) => said.push(sentence), warn: (sentence) => said.push(sentence) },
      },
      stop.signal,
    )
    await until(() => said.length > 0, 'a warning')
    expect(said[0]).toContain(first.url)
    const again = await endpoint(1, { port: first.port })
    const delivery = await opening
    expect(await delivery.drain(1000)).toBe(0)
    expect(again.port).toBe(first.port)
  })
})

describe('a stream', () => {
  it('is created, waited for and described', async () => {
    const { url } = await endpoint(1)
    const kinesis = await client(url)
    await createStream(kinesis, 'another', { shards: 3 })
    const seen: string[] = []
    const summary = await waitActive(kinesis, 'another', { onWait: (status) => seen.push(status) })
    expect(summary).toMatchObject({ status: 'ACTIVE', mode: 'PROVISIONED', openShards: 3, ownKeys: true })
    expect(seen[0]).toBe('CREATING')
    expect(await describeStream(kinesis, 'another')).toMatchObject({ recordBytes: 1024 ** 2 })
  })

  it('that does not become ACTIVE in time is an error with its state', async () => {
    const { url } = await endpoint(1, { createDelayMs: 60_000 })
    const kinesis = await client(url)
    await createStream(kinesis, 'slow', { shards: 1 })
    await expect(waitActive(kinesis, 'slow', { timeoutMs: 100 })).rejects.toMatchObject({
      message: expect.stringContaining('CREATING'),
    })
  })
})
