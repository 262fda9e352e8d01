import { drawRefusal } from '../faults.ts'
import { ACCOUNT, limits } from '../limits.ts'
import { invalidArgument } from '../service-error.ts'
import type { Shard } from '../stream/shard.ts'
import type { Stream } from '../stream/stream.ts'
import { stopIfDryRun } from './dry-run.ts'
import { shardOf, sizeOf } from './entry-place.ts'
import { type Context, type Operation, operation } from './operation.ts'
import { type Entry, isPlainPutRecords, putRecordsFields } from './put-shape.ts'
import { findUsableStream, type StreamRef } from './stream-ref.ts'

/** What one request does to one shard. */
interface ShardShare {
  readonly shard: Shard
  /** Records that the request brings the shard. */
  records: number
  /** How many of them were looked at. */
  seen: number
  /** From this one on the shard refuses, by fault injection. */
  refusedFrom: number
  /** A full shard refuses the rest of the request too: later records must not overtake. */
  refuses: boolean
  stored: number
  storedBytes: number
  throttled: number
}

export const PutRecords: Operation = operation<StreamRef & { Records: readonly Entry[]; DryRun?: boolean }>(
  putRecordsFields,
  (input, context) => {
    const stream = findUsableStream(input, context)
    const entries = input.Records
    const sizes = new Array<number>(entries.length)
    const shares = new Array<ShardShare>(entries.length)
    const byShard = plan(stream, entries, sizes, shares, context)
    stopIfDryRun(input)
    const results = entries.map((entry, i) => put(entry, sizes[i]!, shares[i]!, stream, context))
    context.store.memory.trim()
    const stored = sum(byShard, 'stored')
    for (const share of byShard)
      context.metrics.written(stream, share.shard, share.stored, share.storedBytes, share.throttled)
    context.metrics.putRecords(stream, {
      records: entries.length,
      stored,
      throttled: sum(byShard, 'throttled'),
      bytes: sum(byShard, 'storedBytes'),
    })
    return `{"FailedRecordCount":${entries.length - stored},"Records":[${results.join(',')}],"EncryptionType":"NONE"}`
  },
  { dataPlane: true, accepts: isPlainPutRecords },
)

/** Finds every record's shard and size before the first one is stored: a bad record refuses the request as a whole. */
function plan(
  stream: Stream,
  entries: readonly Entry[],
  sizes: number[],
  shares: ShardShare[],
  context: Context,
): readonly ShardShare[] {
  const byShard = new Map<Shard, ShardShare>()
  let bytes = 0
  entries.forEach((entry, i) => {
    const path = `records.${i + 1}.member.`
    const shard = shardOf(stream, entry, path, context.random)
    sizes[i] = sizeOf(stream, entry, path)
    bytes += sizes[i]!
    let share = byShard.get(shard)
    if (!share) {
      share = {
        shard,
        records: 0,
        seen: 0,
        refusedFrom: Number.POSITIVE_INFINITY,
        refuses: false,
        stored: 0,
        storedBytes: 0,
        throttled: 0,
      }
      byShard.set(shard, share)
    }
    share.records++
    shares[i] = share
  })
  if (bytes > limits.requestBytes)
    throw invalidArgument(`Records size exceeds ${limits.requestBytes / 1024 ** 2} MB limit`)
  const all = [...byShard.values()]
  for (const share of all) share.refusedFrom = drawRefusal(context.faults, context.random, share.records)
  return all
}

/** Stores one record or refuses it; the result's JSON text. */
function put(entry: Entry, bytes: number, share: ShardShare, stream: Stream, context: Context): string {
  const { shard } = share
  const { nowMs, faults } = context
  share.refuses ||= share.seen >= share.refusedFrom || (context.limited && !hasRoom(shard, bytes, nowMs))
  share.seen++
  if (share.refuses) {
    share.throttled++
    return throttledResult(stream, shard)
  }
  if (faults.failRate > 0 && context.random() < faults.failRate)
    return '{"ErrorCode":"InternalFailure","ErrorMessage":"Internal service failure."}'
  if (context.limited) takeRoom(shard, bytes)
  share.stored++
  share.storedBytes += bytes
  const sequence = shard.append(context.store.memory, entry.PartitionKey ?? '', entry.Data, bytes, nowMs)
  return `{"SequenceNumber":"${sequence}","ShardId":"${shard.id}"}`
}

export function hasRoom(shard: Shard, bytes: number, nowMs: number): boolean {
  return shard.writeRecords.has(1, nowMs) && shard.writeBytes.has(bytes, nowMs)
}

export function takeRoom(shard: Shard, bytes: number): void {
  shard.writeRecords.take(1)
  shard.writeBytes.take(bytes)
}

/** The service's words for a shard over its rate. */
export function rateExceeded(stream: Stream, shard: Shard): string {
  return `Rate exceeded for shard ${shard.id} in stream ${stream.name} under account ${ACCOUNT}.`
}

function throttledResult(stream: Stream, shard: Shard): string {
  return (
    '{"ErrorCode":"ProvisionedThroughputExceededException","ErrorMessage":' +
    `${JSON.stringify(rateExceeded(stream, shard))}}`
  )
}

function sum(shares: readonly ShardShare[], member: 'stored' | 'storedBytes' | 'throttled'): number {
  return shares.reduce((total, share) => total + share[member], 0)
}
