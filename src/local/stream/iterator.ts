import { limits } from '../limits.ts'
import { invalidArgument, ServiceError } from '../service-error.ts'
import type { Shard } from './shard.ts'
import type { Stream } from './stream.ts'
import { openToken, sealToken } from './token.ts'

/** What a shard iterator stands for. */
export interface Iterator {
  readonly streamName: string
  readonly streamCreatedMs: number
  readonly shardIndex: number
  /** Place of the next record to read. */
  readonly place: number
}

const KIND = 'iterator'

export function sealIterator(stream: Stream, shard: Shard, place: number, nowMs: number): string {
  return sealToken(KIND, [nowMs, stream.name, stream.createdMs, shard.index, place])
}

export function openIterator(token: string, nowMs: number): Iterator {
  const parts = openToken(KIND, token)
  if (!parts) throw invalidArgument('Invalid ShardIterator.')
  const [issued, streamName, streamCreatedMs, shardIndex, place] = parts as [string, ...string[]]
  const ageMs = nowMs - Number(issued)
  if (ageMs > limits.iteratorAgeMs)
    throw new ServiceError(
      'ExpiredIteratorException',
      `Iterator expired. The iterator was created at time ${utc(Number(issued))} while right now it is ${utc(nowMs)} ` +
        `which is further in the future than the tolerated delay of ${limits.iteratorAgeMs} milliseconds.`,
    )
  return {
    streamName: streamName!,
    streamCreatedMs: Number(streamCreatedMs),
    shardIndex: Number(shardIndex),
    place: Number(place),
  }
}

function utc(ms: number): string {
  return new Date(ms).toUTCString().replace('GMT', 'UTC')
}
