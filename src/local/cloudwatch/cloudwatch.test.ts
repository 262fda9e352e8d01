import {
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  type GetMetricStatisticsInput,
  ListMetricsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch'
import { GetRecordsCommand } from '@aws-sdk/client-kinesis'
import { describe, expect, test } from 'vitest'
import {
  cloudWatchClient,
  codeOf,
  iterator,
  openEndpoint,
  openStream,
  put,
  TestClock,
} from '../../../test/support/local.ts'

const SCOPE =
  'AWS4-HMAC-SHA256 Credential=local/20260115/us-east-1/monitoring/aws4_request, SignedHeaders=host, Signature=0'

/** A request of the Query protocol, as the AWS CLI 2.9 sends it. */
async function query(
  url: string,
  form: Readonly<Record<string, string>>,
): Promise<[status: number, xml: string]> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: SCOPE },
    body: new URLSearchParams(form),
  })
  return [answer.status, await answer.text()]
}

describe('the metrics of a stream', () => {
  const input = (clock: TestClock, more: Partial<GetMetricStatisticsInput>): GetMetricStatisticsInput => ({
    Namespace: 'AWS/Kinesis',
    MetricName: 'IncomingRecords',
    Dimensions: [{ Name: 'StreamName', Value: 'logs' }],
    StartTime: new Date(clock.ms - 600_000),
    EndTime: new Date(clock.ms + 1000),
    Period: 300,
    Statistics: ['Sum'],
    ...more,
  })

  test('are what went through it', async () => {
    const clock = new TestClock()
    const { endpoint, kinesis } = await openStream(1, { now: clock.now })
    const cloudWatch = cloudWatchClient(endpoint.url)
    await put(
      kinesis,
      Array.from({ length: 500 }, () => 'xx'),
    )
    await put(
      kinesis,
      Array.from({ length: 500 }, () => 'xx'),
    )
    await put(kinesis, ['refused', 'refused'])
    clock.advance(7000)
    await kinesis.send(new GetRecordsCommand({ ShardIterator: await iterator(kinesis), Limit: 10 }))
    const value = async (MetricName: string, Statistic: 'Sum' | 'Maximum' = 'Sum'): Promise<number> => {
      const answer = await cloudWatch.send(
        new GetMetricStatisticsCommand(input(clock, { MetricName, Statistics: [Statistic] })),
      )
      expect(answer.Label).toBe(MetricName)
      expect(answer.Datapoints).toHaveLength(1)
      return answer.Datapoints![0]![Statistic]!
    }
    expect(await value('IncomingRecords')).toBe(1000)
    expect(await value('IncomingBytes')).toBe(5000)
    expect(await value('PutRecords.TotalRecords')).toBe(1002)
    expect(await value('PutRecords.SuccessfulRecords')).toBe(1000)
    expect(await value('PutRecords.ThrottledRecords')).toBe(2)
    expect(await value('PutRecords.FailedRecords')).toBe(0)
    expect(await value('PutRecords.Success')).toBe(2)
    expect(await value('PutRecords.Bytes')).toBe(5000)
    expect(await value('WriteProvisionedThroughputExceeded')).toBe(2)
    expect(await value('GetRecords.Records')).toBe(10)
    expect(await value('GetRecords.IteratorAgeMilliseconds', 'Maximum')).toBe(7000)
  })

  test('are there for each shard too', async () => {
    const clock = new TestClock()
    const { endpoint, kinesis } = await openStream(2, { now: clock.now })
    const cloudWatch = cloudWatchClient(endpoint.url)
    const { Records } = await put(kinesis, ['a', 'b', 'c', 'd', 'e'], (text) => text)
    const { Metrics } = await cloudWatch.send(
      new ListMetricsCommand({ MetricName: 'IncomingRecords', Dimensions: [{ Name: 'ShardId' }] }),
    )
    expect(Metrics).toHaveLength(2)
    for (const { Dimensions } of Metrics!) {
      const shard = Dimensions!.find((one) => one.Name === 'ShardId')!.Value
      const { Datapoints } = await cloudWatch.send(
        new GetMetricStatisticsCommand(input(clock, { Dimensions: Dimensions! })),
      )
      expect(Datapoints![0]!.Sum).toBe(Records!.filter((record) => record.ShardId === shard).length)
    }
  })

  test('come in periods counted from the start', async () => {
    const clock = new TestClock()
    const { endpoint, kinesis } = await openStream(1, { now: clock.now })
    const cloudWatch = cloudWatchClient(endpoint.url)
    const start = clock.ms
    for (let minute = 0; minute < 5; minute++) {
      await put(
        kinesis,
        Array.from({ length: minute + 1 }, () => 'x'),
      )
      clock.advance(60_000)
    }
    const range = { StartTime: new Date(start), EndTime: new Date(clock.ms) }
    const { Datapoints } = await cloudWatch.send(
      new GetMetricStatisticsCommand(
        input(clock, { ...range, Period: 120, Statistics: ['Sum', 'Average', 'SampleCount', 'Minimum'] }),
      ),
    )
    expect(Datapoints).toEqual([
      { Timestamp: new Date(start), Sum: 3, Average: 1.5, SampleCount: 2, Minimum: 1, Unit: 'Count' },
      {
        Timestamp: new Date(start + 120_000),
        Sum: 7,
        Average: 3.5,
        SampleCount: 2,
        Minimum: 3,
        Unit: 'Count',
      },
      { Timestamp: new Date(start + 240_000), Sum: 5, Average: 5, SampleCount: 1, Minimum: 5, Unit: 'Count' },
    ])
    const data = await cloudWatch.send(
      new GetMetricDataCommand({
        ...range,
        MetricDataQueries: [
          {
            Id: 'records',
            MetricStat: {
              Metric: {
                Namespace: 'AWS/Kinesis',
                MetricName: 'IncomingRecords',
                Dimensions: [{ Name: 'StreamName', Value: 'logs' }],
              },
              Period: 60,
              Stat: 'Sum',
            },
          },
        ],
      }),
    )
    expect(data.MetricDataResults).toMatchObject([
      { Id: 'records', Label: 'IncomingRecords', StatusCode: 'Complete', Values: [5, 4, 3, 2, 1] },
    ])
    expect(data.MetricDataResults![0]!.Timestamps![0]).toEqual(new Date(start + 240_000))
  })

  test('belong to the region of the stream', async () => {
    const clock = new TestClock()
    const { endpoint, kinesis } = await openStream(1, { now: clock.now })
    await put(kinesis, ['x'])
    const elsewhere = cloudWatchClient(endpoint.url, 'ap-northeast-2')
    expect((await elsewhere.send(new ListMetricsCommand({}))).Metrics).toEqual([])
  })

  test.each([
    [
      'a percentile',
      { Statistics: undefined, ExtendedStatistics: ['p99'] },
      'InvalidParameterValueException',
    ],
    ['no statistic', { Statistics: [] }, 'InvalidParameterCombinationException'],
    ['seconds', { Period: 30 }, 'InvalidParameterValueException'],
    ['an end before the start', { EndTime: new Date(0) }, 'InvalidParameterValueException'],
    ['too many points', { StartTime: new Date(0), Period: 60 }, 'InvalidParameterCombinationException'],
  ])('%s is refused', async (_, more, code) => {
    const clock = new TestClock()
    const { endpoint } = await openStream(1, { now: clock.now })
    const call = cloudWatchClient(endpoint.url).send(
      new GetMetricStatisticsCommand({ ...input(clock, {}), ...more } as GetMetricStatisticsInput),
    )
    // Newer clients name CloudWatch's errors by their shapes, older ones by the codes of the Query protocol.
    expect([code, code.replace('Exception', '')]).toContain(await codeOf(call))
  })
})

