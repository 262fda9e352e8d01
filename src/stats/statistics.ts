import { Counters } from './counters.ts'
import type { Histogram } from './histogram.ts'
import { type Account, inFlight, Ledger } from './ledger.ts'
import type { LedgerSnapshot, ShardSnapshot, StatisticsSnapshot } from './snapshot.ts'

/** What only the running stages know; asked when somebody looks. */
export interface Observed {
  readonly queueSize: number
  readonly queueBytes: number
  readonly requestsInFlight: number
  readonly lagBytes: number
  readonly lagSeconds: number
  readonly batchSize: number
  readonly lingerMs: number
  readonly concurrency: number
  readonly shards: Readonly<Record<string, ShardSnapshot>>
}

/** A moment to compare with: rates and latency are about the time since. Opaque to whoever holds it. */
export interface Mark {
  /** ms of a steady clock. */
  readonly at: number
  readonly lines: number
  readonly records: number
  readonly latency: Histogram
}

/** All figures of a run. Stages add to `ledger` and `counters`; nothing is computed until `snapshot` is called. */
export class Statistics {
  readonly ledger: Ledger = new Ledger()
  readonly counters: Counters = new Counters()
  readonly #observe: () => Observed
  readonly #started: Mark

  /** @param observe may be called at any time from now on */
  constructor(observe: () => Observed) {
    this.#observe = observe
    this.#started = this.mark()
  }

  /** Records that were acknowledged: the lines of an event are one. */
  get #records(): number {
    return this.ledger.total.sent - this.ledger.joined
  }

  /** This moment, for a later `snapshot(since)`. */
  mark(): Mark {
    const { total } = this.ledger
    return {
      at: performance.now(),
      lines: total.read,
      records: this.#records,
      latency: this.counters.latency.copy(),
    }
  }

  /** @param since beginning of the rates and the latency; the start of the run unless told */
  snapshot(since: Mark = this.#started): StatisticsSnapshot {
    const { counters, ledger } = this
    const now = performance.now()
    const seconds = Math.max((now - since.at) / 1000, 0.001)
    const latency = counters.latency.since(since.latency)
    const seen = counters.parsed + counters.rejected
    return {
      time: Date.now(),
      uptimeSeconds: (now - this.#started.at) / 1000,
      intervalSeconds: seconds,
      linesProcessed: ledger.total.read,
      recordsSent: this.#records,
      errors: counters.rejected + counters.refused + counters.failedRequests,
      linesPerSecond: (ledger.total.read - since.lines) / seconds,
      recordsPerSecond: (this.#records - since.records) / seconds,
      parseSuccess: seen === 0 ? null : counters.parsed / seen,
      latency:
        latency.count === 0
          ? null
          : {
              p50: latency.percentile(50),
              p95: latency.percentile(95),
              p99: latency.percentile(99),
              max: latency.max,
            },
      requests: counters.requests,
      failedRequests: counters.failedRequests,
      retries: counters.retries,
      possibleDoubles: counters.possibleDoubles,
      throttles: counters.throttles,
      deadLetters: ledger.total.dead,
      orderRisks: counters.orderRisks,
      destroyedBytes: counters.destroyedBytes,
      sentBytes: counters.sentBytes,
      ...this.#observe(),
      logTypes: Object.fromEntries(counters.logTypes),
      rejectReasons: Object.fromEntries(counters.rejectReasons),
      ledger: account(ledger.total),
      files: accounts(ledger.files()),
      lifetime: account(ledger.lifetime),
      lifetimes: accounts(ledger.lifetimes()),
    }
  }
}

function account(of: Readonly<Account>): LedgerSnapshot {
  return { ...of, inFlight: inFlight(of) }
}

function accounts(files: Iterable<[string, Readonly<Account>]>): Record<string, LedgerSnapshot> {
  return Object.fromEntries(Array.from(files, ([name, file]) => [name, account(file)]))
}
