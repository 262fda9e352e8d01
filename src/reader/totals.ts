/** Running counts of one reading; exact at any moment. */
export interface ReadTotals {
  /** Shards begun, children included. */
  shards: number
  /** Kinesis records that came, and their payload in bytes. */
  records: number
  bytes: number
  /** Events that the records held. */
  events: number
  /** Events dropped because they had been read before. */
  duplicates: number
  /** Events passed on although nobody remembers whether they had been read before: see `Dedupe`. */
  unchecked: number
  /** Records that look compressed and cannot be undone; passed on as they came. */
  damaged: number
  /** Events given out, after deduplication, filter and limit. */
  given: number
  /** Answers that told to slow down, and calls tried again for other reasons. */
  throttles: number
  retries: number
}

export function newTotals(): ReadTotals {
  return {
    shards: 0,
    records: 0,
    bytes: 0,
    events: 0,
    duplicates: 0,
    unchecked: 0,
    damaged: 0,
    given: 0,
    throttles: 0,
    retries: 0,
  }
}
