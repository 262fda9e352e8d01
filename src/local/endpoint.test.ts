import {
  AddTagsToStreamCommand,
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeLimitsCommand,
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  IncreaseStreamRetentionPeriodCommand,
  ListShardsCommand,
  ListStreamsCommand,
  ListTagsForResourceCommand,
  ListTagsForStreamCommand,
  PutRecordCommand,
  PutRecordsCommand,
  RemoveTagsFromStreamCommand,
  UpdateMaxRecordSizeCommand,
  UpdateStreamModeCommand,
} from '@aws-sdk/client-kinesis'
import { describe, expect, test } from 'vitest'
import {
  codeOf,
  iterator,
  kinesisClient,
  openEndpoint,
  openStream,
  put,
  readAll,
  seededRandom,
  shardsOf,
  statusOf,
  TestClock,
} from '../../test/support/local.ts'

const MIB = 1024 * 1024

describe.each(['http1', 'http2'] as const)('the official client over %s', (protocol) => {
  test('creates, fills, reads and deletes a stream', async () => {
    const clock = new TestClock()
    const { kinesis } = await openStream(0, { protocol, now: clock.now, createDelayMs: 500 })
    await kinesis.send(new CreateStreamCommand({ StreamName: 'logs', ShardCount: 2 }))
    expect(await statusOf(kinesis)).toBe('CREATING')
    expect(await codeOf(put(kinesis, ['early']))).toBe('ResourceNotFoundException')
    expect(await codeOf(shardsOf(kinesis))).toBe('ResourceInUseException')
    clock.advance(500)
    const { StreamDescription } = await kinesis.send(new DescribeStreamCommand({ StreamName: 'logs' }))
    expect(StreamDescription).toMatchObject({
      StreamStatus: 'ACTIVE',
      StreamARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/logs',
      RetentionPeriodHours: 24,
      EncryptionType: 'NONE',
      HasMoreShards: false,
      Shards: [
        {
          ShardId: 'shardId-000000000000',
          HashKeyRange: { StartingHashKey: '0', EndingHashKey: '170141183460469231731687303715884105727' },
        },
        {
          ShardId: 'shardId-000000000001',
          HashKeyRange: {
            StartingHashKey: '170141183460469231731687303715884105728',
            EndingHashKey: '340282366920938463463374607431768211455',
          },
        },
      ],
    })
    const texts = Array.from({ length: 500 }, (_, i) => `line ${i} 한글 ${'x'.repeat(i)}`)
    const answer = await put(kinesis, texts, (text) => text.slice(0, 10))
    expect(answer.FailedRecordCount).toBe(0)
    const read: string[] = []
    for (const { ShardId } of await shardsOf(kinesis)) {
      const mine = await readAll(kinesis, await iterator(kinesis, { ShardId: ShardId! }))
      expect(mine).toEqual(texts.filter((_, i) => answer.Records![i]!.ShardId === ShardId))
      expect(mine.length).toBeGreaterThan(150)
      read.push(...mine)
    }
    expect(read.sort()).toEqual(texts.sort())
    await kinesis.send(new DeleteStreamCommand({ StreamName: 'logs' }))
    expect(await statusOf(kinesis)).toBe('DELETING')
    clock.advance(500)
    expect(await codeOf(statusOf(kinesis))).toBe('ResourceNotFoundException')
  })

  test('carries 10 MiB in one request and in one read', async () => {
    const { kinesis } = await openStream(1, { protocol, enforceLimits: false })
    const random = seededRandom(7)
    const parts = Array.from({ length: 10 }, () =>
      Buffer.from(Array.from({ length: MIB - 1 }, () => Math.floor(random() * 256))),
    )
    const Records = parts.map((Data) => ({ PartitionKey: 'k', Data }))
    const answer = await kinesis.send(new PutRecordsCommand({ StreamName: 'logs', Records }))
    expect(answer.FailedRecordCount).toBe(0)
    const page = await kinesis.send(new GetRecordsCommand({ ShardIterator: await iterator(kinesis) }))
    expect(page.Records).toHaveLength(10)
    expect(page.Records!.every((record, i) => Buffer.from(record.Data!).equals(parts[i]!))).toBe(true)
  })

  test('keeps many calls at once apart', async () => {
    const { kinesis } = await openStream(4, { protocol, enforceLimits: false })
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => put(kinesis, [`${i}a`, `${i}b`], (text) => text)),
    )
    const numbers = answers.flatMap((answer) => answer.Records!.map((record) => record.SequenceNumber))
    expect(new Set(numbers).size).toBe(80)
  })
})

