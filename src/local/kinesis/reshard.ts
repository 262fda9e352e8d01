import { ACCOUNT, limits } from '../limits.ts'
import { invalidArgument, limitExceeded, ServiceError } from '../service-error.ts'
import { merge, scaleUniformly, split } from '../stream/reshard.ts'
import type { Shard } from '../stream/shard.ts'
import type { Stream } from '../stream/stream.ts'
import { type Context, type Operation, operation } from './operation.ts'
import {
  findShard,
  findStream,
  HASH_KEY,
  NAME,
  requireActive,
  type StreamRef,
  streamRef,
} from './stream-ref.ts'
import { checkQuota } from './streams.ts'

function update(stream: Stream, context: Context, finish: (nowMs: number) => void): void {
  stream.begin('UPDATING', context.nowMs + context.store.delayMs, finish)
  stream.settle(context.nowMs)
}

function requireOpen(stream: Stream, shard: Shard): void {
  if (!shard.isOpen)
    throw invalidArgument(
      `Shard ${shard.id} in stream ${stream.name} under account ${ACCOUNT} has already been merged or split, ` +
        'and thus is not eligible for merging or splitting.',
    )
}

export const SplitShard: Operation = operation<
  StreamRef & { ShardToSplit: string; NewStartingHashKey: string }
>(
  {
    NewStartingHashKey: { ...HASH_KEY, required: true },
    ...streamRef,
    ShardToSplit: { ...NAME, required: true },
  },
  (input, context) => {
    const stream = findStream(input, context)
    requireActive(stream)
    const shard = findShard(stream, input.ShardToSplit)
    requireOpen(stream, shard)
    checkQuota(1, context)
    const at = BigInt(input.NewStartingHashKey)
    const { start, end } = shard.range
    if (at <= start + 1n || at >= end)
      throw invalidArgument(
        `NewStartingHashKey ${at} used in SplitShard() on shard ${shard.id} in stream ${stream.name} under account ` +
          `${ACCOUNT} is not both greater than one plus the shard's StartingHashKey ${start} and less than the ` +
          `shard's EndingHashKey ${end}.`,
      )
    update(stream, context, (nowMs) => split(stream, shard, at, nowMs))
    return undefined
  },
)

export const MergeShards: Operation = operation<
  StreamRef & { ShardToMerge: string; AdjacentShardToMerge: string }
>(
  {
    ShardToMerge: { ...NAME, required: true },
    AdjacentShardToMerge: { ...NAME, required: true },
    ...streamRef,
  },
  (input, context) => {
    const stream = findStream(input, context)
    requireActive(stream)
    const one = findShard(stream, input.ShardToMerge)
    const other = findShard(stream, input.AdjacentShardToMerge)
    requireOpen(stream, one)
    requireOpen(stream, other)
    if (one.range.end + 1n !== other.range.start)
      throw invalidArgument(
        `Shards ${one.id} and ${other.id} in stream ${stream.name} under account ${ACCOUNT} are not an adjacent ` +
          'pair of shards eligible for merging',
      )
    update(stream, context, (nowMs) => merge(stream, one, other, nowMs))
    return undefined
  },
)

export const UpdateShardCount: Operation = operation<StreamRef & { TargetShardCount: number }>(
  {
    ...streamRef,
    TargetShardCount: { kind: 'integer', required: true, min: 1 },
    ScalingType: { kind: 'string', required: true, oneOf: ['UNIFORM_SCALING'] },
  },
  (input, context) => {
    const stream = findStream(input, context)
    requireActive(stream)
    if (stream.mode === 'ON_DEMAND')
      throw new ServiceError(
        'ValidationException',
        `Stream ${stream.name} under account ${ACCOUNT} is in ON_DEMAND mode: its shard count cannot be updated.`,
      )
    const target = input.TargetShardCount
    const current = stream.open.length
    checkScale(current, target, context)
    update(stream, context, (nowMs) => scaleUniformly(stream, target, nowMs))
    return {
      StreamName: stream.name,
      StreamARN: stream.arn,
      CurrentShardCount: current,
      TargetShardCount: target,
    }
  },
)

function checkScale(current: number, target: number, context: Context): void {
  if (!context.limited) return
  const counts = `Current open shard count: ${current} Target shard count: ${target}`
  if (target > current * 2)
    throw limitExceeded(
      `UpdateShardCount cannot scale up over double your current open shard count. ${counts}`,
    )
  if (target * 2 < current)
    throw limitExceeded(
      `UpdateShardCount cannot scale down below half your current open shard count. ${counts}`,
    )
  if (target > limits.accountShards)
    throw limitExceeded(`UpdateShardCount cannot scale over ${limits.accountShards} shards. ${counts}`)
  checkQuota(target - current, context)
}
