import { ACCOUNT, limits } from '../limits.ts'
import { notFound, ServiceError } from '../service-error.ts'
import { openIterator, sealIterator } from '../stream/iterator.ts'
import type { Shard } from '../stream/shard.ts'
import { shardId } from '../stream/shard.ts'
import type { Stream } from '../stream/stream.ts'
import { describeRange } from './describe.ts'
import { stopIfDryRun } from './dry-run.ts'
import { type Context, type Operation, operation } from './operation.ts'
import { rateExceeded } from './put-records.ts'
import { ARN } from './stream-ref.ts'

interface Input {
  readonly ShardIterator: string
  readonly Limit?: number
  readonly StreamARN?: string
  readonly DryRun?: boolean
}

export const GetRecords: Operation = operation<Input>(
  {
    Limit: { kind: 'integer', min: 1, max: limits.recordsPerRead },
    ShardIterator: { kind: 'string', required: true, min: 1, max: 512 },
    StreamARN: ARN,
    DryRun: { kind: 'boolean' },
  },
  (input, context) => {
    const { nowMs } = context
    const iterator = openIterator(input.ShardIterator, nowMs)
    const stream = context.store.find(context.region, iterator.streamName, nowMs)
    const shard = stream?.shards[iterator.shardIndex]
    if (!stream || !shard || stream.createdMs !== iterator.streamCreatedMs)
      throw notFound(
        `Shard ${shardId(iterator.shardIndex)} in stream ${iterator.streamName} under account ${ACCOUNT} does not exist`,
      )
    stopIfDryRun(input)
    if (context.limited) takeRead(stream, shard, context)
    shard.expire(context.store.memory, nowMs - stream.retentionMs)
    return read(stream, shard, iterator.place, input.Limit ?? limits.recordsPerRead, context)
  },
  { dataPlane: true },
)

/** Five calls a second, and no call while the bytes of earlier ones are still to be worked off at 2 MiB a second. */
function takeRead(stream: Stream, shard: Shard, context: Context): void {
  const { nowMs } = context
  if (!shard.readCalls.has(1, nowMs) || !shard.readBytes.isPaid(nowMs)) {
    context.metrics.readThrottled(stream)
    throw new ServiceError('ProvisionedThroughputExceededException', rateExceeded(stream, shard))
  }
  shard.readCalls.take(1)
}

function read(stream: Stream, shard: Shard, from: number, count: number, context: Context): string {
  const { nowMs } = context
  const { log } = shard
  // Older records may be gone: reading goes on at the trim horizon.
  let place = Math.max(from, log.firstPlace)
  const records: string[] = []
  let bytes = 0
  let lastMs = nowMs
  for (let record = log.at(place); record && records.length < count; record = log.at(place)) {
    if (records.length > 0 && bytes + record.bytes > limits.bytesPerRead) break
    records.push(
      `{"SequenceNumber":"${shard.sequenceAt(place, record.arrivedMs)}",` +
        `"ApproximateArrivalTimestamp":${record.arrivedMs / 1000},"Data":"${record.data}",` +
        `"PartitionKey":${JSON.stringify(record.partitionKey)},"EncryptionType":"NONE"}`,
    )
    bytes += record.bytes
    lastMs = record.arrivedMs
    place++
  }
  if (context.limited) shard.readBytes.take(bytes)
  context.metrics.getRecords(stream, records.length, bytes, Math.max(0, nowMs - lastMs))
  const next = log.at(place)
  // 0 means "caught up" to a consumer: while records wait it must not be 0, even if they arrived this millisecond.
  const behind = next ? Math.max(1, nowMs - next.arrivedMs) : 0
  const ended = !shard.isOpen && place >= log.nextPlace
  const rest = ended
    ? `"NextShardIterator":null,"ChildShards":${JSON.stringify(describeChildren(stream, shard))}`
    : `"NextShardIterator":"${sealIterator(stream, shard, place, nowMs)}"`
  return `{"Records":[${records.join(',')}],"MillisBehindLatest":${behind},${rest}}`
}

function describeChildren(stream: Stream, shard: Shard): object[] {
  return stream.children(shard).map((child) => ({
    ShardId: child.id,
    ParentShards: child.parents.map((parent) => parent.id),
    HashKeyRange: describeRange(child),
  }))
}
