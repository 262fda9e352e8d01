import type { MetricStore } from './metric-store.ts'
import type { Parameters } from './parameters.ts'
import { PutMetricData } from './put-metric-data.ts'
import { GetMetricData, GetMetricStatistics, ListMetrics } from './read-metrics.ts'

type MetricOperation = (input: Parameters, store: MetricStore, nowMs: number) => object | undefined

/** Every CloudWatch operation that the endpoint speaks, by its name on the wire. */
export const metricOperations: Readonly<Record<string, MetricOperation>> = {
  GetMetricData,
  GetMetricStatistics,
  ListMetrics,
  PutMetricData,
}
