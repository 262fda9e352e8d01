import { DescribeStreamCommand, GetRecordsCommand, PutRecordCommand } from '@aws-sdk/client-kinesis'
import { describe, expect, test } from 'vitest'
import {
  codeOf,
  iterator,
  kinesisClient,
  openStream,
  put,
  readAll,
  seededRandom,
  shardsOf,
} from '../../test/support/local.ts'

const numbered = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i))

describe.each(['http1', 'http2'] as const)('faults over %s', (protocol) => {
  const options = { protocol, enforceLimits: false }

  test('--fail-rate fails single records, and what it failed is not stored', async () => {
    const { kinesis } = await openStream(1, {
      ...options,
      random: seededRandom(1),
      faults: { failRate: 0.3 },
    })
    const texts = numbered(500)
    const { Records, FailedRecordCount } = await put(kinesis, texts)
    const stored = texts.filter((_, i) => Records![i]!.SequenceNumber !== undefined)
    expect(FailedRecordCount).toBe(500 - stored.length)
    expect(FailedRecordCount).toBeGreaterThan(110)
    expect(FailedRecordCount).toBeLessThan(190)
    expect(Records!.find((record) => record.ErrorCode)).toEqual({
      ErrorCode: 'InternalFailure',
      ErrorMessage: 'Internal service failure.',
    })
    expect(await readAll(kinesis, await iterator(kinesis))).toEqual(stored)
  })

  test('--throttle refuses the tail of what a request brings a shard', async () => {
    const { kinesis } = await openStream(2, {
      ...options,
      random: seededRandom(2),
      faults: { throttleRate: 1 },
    })
    const { Records } = await put(kinesis, numbered(200), (text) => text)
    const codes = Records!.map((record) => record.ErrorCode)
    expect(new Set(codes)).toEqual(new Set([undefined, 'ProvisionedThroughputExceededException']))
    for (const { ShardId } of await shardsOf(kinesis)) {
      const throttledAt = Records!.findIndex((record) => record.ErrorMessage?.includes(ShardId!))
      expect(throttledAt).toBeGreaterThanOrEqual(0)
      const later = Records!.slice(throttledAt)
      expect(later.some((record) => record.ShardId === ShardId)).toBe(false)
    }
  })

  test('--throttle with a probability leaves the other requests whole', async () => {
    const { kinesis } = await openStream(1, {
      ...options,
      random: seededRandom(3),
      faults: { throttleRate: 0.3 },
    })
    let hit = 0
    for (let i = 0; i < 100; i++) if ((await put(kinesis, numbered(10))).FailedRecordCount! > 0) hit++
    expect(hit).toBeGreaterThan(10)
    expect(hit).toBeLessThan(55)
  })

  test('--latency delays reads and writes, not the management of streams', async () => {
    const { kinesis, endpoint } = await openStream(1, { ...options, faults: { latencyMs: 80 } })
    const took = async (call: () => Promise<unknown>): Promise<number> => {
      const before = performance.now()
      await call()
      return performance.now() - before
    }
    // Timers may fire a millisecond early.
    expect(await took(() => put(kinesis, ['x']))).toBeGreaterThanOrEqual(79)
    endpoint.faults.latencyMs = 60_000
    expect(await took(() => shardsOf(kinesis))).toBeLessThan(10_000)
    await kinesis.send(new DescribeStreamCommand({ StreamName: 'logs' }))
    endpoint.faults.latencyMs = 0
    expect(await readAll(kinesis, await iterator(kinesis))).toEqual(['x'])
  })

  test('--http-500 fails whole calls with nothing stored', async () => {
    const { kinesis, endpoint } = await openStream(1, { ...options, faults: { http500Rate: 1 } })
    await expect(put(kinesis, ['x'])).rejects.toMatchObject({
      name: 'InternalFailure',
      $metadata: { httpStatusCode: 500 },
    })
    const read = kinesis.send(new GetRecordsCommand({ ShardIterator: 'any' }))
    await expect(read).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } })
    expect(await shardsOf(kinesis)).toHaveLength(1)
    endpoint.faults.http500Rate = 0
    expect(await readAll(kinesis, await iterator(kinesis))).toEqual([])
  })

  test('--reset cuts the connection, half of the times after the records were stored', async () => {
    const { kinesis, endpoint } = await openStream(1, {
      ...options,
      random: seededRandom(5),
      faults: { resetRate: 1 },
    })
    const texts = numbered(40)
    for (const text of texts) await expect(put(kinesis, [text])).rejects.toThrow()
    endpoint.faults.resetRate = 0
    const stored = await readAll(kinesis, await iterator(kinesis))
    expect(stored.length).toBeGreaterThan(8)
    expect(stored.length).toBeLessThan(32)
    expect(stored).toEqual(texts.filter((text) => stored.includes(text)))
  })
})

test('PutRecord fails and is throttled as a whole', async () => {
  const { kinesis, endpoint } = await openStream(1, { faults: { failRate: 1 } })
  const one = new PutRecordCommand({ StreamName: 'logs', PartitionKey: 'k', Data: Buffer.from('x') })
  expect(await codeOf(kinesis.send(one))).toBe('InternalFailure')
  Object.assign(endpoint.faults, { failRate: 0, throttleRate: 1 })
  expect(await codeOf(kinesis.send(one))).toBe('ProvisionedThroughputExceededException')
  endpoint.faults.throttleRate = 0
  await kinesis.send(one)
})

test('--clock-ahead refuses what is signed for another time, tells its own, and lets a clock be corrected', async () => {
  const { kinesis, endpoint } = await openStream(1)
  endpoint.faults.clockAheadMs = 7_200_000
  expect(await codeOf(put(kinesis, ['x']))).toBe('InvalidSignatureException')
  // The client has taken the time from the refusal.
  await put(kinesis, ['y'])
  endpoint.faults.clockAheadMs = 1
  expect(await codeOf(put(kinesis, ['x']))).toBe('InvalidSignatureException')
  await put(kinesis, ['z'])
  endpoint.faults.clockAheadMs = 0
  await put(kinesis, ['any time will do'])
})

test('an access key id that begins with EXPIRED is answered as one that was good once', async () => {
  const { endpoint } = await openStream(1)
  const kinesis = kinesisClient(endpoint.url, { accessKeyId: 'EXPIRED1' })
  expect(await codeOf(put(kinesis, ['x']))).toBe('ExpiredTokenException')
})
