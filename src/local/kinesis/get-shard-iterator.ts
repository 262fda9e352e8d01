import { ACCOUNT } from '../limits.ts'
import { invalidArgument, notFound } from '../service-error.ts'
import { sealIterator } from '../stream/iterator.ts'
import { parseSequence } from '../stream/sequence.ts'
import { type Shard, shardId } from '../stream/shard.ts'
import type { Stream } from '../stream/stream.ts'
import { stopIfDryRun } from './dry-run.ts'
import { type Context, type Operation, operation } from './operation.ts'
import { findShard, findStream, NAME, type StreamRef, streamRef } from './stream-ref.ts'

interface Input extends StreamRef {
  readonly ShardId: string
  readonly ShardIteratorType:
    | 'AFTER_SEQUENCE_NUMBER'
    | 'LATEST'
    | 'AT_TIMESTAMP'
    | 'AT_SEQUENCE_NUMBER'
    | 'TRIM_HORIZON'
  readonly StartingSequenceNumber?: string
  /** Seconds since the epoch, with a fraction. */
  readonly Timestamp?: number
  readonly DryRun?: boolean
}

export const GetShardIterator: Operation = operation<Input>(
  {
    ShardId: { ...NAME, required: true },
    ShardIteratorType: {
      kind: 'string',
      required: true,
      oneOf: ['AFTER_SEQUENCE_NUMBER', 'LATEST', 'AT_TIMESTAMP', 'AT_SEQUENCE_NUMBER', 'TRIM_HORIZON'],
    },
    StartingSequenceNumber: { kind: 'string', pattern: '0|([1-9]\\d{0,128})' },
    ...streamRef,
    Timestamp: { kind: 'timestamp' },
    DryRun: { kind: 'boolean' },
  },
  (input, context) => {
    const stream = findStream(input, context)
    const shard = findShard(stream, input.ShardId)
    if (!stream.visibleShards(context.nowMs).includes(shard))
      throw notFound(`Shard ${shard.id} in stream ${stream.name} under account ${ACCOUNT} does not exist`)
    shard.expire(context.store.memory, context.nowMs - stream.retentionMs)
    const place = placeFor(input, stream, shard, context)
    stopIfDryRun(input)
    return { ShardIterator: sealIterator(stream, shard, place, context.nowMs) }
  },
  { dataPlane: true },
)

function placeFor(input: Input, stream: Stream, shard: Shard, context: Context): number {
  const { ShardIteratorType: kind, StartingSequenceNumber: sequence } = input
  const bySequence = kind === 'AT_SEQUENCE_NUMBER' || kind === 'AFTER_SEQUENCE_NUMBER'
  if (bySequence !== (sequence !== undefined) && kind !== 'AT_TIMESTAMP')
    throw invalidArgument(
      'Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or ' +
        `(2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified ${kind} and ` +
        `${sequence === undefined ? 'no' : 'also a'} StartingSequenceNumber.`,
    )
  switch (kind) {
    case 'TRIM_HORIZON':
      return shard.log.firstPlace
    case 'LATEST':
      return shard.log.nextPlace
    case 'AT_TIMESTAMP':
      return placeAtTimestamp(input.Timestamp, shard, context.nowMs)
    case 'AT_SEQUENCE_NUMBER':
      return placeOf(sequence!, stream, shard)
    case 'AFTER_SEQUENCE_NUMBER':
      return placeOf(sequence!, stream, shard) + 1
  }
}

function placeAtTimestamp(timestamp: number | undefined, shard: Shard, nowMs: number): number {
  if (timestamp === undefined)
    throw invalidArgument(
      'Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. ' +
        'Current request has no timestamp parameter.',
    )
  const ms = timestamp * 1000
  if (ms > nowMs)
    throw invalidArgument(
      'The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. ' +
        `timestampInMillis: ${ms}, currentTimestampInMillis: ${nowMs}`,
    )
  return shard.log.placeAt(ms)
}

/** The place that a sequence number of this shard names. Beyond the shard's last record it means the end. */
function placeOf(written: string, stream: Stream, shard: Shard): number {
  const used = `StartingSequenceNumber ${written} used in GetShardIterator on shard ${shard.id} in stream ${stream.name} under account ${ACCOUNT}`
  const sequence = parseSequence(written)
  if (!sequence) throw invalidArgument(`${used} is invalid.`)
  if (sequence.shardIndex !== shard.index)
    throw invalidArgument(
      `Invalid StartingSequenceNumber. It encodes ${shardId(sequence.shardIndex)}, ` +
        `while it was used in a call to a shard with ${shard.id}`,
    )
  if (sequence.shardCreatedMs !== shard.createdMs)
    throw invalidArgument(`${used} is invalid because it did not come from this stream.`)
  return Math.min(sequence.place, shard.log.nextPlace)
}
