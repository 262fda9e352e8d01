import { limits } from '../limits.ts'
import { invalidArgument } from '../service-error.ts'
import type { Distribution, StreamMode } from '../stream/stream.ts'
import { type Context, type Operation, operation } from './operation.ts'
import { ARN, findStream, requireActive, type StreamRef, streamRef } from './stream-ref.ts'

type RetentionInput = StreamRef & { readonly RetentionPeriodHours: number }

const RETENTION = {
  RetentionPeriodHours: { kind: 'integer', required: true, min: 1, max: limits.maxRetentionHours },
  ...streamRef,
} as const

export const IncreaseStreamRetentionPeriod: Operation = operation<RetentionInput>(
  RETENTION,
  (input, context) => setRetention(input, context, 'shorter', 'DecreaseRetentionPeriod'),
)

export const DecreaseStreamRetentionPeriod: Operation = operation<RetentionInput>(
  RETENTION,
  (input, context) => setRetention(input, context, 'longer', 'IncreaseRetentionPeriod'),
)

function setRetention(
  input: RetentionInput,
  context: Context,
  forbidden: 'shorter' | 'longer',
  instead: string,
): undefined {
  const stream = findStream(input, context)
  const hours = input.RetentionPeriodHours
  if (hours < limits.defaultRetentionHours)
    throw invalidArgument(
      `Minimum allowed retention period is ${limits.defaultRetentionHours} hours. ` +
        `Requested retention period (${hours} hours) is too short.`,
    )
  if (forbidden === 'shorter' ? hours < stream.retentionHours : hours > stream.retentionHours)
    throw invalidArgument(
      `Requested retention period (${hours} hours) for stream ${stream.name} can not be ${forbidden} than ` +
        `existing retention period (${stream.retentionHours} hours). Use ${instead} API.`,
    )
  requireActive(stream)
  stream.retentionHours = hours
  return undefined
}

/** Puts a change in force through the service's UPDATING state. */
function change(
  ref: StreamRef,
  context: Context,
  apply: (stream: ReturnType<typeof findStream>) => void,
): undefined {
  const stream = findStream(ref, context)
  requireActive(stream)
  stream.begin('UPDATING', context.nowMs + context.store.delayMs, () => apply(stream))
  stream.settle(context.nowMs)
  return undefined
}

const arn = { StreamARN: { ...ARN, required: true } } as const

export const UpdateMaxRecordSize: Operation = operation<{ StreamARN: string; MaxRecordSizeInKiB: number }>(
  {
    ...arn,
    MaxRecordSizeInKiB: {
      kind: 'integer',
      required: true,
      min: limits.defaultRecordKiB,
      max: limits.maxRecordKiB,
    },
  },
  (input, context) =>
    change(input, context, (stream) => {
      stream.maxRecordKiB = input.MaxRecordSizeInKiB
    }),
)

export const UpdateStreamMode: Operation = operation<{
  StreamARN: string
  StreamModeDetails: { StreamMode: StreamMode }
}>(
  {
    ...arn,
    StreamModeDetails: {
      kind: 'structure',
      required: true,
      fields: { StreamMode: { kind: 'string', required: true, oneOf: ['PROVISIONED', 'ON_DEMAND'] } },
    },
  },
  (input, context) =>
    change(input, context, (stream) => {
      stream.mode = input.StreamModeDetails.StreamMode
    }),
)

export const UpdateStreamRecordDistributionStrategy: Operation = operation<{
  StreamARN: string
  RecordDistributionStrategy: Distribution
}>(
  {
    ...arn,
    RecordDistributionStrategy: {
      kind: 'string',
      required: true,
      oneOf: ['USER_PARTITION_KEY', 'AUTO'],
    },
  },
  (input, context) =>
    change(input, context, (stream) => {
      stream.distribution = input.RecordDistributionStrategy
    }),
)
