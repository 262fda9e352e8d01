import { statisticsObject } from '../../stats/json.ts'
import type { Now, RatesJson, SeriesColumn, StatisticsJson } from '../api.ts'
import type { Collected } from './collected.ts'
import { SPAN_SECONDS } from './rate.ts'
import { rounded } from './series.ts'
import { SILENCE_MS, type Symptoms } from './verdict.ts'

const MINUTE_MS = 60_000
const NO_STAGES = { read: null, parsed: null, queued: null, accepted: null }

/** What was collected, as the first screen has it. @param now when it was looked at last, ms since the epoch */
export function describeNow(of: Collected, now: number): Now {
  const { watched, pipeline, reader, files, gathered, warnings, alerts } = of
  const { mode, version, stream, region, host } = watched
  const statistics = pipeline
    ? (statisticsObject(pipeline.watch.snapshot) as unknown as StatisticsJson)
    : null
  return {
    time: now,
    mode,
    version,
    boot: of.boot,
    stream,
    region,
    host,
    started: of.started,
    span_seconds: SPAN_SECONDS,
    verdict: of.judge.verdict(symptomsOf(of, now), now),
    rates: ratesOf(of, statistics, now),
    statistics,
    printed: of.printed,
    reading: reader?.reading() ?? null,
    stages: pipeline?.watch.stages ?? NO_STAGES,
    files: statistics === null ? [] : files.list(),
    files_total: files.total,
    hosts: reader?.hosts() ?? [],
    hosts_total: reader?.hostsTotal ?? 0,
    shards: of.shards.list(
      statistics?.shards ?? null,
      pipeline?.of.statistics.counters.strays ?? new Map(),
      pipeline?.watch.minuteAgo.shards ?? {},
      reader !== undefined,
    ),
    warnings: warnings.list(now),
    alerts_firing: alerts.length,
    sampling: { one_of: gathered.tops.oneOf(now - MINUTE_MS, now) },
  }
}

function ratesOf({ series, reader }: Collected, statistics: StatisticsJson | null, now: number): RatesJson {
  const recent = series.read(now - (SPAN_SECONDS - 1) * 1000, now, 1)
  const mean = (name: SeriesColumn): number => {
    const known = recent.columns[name].filter((value) => value !== null)
    return known.length === 0 ? 0 : rounded(known.reduce((sum, value) => sum + value, 0) / known.length)
  }
  if (statistics !== null)
    return {
      lines_per_second: statistics.lines_per_second,
      records_per_second: statistics.records_per_second,
      bytes_per_second: mean('bytes_per_second'),
      errors_per_second: mean('errors_per_second'),
      parse_success: statistics.parse_success,
      latency_ms: statistics.latency_ms,
    }
  const rates = reader?.rates
  return {
    lines_per_second: rounded(rates?.events ?? 0),
    records_per_second: rounded(rates?.records ?? 0),
    bytes_per_second: rounded(rates?.bytes ?? 0),
    errors_per_second: mean('parse_failures_per_second'),
    parse_success: rates?.parseSuccess ?? null,
    latency_ms: reader?.latency ?? null,
  }
}

function symptomsOf({ pipeline, reader, warnings, alerts }: Collected, now: number): Symptoms {
  const watch = pipeline?.watch
  const snapshot = watch?.snapshot
  const [then, current] = [watch?.minuteAgo, watch?.current]
  const since = (of: 'failedRequests' | 'orderRisks' | 'rejected' | 'parsed'): number =>
    (current?.[of] ?? 0) - (then?.[of] ?? 0)
  const inFlight = snapshot?.ledger.inFlight ?? 0
  const readLag = pipeline ? 0 : (reader?.behindMs ?? 0) / 1000
  return {
    stuck: watch && watch.stillFor(now) >= SILENCE_MS ? inFlight : 0,
    failedRequests: since('failedRequests'),
    // A half line at the end of a file is no lag: nobody can send it.
    lagSeconds: inFlight > 0 ? (snapshot?.lagSeconds ?? 0) : readLag,
    throttles: differences(current?.shards ?? {}, then?.shards ?? {}, ({ throttled }) => throttled),
    rejected: differences(current?.rejectReasons ?? {}, then?.rejectReasons ?? {}, (count) => count),
    seen: since('parsed') + since('rejected'),
    refused: pipeline?.of.statistics.counters.refused ?? 0,
    destroyedBytes: snapshot?.destroyedBytes ?? 0,
    damaged: reader?.reading().damaged ?? 0,
    orderRisks: since('orderRisks'),
    warnings: warnings.since(now, MINUTE_MS),
    alerts,
    idle: (snapshot?.linesPerSecond ?? reader?.rates.events ?? 0) === 0,
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
