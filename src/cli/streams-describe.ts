import type { Command } from 'commander'
import type { KinesisOperations } from '../aws/client.ts'
import { formatSize } from '../base/units.ts'
import { text } from '../messages/messages.ts'
import { listShards, type Shard } from '../reader/shards.ts'
import { newCommand, withAws, withStream } from './frame.ts'
import { explainStream, type SessionFlags, streamNameOf, withKinesis } from './session.ts'
import { displayWidth, table } from './table.ts'

type Summary = NonNullable<KinesisOperations['DescribeStreamSummary'][1]['StreamDescriptionSummary']>

interface Flags extends SessionFlags {
  readonly json?: boolean
}

export function describeCommand(): Command {
  const words = text.reader
  const built = newCommand('describe', words.describe, [
    ['kinetail streams describe log-streaming-demo --json', words.describeExample],
  ])
  return withAws(withStream(built))
    .option('--json', text.cli.jsonOption)
    .action((stream: string | undefined, flags: Flags) => run(streamNameOf(stream, flags), flags))
}

async function run(name: string, flags: Flags): Promise<void> {
  await withKinesis(flags, async (kinesis) => {
    try {
      const answer = await kinesis.call('DescribeStreamSummary', { StreamName: name })
      const summary = answer.StreamDescriptionSummary!
      // A stream that is being made or deleted may refuse to list its shards, and is described without.
      const settled = summary.StreamStatus === 'ACTIVE' || summary.StreamStatus === 'UPDATING'
      const shards = settled ? await listShards(name, (input) => kinesis.call('ListShards', input)) : []
      process.stdout.write(flags.json ? jsonOf(summary, shards) : forPeople(summary, shards))
    } catch (error) {
      explainStream(error, name, kinesis.region)
    }
  })
}

function jsonOf(summary: Summary, shards: readonly Shard[]): string {
  return `${JSON.stringify({
    stream_name: summary.StreamName,
    stream_arn: summary.StreamARN,
    status: summary.StreamStatus,
    mode: summary.StreamModeDetails?.StreamMode ?? 'PROVISIONED',
    open_shard_count: summary.OpenShardCount,
    retention_hours: summary.RetentionPeriodHours,
    max_record_size_kib: summary.MaxRecordSizeInKiB ?? null,
    encryption: summary.EncryptionType ?? 'NONE',
    consumer_count: summary.ConsumerCount ?? 0,
    created: summary.StreamCreationTimestamp?.toISOString() ?? null,
    shards: shards.map((shard) => ({
      shard_id: shard.ShardId,
      open: isOpen(shard),
      starting_hash_key: shard.HashKeyRange?.StartingHashKey,
      ending_hash_key: shard.HashKeyRange?.EndingHashKey,
      parents: parentsOf(shard),
    })),
  })}\n`
}

function forPeople(summary: Summary, shards: readonly Shard[]): string {
  const { labels, hours, onDemand, provisioned, open, closed, shardHead } = text.reader
  const facts: [string, string][] = [
    [labels.name, summary.StreamName ?? ''],
    [labels.arn, summary.StreamARN ?? ''],
    [labels.status, summary.StreamStatus ?? ''],
    [labels.mode, summary.StreamModeDetails?.StreamMode === 'ON_DEMAND' ? onDemand : provisioned],
    [labels.openShards, String(summary.OpenShardCount ?? '')],
    [labels.retention, hours(summary.RetentionPeriodHours ?? 24)],
    [labels.maxRecord, formatSize((summary.MaxRecordSizeInKiB ?? 1024) * 1024)],
    [labels.encryption, summary.EncryptionType ?? 'NONE'],
    [labels.consumers, String(summary.ConsumerCount ?? 0)],
    [labels.created, summary.StreamCreationTimestamp?.toISOString() ?? ''],
  ]
  const width = Math.max(...facts.map(([label]) => displayWidth(label))) + 2
  const lines = facts.map(([label, fact]) => `${label}${' '.repeat(width - displayWidth(label))}${fact}\n`)
  const rows = shards.map((shard) => [
    shard.ShardId ?? '',
    isOpen(shard) ? open : closed,
    shard.HashKeyRange?.StartingHashKey ?? '',
    shard.HashKeyRange?.EndingHashKey ?? '',
    parentsOf(shard).join(' '),
  ])
  return `${lines.join('')}${rows.length > 0 ? `\n${table(shardHead, rows)}` : ''}`
}

function isOpen(shard: Shard): boolean {
  return shard.SequenceNumberRange?.EndingSequenceNumber === undefined
}

function parentsOf(shard: Shard): string[] {
  return [shard.ParentShardId, shard.AdjacentParentShardId].filter((id) => id !== undefined)
}
