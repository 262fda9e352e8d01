import { limits } from '../limits.ts'
import { ServiceError } from '../service-error.ts'
import type { Shard } from '../stream/shard.ts'
import type { Stream } from '../stream/stream.ts'
import { openToken, sealToken } from '../stream/token.ts'
import { type Operation, operation } from './operation.ts'
import { findStream, NAME, type StreamRef, streamRef } from './stream-ref.ts'

/** Members that DescribeStream and DescribeStreamSummary share. Times are in seconds since the epoch. */
function commonDescription(stream: Stream): object {
  return {
    StreamName: stream.name,
    StreamARN: stream.arn,
    StreamStatus: stream.status,
    StreamModeDetails: { StreamMode: stream.mode },
    RetentionPeriodHours: stream.retentionHours,
    StreamCreationTimestamp: stream.createdMs / 1000,
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    EncryptionType: 'NONE',
  }
}

export function describeShard(shard: Shard): object {
  const [parent, adjacent] = shard.parents
  const ending = shard.endingSequence
  return {
    ShardId: shard.id,
    ...(parent ? { ParentShardId: parent.id } : {}),
    ...(adjacent ? { AdjacentParentShardId: adjacent.id } : {}),
    HashKeyRange: describeRange(shard),
    SequenceNumberRange: {
      StartingSequenceNumber: shard.startingSequence,
      ...(ending === undefined ? {} : { EndingSequenceNumber: ending }),
    },
  }
}

export function describeRange(shard: Shard): object {
  return { StartingHashKey: String(shard.range.start), EndingHashKey: String(shard.range.end) }
}

export const DescribeStream: Operation = operation<
  StreamRef & { Limit?: number; ExclusiveStartShardId?: string }
>(
  { Limit: { kind: 'integer', min: 1, max: 10_000 }, ExclusiveStartShardId: NAME, ...streamRef },
  (input, context) => {
    const stream = findStream(input, context)
    const after = input.ExclusiveStartShardId
    const shards = stream
      .visibleShards(context.nowMs)
      .filter((shard) => after === undefined || shard.id > after)
    // "If Limit is greater than 100, at most 100 results are returned" (API reference).
    const page = shards.slice(0, Math.min(input.Limit ?? 100, 100))
    return {
      StreamDescription: {
        ...commonDescription(stream),
        Shards: page.map(describeShard),
        HasMoreShards: page.length < shards.length,
      },
    }
  },
)

export const DescribeStreamSummary: Operation = operation<StreamRef>(streamRef, (input, context) => {
  const stream = findStream(input, context)
  return {
    StreamDescriptionSummary: {
      ...commonDescription(stream),
      OpenShardCount: stream.open.length,
      ConsumerCount: 0,
      MaxRecordSizeInKiB: stream.maxRecordKiB,
      RecordDistributionStrategy: stream.distribution,
    },
  }
})

export const ListStreams: Operation = operation<{
  Limit?: number
  ExclusiveStartStreamName?: string
  NextToken?: string
}>(
  {
    Limit: { kind: 'integer', min: 1, max: 10_000 },
    ExclusiveStartStreamName: NAME,
    NextToken: { kind: 'string', min: 1, max: 1_048_576 },
  },
  (input, context) => {
    const after = input.NextToken === undefined ? input.ExclusiveStartStreamName : nameAfter(input.NextToken)
    const streams = context.store
      .list(context.region, context.nowMs)
      .filter((stream) => after === undefined || stream.name > after)
    const page = streams.slice(0, input.Limit ?? 100)
    const more = page.length < streams.length
    return {
      StreamNames: page.map((stream) => stream.name),
      HasMoreStreams: more,
      ...(more ? { NextToken: sealToken('streams', [page.at(-1)!.name]) } : {}),
      StreamSummaries: page.map((stream) => ({
        StreamName: stream.name,
        StreamARN: stream.arn,
        StreamStatus: stream.status,
        StreamModeDetails: { StreamMode: stream.mode },
        StreamCreationTimestamp: stream.createdMs / 1000,
      })),
    }
  },
)

function nameAfter(token: string): string {
  const [name] = openToken('streams', token) ?? []
  if (name === undefined) throw new ServiceError('InvalidArgumentException', 'Invalid NextToken.')
  return name
}

export const DescribeLimits: Operation = operation<object>({}, (_, context) => {
  const streams = context.store.list(context.region, context.nowMs)
  return {
    ShardLimit: limits.accountShards,
    OpenShardCount: streams.reduce((sum, stream) => sum + stream.openShardCount, 0),
    OnDemandStreamCount: streams.filter((stream) => stream.mode === 'ON_DEMAND').length,
    OnDemandStreamCountLimit: limits.onDemandStreams,
  }
})

export const DescribeAccountSettings: Operation = operation<object>({}, () => ({
  MinimumThroughputBillingCommitment: { Status: 'DISABLED' },
}))
