import type { Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../../test/support/until.ts'
import { type Endpoint, startEndpoint } from './endpoint.ts'

/**
 * kinesalite copied its answers to wrong calls from the real service, call by call: it is the oracle for error
 * codes here, and for messages where the service has not changed since. Calls go as raw JSON, so that no client
 * corrects or refuses them first.
 */
interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}

let oracle: Server
let ours: Endpoint

beforeAll(async () => {
  const kinesalite = createRequire(import.meta.url)('kinesalite') as (options: object) => Server
  oracle = kinesalite({ createStreamMs: 0, updateStreamMs: 0, deleteStreamMs: 0, shardLimit: 20 })
  await new Promise<void>((resolve) => oracle.listen(0, '127.0.0.1', resolve))
  ours = await startEndpoint({ createDelayMs: 0 })
  for (const url of urls()) {
    await call(url, 'CreateStream', { StreamName: 'logs', ShardCount: 3 })
    await until(
      async () => {
        const { body } = await call(url, 'DescribeStream', { StreamName: 'logs' })
        return (body['StreamDescription'] as { StreamStatus?: string }).StreamStatus === 'ACTIVE'
      },
      () => `the stream on ${url}`,
    )
  }
})

afterAll(async () => {
  await ours.close()
  oracle.closeAllConnections()
  await new Promise((resolve) => oracle.close(resolve))
})

function urls(): [oracle: string, ours: string] {
  return [`http://127.0.0.1:${(oracle.address() as AddressInfo).port}`, ours.url]
}

async function call(url: string, operation: string, input: unknown, body?: string): Promise<Answer> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `Kinesis_20131202.${operation}`,
      'x-amz-date': '20260115T103000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260115/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=00',
    },
    body: body ?? JSON.stringify(input),
  })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? {} : JSON.parse(text) }
}

const both = (operation: string, input: unknown, body?: string): Promise<Answer[]> =>
  Promise.all(urls().map((url) => call(url, operation, input, body)))

const messageOf = ({ body }: Answer): unknown =>
  // kinesalite is inconsistent about the capital; the account it names is its own.
  String(body['message'] ?? body['Message']).replaceAll('000000000000', 'ACCOUNT')

const shard0 = 'shardId-000000000000'
const put = { StreamName: 'logs', Records: [{ PartitionKey: 'k', Data: 'aGVsbG8=' }] }
const max = (2n ** 128n).toString()