describe('metrics of one’s own', () => {
  test('take values, sets and counts, also where the client compresses them', async () => {
    const clock = new TestClock()
    const endpoint = await openEndpoint({ now: clock.now })
    const cloudWatch = cloudWatchClient(endpoint.url)
    const Dimensions = [{ Name: 'Host', Value: 'web-1' }]
    await cloudWatch.send(
      new PutMetricDataCommand({
        Namespace: 'Lab',
        MetricData: [
          { MetricName: 'M', Dimensions, Value: 4, Unit: 'Count' },
          { MetricName: 'M', Dimensions, Values: [1, 10], Counts: [2, 3], Unit: 'Count' },
          {
            MetricName: 'M',
            Dimensions,
            StatisticValues: { Sum: 100, SampleCount: 4, Minimum: 0, Maximum: 60 },
            Unit: 'Count',
          },
        ],
      }),
    )
    // 400 metrics make a body that the client sends gzipped.
    const MetricData = Array.from({ length: 400 }, (_, i) => ({
      MetricName: `bulk.${i}.${'x'.repeat(50)}`,
      Value: i,
    }))
    await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Bulk', MetricData }))
    const { Datapoints } = await cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'Lab',
        MetricName: 'M',
        Dimensions,
        StartTime: new Date(clock.ms - 60_000),
        EndTime: new Date(clock.ms + 60_000),
        Period: 60,
        Statistics: ['Sum', 'SampleCount', 'Minimum', 'Maximum'],
      }),
    )
    expect(Datapoints).toMatchObject([{ Sum: 136, SampleCount: 10, Minimum: 0, Maximum: 60, Unit: 'Count' }])
    const { Metrics, NextToken } = await cloudWatch.send(new ListMetricsCommand({ Namespace: 'Bulk' }))
    expect([Metrics!.length, NextToken]).toEqual([400, undefined])
  })

  test('are refused in the namespaces of the services, or without a value', async () => {
    const endpoint = await openEndpoint()
    const cloudWatch = cloudWatchClient(endpoint.url)
    const send = (Namespace: string, datum: object): Promise<string> =>
      codeOf(
        cloudWatch.send(new PutMetricDataCommand({ Namespace, MetricData: [{ MetricName: 'M', ...datum }] })),
      )
    expect(await send('AWS/Kinesis', { Value: 1 })).toMatch(/^InvalidParameterValue/)
    expect(await send('Lab', {})).toMatch(/^InvalidParameterCombination/)
  })
})

