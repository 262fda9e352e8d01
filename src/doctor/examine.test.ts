import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  UpdateStreamModeCommand,
  UpdateStreamRecordDistributionStrategyCommand,
} from '@aws-sdk/client-kinesis'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { contextOf, findingsOf, only, withoutAws } from '../../test/support/doctor.ts'
import { temporaryFolder } from '../../test/support/folder.ts'
import { iterator, openStream, readAll } from '../../test/support/local.ts'
import { setLanguage } from '../messages/messages.ts'
import { credentials } from './checks/credentials.ts'
import { CHECKS } from './examine.ts'
import { CHECK_NAMES, type Finding } from './finding.ts'

const ARN = 'arn:aws:kinesis:us-east-1:000000000000:stream/logs'

beforeEach(() => withoutAws())
afterEach(async () => {
  vi.unstubAllEnvs()
  await setLanguage('en')
})

it('has a check for each name, in order', () => {
  expect(CHECKS.map(({ name }) => name)).toEqual(CHECK_NAMES)
})

describe('where all is well', () => {
  it('finds nothing to say, and leaves nothing behind', async () => {
    const { endpoint, kinesis } = await openStream(1)
    const dir = temporaryFolder()
    const path = join(dir, 'app.log')
    writeFileSync(path, '{"level":"INFO","message":"one"}\n{"level":"INFO","message":"two"}\n')
    const findings = await findingsOf({
      stream_name: 'logs',
      region: 'us-east-1',
      endpoint_url: endpoint.url,
      log_files: [{ path, type: 'application' }],
      checkpoint_dir: dir,
    })
    expect(findings.filter(({ status }) => status === 'warning' || status === 'failed')).toEqual([])
    expect(new Set(findings.map(({ check }) => check))).toEqual(new Set(CHECK_NAMES))
    expect(only(findings, 'files').facts).toMatchObject({ path, type: 'application', lines: 2, rejected: 0 })
    expect(only(findings, 'stream').facts).toMatchObject({
      arn: ARN,
      state: 'ACTIVE',
      open_shards: 1,
      kms_key: null,
    })
    expect(only(findings, 'permissions').facts).toMatchObject({ refused: [], unknown: [] })
    expect(readdirSync(dir)).toEqual(['app.log'])
    expect(await readAll(kinesis, await iterator(kinesis))).toEqual([])
  })

  it('with --local there is no service to look at, and without settings there is little', async () => {
    const findings = await findingsOf({ local: true })
    expect(only(findings, 'credentials')).toMatchObject({ status: 'skipped' })
    expect(only(findings, 'files').what).toContain('--log-files')
    expect(findings.filter(({ status }) => status === 'failed')).toEqual([])
  })
})

describe('the stream', () => {
  const settings = { stream_name: 'logs', region: 'us-east-1' }

  it('that is not there is made by the command that is told, or by --create-stream', async () => {
    const { endpoint } = await openStream(0)
    const asked = { ...settings, endpoint_url: endpoint.url }
    const stream = only(await findingsOf(asked), 'stream')
    expect(stream).toMatchObject({
      status: 'failed',
      fix: 'kinetail streams create logs --shard-count 2 --wait',
    })
    const made = await findingsOf({ ...asked, create_stream: true, cloudwatch_metrics: 'logs' })
    expect(only(made, 'stream').status).toBe('ok')
    expect(only(made, 'permissions').facts['not_tried']).toEqual([
      'kinesis:CreateStream',
      'cloudwatch:PutMetricData',
    ])
  })

  it('that distributes records itself forbids aggregates, and orders nothing', async () => {
    const { endpoint, kinesis } = await openStream(1)
    await kinesis.send(
      new UpdateStreamRecordDistributionStrategyCommand({
        StreamARN: ARN,
        RecordDistributionStrategy: 'AUTO',
      }),
    )
    const asked = { ...settings, endpoint_url: endpoint.url }
    const forbidden = only(await findingsOf({ ...asked, pack: 'kpl' }), 'stream')
    expect(forbidden).toMatchObject({ status: 'failed', fix: '--pack lines' })
    expect(only(await findingsOf(asked), 'stream')).toMatchObject({
      status: 'warning',
      facts: { distribution: 'AUTO' },
    })
    // It takes records whatever their hash key is.
    expect(await readAll(kinesis, await iterator(kinesis))).toEqual([])
  })

  it('on demand says so', async () => {
    const { endpoint, kinesis } = await openStream(1)
    await kinesis.send(
      new UpdateStreamModeCommand({ StreamARN: ARN, StreamModeDetails: { StreamMode: 'ON_DEMAND' } }),
    )
    const stream = only(await findingsOf({ ...settings, endpoint_url: endpoint.url }), 'stream')
    expect(stream.facts).toMatchObject({ mode: 'ON_DEMAND' })
    expect(stream.what).toContain('on demand')
  })
})

