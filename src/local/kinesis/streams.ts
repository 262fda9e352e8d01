import { ACCOUNT, limits } from '../limits.ts'
import { inUse, invalidArgument, limitExceeded, ServiceError } from '../service-error.ts'
import type { Distribution, StreamMode } from '../stream/stream.ts'
import { type Context, type Operation, operation } from './operation.ts'
import { findStream, NAME, type StreamRef, streamRef } from './stream-ref.ts'
import { checkTags, TAGS } from './tags.ts'

const MODE = {
  kind: 'structure',
  fields: { StreamMode: { kind: 'string', required: true, oneOf: ['PROVISIONED', 'ON_DEMAND'] } },
} as const

interface CreateInput {
  readonly StreamName: string
  readonly ShardCount?: number
  readonly StreamModeDetails?: { readonly StreamMode: StreamMode }
  readonly MaxRecordSizeInKiB?: number
  readonly RecordDistributionStrategy?: Distribution
  readonly Tags?: Readonly<Record<string, string>>
}

export const CreateStream: Operation = operation<CreateInput>(
  {
    ShardCount: { kind: 'integer', min: 1, max: 100_000 },
    StreamName: { ...NAME, required: true },
    StreamModeDetails: MODE,
    MaxRecordSizeInKiB: { kind: 'integer', min: limits.defaultRecordKiB, max: limits.maxRecordKiB },
    RecordDistributionStrategy: { kind: 'string', oneOf: ['USER_PARTITION_KEY', 'AUTO'] },
    Tags: TAGS,
  },
  (input, context) => {
    const mode = input.StreamModeDetails?.StreamMode ?? 'PROVISIONED'
    const shardCount = input.ShardCount ?? (mode === 'ON_DEMAND' ? limits.onDemandShards : undefined)
    if (shardCount === undefined)
      throw new ServiceError(
        'ValidationException',
        "1 validation error detected: Value null at 'shardCount' failed to satisfy constraint: Member must not be null",
      )
    if (mode === 'ON_DEMAND' && input.ShardCount !== undefined)
      throw invalidArgument('ShardCount cannot be specified for a stream in ON_DEMAND mode.')
    checkTags(input.StreamName, input.Tags ?? {}, new Map())
    createStream(input, mode, shardCount, context)
    return undefined
  },
)

function createStream(input: CreateInput, mode: StreamMode, shardCount: number, context: Context): void {
  const { store, region, nowMs } = context
  const name = input.StreamName
  const streams = store.list(region, nowMs)
  if (streams.some((stream) => stream.name === name))
    throw inUse(`Stream ${name} under account ${ACCOUNT} already exists.`)
  checkQuota(shardCount, context)
  if (
    context.limited &&
    streams.filter((one) => one.status === 'CREATING').length >= limits.streamsCreatingAtOnce
  )
    throw limitExceeded(
      `Only ${limits.streamsCreatingAtOnce} streams can be in CREATING state at the same time under account ${ACCOUNT}.`,
    )
  store.create(
    {
      name,
      region,
      shardCount,
      mode,
      maxRecordKiB: input.MaxRecordSizeInKiB ?? limits.defaultRecordKiB,
      distribution: input.RecordDistributionStrategy ?? 'USER_PARTITION_KEY',
      tags: new Map(Object.entries(input.Tags ?? {})),
    },
    nowMs,
  )
}

/** Refuses what would bring the account over its shard quota in the region. */
export function checkQuota(additional: number, context: Context): void {
  const { region } = context
  const current = context.store
    .list(region, context.nowMs)
    .reduce((sum, stream) => sum + stream.openShardCount, 0)
  if (!context.limited || current + additional <= limits.accountShards) return
  throw limitExceeded(
    `This request would exceed the shard limit for the account ${ACCOUNT} in ${region}. ` +
      `Current shard count for the account: ${current}. Limit: ${limits.accountShards}. ` +
      `Number of additional shards that would have resulted from this request: ${additional}. ` +
      'Refer to the AWS Service Limits page (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) ' +
      'for current limits and how to request higher limits.',
  )
}

export const DeleteStream: Operation = operation<StreamRef>(
  { ...streamRef, EnforceConsumerDeletion: { kind: 'boolean' } },
  (input, context) => {
    context.store.delete(findStream(input, context), context.nowMs)
    return undefined
  },
)
