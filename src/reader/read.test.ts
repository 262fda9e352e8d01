import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Kinesis, openKinesis } from '../aws/client.ts'
import { waitActive } from '../aws/stream.ts'
import { type Endpoint, startEndpoint } from '../local/endpoint.ts'
import { NO_FAULTS } from '../local/faults.ts'
import type { StreamEvent } from './event.ts'
import { type EventOptions, readEvents } from './events.ts'
import { LATEST, TRIM_HORIZON } from './position.ts'
import { newTotals } from './totals.ts'

const REGION = 'us-east-1'
let endpoint: Endpoint
let kinesis: Kinesis
let streams = 0

beforeAll(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = 'local'
  process.env['AWS_SECRET_ACCESS_KEY'] = 'local'
  // Without rates, so that a test need not wait a second for each thousand records.
  endpoint = await startEndpoint({ enforceLimits: false, createDelayMs: 0 })
  kinesis = await openKinesis({ endpointUrl: endpoint.url, region: REGION })
})
afterAll(async () => {
  kinesis.close()
  await endpoint.close()
})

async function newStream(shards: number, on: Kinesis = kinesis): Promise<string> {
  const name = `read-${streams++}`
  await on.call('CreateStream', { StreamName: name, ShardCount: shards })
  await waitActive(on, name)
  return name
}

const GENERATION = 'feedfacecafebeef'
const line = (n: number): string => `{"n":${n},"key":"k${n % 40}","event_id":"${GENERATION}:${n * 100}"}`

/** Puts lines `from` to `to` (not included), 40 keys in turn, in requests of 500. */
async function put(name: string, from: number, to: number, on: Kinesis = kinesis): Promise<void> {
  for (let start = from; start < to; start += 500) {
    const numbers = Array.from({ length: Math.min(500, to - start) }, (_, i) => start + i)
    const answer = await on.call('PutRecords', {
      StreamName: name,
      Records: numbers.map((n) => ({ Data: Buffer.from(line(n)), PartitionKey: `k${n % 40}` })),
    })
    if (answer.FailedRecordCount) throw new Error(`${answer.FailedRecordCount} records failed`)
  }
}

type Options = Partial<EventOptions> & { streamName: string }

async function readAll(
  options: Options,
  totals = newTotals(),
  on: Kinesis = kinesis,
): Promise<StreamEvent[]> {
  const all: StreamEvent[] = []
  const whole = { from: TRIM_HORIZON, follow: false, idleMs: 20, ...options }
  for await (const block of readEvents(on, whole, totals)) all.push(...block)
  return all
}

const numberOf = (event: StreamEvent): number =>
  (JSON.parse(Buffer.from(event.data).toString()) as { n: number }).n
const numbersOf = (events: readonly StreamEvent[]): number[] => events.map(numberOf)
const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n)
const ascending = (numbers: readonly number[]): number[] => [...numbers].sort((a, b) => a - b)

function expectOrderWithinKeys(events: readonly StreamEvent[]): void {
  const last = new Map<string, number>()
  for (const event of events) {
    const n = numberOf(event)
    expect(n).toBeGreaterThan(last.get(event.partitionKey) ?? -1)
    last.set(event.partitionKey, n)
  }
}

