import {
  CreateStreamCommand,
  GetRecordsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  UpdateMaxRecordSizeCommand,
  UpdateShardCountCommand,
} from '@aws-sdk/client-kinesis'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codeOf, iterator, openStream, put, shardsOf, TestClock } from '../../test/support/local.ts'
import { TokenBucket } from './stream/token-bucket.ts'

const MIB = 1024 * 1024
const texts = (count: number, text = 'x'): string[] => Array.from({ length: count }, () => text)

describe('what a shard takes', () => {
  test('is 1,000 records a second, the rest refused one by one and taken again later', async () => {
    const clock = new TestClock()
    const { kinesis } = await openStream(1, { now: clock.now })
    const first = await put(kinesis, texts(500))
    const second = await put(kinesis, texts(500))
    expect([first.FailedRecordCount, second.FailedRecordCount]).toEqual([0, 0])
    clock.advance(100)
    const third = await put(kinesis, texts(500))
    expect(third.FailedRecordCount).toBe(400)
    expect(third.Records![99]).toEqual({
      SequenceNumber: expect.any(String),
      ShardId: 'shardId-000000000000',
    })
    expect(third.Records![100]).toEqual({
      ErrorCode: 'ProvisionedThroughputExceededException',
      ErrorMessage: 'Rate exceeded for shard shardId-000000000000 in stream logs under account 000000000000.',
    })
    clock.advance(10_000)
    expect((await put(kinesis, texts(500))).FailedRecordCount).toBe(0)
    expect((await put(kinesis, texts(500))).FailedRecordCount).toBe(0)
    expect((await put(kinesis, texts(1))).FailedRecordCount).toBe(1)
  })

  test('is 1 MiB a second, and a shard that refused one record refuses the rest of the request', async () => {
    const clock = new TestClock()
    const { kinesis } = await openStream(1, { now: clock.now })
    const large = 'x'.repeat(400_000)
    const { Records } = await put(kinesis, [large, large, large, 'small'])
    expect(Records!.map((record) => record.ErrorCode ?? 'stored')).toEqual([
      'stored',
      'stored',
      'ProvisionedThroughputExceededException',
      'ProvisionedThroughputExceededException',
    ])
    expect((await put(kinesis, ['small'])).FailedRecordCount).toBe(0)
  })

  test('is counted shard by shard', async () => {
    const clock = new TestClock()
    const { kinesis } = await openStream(2, { now: clock.now })
    await put(kinesis, texts(500))
    await put(kinesis, texts(500))
    const mixed = await put(kinesis, ['k', 'other', 'k', 'other'], (text) => (text === 'k' ? 'key' : '1'))
    const [full, free] = [mixed.Records![0]!, mixed.Records![1]!]
    expect(full.ErrorCode).toBe('ProvisionedThroughputExceededException')
    expect(free.ShardId).toBeDefined()
    expect(mixed.FailedRecordCount).toBe(2)
  })

  test('refuses PutRecord as a whole', async () => {
    const clock = new TestClock()
    const { kinesis } = await openStream(1, { now: clock.now })
    await put(kinesis, texts(500))
    await put(kinesis, texts(500))
    const one = kinesis.send(
      new PutRecordCommand({ StreamName: 'logs', PartitionKey: 'k', Data: Buffer.from('x') }),
    )
    await expect(one).rejects.toMatchObject({
      name: 'ProvisionedThroughputExceededException',
      $metadata: { httpStatusCode: 400 },
    })
  })

  test('has no bounds with the limits off', async () => {
    const { kinesis } = await openStream(1, { now: new TestClock().now, enforceLimits: false })
    for (let i = 0; i < 5; i++) expect((await put(kinesis, texts(500))).FailedRecordCount).toBe(0)
  })
})

describe('what a request may hold', () => {
  test('is 500 records, limits on or off', async () => {
    for (const enforceLimits of [true, false]) {
      const { kinesis } = await openStream(1, { enforceLimits })
      await expect(put(kinesis, texts(501))).rejects.toMatchObject({
        name: 'ValidationException',
        message: expect.stringContaining('Member must have length less than or equal to 500'),
      })
    }
  })

  test('is 10 MiB, keys included, and nothing of a larger one is stored', async () => {
    const { kinesis } = await openStream(1, { enforceLimits: false })
    const key = 'k'.repeat(256)
    const fits = texts(10, 'x'.repeat(MIB - 256))
    expect((await put(kinesis, fits, () => key)).FailedRecordCount).toBe(0)
    const before = await iterator(kinesis, { ShardIteratorType: 'LATEST' })
    await expect(put(kinesis, [...fits, 'x'], () => key)).rejects.toMatchObject({
      name: 'InvalidArgumentException',
      message: 'Records size exceeds 10 MB limit',
    })
    expect((await kinesis.send(new GetRecordsCommand({ ShardIterator: before }))).Records).toEqual([])
  })

  test('is records as large as the stream allows, key included', async () => {
    const { kinesis } = await openStream(1)
    expect((await put(kinesis, ['x'.repeat(MIB - 3)])).FailedRecordCount).toBe(0)
    const over = put(kinesis, ['fine', 'x'.repeat(MIB - 2)])
    await expect(over).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining("at 'records.2.member.data'"),
    })
  })

  test('lets one large record borrow from the seconds to come', async () => {
    const clock = new TestClock()
    const { kinesis } = await openStream(1, { now: clock.now })
    const StreamARN = 'arn:aws:kinesis:us-east-1:000000000000:stream/logs'
    await kinesis.send(new UpdateMaxRecordSizeCommand({ StreamARN, MaxRecordSizeInKiB: 10_240 }))
    expect((await put(kinesis, ['x'.repeat(5 * MIB)])).FailedRecordCount).toBe(0)
    clock.advance(3900)
    expect((await put(kinesis, ['y'])).FailedRecordCount).toBe(1)
    clock.advance(200)
    expect((await put(kinesis, ['y'])).FailedRecordCount).toBe(0)
  })
})

