import type { PaceLimits } from '../batch/pace.ts'

/**
 * Limits of Kinesis Data Streams, from the developer guide's "Quotas and limits" page and the API reference of
 * PutRecords, as of 2026. Sizes in bytes, binary: the service's MiB.
 */

/** Entries in one PutRecords request. */
export const MAX_REQUEST_ENTRIES = 500
/** One PutRecords request: data (before base64) and partition keys. */
export const MAX_REQUEST_BYTES: number = 10 * 1024 ** 2
/** A record (data and partition key) unless the stream was set to take more: `MaxRecordSizeInKiB`, up to 10 MiB. */
export const DEFAULT_MAX_RECORD_BYTES: number = 1024 ** 2
/** Characters of a partition key. */
export const MAX_PARTITION_KEY_CHARACTERS = 256
/** What one shard takes in a second; shards of on-demand streams are no larger. */
export const SHARD_LIMITS: PaceLimits = { recordsPerSecond: 1000, bytesPerSecond: 1024 ** 2 }
/** Bytes of a partition key that is cut to as many UTF-16 units: three each in UTF-8. Leave them free in a record. */
export const MAX_PARTITION_KEY_BYTES: number = 3 * MAX_PARTITION_KEY_CHARACTERS
