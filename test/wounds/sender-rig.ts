import { onTestFinished } from 'vitest'
import { type Kinesis, openKinesis } from '../../src/aws/client.ts'
import { hashKeyOf, type ShardRange, shardOfHashKey } from '../../src/aws/shards.ts'
import { type Endpoint, type EndpointOptions, startEndpoint } from '../../src/local/endpoint.ts'
import type { DeadLetter } from '../../src/sink/dead-letter.ts'
import type { Delivery } from '../../src/sink/delivery.ts'
import { type KinesisDeliveryOptions, openKinesisDelivery } from '../../src/sink/kinesis/open.ts'
import { Counters } from '../../src/stats/counters.ts'
import { type CaptureServer, captureServer, type Reply } from '../../src/testing/capture-server.ts'
import { evenRanges } from '../../src/testing/chaos-stream.ts'
import type { Line } from '../../src/testing/shipments.ts'

export const STREAM = 'log-streaming-demo'

export async function endpoint(shardCount: number, options: EndpointOptions = {}): Promise<Endpoint> {
  const streams = [{ name: STREAM, shardCount, region: 'us-east-1' }]
  const started = await startEndpoint({ streams, createDelayMs: 50, ...options })
  onTestFinished(() => started.close())
  return started
}

export async function client(url: string, requestTimeoutMs: number = 2000): Promise<Kinesis> {
  const kinesis = await openKinesis({ region: 'us-east-1', endpointUrl: url, requestTimeoutMs })
  onTestFinished(() => kinesis.close())
  return kinesis
}

export interface Rig {
  readonly delivery: Delivery
  readonly counters: Counters
  readonly letters: DeadLetter[]
  readonly said: string[]
}

export async function deliver(kinesis: Kinesis, options: Partial<KinesisDeliveryOptions> = {}): Promise<Rig> {
  const counters = new Counters()
  const letters: DeadLetter[] = []
  const said: string[] = []
  const say = { info: (words: string) => said.push(words), warn: (words: string) => said.push(words) }
  const write = async (more: readonly DeadLetter[]): Promise<void> => {
    letters.push(...more)
  }
  const delivery = await openKinesisDelivery(
    { stream: STREAM, host: 'host-1', ...options },
    { kinesis, deadLetters: { write }, counters, say },
  )
  onTestFinished(async () => {
    await delivery.drain(0)
  })
  return { delivery, counters, letters, said }
}

/** `count` numbered lines over `keys` keys, in turn. */
export function lines(count: number, keys: number, from: number = 0): Line[] {
  return Array.from({ length: count }, (_, i) => {
    const key = `10.0.0.${(from + i) % keys}`
    return { key, text: JSON.stringify({ ip_address: key, n: from + i }) }
  })
}

export interface StoredRecord {
  readonly shard: string
  readonly key: string
  readonly text: string
}

/** Everything that the stream holds, shard by shard, closed shards before their children; doubles too. */
export async function stored(kinesis: Kinesis, stream: string = STREAM): Promise<StoredRecord[]> {
  const { Shards: shards = [] } = await kinesis.call('ListShards', { StreamName: stream })
  const all: StoredRecord[] = []
  for (const { ShardId: shard } of shards.sort((a, b) => (a.ShardId! < b.ShardId! ? -1 : 1))) {
    const place = { StreamName: stream, ShardId: shard, ShardIteratorType: 'TRIM_HORIZON' } as const
    let { ShardIterator: iterator } = await kinesis.call('GetShardIterator', place)
    while (iterator) {
      const page = await kinesis.call('GetRecords', { ShardIterator: iterator, Limit: 10_000 })
      for (const { PartitionKey, Data } of page.Records ?? [])
        all.push({ shard: shard!, key: PartitionKey!, text: Buffer.from(Data!).toString() })
      iterator = page.MillisBehindLatest === 0 ? undefined : page.NextShardIterator
    }
  }
  return all
}

/** The shard of a key, of a new stream of so many. */
export function shardOf(key: string, shards: number): string {
  const ranges: readonly ShardRange[] = evenRanges(shards)
  return ranges[shardOfHashKey(ranges, hashKeyOf(key))]!.id
}

interface SentRecord {
  readonly Data: string
  readonly PartitionKey: string
}

/** A service of one shard that answers PutRecords as told, and keeps what it was sent. */
export async function scriptedService(
  reply: (records: readonly SentRecord[], index: number) => Reply,
): Promise<CaptureServer & { readonly puts: readonly (readonly SentRecord[])[] }> {
  const [range] = evenRanges(1)
  const hash = (hex: string): string => String(BigInt(`0x${hex}`))
  const answers: Readonly<Record<string, object>> = {
    ListShards: {
      Shards: [
        {
          ShardId: range!.id,
          HashKeyRange: { StartingHashKey: hash(range!.start), EndingHashKey: hash(range!.end) },
          SequenceNumberRange: { StartingSequenceNumber: '1' },
        },
      ],
    },
    DescribeStreamSummary: {
      StreamDescriptionSummary: {
        StreamName: STREAM,
        StreamStatus: 'ACTIVE',
        OpenShardCount: 1,
        RetentionPeriodHours: 24,
      },
    },
  }
  const puts: (readonly SentRecord[])[] = []
  const server = await captureServer(({ headers, body }) => {
    const operation = String(headers['x-amz-target']).split('.')[1]!
    if (operation !== 'PutRecords') return { body: JSON.stringify(answers[operation] ?? {}) }
    const { Records } = JSON.parse(body.toString()) as { Records: SentRecord[] }
    return reply(Records, puts.push(Records) - 1)
  })
  onTestFinished(() => server.close())
  return Object.assign(server, { puts })
}

/** An answer that takes all records but those refused. */
export function taking(records: readonly SentRecord[], refused: (i: number) => string | undefined): Reply {
  const results = records.map((_, i) => {
    const code = refused(i)
    return code === undefined
      ? { ShardId: evenRanges(1)[0]!.id, SequenceNumber: String(i) }
      : { ErrorCode: code, ErrorMessage: 'the words of the service' }
  })
  const failed = results.filter((result) => 'ErrorCode' in result).length
  return { body: JSON.stringify({ FailedRecordCount: failed, Records: results }) }
}
