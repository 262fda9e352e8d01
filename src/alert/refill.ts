import type { Kinesis } from '../aws/client.ts'
import type { StreamEvent, StreamRecord } from '../reader/event.ts'
import { eventBlocks } from '../reader/event-blocks.ts'
import type { Position } from '../reader/position.ts'
import { type ReadOptions, readStream } from '../reader/read.ts'
import { unpack } from '../reader/unpack.ts'
import type { KeptReading } from './state-file.ts'

export interface RefillOptions extends Pick<ReadOptions, 'signal' | 'idleMs' | 'onTrouble'> {
  /** How far the stream was judged. */
  readonly reading: KeptReading
  /** Records that came to the stream since then, ms since the epoch. */
  readonly since: number
  /** Takes records; nothing more is read before it resolves. */
  readonly take: (events: readonly StreamEvent[]) => Promise<void>
}

/**
 * Reads once more what was judged before a restart, for windows that look back at it: of each shard the records since a moment, up to the
 * place behind which judging goes on.
 * @returns true when each shard is there; false when the signal aborted first
 */
export async function refill(
  kinesis: Pick<Kinesis, 'call'>,
  { reading, since, take, ...options }: RefillOptions,
): Promise<boolean> {
  const left = new Set(Object.keys(reading.places))
  if (left.size === 0) return true
  const resume = new Map<string, Position>([...left].map((id) => [id, { at: 'time', time: since }]))
  const from = { at: 'latest' } as const
  const pages = readStream(kinesis, {
    ...options,
    streamName: reading.stream,
    from,
    follow: false,
    marks: true,
    resume,
  })
  for await (const { shardId, records, behindMs, last } of pages) {
    const place = reading.places[shardId]
    // A shard of which nothing was judged yet.
    if (place === undefined) continue
    const judged =
      place === 'done' ? records : records.filter((one) => BigInt(one.sequenceNumber) <= BigInt(place))
    for (const events of eventBlocks(judged, add)) await take(events)
    if (judged.length < records.length || behindMs === 0 || last !== undefined) left.delete(shardId)
    if (left.size === 0) return true
  }
  // Shards that the stream does not list any more have nothing to give.
  return options.signal?.aborted !== true
}

function add(record: StreamRecord, block: StreamEvent[]): number {
  let bytes = 0
  for (const event of unpack(record)) {
    block.push(event)
    bytes += event.data.length
  }
  return bytes
}