describe('streams', () => {
  test('belong to the region that the call is signed for', async () => {
    const { endpoint, kinesis } = await openStream(1)
    const seoul = kinesisClient(endpoint.url, { region: 'ap-northeast-2' })
    expect(await codeOf(statusOf(seoul))).toBe('ResourceNotFoundException')
    expect((await seoul.send(new ListStreamsCommand({}))).StreamNames).toEqual([])
    const StreamARN = 'arn:aws:kinesis:us-east-1:000000000000:stream/logs'
    const summary = await kinesis.send(new DescribeStreamSummaryCommand({ StreamARN }))
    expect(summary.StreamDescriptionSummary?.StreamName).toBe('logs')
    expect(await codeOf(seoul.send(new DescribeStreamSummaryCommand({ StreamARN })))).toBe(
      'ResourceNotFoundException',
    )
  })

  test('are listed in pages by name', async () => {
    const streams = Array.from({ length: 7 }, (_, i) => ({
      name: `s${i}`,
      shardCount: 1,
      region: 'us-east-1',
    }))
    const endpoint = await openEndpoint({ streams })
    const kinesis = kinesisClient(endpoint.url)
    const first = await kinesis.send(new ListStreamsCommand({ Limit: 3 }))
    expect(first).toMatchObject({ StreamNames: ['s0', 's1', 's2'], HasMoreStreams: true })
    const second = await kinesis.send(new ListStreamsCommand({ NextToken: first.NextToken! }))
    expect(second).toMatchObject({ StreamNames: ['s3', 's4', 's5', 's6'], HasMoreStreams: false })
    const after = await kinesis.send(new ListStreamsCommand({ ExclusiveStartStreamName: 's5' }))
    expect(after.StreamSummaries).toMatchObject([{ StreamName: 's6', StreamStatus: 'ACTIVE' }])
  })

  test('list their shards in pages', async () => {
    const clock = new TestClock()
    const { kinesis } = await openStream(5, { now: clock.now })
    const first = await kinesis.send(new ListShardsCommand({ StreamName: 'logs', MaxResults: 2 }))
    const NextToken = first.NextToken!
    const second = await kinesis.send(new ListShardsCommand({ NextToken, MaxResults: 3 }))
    expect([...first.Shards!, ...second.Shards!].map((shard) => shard.ShardId?.at(-1))).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
    ])
    expect(second.NextToken).toBeUndefined()
    const both = kinesis.send(new ListShardsCommand({ NextToken, StreamName: 'logs' }))
    expect(await codeOf(both)).toBe('InvalidArgumentException')
    clock.advance(300_001)
    expect(await codeOf(kinesis.send(new ListShardsCommand({ NextToken })))).toBe('ExpiredNextTokenException')
  })

  test('carry tags, by name and by ARN', async () => {
    const { kinesis } = await openStream(1)
    const StreamName = 'logs'
    await kinesis.send(
      new AddTagsToStreamCommand({ StreamName, Tags: { team: '데이터', env: 'test', a: '1' } }),
    )
    await kinesis.send(new RemoveTagsFromStreamCommand({ StreamName, TagKeys: ['a'] }))
    const { Tags } = await kinesis.send(new ListTagsForStreamCommand({ StreamName }))
    expect(Tags).toEqual([
      { Key: 'env', Value: 'test' },
      { Key: 'team', Value: '데이터' },
    ])
    const ResourceARN = 'arn:aws:kinesis:us-east-1:000000000000:stream/logs'
    expect((await kinesis.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags).toEqual(Tags)
  })

  test('take larger records after UpdateMaxRecordSize, and change mode and retention', async () => {
    const { kinesis } = await openStream(1)
    const StreamARN = 'arn:aws:kinesis:us-east-1:000000000000:stream/logs'
    const large = new PutRecordCommand({ StreamARN, PartitionKey: 'k', Data: new Uint8Array(5 * MIB) })
    expect(await codeOf(kinesis.send(large))).toBe('ValidationException')
    await kinesis.send(new UpdateMaxRecordSizeCommand({ StreamARN, MaxRecordSizeInKiB: 10_240 }))
    await kinesis.send(large)
    await kinesis.send(
      new UpdateStreamModeCommand({ StreamARN, StreamModeDetails: { StreamMode: 'ON_DEMAND' } }),
    )
    await kinesis.send(new IncreaseStreamRetentionPeriodCommand({ StreamARN, RetentionPeriodHours: 48 }))
    const summary = await kinesis.send(new DescribeStreamSummaryCommand({ StreamARN }))
    expect(summary.StreamDescriptionSummary).toMatchObject({
      MaxRecordSizeInKiB: 10_240,
      RetentionPeriodHours: 48,
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
    })
    expect(await kinesis.send(new DescribeLimitsCommand({}))).toMatchObject({
      ShardLimit: 500,
      OpenShardCount: 1,
      OnDemandStreamCount: 1,
    })
  })
})

