import {
  DescribeAccountSettings,
  DescribeLimits,
  DescribeStream,
  DescribeStreamSummary,
  ListStreams,
} from './describe.ts'
import { GetRecords } from './get-records.ts'
import { GetShardIterator } from './get-shard-iterator.ts'
import { ListShards } from './list-shards.ts'
import type { Operation } from './operation.ts'
import { PutRecord } from './put-record.ts'
import { PutRecords } from './put-records.ts'
import { MergeShards, SplitShard, UpdateShardCount } from './reshard.ts'
import {
  DecreaseStreamRetentionPeriod,
  IncreaseStreamRetentionPeriod,
  UpdateMaxRecordSize,
  UpdateStreamMode,
  UpdateStreamRecordDistributionStrategy,
} from './settings.ts'
import { CreateStream, DeleteStream } from './streams.ts'
import {
  AddTagsToStream,
  ListTagsForResource,
  ListTagsForStream,
  RemoveTagsFromStream,
  TagResource,
  UntagResource,
} from './tags.ts'

/** Every Kinesis operation that the endpoint speaks, by its name on the wire. */
export const operations: Readonly<Record<string, Operation>> = {
  AddTagsToStream,
  CreateStream,
  DecreaseStreamRetentionPeriod,
  DeleteStream,
  DescribeAccountSettings,
  DescribeLimits,
  DescribeStream,
  DescribeStreamSummary,
  GetRecords,
  GetShardIterator,
  IncreaseStreamRetentionPeriod,
  ListShards,
  ListStreams,
  ListTagsForResource,
  ListTagsForStream,
  MergeShards,
  PutRecord,
  PutRecords,
  RemoveTagsFromStream,
  SplitShard,
  TagResource,
  UntagResource,
  UpdateMaxRecordSize,
  UpdateShardCount,
  UpdateStreamMode,
  UpdateStreamRecordDistributionStrategy,
}
