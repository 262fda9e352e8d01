import { drawRefusal } from '../faults.ts'
import { ACCOUNT } from '../limits.ts'
import { invalidArgument, ServiceError } from '../service-error.ts'
import { parseSequence } from '../stream/sequence.ts'
import { stopIfDryRun } from './dry-run.ts'
import { shardOf, sizeOf } from './entry-place.ts'
import { type Operation, operation } from './operation.ts'
import { hasRoom, rateExceeded, takeRoom } from './put-records.ts'
import { type Entry, entryFields } from './put-shape.ts'
import { findUsableStream, type StreamRef, streamRef } from './stream-ref.ts'

interface Input extends StreamRef, Entry {
  readonly SequenceNumberForOrdering?: string
  readonly DryRun?: boolean
}

export const PutRecord: Operation = operation<Input>(
  {
    SequenceNumberForOrdering: { kind: 'string', pattern: '0|([1-9]\\d{0,128})' },
    ...entryFields,
    ...streamRef,
    DryRun: { kind: 'boolean' },
  },
  (input, context) => {
    const { nowMs, faults, metrics } = context
    const stream = findUsableStream(input, context)
    const shard = shardOf(stream, input, '', context.random)
    const bytes = sizeOf(stream, input, '')
    const ordering = input.SequenceNumberForOrdering
    if (ordering !== undefined && !parseSequence(ordering))
      throw invalidArgument(
        `ExclusiveMinimumSequenceNumber ${ordering} used in PutRecord on stream ${stream.name} ` +
          `under account ${ACCOUNT} is invalid.`,
      )
    stopIfDryRun(input)
    const refused = drawRefusal(faults, context.random, 1) === 0
    if (refused || (context.limited && !hasRoom(shard, bytes, nowMs))) {
      metrics.written(stream, shard, 0, 0, 1)
      metrics.putRecord(stream, 0, false)
      throw new ServiceError('ProvisionedThroughputExceededException', rateExceeded(stream, shard))
    }
    if (faults.failRate > 0 && context.random() < faults.failRate) {
      metrics.putRecord(stream, 0, false)
      throw new ServiceError('InternalFailure', 'Internal service failure.', 500)
    }
    if (context.limited) takeRoom(shard, bytes)
    const sequence = shard.append(context.store.memory, input.PartitionKey ?? '', input.Data, bytes, nowMs)
    context.store.memory.trim()
    metrics.written(stream, shard, 1, bytes, 0)
    metrics.putRecord(stream, bytes, true)
    return { ShardId: shard.id, SequenceNumber: sequence, EncryptionType: 'NONE' }
  },
  { dataPlane: true },
)
