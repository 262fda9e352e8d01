import {
  GetRecordsCommand,
  ListShardsCommand,
  MergeShardsCommand,
  SplitShardCommand,
  UpdateShardCountCommand,
} from '@aws-sdk/client-kinesis'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  codeOf,
  iterator,
  openStream,
  put,
  readAll,
  shardsOf,
  statusOf,
  TestClock,
} from '../../../test/support/local.ts'
import { evenRanges, HASH_KEYS, hashOfKey } from './hash-range.ts'
import { merge, scaleUniformly, split } from './reshard.ts'
import { Stream } from './stream.ts'

const [FIRST, SECOND, THIRD] = ['shardId-000000000000', 'shardId-000000000001', 'shardId-000000000002']

describe('resharding', () => {
  test('a split shard is read to its end and names its children', async () => {
    const clock = new TestClock()
    const { kinesis } = await openStream(1, { now: clock.now, createDelayMs: 500 })
    clock.advance(500)
    await put(kinesis, ['before'])
    await kinesis.send(
      new SplitShardCommand({
        StreamName: 'logs',
        ShardToSplit: FIRST!,
        NewStartingHashKey: String(2n ** 127n),
      }),
    )
    expect(await statusOf(kinesis)).toBe('UPDATING')
    await put(kinesis, ['meanwhile'])
    clock.advance(500)
    expect(await statusOf(kinesis)).toBe('ACTIVE')
    const after = await put(kinesis, ['a', 'b', 'c', 'd'], (text) => text)
    expect(new Set(after.Records!.map((record) => record.ShardId))).toEqual(new Set([SECOND, THIRD]))

    const shards = await shardsOf(kinesis)
    expect(shards).toMatchObject([
      { ShardId: FIRST, SequenceNumberRange: { EndingSequenceNumber: expect.stringMatching(/^\d{56}$/) } },
      { ShardId: SECOND, ParentShardId: FIRST },
      { ShardId: THIRD, ParentShardId: FIRST },
    ])
    const parent = BigInt(shards[0]!.SequenceNumberRange!.EndingSequenceNumber!)
    expect(BigInt(shards[1]!.SequenceNumberRange!.StartingSequenceNumber!)).toBeGreaterThan(parent)

    const page = await kinesis.send(new GetRecordsCommand({ ShardIterator: await iterator(kinesis) }))
    expect(page.Records!.map((record) => Buffer.from(record.Data!).toString())).toEqual([
      'before',
      'meanwhile',
    ])
    expect(page.NextShardIterator ?? undefined).toBeUndefined()
    expect(page.ChildShards).toMatchObject([
      { ShardId: SECOND, ParentShards: [FIRST] },
      { ShardId: THIRD, ParentShards: [FIRST] },
    ])
    const children = await Promise.all(
      [SECOND, THIRD].map(async (ShardId) =>
        readAll(kinesis, await iterator(kinesis, { ShardId: ShardId! })),
      ),
    )
    expect(children.flat().sort()).toEqual(['a', 'b', 'c', 'd'])
  })

  test('two merged shards have one child', async () => {
    const { kinesis } = await openStream(2)
    const mergeOf = (ShardToMerge: string, AdjacentShardToMerge: string): Promise<unknown> =>
      kinesis.send(new MergeShardsCommand({ StreamName: 'logs', ShardToMerge, AdjacentShardToMerge }))
    expect(await codeOf(mergeOf(SECOND!, FIRST!))).toBe('InvalidArgumentException')
    await mergeOf(FIRST!, SECOND!)
    expect((await shardsOf(kinesis))[2]).toMatchObject({
      ShardId: THIRD,
      ParentShardId: FIRST,
      AdjacentParentShardId: SECOND,
      HashKeyRange: { StartingHashKey: '0', EndingHashKey: String(HASH_KEYS - 1n) },
    })
    expect(await codeOf(mergeOf(FIRST!, SECOND!))).toBe('InvalidArgumentException')
  })

  test('shard filters tell open from closed, now and then', async () => {
    const clock = new TestClock()
    const { kinesis } = await openStream(1, { now: clock.now })
    const start = new Date(clock.ms)
    clock.advance(60_000)
    await kinesis.send(
      new UpdateShardCountCommand({
        StreamName: 'logs',
        TargetShardCount: 2,
        ScalingType: 'UNIFORM_SCALING',
      }),
    )
    clock.advance(60_000)
    const ids = async (
      ShardFilter: NonNullable<ListShardsCommand['input']['ShardFilter']>,
    ): Promise<string> => {
      const { Shards } = await kinesis.send(new ListShardsCommand({ StreamName: 'logs', ShardFilter }))
      return Shards!.map((shard) => shard.ShardId!.at(-1)).join('')
    }
    expect(await ids({ Type: 'FROM_TRIM_HORIZON' })).toBe('012')
    expect(await ids({ Type: 'AT_LATEST' })).toBe('12')
    expect(await ids({ Type: 'AT_TRIM_HORIZON' })).toBe('0')
    expect(await ids({ Type: 'AFTER_SHARD_ID', ShardId: SECOND! })).toBe('2')
    expect(await ids({ Type: 'AT_TIMESTAMP', Timestamp: start })).toBe('0')
    expect(await ids({ Type: 'FROM_TIMESTAMP', Timestamp: new Date(clock.ms) })).toBe('12')
    clock.advance(24 * 3_600_000)
    expect(await ids({ Type: 'FROM_TRIM_HORIZON' })).toBe('12')
  })

  test('any sequence of changes keeps the ranges whole and the families small', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('scale' as const), to: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ kind: fc.constant('split' as const), at: fc.bigInt({ min: 2n, max: HASH_KEYS - 3n }) }),
      fc.record({ kind: fc.constant('merge' as const), at: fc.nat(50) }),
    )
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.array(step, { maxLength: 8 }), (start, steps) => {
        const stream = newStream(start)
        steps.forEach((one, now) => {
          if (one.kind === 'scale') {
            scaleUniformly(stream, one.to, now)
            expect(stream.open.map((shard) => shard.range)).toEqual(evenRanges(one.to))
          } else if (one.kind === 'split') {
            const shard = stream.open.find(({ range }) => range.start <= one.at && one.at <= range.end)!
            if (one.at > shard.range.start) split(stream, shard, one.at, now)
          } else if (stream.open.length > 1) {
            const at = one.at % (stream.open.length - 1)
            merge(stream, stream.open[at]!, stream.open[at + 1]!, now)
          }
        })
        checkWhole(stream)
      }),
      { numRuns: 60 },
    )
  })

  test('every key goes to the shard whose range holds its hash', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.string({ minLength: 1 }), (count, key) => {
        const stream = newStream(count)
        const hash = BigInt(`0x${hashOfKey(key)}`)
        const { range } = stream.shardFor(hashOfKey(key))
        expect(range.start <= hash && hash <= range.end).toBe(true)
      }),
      { numRuns: 50 },
    )
  })
})

function newStream(shardCount: number): Stream {
  const stream = new Stream(
    {
      name: 's',
      region: 'r',
      shardCount,
      mode: 'PROVISIONED',
      maxRecordKiB: 1024,
      distribution: 'USER_PARTITION_KEY',
      tags: new Map(),
    },
    0,
  )
  stream.openShards()
  return stream
}

/** Open ranges partition the key space; nobody has more than two parents; children come after their parents. */
function checkWhole(stream: Stream): void {
  let next = 0n
  for (const { range } of stream.open) {
    expect(range.start).toBe(next)
    expect(range.end).toBeGreaterThanOrEqual(range.start)
    next = range.end + 1n
  }
  expect(next).toBe(HASH_KEYS)
  for (const shard of stream.shards) {
    expect(shard.parents.length).toBeLessThanOrEqual(2)
    for (const parent of shard.parents) {
      expect(parent.isOpen).toBe(false)
      expect(BigInt(shard.startingSequence)).toBeGreaterThan(BigInt(parent.endingSequence!))
    }
  }
}
