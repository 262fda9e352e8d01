import { readdirSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { REJECT_REASONS } from '../format/reject-reasons.ts'
import { Exposition, type Sample } from '../stats/exposition.ts'
import { PipelineMetrics } from '../stats/prometheus.ts'
import { type HostJson, type Now, REASON_CODES } from './api.ts'
import type { WatchedPipeline } from './collect/watched.ts'

/** Hosts that have series of their own: the first that were seen among those that write most. */
const MOST_HOSTS = 200

const LEVELS = ['ok', 'warn', 'bad'] as const

/** What a scrape is answered from. */
export interface MetricsSource {
  now(): Now
  readonly pipeline: WatchedPipeline | undefined
}

/** `GET /metrics`: everything that the dashboard knows in figures, for Prometheus and what reads its format. */
export class Metrics {
  readonly #source: MetricsSource
  readonly #ready: () => boolean
  readonly #ofPipeline = new PipelineMetrics()
  readonly #hosts = new Set<string>()

  constructor(source: MetricsSource, ready: () => boolean) {
    this.#source = source
    this.#ready = ready
  }

  /** The text at this moment. */
  text(): string {
    const to = new Exposition()
    const now = this.#source.now()
    const { pipeline } = this.#source
    this.#facts(to, now)
    if (pipeline)
      this.#ofPipeline.write(to, pipeline.statistics, {
        lag: new Map(pipeline.lag().map((file) => [file.path, file])),
        heat: new Map(now.shards.flatMap(({ name, heat }) => (heat === null ? [] : [[name, heat]]))),
        reasons: REJECT_REASONS,
      })
    this.#reading(to, now)
    ofProcess(to)
    return to.toString()
  }

  #facts(to: Exposition, { version, mode, stream, region, host, verdict, alerts_firing }: Now): void {
    to.family('kinetail_build_info', [[{ version, mode, node: process.version }, 1]])
    to.family('kinetail_stream_info', [[{ stream, region, host }, 1]])
    to.single('kinetail_ready', Number(this.#ready()))
    to.family(
      'kinetail_verdict',
      LEVELS.map((level): Sample => [{ level }, Number(verdict.level === level)]),
    )
    const codes = new Set(verdict.reasons.map(({ code }) => code))
    to.family(
      'kinetail_verdict_reasons',
      REASON_CODES.map((reason): Sample => [{ reason }, Number(codes.has(reason))]),
    )
    to.single('kinetail_alerts_firing', alerts_firing)
  }

  /** What is read back. */
  #reading(to: Exposition, { reading, shards, hosts }: Now): void {
    if (reading === null) return
    to.single('kinetail_reader_shards', reading.shards)
    to.single('kinetail_reader_records_total', reading.records)
    to.single('kinetail_reader_bytes_total', reading.bytes)
    to.single('kinetail_reader_events_total', reading.events)
    to.single('kinetail_reader_duplicates_total', reading.duplicates)
    to.single('kinetail_reader_given_total', reading.given)
    to.single('kinetail_reader_damaged_total', reading.damaged)
    to.single('kinetail_reader_throttles_total', reading.throttles)
    to.single('kinetail_reader_retries_total', reading.retries)
    if (reading.behind_ms !== null) to.single('kinetail_reader_behind_seconds', reading.behind_ms / 1000)
    to.family(
      'kinetail_reader_shard_events_total',
      shards.flatMap(({ name, real }): Sample[] => (real === null ? [] : [[{ shard: name }, real]])),
    )
    for (const { name } of hosts) if (this.#hosts.size < MOST_HOSTS) this.#hosts.add(name)
    const own = hosts.filter(({ name }) => this.#hosts.has(name))
    const family = (of: (host: HostJson) => number): Sample[] =>
      own.map((host) => [{ host: host.name }, of(host)])
    to.family(
      'kinetail_host_records_total',
      family(({ records }) => records),
    )
    to.family(
      'kinetail_host_unparsed_total',
      family(({ unparsed }) => unparsed),
    )
  }
}

/** Under the names that the clients of Prometheus use for every process. */
function ofProcess(to: Exposition): void {
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed, external } = process.memoryUsage()
  to.single('process_cpu_seconds_total', (user + system) / 1e6)
  to.single('process_resident_memory_bytes', rss)
  to.single('process_start_time_seconds', Math.round(performance.timeOrigin) / 1000)
  const files = openFiles()
  if (files !== undefined) to.single('process_open_fds', files)
  to.single('nodejs_heap_size_used_bytes', heapUsed)
  to.single('nodejs_external_memory_bytes', external)
  to.single('nodejs_eventloop_active_seconds_total', performance.eventLoopUtilization().active / 1000)
}

/** Undefined where the system does not tell (no /proc). */
function openFiles(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return undefined
  }
}
