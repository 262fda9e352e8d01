import { randomBytes } from 'node:crypto'
import { statisticsObject } from '../../stats/json.ts'
import type { StatisticsSnapshot } from '../../stats/snapshot.ts'
import type { Now, SERIES_COLUMNS, Series, StatisticsJson } from '../api.ts'
import { Files } from './files.ts'
import { PipelineWatch } from './pipeline-watch.ts'
import { SPAN_SECONDS } from './rate.ts'
import { type Figures, rounded, SeriesRing } from './series.ts'
import { Shards } from './shards.ts'
import { Judge, SILENCE_MS, type Symptoms } from './verdict.ts'
import { Warnings } from './warnings.ts'
import type { Watched, WatchedPipeline } from './watched.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60_000

/**
 * Gathers what the dashboard shows, in memory that is bounded whatever goes through and however long: an hour in seconds, an hour in
 * minutes, and the newest. It looks once a second (`look`), by a clock that a test may move.
 */
export class Collector {
  readonly boot: string = randomBytes(6).toString('hex')
  readonly warnings: Warnings = new Warnings()
  readonly #watched: Watched
  readonly #clock: () => number
  readonly #started: number
  #pipeline: { readonly watch: PipelineWatch; readonly of: WatchedPipeline } | undefined
  readonly #files: Files
  readonly #shards: Shards
  readonly #series = new SeriesRing()
  readonly #judge = new Judge()
  #printed: StatisticsJson | null = null
  #now: Now | undefined
  #lookedAt: number

  /** @param clock ms since the epoch; the system's unless told */
  constructor(watched: Watched, clock: () => number = Date.now) {
    this.#watched = watched
    this.#clock = clock
    this.#started = clock()
    this.#lookedAt = this.#started
    this.#files = new Files(this.#started)
    this.#shards = new Shards(this.#started)
    this.look()
  }

  /** A pipeline is open: it is looked at from now on. */
  begin(pipeline: WatchedPipeline): void {
    this.#pipeline = { watch: new PipelineWatch(pipeline, this.#clock()), of: pipeline }
    this.#now = undefined
  }

  /** Looks at everything: once a second. */
  look(): void {
    const now = this.#clock()
    const pipeline = this.#pipeline
    let figures: Figures = {}
    if (pipeline) {
      figures = pipeline.watch.look(now)
      this.#files.look(pipeline.watch.snapshot.files, pipeline.of.lag(), now)
    }
    this.#shards.look(pipeline?.of.lanes() ?? [], new Map(), now)
    this.#series.put(Math.floor(now / SECOND_MS), figures)
    this.#lookedAt = now
    this.#now = undefined
  }

  /** The block that was printed is shown as it was printed. */
  printed(snapshot: StatisticsSnapshot): void {
    this.#printed = statisticsObject(snapshot) as unknown as StatisticsJson
    this.#now = undefined
  }

  /** What the last look saw: the same object until the next. */
  now(): Now {
    this.#now ??= this.#describe(this.#lookedAt)
    return this.#now
  }

  series(from: number, to: number, step?: number): Series {
    return this.#series.read(from, to, step)
  }

  /** ms since the epoch, by the collector's clock. */
  time(): number {
    return this.#clock()
  }

  #describe(now: number): Now {
    const { mode, version, stream, region, host } = this.#watched
    const watch = this.#pipeline?.watch
    const statistics = watch ? (statisticsObject(watch.snapshot) as unknown as StatisticsJson) : null
    const { last, files } = this.#views(statistics)
    return {
      time: now,
      mode,
      version,
      boot: this.boot,
      stream,
      region,
      host,
      started: this.#started,
      span_seconds: SPAN_SECONDS,
      verdict: this.#judge.verdict(this.#symptoms(now), now),
      rates: {
        lines_per_second: statistics?.lines_per_second ?? 0,
        records_per_second: statistics?.records_per_second ?? 0,
        bytes_per_second: last('bytes_per_second'),
        errors_per_second: last('errors_per_second'),
        parse_success: statistics?.parse_success ?? null,
        latency_ms: statistics?.latency_ms ?? null,
      },
      statistics,
      printed: this.#printed,
      reading: null,
      stages: watch?.stages ?? { read: null, parsed: null, queued: null, accepted: null },
      files,
      files_total: this.#files.total,
      hosts: [],
      hosts_total: 0,
      shards: this.#shards.list(
        statistics?.shards ?? null,
        this.#pipeline?.of.statistics.counters.strays ?? new Map(),
        watch?.minuteAgo.shards ?? {},
        false,
      ),
      warnings: this.warnings.list(now),
      alerts_firing: 0,
      sampling: { one_of: 1 },
    }
  }

  #views(statistics: StatisticsJson | null) {
    const to = this.#lookedAt
    const recent = this.#series.read(to - (SPAN_SECONDS - 1) * SECOND_MS, to, 1)
    const last = (name: keyof typeof SERIES_COLUMNS): number => {
      const known = recent.columns[name].filter((value) => value !== null)
      return known.length === 0 ? 0 : rounded(known.reduce((sum, value) => sum + value, 0) / known.length)
    }
    return { last, files: statistics === null ? [] : this.#files.list() }
  }

  #symptoms(now: number): Symptoms {
    const watch = this.#pipeline?.watch
    const snapshot = watch?.snapshot
    const [then, current] = [watch?.minuteAgo, watch?.current]
    const since = (of: 'failedRequests' | 'orderRisks' | 'rejected' | 'parsed'): number =>
      (current?.[of] ?? 0) - (then?.[of] ?? 0)
    const inFlight = snapshot?.ledger.inFlight ?? 0
    return {
      stuck: watch && watch.stillFor(now) >= SILENCE_MS ? inFlight : 0,
      failedRequests: since('failedRequests'),
      lagSeconds: inFlight > 0 ? (snapshot?.lagSeconds ?? 0) : 0,
      throttles: differences(current?.shards ?? {}, then?.shards ?? {}, ({ throttled }) => throttled),
      rejected: differences(current?.rejectReasons ?? {}, then?.rejectReasons ?? {}, (count) => count),
      seen: since('parsed') + since('rejected'),
      refused: this.#pipeline?.of.statistics.counters.refused ?? 0,
      destroyedBytes: snapshot?.destroyedBytes ?? 0,
      damaged: 0,
      orderRisks: since('orderRisks'),
      warnings: this.warnings.since(now, MINUTE_MS),
      alerts: [],
      idle: (snapshot?.linesPerSecond ?? 0) === 0,
    }
  }
}

function differences<Value>(
  current: Readonly<Record<string, Value>>,
  before: Readonly<Record<string, Value>>,
  countOf: (value: Value) => number,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(current).map(([name, value]) => {
      const earlier = before[name]
      return [name, countOf(value) - (earlier === undefined ? 0 : countOf(earlier))]
    }),
  )
}
