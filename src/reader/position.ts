import type { KinesisOperations } from '../aws/client.ts'
import { KinetailError } from '../base/errors.ts'
import { parseDuration } from '../base/units.ts'
import { text } from '../messages/messages.ts'

/** Where reading of a shard begins. */
export type Position =
  | { readonly at: 'trim-horizon' }
  | { readonly at: 'latest' }
  /** Records that arrived at or after this time, ms since the epoch. */
  | { readonly at: 'time'; readonly time: number }
  | { readonly at: 'after'; readonly sequenceNumber: string }

export const TRIM_HORIZON: Position = { at: 'trim-horizon' }
export const LATEST: Position = { at: 'latest' }

/** Clocks that disagree more than this make requests fail anyway in most set-ups. */
const CLOCK_SKEW_MS = 5_000

/**
 * A position that means the same to a later reading: "latest" was a moment. By this machine's clock it is taken some seconds early: a record
 * twice is better than one lost.
 */
export function momentOf(position: Position, now: number = Date.now()): Position {
  return position.at === 'latest' ? { at: 'time', time: now - CLOCK_SKEW_MS } : position
}

/** Seconds since the epoch, as the AWS CLI prints and takes them. */
const EPOCH_SECONDS = /^\d{10}(?:\.\d+)?$/
const ISO = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/i
const DURATION = /^\d+(?:\.\d+)?(?:ms|s|m|h|d)$/i

/**
 * What `--from` says: trim-horizon, latest (also in the spelling of the AWS CLI), an ISO 8601 time, seconds since the epoch,
 * or a duration back from `now`. A time without an offset is local time, a day alone is its first moment.
 */
export function parsePosition(written: string, now: number = Date.now()): Position {
  const word = written.trim().toLowerCase().replace('_', '-')
  if (word === 'trim-horizon') return TRIM_HORIZON
  if (word === 'latest') return LATEST
  const time = timeOf(written.trim(), now)
  if (time === undefined || Number.isNaN(time)) throw new KinetailError('usage', text.reader.badFrom(written))
  // The service refuses a time that is to come.
  if (time > now) throw new KinetailError('usage', text.reader.fromFuture(written))
  return { at: 'time', time }
}

function timeOf(written: string, now: number): number | undefined {
  if (DURATION.test(written)) return now - parseDuration(written)
  if (EPOCH_SECONDS.test(written)) return Math.round(Number(written) * 1000)
  if (!ISO.test(written)) return undefined
  const normal = written.replace(' ', 'T').replace(',', '.').toUpperCase()
  // JavaScript takes a day alone as UTC and a time without offset as local: here both are local.
  return Date.parse(normal.length === 10 ? `${normal}T00:00:00` : normal)
}

/** The position in the words of GetShardIterator. */
export function iteratorInput(position: Position): Omit<KinesisOperations['GetShardIterator'][0], 'ShardId'> {
  switch (position.at) {
    case 'trim-horizon':
      return { ShardIteratorType: 'TRIM_HORIZON' }
    case 'latest':
      return { ShardIteratorType: 'LATEST' }
    case 'time':
      return { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(position.time) }
    case 'after':
      return {
        ShardIteratorType: 'AFTER_SEQUENCE_NUMBER',
        StartingSequenceNumber: position.sequenceNumber,
      }
  }
}
