import { type Command, Option } from 'commander'
import { KinetailError } from '../base/errors.ts'
import { parseDuration } from '../base/units.ts'
import { text } from '../messages/messages.ts'
import { newCommand, withAws, withStream } from './frame.ts'
import { chart } from './metric-chart.ts'
import { fetchSeries, MAX_POINTS, type Series, type SeriesQuery, shown } from './metric-series.ts'
import { type SessionFlags, streamNameOf, withCloudWatch } from './session.ts'
import { table } from './table.ts'

interface Flags extends SessionFlags {
  readonly metric?: readonly string[]
  readonly last: string
  readonly period: string
  readonly stat?: string
  readonly shardId?: string
  readonly chart?: boolean
  readonly json?: boolean
}

/** What tells whether a stream is well: what comes in, what is refused, how far its readers are behind. */
const STREAM_METRICS = [
  'IncomingRecords',
  'IncomingBytes',
  'PutRecords.SuccessfulRecords',
  'PutRecords.ThrottledRecords',
  'WriteProvisionedThroughputExceeded',
  'GetRecords.IteratorAgeMilliseconds',
] as const
/** The same of one shard: with enhanced monitoring a shard has other metrics than its stream. */
const SHARD_METRICS = [
  'IncomingRecords',
  'IncomingBytes',
  'OutgoingRecords',
  'WriteProvisionedThroughputExceeded',
  'IteratorAgeMilliseconds',
] as const

export function command(): Command {
  const words = text.reader
  const { all, one, slow } = words.metricsExamples
  const built = newCommand('kinetail metrics', text.cli.summaries.metrics, [
    ['kinetail metrics log-streaming-demo', all],
    ['kinetail metrics log-streaming-demo --metric IncomingRecords --last 1d --period 1h --chart', one],
    [
      'kinetail metrics log-streaming-demo --metric GetRecords.IteratorAgeMilliseconds --stat Maximum --json',
      slow,
    ],
  ])
  const collect = (metric: string, all: readonly string[] = []): string[] => [...all, metric]
  return withAws(withStream(built))
    .addOption(new Option('--metric <name>', words.metricOption).argParser(collect))
    .option('--last <time>', words.lastOption, '10m')
    .option('--period <time>', words.periodOption, '60')
    .option('--stat <name>', words.statOption)
    .option('--shard-id <id>', words.metricShardOption)
    .option('--chart', words.chartOption)
    .option('--json', text.cli.jsonOption)
    .action((stream: string | undefined, flags: Flags) => run(streamNameOf(stream, flags), flags))
}

async function run(streamName: string, flags: Flags): Promise<void> {
  if (flags.chart && flags.json) throw new KinetailError('usage', text.reader.twoFormats('--chart', '--json'))
  const query = queryOf(streamName, flags)
  const defaults = flags.shardId === undefined ? STREAM_METRICS : SHARD_METRICS
  const metrics = flags.metric ?? defaults
  await withCloudWatch(flags, async (cloudWatch) => {
    const all = await Promise.all(
      metrics.map((metric) => fetchSeries(cloudWatch, query, metric, flags.stat ?? suitable(metric))),
    )
    const found = all.filter(({ points }) => points.length > 0)
    if (flags.json) process.stdout.write(found.map((series) => jsonOf(series, query)).join(''))
    else if (flags.chart) process.stdout.write(chart(found, query, process.stdout.columns || 80))
    else if (found.length > 0) process.stdout.write(table(text.reader.metricHead, found.flatMap(rowsOf)))
    const empty = all.filter(({ points }) => points.length === 0).map(({ metric }) => metric)
    if (empty.length > 0) process.stderr.write(text.reader.noData(empty, flags.last))
  })
}

function queryOf(streamName: string, flags: Flags, now: number = Date.now()): SeriesQuery {
  const periodMs = parseDuration(flags.period)
  const seconds = periodMs / 1000
  if (seconds === 0 || (seconds % 60 !== 0 && ![1, 5, 10, 30].includes(seconds)))
    throw new KinetailError('usage', text.reader.badPeriod(flags.period))
  if (flags.stat !== undefined && !isStatistic(flags.stat))
    throw new KinetailError('usage', text.reader.badStat(flags.stat))
  // On the borders of periods, as CloudWatch keeps its values: else the first would be of a part.
  const startMs = Math.floor((now - parseDuration(flags.last)) / periodMs) * periodMs
  const points = Math.ceil((now - startMs) / periodMs)
  if (points > MAX_POINTS) {
    const enough = Math.ceil((now - startMs) / (MAX_POINTS - 1) / 60_000) * 60
    throw new KinetailError('usage', text.reader.tooManyPoints(points, enough))
  }
  return {
    streamName,
    startMs,
    endMs: now,
    periodMs,
    ...(flags.shardId === undefined ? {} : { shardId: flags.shardId }),
  }
}

function isStatistic(name: string): boolean {
  return /^(?:Sum|Average|Maximum|Minimum|SampleCount|p(?:\d{1,2}(?:\.\d+)?|100))$/.test(name)
}

/** The statistic that says most of a metric when none is asked for. */
function suitable(metric: string): string {
  if (metric.endsWith('IteratorAgeMilliseconds')) return 'Maximum'
  return /\.(?:Latency|Success)$/.test(metric) ? 'Average' : 'Sum'
}

function jsonOf(
  { metric, stat, unit, points }: Series,
  { streamName, shardId, periodMs }: SeriesQuery,
): string {
  return points
    .map(({ timeMs, value }) => {
      const point = {
        stream_name: streamName,
        ...(shardId === undefined ? {} : { shard_id: shardId }),
        metric,
        timestamp: new Date(timeMs).toISOString(),
        period_seconds: periodMs / 1000,
        stat,
        value,
        unit,
      }
      return `${JSON.stringify(point)}\n`
    })
    .join('')
}

function rowsOf({ metric, stat, unit, points }: Series): string[][] {
  return points.map(({ timeMs, value }) => [
    metric,
    new Date(timeMs).toISOString().slice(0, 19).replace('T', ' ').concat('Z'),
    stat,
    shown(value),
    unit === 'None' ? '' : unit,
  ])
}