describe('what a shard gives', () => {
  test('is five reads a second', async () => {
    const clock = new TestClock()
    const { kinesis } = await openStream(1, { now: clock.now })
    const read = new GetRecordsCommand({ ShardIterator: await iterator(kinesis) })
    for (let i = 0; i < 5; i++) await kinesis.send(read)
    expect(await codeOf(kinesis.send(read))).toBe('ProvisionedThroughputExceededException')
    clock.advance(200)
    await kinesis.send(read)
  })

  test('is 2 MiB a second: a read of more is worked off first', async () => {
    const clock = new TestClock()
    const { kinesis } = await openStream(1, { now: clock.now })
    for (let i = 0; i < 6; i++) {
      await put(kinesis, ['x'.repeat(MIB - 3)])
      clock.advance(1000)
    }
    const read = new GetRecordsCommand({ ShardIterator: await iterator(kinesis) })
    expect((await kinesis.send(read)).Records).toHaveLength(6)
    clock.advance(1900)
    expect(await codeOf(kinesis.send(read))).toBe('ProvisionedThroughputExceededException')
    clock.advance(200)
    expect((await kinesis.send(read)).Records).toHaveLength(6)
  })

  test('is 10 MiB in one read', async () => {
    const { kinesis } = await openStream(1, { enforceLimits: false })
    const whole = texts(10, 'x'.repeat(MIB - 3))
    await put(kinesis, whole)
    await put(kinesis, whole)
    const page = await kinesis.send(new GetRecordsCommand({ ShardIterator: await iterator(kinesis) }))
    expect(page.Records).toHaveLength(10)
    expect(page.MillisBehindLatest).toBeGreaterThan(0)
    const few = await kinesis.send(
      new GetRecordsCommand({ ShardIterator: await iterator(kinesis), Limit: 3 }),
    )
    expect(few.Records).toHaveLength(3)
  })
})

describe('what an account may have', () => {
  test('is 500 shards in a region, and five streams CREATING at once', async () => {
    const { kinesis } = await openStream(400, { createDelayMs: 60_000 })
    const create = (StreamName: string, ShardCount: number): Promise<string> =>
      codeOf(kinesis.send(new CreateStreamCommand({ StreamName, ShardCount })))
    expect(await create('more', 101)).toBe('LimitExceededException')
    for (const name of ['b', 'c', 'd', 'e'])
      await kinesis.send(new CreateStreamCommand({ StreamName: name, ShardCount: 1 }))
    expect(await create('f', 1)).toBe('LimitExceededException')
  })

  test('is at most twice, and at least half, the shards by one UpdateShardCount', async () => {
    const { kinesis } = await openStream(4)
    const scale = (TargetShardCount: number): Promise<unknown> =>
      kinesis.send(
        new UpdateShardCountCommand({ StreamName: 'logs', TargetShardCount, ScalingType: 'UNIFORM_SCALING' }),
      )
    expect(await codeOf(scale(9))).toBe('LimitExceededException')
    expect(await codeOf(scale(1))).toBe('LimitExceededException')
    await scale(8)
    const open = (await shardsOf(kinesis)).filter((one) => !one.SequenceNumberRange?.EndingSequenceNumber)
    expect(open).toHaveLength(8)
  })
})

test('explicit hash keys choose the shard, at the borders too', async () => {
  const { kinesis } = await openStream(2)
  const keys = [0n, 2n ** 127n - 1n, 2n ** 127n, 2n ** 128n - 1n].map(String)
  const Records = keys.map((ExplicitHashKey) => ({
    PartitionKey: 'k',
    ExplicitHashKey,
    Data: Buffer.from('x'),
  }))
  const answer = await kinesis.send(new PutRecordsCommand({ StreamName: 'logs', Records }))
  expect(answer.Records!.map((record) => record.ShardId?.at(-1))).toEqual(['0', '0', '1', '1'])
  const beyond = [{ PartitionKey: 'k', ExplicitHashKey: String(2n ** 128n), Data: Buffer.from('x') }]
  const refused = kinesis.send(new PutRecordsCommand({ StreamName: 'logs', Records: beyond }))
  expect(await codeOf(refused)).toBe('InvalidArgumentException')
})

test('a token bucket never gives more than its capacity plus its rate, whatever the pattern', () => {
  const asks = fc.array(fc.tuple(fc.nat(2000), fc.integer({ min: 1, max: 150 })), { maxLength: 200 })
  fc.assert(
    fc.property(asks, (steps) => {
      const bucket = new TokenBucket(100, 50, 0)
      let now = 0
      let given = 0
      for (const [wait, amount] of steps) {
        now += wait
        if (!bucket.has(amount, now)) continue
        bucket.take(amount)
        given += amount
      }
      // An amount above the capacity may leave a debt of the difference, once at the end.
      expect(given).toBeLessThanOrEqual(100 + (now / 1000) * 50 + 50 + 1e-6)
    }),
  )
})
