import { describe, expect, it } from 'vitest'
import { addressOf, kinesisSink, kinesisSource } from './connectors.ts'
import { projectFiles } from './project.ts'
import { interval, name } from './words.ts'

const ARN = 'arn:aws:kinesis:ap-northeast-2:123456789012:stream/web'

describe('what connectors are told', () => {
  it('is the stream by its ARN, with its region, whatever the region of the moment is', () => {
    const address = addressOf(ARN, 'us-east-1', undefined)
    expect(kinesisSource(address, { at: 'time', time: Date.UTC(2024, 0, 15) }, false)).toEqual({
      connector: 'kinesis',
      'stream.arn': ARN,
      'aws.region': 'ap-northeast-2',
      'source.init.position': 'AT_TIMESTAMP',
      'source.init.timestamp': '2024-01-15T00:00:00.000Z',
      format: 'json',
      'json.ignore-parse-errors': 'true',
    })
    expect(kinesisSink(address)).toMatchObject({
      'stream.arn': ARN,
      'json.timestamp-format.standard': 'ISO-8601',
    })
  })

  it('is the older connector where records are asked for what only that one knows', () => {
    const source = kinesisSource(
      addressOf('web', 'us-east-1', 'http://127.0.0.1:4568'),
      { at: 'latest' },
      true,
    )
    expect(source).toMatchObject({
      connector: 'kinesis-legacy',
      stream: 'web',
      'aws.endpoint': 'http://127.0.0.1:4568',
      'scan.stream.initpos': 'LATEST',
    })
  })
})

describe('words of Flink SQL', () => {
  it('quote names and give intervals in the largest unit, with as many digits as it takes', () => {
    expect(name('a`b')).toBe('`a``b`')
    expect([60_000, 90_000, 7_200_000, 500, 123_000].map(interval)).toEqual([
      "INTERVAL '1' MINUTE",
      "INTERVAL '90' SECOND",
      "INTERVAL '2' HOUR",
      "INTERVAL '0.5' SECOND",
      "INTERVAL '123' SECOND(3)",
    ])
  })
})

describe('a project', () => {
  const source = addressOf(ARN, 'us-east-1', undefined)
  const files = projectFiles({
    name: 'minutes',
    statement: 'SELECT 1',
    source,
    sink: addressOf('out', 'ap-northeast-2', undefined),
    metadata: false,
    script: 'SET 1;',
    properties: { 'source.stream.arn': ARN },
  })

  it('has what Maven packs, with one connector, and the class that the JAR starts', () => {
    const pom = files['pom.xml']!
    expect(pom.match(/flink-sql-connector-[\w-]+/g)).toEqual(['flink-sql-connector-aws-kinesis-streams'])
    expect(pom).toContain('<mainClass>kinetail.SqlJob</mainClass>')
    expect(files['src/main/java/kinetail/SqlJob.java']).toContain('package kinetail;')
    expect(files['src/main/resources/job.sql']).toBe('SET 1;')
    expect(files['src/main/resources/job.properties']).toBe(`source.stream.arn=${ARN}\n`)
  })

  it('has what create-application takes, and a page with the commands and the smallest policy', () => {
    const application = JSON.parse(files['application.json']!) as Record<string, unknown>
    expect(application).toMatchObject({
      ApplicationName: 'minutes',
      RuntimeEnvironment: 'FLINK-1_20',
      ApplicationConfiguration: {
        EnvironmentProperties: {
          PropertyGroups: [{ PropertyGroupId: 'kinetail', PropertyMap: { 'source.stream.arn': ARN } }],
        },
      },
    })
    const page = files['README.md']!
    expect(page).toContain('aws kinesisanalyticsv2 create-application --region ap-northeast-2')
    const policy = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)![1]!) as {
      Statement: { Resource: string }[]
    }
    expect(policy.Statement.map(({ Resource }) => Resource)).toEqual([
      ARN,
      'arn:aws:kinesis:ap-northeast-2:ACCOUNT_ID:stream/out',
      'arn:aws:s3:::BUCKET/minutes/*',
    ])
  })
})
