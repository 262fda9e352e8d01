import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandExists } from '../../test/e2e/support.ts'
import { type CloudWatch, openCloudWatch } from '../aws/client.ts'
import { KinetailError } from '../base/errors.ts'
import { type Endpoint, startEndpoint } from '../local/endpoint.ts'
import { ALWAYS_PUBLISHED, PUBLISHED_NAMES } from '../stats/published-figures.ts'
import { Statistics } from '../stats/statistics.ts'
import { busyStatistics, OBSERVED } from '../testing/metrics-text.ts'
import { CloudWatchPublisher, cloudWatchOptions } from './cloudwatch-publisher.ts'

let endpoint: Endpoint
let reader: CloudWatch
beforeAll(async () => {
  endpoint = await startEndpoint({})
  reader = await openCloudWatch({ endpointUrl: endpoint.url, region: 'us-east-1' })
})
afterAll(async () => {
  reader.close()
  await endpoint.close()
})

const said: string[] = []
const say = { info: (words: string) => void said.push(words), warn: (words: string) => void said.push(words) }

function publisher(
  statistics: Statistics,
  stream: string,
  open?: () => Promise<CloudWatch>,
): CloudWatchPublisher {
  said.length = 0
  return new CloudWatchPublisher(statistics, {
    namespace: 'kinetail',
    intervalMs: 3_600_000,
    stream,
    host: 'web-1',
    say,
    open: open ?? (() => openCloudWatch({ endpointUrl: endpoint.url, region: 'us-east-1' })),
  })
}

const dimensions = (stream: string) => [
  { Name: 'StreamName', Value: stream },
  { Name: 'Host', Value: 'web-1' },
]

async function statisticsOf(stream: string, MetricName: string) {
  const { Datapoints = [] } = await reader.call('GetMetricStatistics', {
    Namespace: 'kinetail',
    MetricName,
    Dimensions: dimensions(stream),
    StartTime: new Date(Date.now() - 600_000),
    EndTime: new Date(Date.now() + 60_000),
    Period: 3600,
    Statistics: ['Sum', 'SampleCount', 'Minimum', 'Maximum'],
  })
  // The figures of a test may lie on both sides of an hour.
  const total = (of: 'Sum' | 'SampleCount'): number =>
    Datapoints.reduce((sum, point) => sum + (point[of] ?? 0), 0)
  return { sum: total('Sum'), count: total('SampleCount'), unit: Datapoints[0]?.Unit }
}

/** What happens in one span. */
function happen(statistics: Statistics): void {
  const { ledger, counters } = statistics
  const file = ledger.file('/var/log/a.log')
  ledger.read(file, 100)
  ledger.settle(file, 'delivered', 90)
  ledger.settle(file, 'dead', 4)
  counters.sentBytes += 9000
  counters.throttles += 2
  for (const ms of [1, 40, 40, 40, 900]) counters.latency.record(ms)
}

describe('figures in CloudWatch', () => {
  it('are those of the statistics since the start, in whole over several calls', async () => {
    // What was before is not of this run.
    const statistics = busyStatistics()
    const one = publisher(statistics, 'whole')
    happen(statistics)
    await one.publish()
    happen(statistics)
    await one.close()
    expect(await statisticsOf('whole', 'LinesRead')).toMatchObject({ sum: 200, unit: 'Count' })
    expect(await statisticsOf('whole', 'LinesSent')).toMatchObject({ sum: 180 })
    expect(await statisticsOf('whole', 'LinesDeadLettered')).toMatchObject({ sum: 8 })
    expect(await statisticsOf('whole', 'BytesSent')).toMatchObject({ sum: 18_000, unit: 'Bytes' })
    expect(await statisticsOf('whole', 'Throttles')).toMatchObject({ sum: 4 })
    // Values up to 3.1 % too large, as in the histogram: 900 is told as 911.
    expect(await statisticsOf('whole', 'DeliveryLatency')).toEqual({
      sum: 2 * (1 + 3 * 40 + 911),
      count: 10,
      unit: 'Milliseconds',
    })
    expect(await statisticsOf('whole', 'LagSeconds')).toMatchObject({ sum: 3, count: 2, unit: 'Seconds' })
    expect(said).toEqual([])
  })

  it('are few while nothing happens: a metric costs while it gets values', async () => {
    const one = publisher(new Statistics(() => OBSERVED), 'still')
    await one.close()
    const { Metrics = [] } = await reader.call('ListMetrics', {
      Namespace: 'kinetail',
      Dimensions: dimensions('still'),
    })
    const names = Metrics.map(({ MetricName }) => MetricName).sort()
    expect(names).toEqual(ALWAYS_PUBLISHED.filter((name) => name !== 'DeliveryLatency').sort())
    expect(ALWAYS_PUBLISHED).toHaveLength(8)
    expect(PUBLISHED_NAMES).toHaveLength(15)
  })

  it('wait while CloudWatch refuses them, are told of once, and are all there when it does not', async () => {
    const statistics = busyStatistics()
    let refuses = true
    const refused = new KinetailError('permission', 'not allowed.')
    const one = publisher(statistics, 'refused', async () => {
      const client = await openCloudWatch({ endpointUrl: endpoint.url, region: 'us-east-1' })
      return {
        ...client,
        call: (name, input, signal) => (refuses ? Promise.reject(refused) : client.call(name, input, signal)),
      }
    })
    for (let i = 0; i < 3; i++) {
      happen(statistics)
      await one.publish()
    }
    expect(said).toHaveLength(1)
    expect(said[0]).toContain('cloudwatch:PutMetricData')
    refuses = false
    happen(statistics)
    await one.publish()
    expect(said).toHaveLength(2)
    await one.close()
    expect(await statisticsOf('refused', 'LinesRead')).toMatchObject({ sum: 400 })
    expect(await statisticsOf('refused', 'DeliveryLatency')).toMatchObject({ count: 20 })
  })

  it.skipIf(!commandExists('aws'))('are read by the AWS CLI (skipped where it is absent)', async () => {
    const statistics = busyStatistics()
    const one = publisher(statistics, 'cli')
    happen(statistics)
    await one.close()
    const words = `cloudwatch list-metrics --namespace kinetail --dimensions Name=StreamName,Value=cli --query Metrics[].MetricName --output json --endpoint-url ${endpoint.url}`
    const env = {
      ...process.env,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_DEFAULT_REGION: 'us-east-1',
    }
    // Not synchronously: the endpoint that answers is in this process.
    const { stdout } = await promisify(execFile)('aws', words.split(' '), { env })
    expect(new Set(JSON.parse(stdout) as string[])).toEqual(
      new Set([...ALWAYS_PUBLISHED, 'LinesDeadLettered', 'Throttles']),
    )
  })
})

describe('where CloudWatch is', () => {
  it.each([
    [undefined, undefined],
    ['http://127.0.0.1:4568', 'http://127.0.0.1:4568'],
    ['http://localstack:4566', 'http://localstack:4566'],
    ['https://vpce-1.kinesis.us-east-1.vpce.amazonaws.com', undefined],
  ])('is found from the endpoint of the stream: %s', (endpointUrl, expected) => {
    const { endpointUrl: found } = cloudWatchOptions(endpointUrl === undefined ? {} : { endpointUrl })
    expect(found).toBe(expected)
  })
})
