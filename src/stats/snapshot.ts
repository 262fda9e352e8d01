/** What became of the lines: `read = sent + dead + filtered + inFlight`. */
export interface LedgerSnapshot {
  readonly read: number
  readonly sent: number
  readonly dead: number
  readonly filtered: number
  readonly inFlight: number
}

/** Percentiles in ms. */
interface LatencySnapshot {
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/** How often a figure was raised and lowered. */
export interface MovesSnapshot {
  readonly up: number
  readonly down: number
}

/** One open shard: what is in use now, and every decision since it was opened or kinetail was started. */
export interface ShardSnapshot {
  /** Entries that wait or are in flight. */
  readonly queueSize: number
  readonly sent: number
  /** Entries refused because the shard was at its limit, counted each time. */
  readonly throttled: number
  /** True while a request holds one entry of a key only. */
  readonly careful: boolean
  /** Entries of a request at most, ms between the starts of requests that are not whole, requests in flight at most. */
  readonly batchSize: number
  readonly lingerMs: number
  readonly requests: number
  /** The part of the shard's limits that is asked for; null without pacing. */
  readonly pace: number | null
  readonly moves: Readonly<Record<'batchSize' | 'linger' | 'requests' | 'pace', MovesSnapshot>>
  /** Spans of a second in which a goal was missed. */
  readonly missed: { readonly latency: number; readonly errors: number }
}

/** The pipeline's state, seen from outside at one moment. Plain data: it may be sent to other threads and processes. */
export interface StatisticsSnapshot {
  /** ms since the epoch. */
  readonly time: number
  readonly uptimeSeconds: number
  /** Seconds that the rates and the latency are about. */
  readonly intervalSeconds: number
  readonly linesProcessed: number
  readonly recordsSent: number
  /** Lines that did not parse, records that the service refused for good, and requests that failed as a whole. */
  readonly errors: number
  readonly linesPerSecond: number
  readonly recordsPerSecond: number
  /** Entries held: waiting or in flight. */
  readonly queueSize: number
  readonly queueBytes: number
  readonly requestsInFlight: number
  /** Parsed lines of all that were not blank, 0 to 1; null before the first. */
  readonly parseSuccess: number | null
  /** From written to acknowledged; null when nothing was acknowledged in the interval. */
  readonly latency: LatencySnapshot | null
  readonly requests: number
  readonly failedRequests: number
  readonly retries: number
  /** Entries sent again that may have arrived before: their answer never came. */
  readonly possibleDoubles: number
  readonly throttles: number
  readonly deadLetters: number
  readonly orderRisks: number
  /** Bytes that were gone from every file before anybody could read them. */
  readonly destroyedBytes: number
  readonly sentBytes: number
  /** Bytes in the files that are not settled, and the age of the oldest of them. */
  readonly lagBytes: number
  readonly lagSeconds: number
  /** In use now: entries a request, ms between requests of a lane, requests at a time. */
  readonly batchSize: number
  readonly lingerMs: number
  readonly concurrency: number
  /** The open shards, by name: of the figures above, each has its own. */
  readonly shards: Readonly<Record<string, ShardSnapshot>>
  /** Records sent, by log type; lines that did not parse, by reason. */
  readonly logTypes: Readonly<Record<string, number>>
  readonly rejectReasons: Readonly<Record<string, number>>
  /** Of this run, in all and by file. */
  readonly ledger: LedgerSnapshot
  readonly files: Readonly<Record<string, LedgerSnapshot>>
  /** Of this run and those before, as far as the checkpoint knows their files still. */
  readonly lifetime: LedgerSnapshot
  readonly lifetimes: Readonly<Record<string, LedgerSnapshot>>
}
