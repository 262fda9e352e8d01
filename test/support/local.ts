import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  type GetShardIteratorInput,
  KinesisClient,
  ListShardsCommand,
  PutRecordsCommand,
  type PutRecordsCommandOutput,
  type Shard,
} from '@aws-sdk/client-kinesis'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { onTestFinished } from 'vitest'
import { type Endpoint, type EndpointOptions, startEndpoint } from '../../src/local/endpoint.ts'

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'

type Protocol = 'http1' | 'http2'

/** A clock that stands still until a test moves it. */
export class TestClock {
  ms: number = Date.UTC(2026, 0, 15, 10, 30, 0)
  readonly now = (): number => this.ms

  advance(ms: number): void {
    this.ms += ms
  }
}

/** Chance that repeats: a small linear congruential generator (Numerical Recipes' constants). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

export interface ClientOptions {
  readonly protocol?: Protocol
  readonly region?: string
  readonly accessKeyId?: string
}

/** An endpoint of one test, closed when the test ends. */
export async function openEndpoint(options: EndpointOptions = {}): Promise<Endpoint> {
  const endpoint = await startEndpoint(options)
  onTestFinished(() => endpoint.close())
  return endpoint
}

/** The official client with one attempt and made-up keys; HTTP/2 is its own default handler. */
export function kinesisClient(url: string, options: ClientOptions = {}): KinesisClient {
  const client = new KinesisClient({
    endpoint: url,
    region: options.region ?? 'us-east-1',
    credentials: { accessKeyId: options.accessKeyId ?? 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    ...(options.protocol === 'http2' ? {} : { requestHandler: new NodeHttpHandler() }),
  })
  onTestFinished(() => client.destroy())
  return client
}

export function cloudWatchClient(url: string, region = 'us-east-1'): CloudWatchClient {
  const client = new CloudWatchClient({
    endpoint: url,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler(),
  })
  onTestFinished(() => client.destroy())
  return client
}

/** An endpoint with one client and, unless `shards` is 0, an ACTIVE stream `logs`. */
export async function openStream(
  shards: number,
  options: EndpointOptions & ClientOptions = {},
): Promise<{ readonly endpoint: Endpoint; readonly kinesis: KinesisClient }> {
  const endpoint = await openEndpoint({ createDelayMs: 0, ...options })
  const kinesis = kinesisClient(endpoint.url, options)
  if (shards > 0) await kinesis.send(new CreateStreamCommand({ StreamName: 'logs', ShardCount: shards }))
  return { endpoint, kinesis }
}

export async function statusOf(kinesis: KinesisClient, StreamName = 'logs'): Promise<string | undefined> {
  const { StreamDescriptionSummary } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }))
  return StreamDescriptionSummary?.StreamStatus
}

/** Puts texts, all under one partition key or each under its own. */
export function put(
  kinesis: KinesisClient,
  texts: readonly string[],
  keyOf: (text: string) => string = () => 'key',
): Promise<PutRecordsCommandOutput> {
  const Records = texts.map((text) => ({ PartitionKey: keyOf(text), Data: Buffer.from(text) }))
  return kinesis.send(new PutRecordsCommand({ StreamName: 'logs', Records }))
}

export async function shardsOf(kinesis: KinesisClient, StreamName = 'logs'): Promise<Shard[]> {
  const { Shards } = await kinesis.send(new ListShardsCommand({ StreamName }))
  return Shards ?? []
}

export async function iterator(
  kinesis: KinesisClient,
  input: Partial<GetShardIteratorInput> = {},
): Promise<string> {
  const { ShardIterator } = await kinesis.send(
    new GetShardIteratorCommand({
      StreamName: 'logs',
      ShardId: 'shardId-000000000000',
      ShardIteratorType: 'TRIM_HORIZON',
      ...input,
    }),
  )
  return ShardIterator!
}

/** Everything a shard holds from an iterator on, as texts. */
export async function readAll(kinesis: KinesisClient, from: string): Promise<string[]> {
  const texts: string[] = []
  let next: string | undefined = from
  while (next !== undefined) {
    const page: GetRecordsCommandOutput = await kinesis.send(new GetRecordsCommand({ ShardIterator: next }))
    texts.push(...page.Records!.map((record) => Buffer.from(record.Data!).toString()))
    next = page.MillisBehindLatest === 0 ? undefined : page.NextShardIterator
  }
  return texts
}

/** The code of the failure of a call that must fail. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
  } catch (error) {
    return (error as Error).name
  }
  throw new Error('the call succeeded')
}
