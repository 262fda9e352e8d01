import type { StatisticsSnapshot } from '../../stats/snapshot.ts'
import { StageLatency } from '../../stats/stages.ts'
import type { Mark } from '../../stats/statistics.ts'
import type { StagesJson } from '../api.ts'
import { percentiles } from './percentiles.ts'
import { SPAN_SECONDS } from './rate.ts'
import type { Figures } from './series.ts'
import type { ShardCounts } from './shards.ts'
import type { WatchedPipeline } from './watched.ts'

/** A second's look at a pipeline. */
interface Look {
  readonly mark: Mark
  readonly stages: StageLatency
}

/** What is remembered of each second of the last minute. */
interface Past {
  readonly failedRequests: number
  readonly rejected: number
  readonly parsed: number
  readonly orderRisks: number
  readonly rejectReasons: Readonly<Record<string, number>>
  readonly shards: Readonly<Record<string, ShardCounts>>
}

const MINUTE_SECONDS = 60

/** Looks at a pipeline's statistics once a second: the figures of that second, of the last seconds, of the last minute. */
export class PipelineWatch {
  readonly #pipeline: WatchedPipeline
  readonly #stages = new StageLatency()
  readonly #looks: Look[] = []
  readonly #past: Past[] = []
  #before: StatisticsSnapshot
  #settled = 0
  /** When something was settled last, or nothing was in flight. */
  #movedAt: number
  snapshot: StatisticsSnapshot
  stages: StagesJson = { read: null, parsed: null, queued: null, accepted: null }

  /** @param now ms since the epoch */
  constructor(pipeline: WatchedPipeline, now: number) {
    this.#pipeline = pipeline
    pipeline.statistics.counters.stages = this.#stages
    this.#looks.push(this.#look())
    this.#movedAt = now
    this.snapshot = pipeline.statistics.snapshot()
    this.#before = this.snapshot
    this.#remember()
  }

  /** @returns the figures of the second that ends now */
  look(now: number): Figures {
    const { statistics } = this.#pipeline
    this.#before = this.snapshot
    const [oldest] = this.#looks
    const second = this.#looks.at(-1)!
    const ofSecond = statistics.counters.latency.since(second.mark.latency)
    this.snapshot = statistics.snapshot(oldest!.mark)
    this.stages = {
      read: percentiles(this.#stages.read.since(oldest!.stages.read)),
      parsed: percentiles(this.#stages.parsed.since(oldest!.stages.parsed)),
      queued: percentiles(this.#stages.queued.since(oldest!.stages.queued)),
      accepted: percentiles(this.#stages.accepted.since(oldest!.stages.accepted)),
    }
    const { ledger } = this.snapshot
    const settled = ledger.sent + ledger.dead + ledger.filtered
    if (settled !== this.#settled || ledger.inFlight === 0) this.#movedAt = now
    this.#settled = settled
    this.#looks.push(this.#look())
    if (this.#looks.length > SPAN_SECONDS) this.#looks.shift()
    this.#remember()
    const seconds = Math.max(0.001, (this.#looks.at(-1)!.mark.at - second.mark.at) / 1000)
    return this.#figures(seconds, percentiles(ofSecond))
  }

  /** For how long lines have been in flight of which none was settled, in ms. */
  stillFor(now: number): number {
    return now - this.#movedAt
  }

  /** The same figures a minute ago, or at the start. */
  get minuteAgo(): Past {
    return this.#past[0]!
  }

  get current(): Past {
    return this.#past.at(-1)!
  }

  #look(): Look {
    const { read, parsed, queued, accepted } = this.#stages
    const stages = {
      read: read.copy(),
      parsed: parsed.copy(),
      queued: queued.copy(),
      accepted: accepted.copy(),
    }
    return { mark: this.#pipeline.statistics.mark(), stages }
  }

  #remember(): void {
    const { failedRequests, orderRisks, rejectReasons, shards } = this.snapshot
    const { parsed, rejected } = this.#pipeline.statistics.counters
    this.#past.push({
      failedRequests,
      rejected,
      parsed,
      orderRisks,
      rejectReasons,
      shards: Object.fromEntries(
        Object.entries(shards).map(([name, { sent, throttled }]) => [name, { sent, throttled }]),
      ),
    })
    if (this.#past.length > MINUTE_SECONDS) this.#past.shift()
  }

  #figures(seconds: number, latency: ReturnType<typeof percentiles>): Figures {
    const [now, before] = [this.snapshot, this.#before]
    const rate = (of: (snapshot: StatisticsSnapshot) => number): number => (of(now) - of(before)) / seconds
    const rejected = (snapshot: StatisticsSnapshot): number =>
      Object.values(snapshot.rejectReasons).reduce((sum, count) => sum + count, 0)
    return {
      lines_per_second: rate((one) => one.linesProcessed),
      records_per_second: rate((one) => one.recordsSent),
      bytes_per_second: rate((one) => one.sentBytes),
      errors_per_second: rate((one) => one.errors),
      parse_failures_per_second: rate(rejected),
      dead_letters_per_second: rate((one) => one.deadLetters),
      filtered_per_second: rate((one) => one.ledger.filtered),
      requests_per_second: rate((one) => one.requests),
      failed_requests_per_second: rate((one) => one.failedRequests),
      retries_per_second: rate((one) => one.retries),
      throttles_per_second: rate((one) => one.throttles),
      latency_p50_ms: latency?.p50 ?? null,
      latency_p95_ms: latency?.p95 ?? null,
      latency_p99_ms: latency?.p99 ?? null,
      queue_size: now.queueSize,
      in_flight: now.ledger.inFlight,
      lag_bytes: now.lagBytes,
      lag_seconds: now.lagSeconds,
      batch_size: now.batchSize,
      linger_ms: now.lingerMs,
    }
  }
}
