import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanUp, type Finished, jsonLines, run } from '../../test/e2e/support.ts'
import { openKinesis } from '../aws/client.ts'
import { type Endpoint, startEndpoint } from '../local/endpoint.ts'

let endpoint: Endpoint
beforeAll(async () => {
  const streams = [{ name: 'measured', shardCount: 1, region: 'us-east-1' }]
  endpoint = await startEndpoint({ streams })
  const kinesis = await openKinesis({ endpointUrl: endpoint.url, region: 'us-east-1' })
  const Records = Array.from({ length: 40 }, (_, n) => ({ Data: Buffer.alloc(100), PartitionKey: `k${n}` }))
  await kinesis.call('PutRecords', { StreamName: 'measured', Records })
  kinesis.close()
})
afterAll(async () => {
  await cleanUp()
  await endpoint.close()
})

function metrics(...words: string[]): Promise<Finished> {
  return run(['metrics', ...words, '--endpoint-url', endpoint.url, '--region', 'us-east-1'])
}

describe('kinetail metrics', () => {
  it('prints JSON lines of the metrics asked for', async () => {
    const { code, stdout } = await metrics(
      'measured',
      '--metric',
      'IncomingRecords',
      '--metric',
      'IncomingBytes',
      '--json',
    )
    expect(code).toBe(0)
    const points = jsonLines<{ metric: string; value: number; timestamp: string }>(stdout)
    expect(points).toMatchObject([
      {
        stream_name: 'measured',
        metric: 'IncomingRecords',
        stat: 'Sum',
        value: 40,
        unit: 'Count',
        period_seconds: 60,
      },
      { metric: 'IncomingBytes', stat: 'Sum', unit: 'Bytes' },
    ])
    expect(points[1]!.value).toBeGreaterThanOrEqual(4_000)
    expect(Date.parse(points[0]!.timestamp) % 60_000).toBe(0)
  })

  it('prints a table of what matters, and what has no data', async () => {
    const { code, stdout, stderr } = await metrics('--stream-name', 'measured')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^METRIC +TIME +STAT +VALUE +UNIT\nIncomingRecords +\d{4}-\d\d-\d\d \d\d:\d\d:00Z +Sum +40 +Count\n/,
    )
    expect(stdout).toContain('PutRecords.SuccessfulRecords')
    expect(stderr).toMatch(/no data in the last 10m for .*GetRecords\.IteratorAgeMilliseconds/)
  })

  it('draws a chart, a bar for each period', async () => {
    const { stdout } = await metrics('measured', '--metric', 'IncomingRecords', '--last', '5m', '--chart')
    const [title, ...bars] = stdout.trimEnd().split('\n')
    expect(title).toBe('IncomingRecords (Sum, Count)')
    expect(bars.length).toBeGreaterThanOrEqual(5)
    expect(bars.filter((bar) => /█+ 40$/.test(bar))).toHaveLength(1)
    expect(bars.filter((bar) => /\d {2}0$/.test(bar))).toHaveLength(bars.length - 1)
  })

  it.each([
    ['no stream', [], 2, /--stream-name/],
    ['a wrong statistic', ['a', '--stat', 'most'], 2, /"most"/],
    ['a wrong period', ['a', '--period', '7'], 2, /multiple of 60/],
    ['too many values', ['a', '--last', '30d'], 2, /1440/],
    ['two forms', ['a', '--json', '--chart'], 2, /--chart and --json/],
    // The embedded endpoint keeps no single values: the service's own words come through.
    ['a percentile there', ['measured', '--stat', 'p95'], 1, /p95/],
  ])('says what is wrong: %s', async (_, words, code, message) => {
    const ended = await metrics(...words)
    expect(ended.code).toBe(code)
    expect(ended.stderr).toMatch(message)
  })
})
