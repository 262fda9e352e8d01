import type * as CW from '@aws-sdk/client-cloudwatch'
import type * as K from '@aws-sdk/client-kinesis'
import type * as SNS from '@aws-sdk/client-sns'
import { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import {
  type Access,
  CLOCK_TOLERANCE_MS,
  type Credentials,
  type Destination,
  findDestination,
  type HttpBounds,
} from './access.ts'
import { classify, isCredentialsRefusal } from './errors.ts'
import { type Identity, identityOf } from './identity.ts'
import { renewal } from './renewal.ts'

/** Where and as whom to call AWS. Everything absent is left to the SDK's own chain. */
export interface AwsOptions {
  readonly region?: string
  /** Any endpoint that speaks the API, as in `http://127.0.0.1:4568`. */
  readonly endpointUrl?: string
  readonly profile?: string
  /** Milliseconds until a request without an answer is given up; 15 s unless told. */
  readonly requestTimeoutMs?: number
  /** Sockets kept open at most; 32 unless told. */
  readonly maxSockets?: number
}

export interface KinesisOperations {
  AddTagsToStream: [K.AddTagsToStreamInput, K.AddTagsToStreamCommandOutput]
  CreateStream: [K.CreateStreamInput, K.CreateStreamCommandOutput]
  DecreaseStreamRetentionPeriod: [
    K.DecreaseStreamRetentionPeriodInput,
    K.DecreaseStreamRetentionPeriodCommandOutput,
  ]
  DeleteStream: [K.DeleteStreamInput, K.DeleteStreamCommandOutput]
  DescribeLimits: [K.DescribeLimitsInput, K.DescribeLimitsCommandOutput]
  DescribeStream: [K.DescribeStreamInput, K.DescribeStreamCommandOutput]
  DescribeStreamSummary: [K.DescribeStreamSummaryInput, K.DescribeStreamSummaryCommandOutput]
  GetRecords: [K.GetRecordsInput, K.GetRecordsCommandOutput]
  GetShardIterator: [K.GetShardIteratorInput, K.GetShardIteratorCommandOutput]
  IncreaseStreamRetentionPeriod: [
    K.IncreaseStreamRetentionPeriodInput,
    K.IncreaseStreamRetentionPeriodCommandOutput,
  ]
  ListShards: [K.ListShardsInput, K.ListShardsCommandOutput]
  ListStreams: [K.ListStreamsInput, K.ListStreamsCommandOutput]
  ListTagsForStream: [K.ListTagsForStreamInput, K.ListTagsForStreamCommandOutput]
  MergeShards: [K.MergeShardsInput, K.MergeShardsCommandOutput]
  PutRecord: [K.PutRecordInput, K.PutRecordCommandOutput]
  PutRecords: [K.PutRecordsInput, K.PutRecordsCommandOutput]
  SplitShard: [K.SplitShardInput, K.SplitShardCommandOutput]
  UpdateMaxRecordSize: [K.UpdateMaxRecordSizeInput, K.UpdateMaxRecordSizeCommandOutput]
  UpdateShardCount: [K.UpdateShardCountInput, K.UpdateShardCountCommandOutput]
}

export interface CloudWatchOperations {
  GetMetricData: [CW.GetMetricDataInput, CW.GetMetricDataCommandOutput]
  GetMetricStatistics: [CW.GetMetricStatisticsInput, CW.GetMetricStatisticsCommandOutput]
  ListMetrics: [CW.ListMetricsInput, CW.ListMetricsCommandOutput]
  PutMetricData: [CW.PutMetricDataInput, CW.PutMetricDataCommandOutput]
}

export interface SnsOperations {
  Publish: [SNS.PublishInput, SNS.PublishCommandOutput]
}

/** One AWS service, by operation name. Every failure is a KinetailError. */
export interface Service<Operations extends Record<keyof Operations, [unknown, unknown]>> {
  readonly region: string
  /** True when nothing named a region and `DEFAULT_REGION` was taken. */
  readonly regionAssumed: boolean
  /** The endpoint that was asked for, or undefined for the SDK's own choice. */
  readonly endpoint: string | undefined
  call<Name extends keyof Operations & string>(
    operation: Name,
    input: Operations[Name][0],
    signal?: AbortSignal,
  ): Promise<Operations[Name][1]>
  /** Who signs, and what found the keys. Throws `credentials` where there are none. */
  identity(): Promise<Identity>
  /** Where an operation's requests go, also without credentials; nothing is sent. */
  destination<Name extends keyof Operations & string>(
    operation: Name,
    input: Operations[Name][0],
  ): Promise<Destination>
  /** What it takes to send an operation's requests without the SDK; `input` is one like those that will be sent. */
  access<Name extends keyof Operations & string>(operation: Name, input: Operations[Name][0]): Promise<Access>
  close(): void
}
export type Kinesis = Service<KinesisOperations>
export type CloudWatch = Service<CloudWatchOperations>
export type Sns = Service<SnsOperations>

/** Region when neither flag, environment nor profile names one: the lab guide's. */
export const DEFAULT_REGION = 'us-east-1'

/** Credentials for an endpoint on this machine, which takes any; never sent anywhere else. */
const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' }

export async function openKinesis(options: AwsOptions): Promise<Kinesis> {
  const module = await importQuietly(() => import('@aws-sdk/client-kinesis'))
  return open<KinesisOperations>(module, module.KinesisClient, options, 'KINESIS')
}

export async function openCloudWatch(options: AwsOptions): Promise<CloudWatch> {
  const module = await importQuietly(() => import('@aws-sdk/client-cloudwatch'))
  return open<CloudWatchOperations>(module, module.CloudWatchClient, options, 'CLOUDWATCH')
}

export async function openSns(options: AwsOptions): Promise<Sns> {
  const module = await importQuietly(() => import('@aws-sdk/client-sns'))
  return open<SnsOperations>(module, module.SNSClient, options, 'SNS')
}

/** What this file needs of an SDK client; all clients have it. */
interface Client {
  readonly config: {
    region(): Promise<string>
    credentials(how?: { forceRefresh: boolean }): Promise<Credentials>
    disableClockSkewCorrection?(): Promise<boolean>
    /** What the service's clock is ahead of ours, in ms, as far as the SDK knows. */
    readonly systemClockOffset?: number
  }
  send(command: unknown, options?: { abortSignal?: AbortSignal }): Promise<unknown>
  destroy(): void
}

async function open<Operations extends Record<keyof Operations, [unknown, unknown]>>(
  module: object,
  // biome-ignore lint/suspicious/noExplicitAny: the two clients' constructors share no type
  ClientClass: new (config: any) => any,
  options: AwsOptions,
  serviceName: string,
): Promise<Service<Operations>> {
  const { NodeHttpHandler } = await import('@smithy/node-http-handler')
  const endpoint =
    options.endpointUrl ?? process.env[`AWS_ENDPOINT_URL_${serviceName}`] ?? process.env['AWS_ENDPOINT_URL']
  const local = endpoint !== undefined && isLoopback(endpoint)
  const bounds: HttpBounds = {
    connectMs: 3_000,
    answerMs: options.requestTimeoutMs ?? 15_000,
    maxSockets: options.maxSockets ?? 32,
  }
  const agent = { keepAlive: true, maxSockets: bounds.maxSockets }
  const config = (region?: string): object => ({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    ...(local && !hasOwnCredentials(options) ? { credentials: LOCAL_CREDENTIALS } : {}),
    // Credentials are read from the files as they are then, not as they were at the start.
    ignoreCache: true,
    // Retrying is the caller's: one component owns backoff and its figures.
    maxAttempts: 1,
    // HTTP/1.1: the default HTTP/2 handler costs a third more and many endpoints break on it.
    requestHandler: new NodeHttpHandler({
      connectionTimeout: bounds.connectMs,
      requestTimeout: bounds.answerMs,
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    }),
  })
  let client: Client = new ClientClass(config(options.region))
  let regionAssumed = false
  let region: string
  try {
    region = await client.config.region()
  } catch {
    client.destroy()
    regionAssumed = true
    region = DEFAULT_REGION
    client = new ClientClass(config(region))
  }
  const commandOf = (operation: string, input: unknown): unknown =>
    new (module as Record<string, new (input: unknown) => unknown>)[`${operation}Command`]!(input)
  const failure = (operation: string, error: unknown): KinetailError =>
    classify(error, {
      operation,
      region,
      endpoint: endpoint ?? `${serviceName.toLowerCase()}.${region}`,
      accessKeyId,
    })
  let accessKeyId: string | undefined
  const credentials = async (): Promise<Credentials> => {
    const found = await client.config.credentials()
    accessKeyId = found.accessKeyId
    if (!local) refuseLocalCredentials(found, endpoint)
    return found
  }
  const clockOffset = (): number => client.config.systemClockOffset ?? 0
  const renewCredentials = renewal((how) => client.config.credentials(how))
  return {
    region,
    regionAssumed,
    endpoint,
    async call(operation, input, signal) {
      const offset = clockOffset()
      // The SDK takes the service's time from a refusal, and signs the next request by it.
      const correctsClock = (): boolean => Math.abs(clockOffset() - offset) >= CLOCK_TOLERANCE_MS
      const send = (): Promise<unknown> =>
        client.send(commandOf(operation, input), signal ? { abortSignal: signal } : {})
      try {
        const used = await credentials()
        const answer = await send().catch(async (error: unknown) => {
          // Nothing of it was done: it goes again at once, by the service's clock or with other credentials.
          const again = correctsClock() || (isCredentialsRefusal(error) && (await renewCredentials(used)))
          if (!again) throw error
          return send()
        })
        return answer as never
      } catch (error) {
        throw failure(operation, error)
      }
    },
    async identity() {
      try {
        return identityOf(await credentials())
      } catch (error) {
        throw failure('PutRecords', error)
      }
    },
    async destination(operation, input) {
      const nobody: Client = new ClientClass({ ...config(region), credentials: LOCAL_CREDENTIALS })
      try {
        return await findDestination((command) => nobody.send(command), commandOf(operation, input))
      } catch (error) {
        throw failure(operation, error)
      } finally {
        nobody.destroy()
      }
    },
    async access(operation, input) {
      try {
        return {
          destination: await findDestination((command) => client.send(command), commandOf(operation, input)),
          bounds,
          correctsClock: !(await client.config.disableClockSkewCorrection?.()),
          credentials,
          renewCredentials,
          failure: (error) => failure(operation, error),
        }
      } catch (error) {
        throw failure(operation, error)
      }
    },
    close: () => client.destroy(),
  }
}

/** The lab's made-up keys must never leave this machine: with them set, a forgotten --endpoint-url would. */
function refuseLocalCredentials({ accessKeyId }: Credentials, endpoint: string | undefined): void {
  if (accessKeyId === LOCAL_CREDENTIALS.accessKeyId)
    throw new KinetailError('credentials', text.aws.localCredentialsAbroad(endpoint ?? 'AWS'))
}

function hasOwnCredentials(options: AwsOptions): boolean {
  const { env } = process
  return Boolean(options.profile ?? env['AWS_PROFILE'] ?? env['AWS_ACCESS_KEY_ID'])
}

export function isLoopback(endpoint: string): boolean {
  try {
    const { hostname } = new URL(endpoint)
    return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname)
  } catch {
    throw new KinetailError('usage', text.aws.badEndpoint(endpoint))
  }
}

/** The SDK warns on Node 20 that later versions will need 22; its version here is pinned, so the user can do nothing. */
async function importQuietly<Module>(load: () => Promise<Module>): Promise<Module> {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'
  return load()
}