describe('reading a stream back', () => {
  it('gives 10,000 records of two shards complete, in order within each key, and in file order', async () => {
    const streamName = await newStream(2)
    await put(streamName, 0, 10_000)
    const totals = newTotals()
    const events = await readAll({ streamName }, totals)
    expect(ascending(numbersOf(events))).toEqual(upTo(10_000))
    expect(new Set(events.map((event) => event.shardId)).size).toBe(2)
    expectOrderWithinKeys(events)
    expect(totals).toMatchObject({ shards: 2, records: 10_000, events: 10_000, given: 10_000, duplicates: 0 })
    expect(numbersOf(await readAll({ streamName, order: 'file' }))).toEqual(upTo(10_000))
    // With runs so small that the disk is used.
    const spilled = await readAll({ streamName, order: 'file', spill: { runBytes: 100_000, fanIn: 4 } })
    expect(numbersOf(spilled)).toEqual(upTo(10_000))
  })

  it('gives records once that are stored twice, and all of them on demand', async () => {
    const streamName = await newStream(2)
    await put(streamName, 0, 1_000)
    await put(streamName, 500, 1_500)
    await put(streamName, 0, 10)
    const totals = newTotals()
    expect(ascending(numbersOf(await readAll({ streamName }, totals)))).toEqual(upTo(1_500))
    expect(totals.duplicates).toBe(510)
    expect(await readAll({ streamName, dedupe: false })).toHaveLength(2_010)
  })

  it('reads parents before children after splits and merges', async () => {
    const streamName = await newStream(2)
    await put(streamName, 0, 400)
    for (const [i, shards] of [4, 2, 1].entries()) {
      await reshard(streamName, shards)
      await put(streamName, 400 * (i + 1), 400 * (i + 2))
    }
    const totals = newTotals()
    const events = await readAll({ streamName }, totals)
    expect(ascending(numbersOf(events))).toEqual(upTo(1_600))
    expectOrderWithinKeys(events)
    // The service reshards in steps: 2, 4 of the first, 2 of the second, 1 of the last at least.
    expect(totals.shards).toBeGreaterThanOrEqual(9)
  })

  it('follows splits and merges while it reads, and ends when the signal aborts', async () => {
    const streamName = await newStream(2)
    const ending = new AbortController()
    const events: StreamEvent[] = []
    let ready = 0
    const reading = (async () => {
      const options = {
        streamName,
        from: LATEST,
        follow: true,
        idleMs: 20,
        signal: ending.signal,
        onReady: (shards: number) => {
          ready = shards
        },
      }
      for await (const block of readEvents(kinesis, options)) events.push(...block)
    })()
    await until(() => ready === 2)
    await put(streamName, 0, 400)
    for (const [i, shards] of [4, 2].entries()) {
      await reshard(streamName, shards)
      await put(streamName, 400 * (i + 1), 400 * (i + 2))
    }
    await until(() => events.length >= 1_200)
    ending.abort()
    await reading
    expect(ascending(numbersOf(events))).toEqual(upTo(1_200))
    expectOrderWithinKeys(events)
  })

  it('from the latest: only what comes after it is ready, children of a later split included', async () => {
    const streamName = await newStream(1)
    await put(streamName, 0, 50)
    await reshard(streamName, 2)
    await put(streamName, 50, 100)
    const ending = new AbortController()
    const options = {
      streamName,
      from: LATEST,
      follow: true,
      idleMs: 20,
      signal: ending.signal,
      limit: 50,
      onReady: () => void put(streamName, 100, 150),
    }
    const got: StreamEvent[] = []
    for await (const block of readEvents(kinesis, options)) got.push(...block)
    expect(ascending(numbersOf(got))).toEqual(upTo(150).slice(100))
  })

  it('from a time: what arrived since', async () => {
    const streamName = await newStream(2)
    await put(streamName, 0, 100)
    const before = Math.max(...(await readAll({ streamName })).map((event) => event.arrivedAt))
    await until(() => Date.now() > before)
    const time = Date.now()
    await put(streamName, 100, 200)
    const events = await readAll({ streamName, from: { at: 'time', time } })
    expect(ascending(numbersOf(events))).toEqual(upTo(200).slice(100))
  })

  it('ends where the stream stood, though its producer never rests', async () => {
    const streamName = await newStream(1)
    await put(streamName, 0, 100)
    let resting = false
    let exhausted = false
    const producing = (async () => {
      for (let n = 100; !resting && !exhausted; n += 5) {
        await put(streamName, n, n + 5)
        exhausted = n > 100_000
      }
    })()
    try {
      expect((await readAll({ streamName })).length).toBeGreaterThanOrEqual(100)
      expect(exhausted).toBe(false)
    } finally {
      resting = true
      await producing
    }
  })

  it('stops after the limit, takes a filter, and reads one shard alone', async () => {
    const streamName = await newStream(2)
    await put(streamName, 0, 2_000)
    expect(await readAll({ streamName, limit: 17 })).toHaveLength(17)
    const filter = (data: Uint8Array): boolean => Buffer.from(data).includes('"key":"k7"')
    expect(ascending(numbersOf(await readAll({ streamName, filter })))).toEqual(
      upTo(2_000).filter((n) => n % 40 === 7),
    )
    const shardId = 'shardId-000000000001'
    const one = await readAll({ streamName, shardId })
    expect(one.length).toBeGreaterThan(0)
    expect(one.length).toBeLessThan(2_000)
    expect(new Set(one.map((event) => event.shardId))).toEqual(new Set([shardId]))
    await expect(readAll({ streamName, shardId: 'shardId-000000000009' })).rejects.toThrow(
      /shardId-000000000000/,
    )
  })

  it('says that a stream is not there', async () => {
    await expect(readAll({ streamName: 'nobody-made-this' })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('is complete although calls fail and connections break', async () => {
    const streamName = await newStream(2)
    await put(streamName, 0, 3_000)
    Object.assign(endpoint.faults, { http500Rate: 0.3, resetRate: 0.2 })
    try {
      const totals = newTotals()
      const patience = { bounds: { baseMs: 5, capMs: 50 }, tries: 30 }
      for (let round = 0; round < 5; round++)
        expect(ascending(numbersOf(await readAll({ streamName, patience }, totals)))).toEqual(upTo(3_000))
      expect(totals.retries).toBeGreaterThan(0)
    } finally {
      Object.assign(endpoint.faults, NO_FAULTS)
    }
  })

  it('keeps to five calls a second, however eager it is', async () => {
    const limited = await startEndpoint({ createDelayMs: 0 })
    const client = await openKinesis({ endpointUrl: limited.url, region: REGION })
    try {
      const streamName = await newStream(1, client)
      const ending = new AbortController()
      let reads = 0
      const counting: Pick<Kinesis, 'call'> = {
        call: (operation, input, signal) => {
          if (operation === 'GetRecords' && ++reads === 8) ending.abort()
          return client.call(operation, input, signal)
        },
      }
      const totals = newTotals()
      const options = { streamName, from: LATEST, follow: true, idleMs: 1, signal: ending.signal }
      for await (const _ of readEvents(counting, options, totals)) expect.unreachable()
      expect(reads).toBe(8)
      expect(totals).toMatchObject({ throttles: 0, retries: 0 })
    } finally {
      client.close()
      await limited.close()
    }
  })

  it('keeps to the read limits: no call is refused, though two megabytes and more wait in a shard', async () => {
    const limited = await startEndpoint({ createDelayMs: 0 })
    const client = await openKinesis({ endpointUrl: limited.url, region: REGION })
    try {
      const streamName = await newStream(1, client)
      const Data = Buffer.alloc(512 * 1024, 'x')
      for (let i = 0; i < 6; i++) {
        await until(async () => {
          const [answer] = await Promise.allSettled([
            client.call('PutRecord', { StreamName: streamName, PartitionKey: 'k', Data }),
          ])
          return answer.status === 'fulfilled'
        })
      }
      const totals = newTotals()
      expect(await readAll({ streamName }, totals, client)).toHaveLength(6)
      expect(totals).toMatchObject({ throttles: 0, retries: 0 })
    } finally {
      client.close()
      await limited.close()
    }
  })
})

async function reshard(StreamName: string, TargetShardCount: number): Promise<void> {
  await kinesis.call('UpdateShardCount', { StreamName, TargetShardCount, ScalingType: 'UNIFORM_SCALING' })
  await waitActive(kinesis, StreamName)
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('waited too long')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