describe('the Query protocol', () => {
  test('answers in XML, with its own names for errors', async () => {
    const clock = new TestClock()
    const { endpoint, kinesis } = await openStream(1, { now: clock.now })
    await put(kinesis, ['x', 'y'])
    const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 19)
    const form = {
      Action: 'GetMetricStatistics',
      Version: '2010-08-01',
      Namespace: 'AWS/Kinesis',
      MetricName: 'IncomingRecords',
      'Dimensions.member.1.Name': 'StreamName',
      'Dimensions.member.1.Value': 'logs',
      StartTime: iso(clock.ms - 600_000),
      EndTime: iso(clock.ms + 1000),
      Period: '300',
      'Statistics.member.1': 'Sum',
    }
    const [status, xml] = await query(endpoint.url, form)
    expect(status).toBe(200)
    expect(xml).toMatch(
      /^<GetMetricStatisticsResponse xmlns="http:\/\/monitoring.amazonaws.com\/doc\/2010-08-01\/"><GetMetricStatisticsResult>/,
    )
    expect(xml).toContain(
      `<member><Timestamp>${new Date(clock.ms).toISOString()}</Timestamp><Sum>2.0</Sum><Unit>Count</Unit></member>`,
    )
    const [bad, error] = await query(endpoint.url, { ...form, 'Statistics.member.1': 'A<b>&"c"' })
    expect(bad).toBe(400)
    expect(error).toContain('<Type>Sender</Type><Code>InvalidParameterValue</Code>')
    expect(error).toContain('A&lt;b&gt;&amp;&quot;c&quot;')
    const [other, noIam] = await query(endpoint.url, { Action: 'GetUserPolicy', UserName: 'streaming-user' })
    expect(other).toBe(400)
    expect(noIam).toContain('<Code>InvalidAction</Code>')
  })
})
