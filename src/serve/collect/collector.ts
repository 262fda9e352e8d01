import { randomBytes } from 'node:crypto'
import type { Tap } from '../../format/tap.ts'
import type { Messages } from '../../messages/messages.ts'
import type { StreamEvent } from '../../reader/event.ts'
import type { ReadTotals } from '../../reader/totals.ts'
import { statisticsObject } from '../../stats/json.ts'
import type { StatisticsSnapshot } from '../../stats/snapshot.ts'
import type { Failures, Now, Series, StatisticsJson, Top, TopField } from '../api.ts'
import type { Collected } from './collected.ts'
import { describeNow } from './describe-now.ts'
import { Files } from './files.ts'
import { Gathered } from './gathered.ts'
import { timeOf } from './parse-record.ts'
import { PipelineWatch } from './pipeline-watch.ts'
import { ReaderWatch } from './reader-watch.ts'
import { type Figures, SeriesRing } from './series.ts'
import { Shards } from './shards.ts'
import { Judge } from './verdict.ts'
import { Warnings } from './warnings.ts'
import type { Watched, WatchedPipeline } from './watched.ts'

export interface CollectorOptions {
  /** ms since the epoch; the system's clock unless told. */
  readonly clock?: () => number
  /** Runs something later; timers unless told. */
  readonly later?: (run: () => void, ms: number) => void
  /** Names of alerts that fire now. */
  readonly alerts?: () => readonly string[]
  /** Told of a fault of the dashboard's own; thrown unless told. */
  readonly fault?: (error: unknown) => void
}

/**
 * Gathers what the dashboard shows, in memory that is bounded whatever goes through and however long: an hour in seconds, an hour in
 * minutes, and the newest. It looks once a second (`look`), by a clock that a test may move.
 */
export class Collector {
  readonly boot: string = randomBytes(6).toString('hex')
  readonly warnings: Warnings = new Warnings()
  readonly gathered: Gathered
  readonly #watched: Watched
  readonly #clock: () => number
  readonly #alerts: () => readonly string[]
  readonly #fault: (error: unknown) => void
  readonly #started: number
  readonly #files: Files
  readonly #shards: Shards
  readonly #series = new SeriesRing()
  readonly #judge = new Judge()
  #pipeline: Collected['pipeline']
  #reader: ReaderWatch | undefined
  #printed: StatisticsJson | null = null
  #now: Now | undefined
  #lookedAt: number
  /** Told after each look. */
  onLook: (() => void) | undefined

  constructor(watched: Watched, options: CollectorOptions = {}) {
    const { clock = Date.now, alerts = () => [], later, fault = rethrow } = options
    this.#fault = fault
    this.#watched = watched
    this.#clock = clock
    this.#alerts = alerts
    this.#started = clock()
    this.#lookedAt = this.#started
    this.#files = new Files(this.#started)
    this.#shards = new Shards(this.#started)
    this.gathered = new Gathered({
      clock,
      later: guarded(later ?? unrefTimeout, fault),
      specOf: (input, type) => this.#pipeline?.of.specOf(input, type) ?? { type },
      record: ({ source, text, at }, { timestamp }) => {
        this.#files.line(source, text, at)
        if (watched.mode === 'read') this.#reader?.record(source, text, at, timeOf(timestamp))
      },
      rejected: ({ source, line, at }) => this.#files.line(source, line.toString(), at),
    })
    this.look()
  }

  /** What is parsed, for the pipeline: it may be tapped before `begin`. A fault of what watches never ends what is watched. */
  readonly tap: Tap = (parsed) => {
    try {
      this.gathered.sampler.tap(parsed)
    } catch (error) {
      this.#fault(error)
    }
  }

  /** A pipeline is open: it is looked at from now on. */
  begin(pipeline: WatchedPipeline): void {
    this.#pipeline = { watch: new PipelineWatch(pipeline, this.#clock()), of: pipeline }
    this.#now = undefined
  }

  /** The pipeline that is looked at; undefined until it is open. */
  get pipeline(): WatchedPipeline | undefined {
    return this.#pipeline?.of
  }