describe('refusals that can be tried out', () => {
  test.each([
    ['REFUSED', 'UnrecognizedClientException', 403],
    ['DENIED-writer', 'AccessDeniedException', 400],
  ])('access key id %s', async (accessKeyId, name, httpStatusCode) => {
    const endpoint = await openEndpoint()
    const kinesis = kinesisClient(endpoint.url, { accessKeyId })
    await expect(kinesis.send(new ListStreamsCommand({}))).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode },
    })
  })

  test('one operation alone, with the stream in the words', async () => {
    const { endpoint } = await openStream(1)
    const kinesis = kinesisClient(endpoint.url, { accessKeyId: 'DENIED-PutRecord' })
    expect(await shardsOf(kinesis)).toHaveLength(1)
    const input = { StreamName: 'logs', PartitionKey: 'k', Data: Buffer.from('x') }
    await expect(kinesis.send(new PutRecordCommand(input))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(
        'kinesis:PutRecord on resource: arn:aws:kinesis:us-east-1:000000000000:stream/logs ',
      ),
    })
    const many = { StreamName: 'logs', Records: [{ PartitionKey: 'k', Data: Buffer.from('x') }] }
    expect(await kinesis.send(new PutRecordsCommand(many))).toMatchObject({ FailedRecordCount: 0 })
  })

  test('no signature at all', async () => {
    const endpoint = await openEndpoint()
    const answer = await fetch(endpoint.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'Kinesis_20131202.ListStreams',
      },
      body: '{}',
    })
    expect(answer.status).toBe(403)
    expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
    expect(await answer.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' })
  })

  test('DryRun says that the call would succeed, and does nothing', async () => {
    const { kinesis } = await openStream(1)
    const input = { StreamName: 'logs', PartitionKey: 'k', Data: Buffer.from('x'), DryRun: true }
    expect(await codeOf(kinesis.send(new PutRecordCommand(input)))).toBe('DryRunOperationException')
    const many = {
      StreamName: 'logs',
      Records: [{ PartitionKey: 'k', Data: Buffer.from('x') }],
      DryRun: true,
    }
    expect(await codeOf(kinesis.send(new PutRecordsCommand(many)))).toBe('DryRunOperationException')
    const nowhere = new PutRecordCommand({ ...input, StreamName: 'nowhere' })
    expect(await codeOf(kinesis.send(nowhere))).toBe('ResourceNotFoundException')
    expect(await codeOf(iterator(kinesis, { DryRun: true }))).toBe('DryRunOperationException')
    const ShardIterator = await iterator(kinesis)
    const read = kinesis.send(new GetRecordsCommand({ ShardIterator, DryRun: true }))
    expect(await codeOf(read)).toBe('DryRunOperationException')
    expect(await readAll(kinesis, ShardIterator)).toEqual([])
  })
})

test('a port that is taken is said, with the way out', async () => {
  const { port } = await openEndpoint()
  await expect(openEndpoint({ port })).rejects.toMatchObject({
    code: 'in_use',
    message: expect.stringContaining(`--port ${port + 1}`),
  })
})

test('close does not wait for idle connections, nor for injected latency', async () => {
  const { endpoint, kinesis } = await openStream(1, { faults: { latencyMs: 60_000 } })
  const waiting = put(kinesis, ['x']).catch((error: Error) => error)
  const before = performance.now()
  await endpoint.close()
  expect(performance.now() - before).toBeLessThan(5000)
  await waiting
  await expect(fetch(endpoint.url)).rejects.toThrow()
})
