/**
 * The service's limits, from "Quotas and limits" of the Kinesis Data Streams developer guide and the
 * operations' own reference pages. Sizes are bytes, rates are per second.
 */
export const limits = {
  /** Records in one PutRecords. */
  recordsPerRequest: 500,
  /** Data and partition keys of one PutRecords. */
  requestBytes: 10_485_760,
  /** Largest record any stream can allow, data before base64 and partition key together. */
  recordBytes: 10_485_760,
  /** What a stream allows until UpdateMaxRecordSize, in KiB. */
  defaultRecordKiB: 1024,
  maxRecordKiB: 10_240,
  shardWriteRecords: 1000,
  shardWriteBytes: 1_048_576,
  shardReadCalls: 5,
  shardReadBytes: 2_097_152,
  recordsPerRead: 10_000,
  bytesPerRead: 10_485_760,
  /** Open shards of one account in one region (the default quota of most regions). */
  accountShards: 500,
  onDemandStreams: 50,
  streamsCreatingAtOnce: 5,
  /** Shards that a new on-demand stream has. */
  onDemandShards: 4,
  iteratorAgeMs: 300_000,
  defaultRetentionHours: 24,
  maxRetentionHours: 8760,
  tagsPerStream: 50,
} as const

/** The account that every stream of the endpoint belongs to. */
export const ACCOUNT = '000000000000'