describe('wrong calls fail as on the real service: code and message', () => {
  test.each<[operation: string, input: unknown]>([
    ['CreateStream', { ShardCount: 1 }],
    ['CreateStream', { StreamName: '', ShardCount: 1 }],
    ['CreateStream', { StreamName: 'bad name', ShardCount: 1 }],
    ['CreateStream', { StreamName: 'x'.repeat(129), ShardCount: 1 }],
    ['CreateStream', { StreamName: 'x', ShardCount: 0 }],
    ['CreateStream', { StreamName: 'x', ShardCount: -1 }],
    ['CreateStream', { StreamName: 'x', ShardCount: 100_001 }],
    ['CreateStream', { StreamName: 'x', ShardCount: '1' }],
    ['CreateStream', { StreamName: 'logs', ShardCount: 1 }],
    ['CreateStream', { StreamName: 5, ShardCount: 1 }],
    ['CreateStream', { StreamName: ['x'], ShardCount: 1 }],
    ['CreateStream', { StreamName: { x: 1 }, ShardCount: 1 }],
    ['DeleteStream', {}],
    ['DeleteStream', { StreamName: 'nowhere' }],
    ['DescribeStream', {}],
    ['DescribeStream', { StreamName: 'nowhere' }],
    ['DescribeStream', { StreamName: 'logs', Limit: 0 }],
    ['DescribeStream', { StreamName: 'logs', Limit: 10_001 }],
    ['DescribeStreamSummary', { StreamName: 'nowhere' }],
    ['ListStreams', { Limit: 0 }],
    ['ListStreams', { Limit: '5' }],
    ['ListShards', {}],
    ['ListShards', { StreamName: 'nowhere' }],
    ['ListShards', { StreamName: 'logs', MaxResults: 0 }],
    ['ListShards', { StreamName: 'logs', NextToken: 'x' }],
    ['PutRecords', { StreamName: 'logs' }],
    ['PutRecords', { StreamName: 'logs', Records: null }],
    ['PutRecords', { StreamName: 'logs', Records: [] }],
    ['PutRecords', { StreamName: 'logs', Records: 'x' }],
    ['PutRecords', { StreamName: 'logs', Records: {} }],
    ['PutRecords', { ...put, StreamName: 'nowhere' }],
    ['PutRecords', { ...put, StreamName: '' }],
    ['PutRecords', { StreamName: 'logs', Records: [{ ...put.Records[0], ExplicitHashKey: max }] }],
    ['PutRecords', { StreamName: 'logs', Records: [{ PartitionKey: 5, Data: '' }] }],
    ['PutRecords', { StreamName: 'logs', Records: [{ PartitionKey: 'k', Data: 5 }] }],
    ['PutRecords', { StreamName: 'logs', Records: [{ PartitionKey: 'k', Data: true }] }],
    ['PutRecords', { StreamName: 'logs', Records: [{ PartitionKey: 'k', Data: 'abc' }] }],
    ['PutRecords', { StreamName: 'logs', Records: [{ PartitionKey: 'k', Data: 'ab*=' }] }],
    ['PutRecord', { StreamName: 'logs', PartitionKey: 'k' }],
    ['PutRecord', { StreamName: 'logs', PartitionKey: '', Data: '' }],
    ['PutRecord', { StreamName: 'logs', PartitionKey: 'k'.repeat(257), Data: '' }],
    ['PutRecord', { StreamName: 'logs', PartitionKey: 'k', Data: '', ExplicitHashKey: 'abc' }],
    ['PutRecord', { StreamName: 'logs', PartitionKey: 'k', Data: '', ExplicitHashKey: max }],
    [
      'PutRecord',
      { StreamName: 'logs', PartitionKey: 'k', Data: '', SequenceNumberForOrdering: '9'.repeat(129) },
    ],
    ['PutRecord', { StreamName: 'nowhere', PartitionKey: 'k', Data: '' }],
    ['GetShardIterator', { StreamName: 'logs', ShardId: shard0 }],
    ['GetShardIterator', { StreamName: 'logs', ShardIteratorType: 'LATEST' }],
    ['GetShardIterator', { StreamName: 'logs', ShardId: 'x', ShardIteratorType: 'LATEST' }],
    ['GetShardIterator', { StreamName: 'logs', ShardId: shard0, ShardIteratorType: 'OLDEST' }],
    ['GetShardIterator', { StreamName: 'logs', ShardId: shard0, ShardIteratorType: 'AT_SEQUENCE_NUMBER' }],
    ['GetShardIterator', { StreamName: 'logs', ShardId: shard0, ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' }],
    [
      'GetShardIterator',
      { StreamName: 'logs', ShardId: shard0, ShardIteratorType: 'LATEST', StartingSequenceNumber: '5' },
    ],
    [
      'GetShardIterator',
      {
        StreamName: 'logs',
        ShardId: shard0,
        ShardIteratorType: 'AT_SEQUENCE_NUMBER',
        StartingSequenceNumber: 'abc',
      },
    ],
    ['GetShardIterator', { StreamName: 'logs', ShardId: shard0, ShardIteratorType: 'AT_TIMESTAMP' }],
    ['GetRecords', {}],
    ['GetRecords', { ShardIterator: '' }],
    ['GetRecords', { ShardIterator: 'made-up' }],
    ['GetRecords', { ShardIterator: 'x'.repeat(513) }],
    ['GetRecords', { ShardIterator: 'x', Limit: 0 }],
    ['GetRecords', { ShardIterator: 'x', Limit: 10_001 }],
    ['SplitShard', { StreamName: 'logs', ShardToSplit: shard0 }],
    ['SplitShard', { StreamName: 'logs', ShardToSplit: shard0, NewStartingHashKey: 'abc' }],
    ['SplitShard', { StreamName: 'logs', ShardToSplit: shard0, NewStartingHashKey: '0' }],
    ['SplitShard', { StreamName: 'logs', ShardToSplit: shard0, NewStartingHashKey: '1' }],
    ['SplitShard', { StreamName: 'logs', ShardToSplit: 'shardId-000000000009', NewStartingHashKey: '5' }],
    ['SplitShard', { StreamName: 'nowhere', ShardToSplit: shard0, NewStartingHashKey: '5' }],
    [
      'MergeShards',
      { StreamName: 'logs', ShardToMerge: shard0, AdjacentShardToMerge: 'shardId-000000000002' },
    ],
    ['MergeShards', { StreamName: 'logs', ShardToMerge: shard0, AdjacentShardToMerge: shard0 }],
    ['MergeShards', { StreamName: 'logs', ShardToMerge: shard0 }],
    ['IncreaseStreamRetentionPeriod', { StreamName: 'logs', RetentionPeriodHours: 23 }],
    ['IncreaseStreamRetentionPeriod', { StreamName: 'logs', RetentionPeriodHours: 0 }],
    ['DecreaseStreamRetentionPeriod', { StreamName: 'logs', RetentionPeriodHours: 25 }],
    ['AddTagsToStream', { StreamName: 'logs' }],
    ['AddTagsToStream', { StreamName: 'logs', Tags: {} }],
    ['AddTagsToStream', { StreamName: 'nowhere', Tags: { a: 'b' } }],
    ['RemoveTagsFromStream', { StreamName: 'logs', TagKeys: [] }],
    ['ListTagsForStream', { StreamName: 'nowhere' }],
  ])('%s %j', async (operation, input) => {
    const [theirs, mine] = (await both(operation, input)) as [Answer, Answer]
    expect(theirs.body['__type']).toBeDefined()
    expect(mine.body['__type']).toBe(theirs.body['__type'])
    expect(mine.status).toBe(theirs.status)
    expect(messageOf(mine)).toBe(messageOf(theirs))
  })

  test.each([
    ['no JSON', 'ListStreams', '{'],
    ['JSON, but no object', 'ListStreams', '5'],
    ['no such operation', 'MakeCoffee', '{}'],
  ])('%s', async (_, operation, body) => {
    const [theirs, mine] = (await both(operation, undefined, body)) as [Answer, Answer]
    expect(mine.body['__type']).toBe(theirs.body['__type'])
    expect(mine.status).toBe(theirs.status)
  })
})

describe('right calls answer alike', () => {
  test('shards have the same ids and ranges', async () => {
    const [theirs, mine] = await both('ListShards', { StreamName: 'logs' })
    const shown = ({ body }: Answer): unknown =>
      (body['Shards'] as { ShardId: string; HashKeyRange: object }[]).map(({ ShardId, HashKeyRange }) => ({
        ShardId,
        HashKeyRange,
      }))
    expect(shown(mine!)).toEqual(shown(theirs!))
  })

  test('each key goes to the same shard, and comes back the same', async () => {
    const Records = Array.from({ length: 200 }, (_, i) => ({
      PartitionKey: `key ${i} 한글 "quoted" \\`,
      Data: Buffer.from(`text ${i}`).toString('base64'),
      ...(i % 7 === 0 ? { ExplicitHashKey: (BigInt(i) << 120n).toString() } : {}),
    }))
    const [theirs, mine] = await both('PutRecords', { StreamName: 'logs', Records })
    const places = ({ body }: Answer): string[] =>
      (body['Records'] as { ShardId: string }[]).map((record) => record.ShardId)
    expect(places(mine!)).toEqual(places(theirs!))
    const read = await Promise.all(urls().map((url) => readShard(url, 'shardId-000000000001')))
    expect(read[1]).toEqual(read[0])
    expect(read[1]!.length).toBeGreaterThan(40)
  })

  async function readShard(url: string, ShardId: string): Promise<unknown[]> {
    const input = { StreamName: 'logs', ShardId, ShardIteratorType: 'TRIM_HORIZON' }
    const { body } = await call(url, 'GetShardIterator', input)
    const answer = await call(url, 'GetRecords', { ShardIterator: body['ShardIterator'] })
    return (answer.body['Records'] as { PartitionKey: string; Data: string }[]).map(
      ({ PartitionKey, Data }) => [PartitionKey, Data],
    )
  }

  test('a stream is described with the same members', async () => {
    const [theirs, mine] = await both('DescribeStream', { StreamName: 'logs' })
    const members = Object.keys(theirs!.body['StreamDescription'] as object).sort()
    expect(Object.keys(mine!.body['StreamDescription'] as object)).toEqual(expect.arrayContaining(members))
  })
})
