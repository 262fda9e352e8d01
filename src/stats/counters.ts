import { Histogram } from './histogram.ts'
import type { StageLatency } from './stages.ts'

/**
 * What happened so far, counted where it happens: plain fields, so that counting costs an addition and nothing
 * is computed until somebody looks. What became of each line is the Ledger's business.
 */
export class Counters {
  /** Lines that became records. */
  parsed = 0
  /** Lines that no format accepted. */
  rejected = 0
  /** Requests sent. */
  requests = 0
  /** Requests that failed as a whole, and are tried again. */
  failedRequests = 0
  /** Entries that were sent again, counted each time. */
  retries = 0
  /**
   * Entries that were sent again, or given up at the end, although the request before may have arrived: its answer never came.
   * So many records at most may be in the stream twice.
   */
  possibleDoubles = 0
  /** Entries that the service refused because the shard was at its limit, counted each time. */
  throttles = 0
  /** Entries that the service will never take; their lines are in the dead-letter file. */
  refused = 0
  /** Bytes of data and partition keys that were acknowledged. */
  sentBytes = 0
  /** Entries that failed while a later one of their key was accepted (see OrderGuard). */
  orderRisks = 0
  /** Entries acknowledged by another shard than their key told, by that shard: the stream was resharded. By the first entry of each request. */
  readonly strays: Map<string, number> = new Map()
  /** Bytes that a file was seen to have, and that were gone from it and from every copy before anybody read them: by truncation, mostly. */
  destroyedBytes = 0
  /** Records sent, by log type. */
  readonly logTypes: Map<string, number> = new Map()
  /** Rejected lines, by reason. */
  readonly rejectReasons: Map<string, number> = new Map()
  /** From a line's being written to its being acknowledged, in ms. */
  readonly latency: Histogram = new Histogram()
  /** The same by stage, while somebody watches. */
  stages: StageLatency | undefined
}

export function count(into: Map<string, number>, name: string, by: number = 1): void {
  into.set(name, (into.get(name) ?? 0) + by)
}
