import { invalidArgument } from '../service-error.ts'
import { HASH_KEYS, hashOfKey, hexOfHash } from '../stream/hash-range.ts'
import type { Shard } from '../stream/shard.ts'
import type { Stream } from '../stream/stream.ts'
import type { Entry } from './put-shape.ts'
import { bytesOfBase64, failure, validation } from './shape.ts'

/** The open shard that a record goes to. `path` names the record in errors. */
export function shardOf(stream: Stream, entry: Entry, path: string, random: () => number): Shard {
  if (stream.distribution === 'AUTO') return stream.open[Math.floor(random() * stream.open.length)]!
  if (entry.PartitionKey === undefined)
    throw validation([failure(undefined, `${path}partitionKey`, 'not be null')])
  if (entry.ExplicitHashKey === undefined) return stream.shardFor(hashOfKey(entry.PartitionKey))
  const hash = BigInt(entry.ExplicitHashKey)
  if (hash >= HASH_KEYS)
    throw invalidArgument(
      'Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. ' +
        `Specified value was ${entry.ExplicitHashKey}`,
    )
  return stream.shardFor(hexOfHash(hash))
}

/** Bytes of a record as the limits count them, within what the stream allows. */
export function sizeOf(stream: Stream, entry: Entry, path: string): number {
  const data = bytesOfBase64(entry.Data)
  const bytes = data + Buffer.byteLength(entry.PartitionKey ?? '')
  const most = stream.maxRecordKiB * 1024
  if (bytes > most) {
    const shown = `java.nio.HeapByteBuffer[pos=0 lim=${data} cap=${data}]`
    throw validation([failure(shown, `${path}data`, `have length less than or equal to ${most}`)])
  }
  return bytes
}
