import { sleep } from '../base/backoff.ts'
import { KinetailError } from '../base/errors.ts'
import { formatDuration } from '../base/units.ts'
import { text } from '../messages/messages.ts'
import type { Kinesis } from './client.ts'
import { DEFAULT_MAX_RECORD_BYTES } from './limits.ts'

type StreamMode = 'PROVISIONED' | 'ON_DEMAND'

/** What a producer needs to know of a stream. */
export interface StreamSummary {
  readonly name: string
  readonly arn: string
  /** CREATING, ACTIVE, UPDATING or DELETING. */
  readonly status: string
  readonly mode: StreamMode
  readonly openShards: number
  /** Largest record, with its partition key, in bytes. */
  readonly recordBytes: number
  readonly retentionHours: number
  /** False when the service chooses the shard itself and no order is kept, whatever the key (distribution AUTO). */
  readonly ownKeys: boolean
  /** The KMS key that encrypts it: id, alias or ARN. */
  readonly kmsKey?: string | undefined
}

/** By DescribeStreamSummary, of which an account may call 20 a second (DescribeStream: 10). */
export async function describeStream(
  kinesis: Pick<Kinesis, 'call'>,
  name: string,
  signal?: AbortSignal,
): Promise<StreamSummary> {
  const answer = await kinesis.call('DescribeStreamSummary', { StreamName: name }, signal)
  const summary = answer.StreamDescriptionSummary
  return {
    name,
    arn: summary?.StreamARN ?? '',
    status: summary?.StreamStatus ?? 'UNKNOWN',
    mode: summary?.StreamModeDetails?.StreamMode ?? 'PROVISIONED',
    openShards: summary?.OpenShardCount ?? 0,
    recordBytes:
      summary?.MaxRecordSizeInKiB === undefined
        ? DEFAULT_MAX_RECORD_BYTES
        : summary.MaxRecordSizeInKiB * 1024,
    retentionHours: summary?.RetentionPeriodHours ?? 24,
    ownKeys: summary?.RecordDistributionStrategy !== 'AUTO',
    ...(summary?.EncryptionType === 'KMS' ? { kmsKey: summary.KeyId ?? 'alias/aws/kinesis' } : {}),
  }
}

/** How a new stream is to be: so many shards, or on demand. */
export type NewStream = { readonly shards: number } | { readonly onDemand: true }

/** Asks for a stream; it is not ACTIVE yet when this resolves. */
export async function createStream(
  kinesis: Pick<Kinesis, 'call'>,
  name: string,
  wanted: NewStream,
  signal?: AbortSignal,
): Promise<void> {
  await kinesis.call(
    'CreateStream',
    'shards' in wanted
      ? { StreamName: name, ShardCount: wanted.shards }
      : { StreamName: name, StreamModeDetails: { StreamMode: 'ON_DEMAND' } },
    signal,
  )
}

export interface WaitOptions {
  /** Given up after this, in ms; 10 minutes unless told. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  /** The stream was created a moment ago: not to be found does not mean that it is not there. */
  readonly justCreated?: boolean
  /** Called for each look at a stream that is not ACTIVE yet. */
  readonly onWait?: (status: string) => void
}

/** First and longest time between two looks, in ms: a local endpoint is ready at once, AWS after half a minute. */
const FIRST_LOOK_MS = 50
const LONGEST_LOOK_MS = 2000
/** How long a stream that was just created may be unknown, in ms. */
const UNKNOWN_MS = 10_000

/** Resolves when the stream is ACTIVE. */
export async function waitActive(
  kinesis: Pick<Kinesis, 'call'>,
  name: string,
  options: WaitOptions = {},
): Promise<StreamSummary> {
  const { timeoutMs = 600_000, signal, justCreated = false, onWait } = options
  const began = performance.now()
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(LONGEST_LOOK_MS, pause * 2)) {
    const waited = performance.now() - began
    const summary = await describeStream(kinesis, name, signal).catch((error: unknown) => {
      const unknown = error instanceof KinetailError && error.code === 'not_found'
      const passing = error instanceof KinetailError && error.canRetry
      if (passing || (unknown && justCreated && waited < UNKNOWN_MS)) return undefined
      throw error
    })
    if (summary?.status === 'ACTIVE') return summary
    if (waited > timeoutMs || signal?.aborted)
      throw new KinetailError(
        'service',
        text.aws.notActive(name, summary?.status ?? 'UNKNOWN', formatDuration(waited)),
      )
    onWait?.(summary?.status ?? 'CREATING')
    await sleep(pause, signal)
  }
}
