import { ServiceError } from '../service-error.ts'
import { type MetricStore, observation, type Summary } from './metric-store.ts'
import {
  invalidValue,
  list,
  missing,
  optionalNumber,
  optionalText,
  optionalTime,
  type Parameters,
  requiredNumber,
  requiredText,
  structures,
} from './parameters.ts'

/** Metrics of one PutMetricData (API reference). */
const MOST_METRICS = 1000

export function PutMetricData(input: Parameters, store: MetricStore, nowMs: number): undefined {
  const namespace = requiredText(input, 'Namespace')
  if (namespace.startsWith('AWS/'))
    throw invalidValue('The value AWS/ for parameter Namespace is invalid: it is reserved for the services.')
  const data = structures(input, 'MetricData')
  if (data.length === 0) throw missing('MetricData')
  if (data.length > MOST_METRICS)
    throw invalidValue(`The collection MetricData must not have a size greater than ${MOST_METRICS}.`)
  // All are read before the first is stored: a bad one refuses the call as a whole.
  const read = data.map((datum) => ({
    id: {
      namespace,
      name: requiredText(datum, 'MetricName'),
      dimensions: structures(datum, 'Dimensions').map((one) => ({
        Name: requiredText(one, 'Name'),
        Value: requiredText(one, 'Value'),
      })),
    },
    unit: optionalText(datum, 'Unit') ?? 'None',
    summary: summaryOf(datum),
    atMs: optionalTime(datum, 'Timestamp') ?? nowMs,
  }))
  for (const { id, unit, summary, atMs } of read) store.add(id, unit, summary, atMs)
  return undefined
}

function summaryOf(datum: Parameters): Summary {
  const value = optionalNumber(datum, 'Value')
  const statistics = datum['StatisticValues'] as Parameters | undefined
  const values = numbers(datum, 'Values')
  const ways = [value !== undefined, statistics !== undefined, values.length > 0].filter(Boolean).length
  if (ways !== 1)
    throw new ServiceError(
      'InvalidParameterCombination',
      'Exactly one of the parameters Value, Values and StatisticValues must be specified.',
    )
  if (value !== undefined) return observation(value)
  if (statistics)
    return {
      sum: requiredNumber(statistics, 'Sum'),
      count: requiredNumber(statistics, 'SampleCount'),
      min: requiredNumber(statistics, 'Minimum'),
      max: requiredNumber(statistics, 'Maximum'),
    }
  return summaryOfValues(values, numbers(datum, 'Counts'))
}

function summaryOfValues(values: readonly number[], counts: readonly number[]): Summary {
  if (counts.length > 0 && counts.length !== values.length)
    throw new ServiceError(
      'InvalidParameterCombination',
      'The parameters Values and Counts must be of the same size.',
    )
  const count = (i: number): number => counts[i] ?? 1
  return {
    sum: values.reduce((sum, value, i) => sum + value * count(i), 0),
    count: values.reduce((sum, _, i) => sum + count(i), 0),
    min: Math.min(...values),
    max: Math.max(...values),
  }
}

function numbers(datum: Parameters, name: string): number[] {
  return list(datum, name).map((one) => requiredNumber({ [name]: one }, name))
}
