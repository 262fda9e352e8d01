import type { CloudWatch, CloudWatchOperations } from '../aws/client.ts'

type GetMetricStatistics = CloudWatchOperations['GetMetricStatistics']
type Datapoint = NonNullable<GetMetricStatistics[1]['Datapoints']>[number]
type Statistic = NonNullable<GetMetricStatistics[0]['Statistics']>[number]

/** Values that one GetMetricStatistics gives at the most (API reference). */
export const MAX_POINTS = 1440

export interface SeriesQuery {
  readonly streamName: string
  readonly shardId?: string
  /** Both ms since the epoch; `startMs` on the border of a period. */
  readonly startMs: number
  readonly endMs: number
  readonly periodMs: number
}

export interface Series {
  readonly metric: string
  readonly stat: string
  /** As CloudWatch names it: Count, Bytes, Milliseconds, … */
  readonly unit: string
  /** By time, ms since the epoch. Periods without data are absent. */
  readonly points: readonly { readonly timeMs: number; readonly value: number }[]
}

const STATISTICS: ReadonlySet<string> = new Set(['Sum', 'Average', 'Maximum', 'Minimum', 'SampleCount'])

/** The values of one metric of a stream, or of one of its shards. */
export async function fetchSeries(
  cloudWatch: Pick<CloudWatch, 'call'>,
  query: SeriesQuery,
  metric: string,
  stat: string,
): Promise<Series> {
  const { streamName, shardId } = query
  const answer = await cloudWatch.call('GetMetricStatistics', {
    Namespace: 'AWS/Kinesis',
    MetricName: metric,
    Dimensions: [
      { Name: 'StreamName', Value: streamName },
      ...(shardId === undefined ? [] : [{ Name: 'ShardId', Value: shardId }]),
    ],
    StartTime: new Date(query.startMs),
    EndTime: new Date(query.endMs),
    Period: query.periodMs / 1000,
    ...(STATISTICS.has(stat) ? { Statistics: [stat as Statistic] } : { ExtendedStatistics: [stat] }),
  })
  const found = answer.Datapoints ?? []
  const points = found
    .map((point) => ({ timeMs: point.Timestamp!.getTime(), value: statisticOf(point, stat) }))
    .sort((a, b) => a.timeMs - b.timeMs)
  return { metric, stat, unit: found[0]?.Unit ?? 'None', points }
}

function statisticOf(point: Datapoint, stat: string): number {
  return (STATISTICS.has(stat) ? point[stat as Statistic] : point.ExtendedStatistics?.[stat]) ?? 0
}

/** A value for people: thousands apart, at most two digits after the point. */
export function shown(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 })
}