describe('permissions', () => {
  const keys = (id: string): void => withoutAws({ AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: 'secret' })

  it('that lack one action: the smallest policy for the stream, and nothing was written', async () => {
    const { endpoint, kinesis } = await openStream(1)
    keys('DENIED-PutRecords')
    const findings = await findingsOf({
      stream_name: 'logs',
      region: 'us-east-1',
      endpoint_url: endpoint.url,
    })
    const found = only(findings, 'permissions')
    const policy = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'kinesis:PutRecords', Resource: ARN }],
    }
    expect(found).toMatchObject({
      status: 'failed',
      facts: {
        identity: 'arn:aws:iam::000000000000:user/DENIED-PutRecords',
        allowed: ['kinesis:DescribeStreamSummary', 'kinesis:ListShards'],
        refused: ['kinesis:PutRecords'],
        policy,
      },
    })
    expect(JSON.parse(found.fix!.slice(found.fix!.indexOf('{')))).toEqual(policy)
    expect(only(findings, 'credentials').facts).toMatchObject({
      access_key_id: 'DENI…ords',
      source: 'environment',
    })
    expect(await readAll(kinesis, await iterator(kinesis))).toEqual([])
  })

  it('that lack all: one policy of three actions, and the stream is not looked at', async () => {
    const { endpoint } = await openStream(1)
    keys('DENIED')
    const findings = await findingsOf({
      stream_name: 'logs',
      region: 'us-east-1',
      endpoint_url: endpoint.url,
    })
    expect(only(findings, 'stream').status).toBe('skipped')
    expect(only(findings, 'permissions').facts).toMatchObject({
      policy: {
        Statement: [
          {
            Action: ['kinesis:DescribeStreamSummary', 'kinesis:ListShards', 'kinesis:PutRecords'],
            Resource: ARN,
          },
        ],
      },
    })
  })

  it.each([
    ['EXPIRED', 'ExpiredTokenException', 'aws sso login'],
    ['REFUSED', 'UnrecognizedClientException', 'AWS_ACCESS_KEY_ID'],
  ])('of keys that the service does not take (%s): %s', async (id, error, fix) => {
    const { endpoint } = await openStream(1)
    keys(id)
    const findings = await findingsOf({
      stream_name: 'logs',
      region: 'us-east-1',
      endpoint_url: endpoint.url,
    })
    const found = only(findings, 'permissions')
    expect(found).toMatchObject({ status: 'failed', facts: { error } })
    expect(found.fix).toContain(fix)
  })
})

describe('credentials', () => {
  // No other check runs: this is no place to connect to.
  async function look(): Promise<Finding> {
    const context = await contextOf({ region: 'us-east-1', endpoint_url: 'https://kinesis.invalid' })
    const [found] = await credentials.run(context)
    context.kinesis!.close()
    return { check: 'credentials', ...found! }
  }

  it('that nobody gives: the ways to them', async () => {
    const found = await look()
    expect(found.status).toBe('failed')
    expect(found.fix).toContain('aws configure')
  })

  it('that end: when, and that they did', async () => {
    const end = (ms: number): string => new Date(Date.now() + ms).toISOString()
    const given = {
      AWS_ACCESS_KEY_ID: 'ASIAEXAMPLEEXAMPLE12',
      AWS_SECRET_ACCESS_KEY: 'very secret',
      AWS_SESSION_TOKEN: 'very secret too',
    }
    const statuses: string[] = []
    for (const ms of [-60_000, 60_000, 7_200_000]) {
      withoutAws({ ...given, AWS_CREDENTIAL_EXPIRATION: end(ms) })
      const found = await look()
      statuses.push(found.status)
      expect(found.facts).toMatchObject({ access_key_id: 'ASIA…LE12', temporary: true })
      expect(JSON.stringify(found)).not.toContain('very secret')
    }
    expect(statuses).toEqual(['failed', 'warning', 'ok'])
  })
})

it('speaks Korean', async () => {
  await setLanguage('ko')
  const { endpoint } = await openStream(1)
  const findings = await findingsOf({
    stream_name: 'nowhere',
    endpoint_url: endpoint.url,
    log_files: [{ path: join(temporaryFolder(), 'none', 'x.log'), type: 'nginx' }],
  })
  const told = findings.filter(
    ({ check }) => check === 'files' || check === 'stream' || check === 'permissions',
  )
  expect(told).toHaveLength(3)
  for (const { what } of told) expect(what).toMatch(/[가-힣]/)
})
