import * as crypto from 'node:crypto'
import type { Kinesis } from './client.ts'

/** An open shard and the hash keys that it takes, as 32 hex digits, both ends included. */
export interface ShardRange {
  readonly id: string
  readonly start: string
  readonly end: string
}

/** `crypto.hash` came with Node 20.12 and skips the Hash object: about half the time for a short key. */
const oneShotHash = (crypto as { hash?: (algorithm: string, data: string) => string }).hash

/** The hash key of a partition key, as the service computes it: MD5 of its UTF-8 text, as 32 hex digits. */
export function hashKeyOf(partitionKey: string): string {
  return oneShotHash
    ? oneShotHash('md5', partitionKey)
    : crypto.createHash('md5').update(partitionKey).digest('hex')
}

/** The open shards of a stream, by the start of their range. */
export async function listOpenShards(
  kinesis: Pick<Kinesis, 'call'>,
  stream: string,
  signal?: AbortSignal,
): Promise<ShardRange[]> {
  const open: ShardRange[] = []
  let token: string | undefined
  do {
    // AT_LATEST leaves out the closed shards of past resharding, of which there may be thousands.
    const page = await kinesis.call(
      'ListShards',
      token === undefined ? { StreamName: stream, ShardFilter: { Type: 'AT_LATEST' } } : { NextToken: token },
      signal,
    )
    for (const shard of page.Shards ?? []) {
      const range = shard.HashKeyRange
      // Endpoints that do not know the filter list closed shards too: those have an ending sequence number.
      if (!shard.ShardId || !range || shard.SequenceNumberRange?.EndingSequenceNumber) continue
      open.push({
        id: shard.ShardId,
        start: hex(range.StartingHashKey ?? '0'),
        end: hex(range.EndingHashKey ?? '0'),
      })
    }
    token = page.NextToken
  } while (token)
  return open.sort((a, b) => (a.start < b.start ? -1 : 1))
}

/** Index into `ranges` (sorted by start) of the shard that takes a hash key. */
export function shardOfHashKey(ranges: readonly ShardRange[], hashKey: string): number {
  let low = 0
  let high = ranges.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (ranges[middle]!.start <= hashKey) low = middle
    else high = middle - 1
  }
  return low
}

/** A decimal number of up to 128 bits as 32 hex digits: their order as text is their order as numbers. */
function hex(decimal: string): string {
  return BigInt(decimal).toString(16).padStart(32, '0')
}
