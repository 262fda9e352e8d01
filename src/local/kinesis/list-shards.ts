import { ACCOUNT } from '../limits.ts'
import { inUse, invalidArgument, ServiceError } from '../service-error.ts'
import type { Shard } from '../stream/shard.ts'
import type { Stream } from '../stream/stream.ts'
import { openToken, sealToken } from '../stream/token.ts'
import { describeShard } from './describe.ts'
import { type Context, type Operation, operation } from './operation.ts'
import { ARN, findStream, NAME } from './stream-ref.ts'

/** Milliseconds that a NextToken of ListShards is good for (API reference). */
const TOKEN_AGE_MS = 300_000

interface ShardFilter {
  readonly Type: string
  readonly ShardId?: string
  /** Seconds since the epoch. */
  readonly Timestamp?: number
}

interface Input {
  readonly StreamName?: string
  readonly StreamARN?: string
  readonly NextToken?: string
  readonly ExclusiveStartShardId?: string
  readonly MaxResults?: number
  readonly ShardFilter?: ShardFilter
  readonly StreamCreationTimestamp?: number
}

export const ListShards: Operation = operation<Input>(
  {
    ExclusiveStartShardId: NAME,
    MaxResults: { kind: 'integer', min: 1, max: 10_000 },
    NextToken: { kind: 'string', min: 1, max: 1_048_576 },
    StreamCreationTimestamp: { kind: 'timestamp' },
    StreamName: NAME,
    StreamARN: ARN,
    ShardFilter: {
      kind: 'structure',
      fields: {
        Type: {
          kind: 'string',
          required: true,
          oneOf: [
            'AFTER_SHARD_ID',
            'AT_TRIM_HORIZON',
            'FROM_TRIM_HORIZON',
            'AT_LATEST',
            'AT_TIMESTAMP',
            'FROM_TIMESTAMP',
          ],
        },
        ShardId: NAME,
        Timestamp: { kind: 'timestamp' },
      },
    },
  },
  (input, context) => {
    const request = input.NextToken === undefined ? input : continued(input, context)
    if (request.StreamName === undefined && request.StreamARN === undefined)
      throw invalidArgument('Either NextToken or StreamName should be provided.')
    const stream = findStream(request, context)
    if (stream.status === 'CREATING' || stream.status === 'DELETING')
      throw inUse(
        `Stream ${stream.name} under account ${ACCOUNT} not ACTIVE, instead in state ${stream.status}`,
      )
    const shards = selectShards(stream, request, context.nowMs)
    const page = shards.slice(0, input.MaxResults ?? 1000)
    const next =
      page.length < shards.length ? { NextToken: sealPage(stream, page.at(-1)!, request, context) } : {}
    return { Shards: page.map(describeShard), ...next }
  },
)

function selectShards(stream: Stream, request: Input, nowMs: number): Shard[] {
  const after = request.ExclusiveStartShardId
  const keep = filterFor(request.ShardFilter, stream, nowMs)
  return stream
    .visibleShards(nowMs)
    .filter((shard) => keep(shard) && (after === undefined || shard.id > after))
}

function filterFor(
  filter: ShardFilter | undefined,
  stream: Stream,
  nowMs: number,
): (shard: Shard) => boolean {
  const horizonMs = Math.max(stream.createdMs, nowMs - stream.retentionMs)
  const atMs = (filter?.Timestamp ?? 0) * 1000
  const openAt = (ms: number) => (shard: Shard) =>
    shard.createdMs <= ms && (shard.closedMs === undefined || shard.closedMs >= ms)
  switch (filter?.Type) {
    case 'AFTER_SHARD_ID':
      if (filter.ShardId === undefined)
        throw invalidArgument('ShardId is required for shard filter AFTER_SHARD_ID.')
      return (shard) => shard.id > filter.ShardId!
    case 'AT_LATEST':
      return (shard) => shard.isOpen
    case 'AT_TRIM_HORIZON':
      return openAt(horizonMs)
    case 'AT_TIMESTAMP':
      requireTimestamp(filter)
      return openAt(Math.max(atMs, horizonMs))
    case 'FROM_TIMESTAMP':
      requireTimestamp(filter)
      return (shard) => shard.closedMs === undefined || shard.closedMs >= atMs
    default:
      return () => true
  }
}

function requireTimestamp(filter: ShardFilter): void {
  if (filter.Timestamp === undefined)
    throw invalidArgument(`Timestamp is required for shard filter ${filter.Type}.`)
}

function sealPage(stream: Stream, last: Shard, request: Input, context: Context): string {
  const { Type = '', ShardId = '', Timestamp = '' } = request.ShardFilter ?? {}
  return sealToken('shards', [context.nowMs, stream.name, last.id, Type, ShardId, Timestamp])
}

/** The request that a NextToken continues. */
function continued(input: Input, context: Context): Input {
  if (input.StreamName !== undefined || input.StreamARN !== undefined)
    throw invalidArgument('NextToken and StreamName cannot be provided together.')
  const parts = openToken('shards', input.NextToken!)
  if (!parts) throw invalidArgument('Invalid NextToken.')
  const [issued, name, after, type, shardId, timestamp] = parts
  if (context.nowMs - Number(issued) > TOKEN_AGE_MS)
    throw new ServiceError('ExpiredNextTokenException', 'NextToken has expired.')
  return {
    StreamName: name!,
    ExclusiveStartShardId: after!,
    ...(type
      ? {
          ShardFilter: {
            Type: type,
            ...(shardId ? { ShardId: shardId } : {}),
            ...(timestamp ? { Timestamp: Number(timestamp) } : {}),
          },
        }
      : {}),
  }
}
