import { ServiceError } from '../service-error.ts'
import { openToken, sealToken } from '../stream/token.ts'
import { Double } from './double.ts'
import { Instant } from './instant.ts'
import { aggregate, type Dimension, type MetricId, type MetricStore, type Series } from './metric-store.ts'
import {
  invalidValue,
  list,
  missing,
  optionalText,
  type Parameters,
  requiredNumber,
  requiredText,
  requiredTime,
  structures,
} from './parameters.ts'
import { statistic } from './statistics.ts'

/** Datapoints of one GetMetricStatistics (API reference). */
const MOST_DATAPOINTS = 1440
const METRICS_PER_PAGE = 500
const QUERIES_PER_CALL = 500

export function GetMetricStatistics(input: Parameters, store: MetricStore): object {
  const id = metricId(input)
  const names = list(input, 'Statistics').map(String)
  if (names.length === 0) {
    if (list(input, 'ExtendedStatistics').length > 0) statistic(String(list(input, 'ExtendedStatistics')[0]))
    throw new ServiceError(
      'InvalidParameterCombination',
      'At least one of the parameters Statistics and ExtendedStatistics must be specified.',
    )
  }
  const statistics = names.map((name) => [name, statistic(name)] as const)
  const { startMs, endMs, periodMs } = range(input, requiredNumber(input, 'Period'))
  if ((endMs - startMs) / periodMs > MOST_DATAPOINTS)
    throw new ServiceError(
      'InvalidParameterCombination',
      `You have requested up to ${Math.ceil((endMs - startMs) / periodMs)} datapoints, which exceeds the limit of ` +
        `${MOST_DATAPOINTS}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
    )
  const series = withUnit(store.find(id), optionalText(input, 'Unit'))
  const points = series ? [...aggregate(series, startMs, endMs, periodMs)] : []
  return {
    Label: id.name,
    Datapoints: points.map(([ms, summary]) => ({
      Timestamp: new Instant(ms),
      ...Object.fromEntries(statistics.map(([name, of]) => [name, new Double(of(summary))])),
      Unit: series!.unit,
    })),
  }
}

export function GetMetricData(input: Parameters, store: MetricStore): object {
  const queries = structures(input, 'MetricDataQueries')
  if (queries.length === 0) throw missing('MetricDataQueries')
  if (queries.length > QUERIES_PER_CALL)
    throw invalidValue(
      `The collection MetricDataQueries must not have a size greater than ${QUERIES_PER_CALL}.`,
    )
  const ascending = optionalText(input, 'ScanBy') === 'TimestampAscending'
  const results = queries
    .filter((query) => String(query['ReturnData'] ?? 'true') !== 'false')
    .map((query) => metricData(query, input, ascending, store))
  return { MetricDataResults: results, Messages: [] }
}

function metricData(query: Parameters, input: Parameters, ascending: boolean, store: MetricStore): object {
  const id = requiredText(query, 'Id')
  if (query['Expression'] !== undefined)
    throw new ServiceError(
      'ValidationError',
      `Query ${id}: metric math and SQL expressions are not supported here.`,
    )
  const stat = query['MetricStat'] as Parameters | undefined
  if (!stat) throw missing(`MetricDataQueries.${id}.MetricStat`)
  const metric = metricId((stat['Metric'] ?? {}) as Parameters)
  const of = statistic(requiredText(stat, 'Stat'))
  const { startMs, endMs, periodMs } = range(input, requiredNumber(stat, 'Period'))
  const series = withUnit(store.find(metric), optionalText(stat, 'Unit'))
  const points = series ? [...aggregate(series, startMs, endMs, periodMs)] : []
  if (!ascending) points.reverse()
  return {
    Id: id,
    Label: optionalText(query, 'Label') ?? metric.name,
    Timestamps: points.map(([ms]) => new Instant(ms)),
    Values: points.map(([, summary]) => new Double(of(summary))),
    StatusCode: 'Complete',
  }
}

export function ListMetrics(input: Parameters, store: MetricStore): object {
  const namespace = optionalText(input, 'Namespace')
  const name = optionalText(input, 'MetricName')
  const wanted = structures(input, 'Dimensions').map((one) => ({
    Name: requiredText(one, 'Name'),
    Value: optionalText(one, 'Value'),
  }))
  const has = (dimensions: readonly Dimension[]): boolean =>
    wanted.every(({ Name, Value }) =>
      dimensions.some((one) => one.Name === Name && (Value === undefined || one.Value === Value)),
    )
  const found = [...store.all()].filter(
    (series) =>
      (namespace === undefined || series.namespace === namespace) &&
      (name === undefined || series.name === name) &&
      has(series.dimensions),
  )
  const from = pageStart(optionalText(input, 'NextToken'))
  const page = found.slice(from, from + METRICS_PER_PAGE)
  const more = from + page.length < found.length
  return {
    Metrics: page.map((series) => ({
      Namespace: series.namespace,
      MetricName: series.name,
      Dimensions: series.dimensions,
    })),
    ...(more ? { NextToken: sealToken('metrics', [from + page.length]) } : {}),
  }
}

function pageStart(token: string | undefined): number {
  if (token === undefined) return 0
  const [from] = openToken('metrics', token) ?? []
  if (from === undefined) throw invalidValue('Invalid NextToken.')
  return Number(from)
}

function metricId(input: Parameters): MetricId {
  return {
    namespace: requiredText(input, 'Namespace'),
    name: requiredText(input, 'MetricName'),
    dimensions: structures(input, 'Dimensions').map((one) => ({
      Name: requiredText(one, 'Name'),
      Value: requiredText(one, 'Value'),
    })),
  }
}

/** The range of a read. The start is rounded down to the minute, as the service does for recent data. */
function range(input: Parameters, period: number): { startMs: number; endMs: number; periodMs: number } {
  const from = requiredTime(input, 'StartTime')
  const endMs = requiredTime(input, 'EndTime')
  if (from >= endMs) throw invalidValue('The parameter StartTime must be less than the parameter EndTime.')
  if (period < 1 || period % 60 !== 0)
    throw invalidValue('The parameter Period must be a multiple of 60: this endpoint keeps minutes.')
  return { startMs: Math.floor(from / 60_000) * 60_000, endMs, periodMs: period * 1000 }
}

function withUnit(series: Series | undefined, unit: string | undefined): Series | undefined {
  return unit === undefined || series?.unit === unit ? series : undefined
}
