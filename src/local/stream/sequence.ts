/**
 * Sequence numbers: 56 decimal digits as the service's are, opaque to clients, increasing with the record's
 * place in its shard, and larger in a child shard than in its parents. Ours are fixed-width decimal fields:
 * "49" · shard creation in ms (13) · place in the shard (20) · arrival in ms (13) · shard index (8).
 */
const MARK = '49'

/** Place that closes a shard: 2^63 - 1, as in the service's ending sequence numbers. */
const LAST_PLACE = '9223372036854775807'

export interface Sequence {
  readonly shardCreatedMs: number
  /** From 1; 0 is the shard's own start. May be beyond what the shard holds. */
  readonly place: number
  readonly shardIndex: number
}

/** The parts of a shard that every sequence number in it shares. */
export interface SequenceSpace {
  readonly prefix: string
  readonly suffix: string
}

export function sequenceSpace(shardIndex: number, createdMs: number): SequenceSpace {
  return { prefix: MARK + digits(createdMs, 13), suffix: digits(shardIndex, 8) }
}

export function formatSequence(space: SequenceSpace, place: number, arrivedMs: number): string {
  return space.prefix + digits(place, 20) + digits(arrivedMs, 13) + space.suffix
}

export function endingSequence(space: SequenceSpace, endedMs: number): string {
  return space.prefix + LAST_PLACE.padStart(20, '0') + digits(endedMs, 13) + space.suffix
}

/** The parts of a sequence number, or undefined when it is none of ours. */
export function parseSequence(written: string): Sequence | undefined {
  if (!/^49\d{54}$/.test(written)) return undefined
  return {
    shardCreatedMs: Number(written.slice(2, 15)),
    place: Number(written.slice(15, 35)),
    shardIndex: Number(written.slice(48)),
  }
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0')
}