  /** A stream is read back: what comes is to be told by `readBack`. */
  beginReading(totals: ReadTotals): void {
    this.#reader = new ReaderWatch(totals, this.#clock())
    this.#now = undefined
  }

  /** Records that were read back. What files bring is looked at where it is read; where nothing is, what comes back is. */
  readBack(events: readonly StreamEvent[]): void {
    try {
      this.#readBack(events)
    } catch (error) {
      this.#fault(error)
    }
  }

  #readBack(events: readonly StreamEvent[]): void {
    const { sampler } = this.gathered
    for (const event of events) {
      const host = this.#reader!.event(event)
      if (this.#watched.mode === 'read') sampler.event(host, event.data, event.arrivedAt || this.#clock())
      else this.#reader!.newest(host, event)
    }
  }

  /** See `ReadOptions.onAnswer`. */
  answered(shardId: string, behindMs: number): void {
    this.#reader?.answered(shardId, behindMs)
  }

  /** Looks at everything: once a second. */
  look(): void {
    try {
      this.#look()
    } catch (error) {
      this.#fault(error)
    }
  }

  #look(): void {
    const now = this.#clock()
    const pipeline = this.#pipeline
    const seconds = Math.max(0.001, (now - this.#lookedAt) / 1000)
    let figures: Figures = {}
    if (this.#reader) figures = this.#reader.look(now)
    if (pipeline) {
      figures = { ...figures, ...pipeline.watch.look(now) }
      this.#files.look(pipeline.watch.snapshot.files, pipeline.of.lag(), now)
    }
    this.#shards.look(pipeline?.of.lanes() ?? [], this.#reader?.shards ?? new Map(), now)
    const statuses = Object.entries(this.gathered.takeStatuses()).map(([name, count]) => [
      name,
      count / seconds,
    ])
    this.#series.put(Math.floor(now / 1000), { ...figures, ...Object.fromEntries(statuses) })
    this.#lookedAt = now
    this.#now = undefined
    this.onLook?.()
  }

  /** The block that was printed is shown as it was printed. */
  printed(snapshot: StatisticsSnapshot): void {
    this.#printed = statisticsObject(snapshot) as unknown as StatisticsJson
    this.#now = undefined
  }

  /** What the last look saw: the same object until the next. */
  now(): Now {
    this.#now ??= describeNow(
      {
        watched: this.#watched,
        boot: this.boot,
        started: this.#started,
        pipeline: this.#pipeline,
        reader: this.#reader,
        files: this.#files,
        shards: this.#shards,
        series: this.#series,
        gathered: this.gathered,
        warnings: this.warnings,
        judge: this.#judge,
        printed: this.#printed,
        alerts: this.#alerts(),
      },
      this.#lookedAt,
    )
    return this.#now
  }

  /** ms since the epoch, seconds. */
  series(from: number, to: number, step?: number): Series {
    return this.#series.read(from, to, step)
  }

  top(field: TopField, from: number, to: number, limit: number): Top {
    return this.gathered.tops.read(field, from, to, limit)
  }

  failures(messages: Messages): Failures {
    const now = this.#clock()
    const statistics = this.#pipeline?.of.statistics.snapshot()
    return {
      total: statistics
        ? Object.values(statistics.rejectReasons).reduce((sum, count) => sum + count, 0)
        : (this.#reader?.unparsed ?? 0),
      by_reason: statistics?.rejectReasons ?? {},
      dead_letters: statistics?.deadLetters ?? 0,
      dead_letter_file: this.#pipeline?.of.deadLetterFile ?? null,
      sampling: { one_of: this.gathered.failures.oneOf },
      groups: this.gathered.failures.list(messages, now),
    }
  }

  /** ms since the epoch, by the collector's clock. */
  time(): number {
    return this.#clock()
  }
}

type Later = (run: () => void, ms: number) => void

/** Runs things later so that what they throw is told and ends nothing. */
function guarded(later: Later, fault: (error: unknown) => void): Later {
  return (run, ms) =>
    later(() => {
      try {
        run()
      } catch (error) {
        fault(error)
      }
    }, ms)
}

function unrefTimeout(run: () => void, ms: number): void {
  setTimeout(run, ms).unref()
}

function rethrow(error: unknown): void {
  throw error
}
