import { expect, it, onTestFinished } from 'vitest'
import { contextOf } from '../../../test/support/doctor.ts'
import { openStream } from '../../../test/support/local.ts'
import type { Kinesis } from '../../aws/client.ts'
import { classify } from '../../aws/errors.ts'
import type { Context } from '../check.ts'
import type { Found } from '../finding.ts'
import { permissions, tryOut } from './permissions.ts'
import { judge } from './stream.ts'

const STREAM = {
  name: 'logs',
  arn: 'arn:aws:kinesis:us-east-1:000000000000:stream/logs',
  status: 'ACTIVE',
  mode: 'PROVISIONED',
  openShards: 2,
  recordBytes: 1024 ** 2,
  retentionHours: 24,
  ownKeys: true,
} as const

/** What the check finds where PutRecords is refused with these errors, one after the other, and then as the endpoint has it. */
async function refusedWith(
  seen: Partial<Context['seen']>,
  ...errors: readonly [name: string, words: string][]
): Promise<Found> {
  const { endpoint } = await openStream(1)
  const context = await contextOf({ stream_name: 'logs', region: 'us-east-1', endpoint_url: endpoint.url })
  const kinesis = context.kinesis!
  onTestFinished(() => kinesis.close())
  const left = [...errors]
  const call: Kinesis['call'] = async (operation, input, signal) => {
    const next = operation === 'PutRecords' ? left.shift() : undefined
    if (next === undefined) return kinesis.call(operation, input, signal)
    const [name, words] = next
    throw classify(Object.assign(new Error(words), { name }), {
      operation,
      region: 'us-east-1',
      endpoint: 'e',
    })
  }
  const [found] = await permissions.run({
    ...context,
    kinesis: { ...kinesis, call },
    seen: { ...context.seen, ...seen },
  })
  return found!
}

it('tells a deny that no policy outdoes from a policy that is missing elsewhere', async () => {
  const words = 'User: u is not authorized to perform: kinesis:PutRecords on resource: arn:aws:kinesis:x'
  const denied = await refusedWith({}, [
    'AccessDeniedException',
    `${words} with an explicit deny in a service control policy`,
  ])
  expect(denied).toMatchObject({ status: 'failed', facts: { explicit_deny: true } })
  expect(denied.fix).toContain('service control policy')
  expect(denied.fix).not.toContain('"Statement"')
  const lacks = 'because no VPC endpoint policy allows the kinesis:PutRecords action'
  const elsewhere = await refusedWith({}, ['AccessDeniedException', `${words} ${lacks}`])
  expect(elsewhere.fix).toMatch(/allow it in the VPC endpoint policy:\n\{/)
})

it('asks again when it was too quick', async () => {
  const { endpoint } = await openStream(1)
  const context = await contextOf({ stream_name: 'logs', endpoint_url: endpoint.url })
  const kinesis = context.kinesis!
  onTestFinished(() => kinesis.close())
  let calls = 0
  const call: Kinesis['call'] = async (operation, input, signal) => {
    if (calls++ > 0) return kinesis.call(operation, input, signal)
    const quick = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' })
    throw classify(quick, { operation, region: 'us-east-1', endpoint: 'e' })
  }
  expect(await tryOut({ ...kinesis, call }, 'PutRecords', 'logs', context.signal, 0)).toBe('allowed')
  expect(calls).toBe(2)
})

it('says when nobody knows', async () => {
  const unread = await refusedWith({}, ['ValidationException', 'no request'])
  expect(unread).toMatchObject({ status: 'warning', facts: { unknown: ['kinesis:PutRecords'] } })
  const silent = await refusedWith({}, ['InternalFailure', 'oh'])
  expect(silent).toMatchObject({ status: 'warning', facts: { unknown: ['kinesis:PutRecords'] } })
})

it('says that the use of a key of your own was not tried', async () => {
  const own = 'arn:aws:kms:us-east-1:000000000000:key/1'
  expect((await refusedWith({ stream: { ...STREAM, kmsKey: own } })).what).toContain(
    `kms:GenerateDataKey (${own})`,
  )
  const ofAws = await refusedWith({ stream: { ...STREAM, kmsKey: 'alias/aws/kinesis' } })
  expect(ofAws.what).not.toContain('kms:')
})

it.each([
  ['ACTIVE', {}, 'ok', undefined],
  ['UPDATING', {}, 'ok', undefined],
  ['CREATING', {}, 'warning', 'kinetail streams wait logs'],
  ['DELETING', {}, 'failed', 'kinetail streams create logs --shard-count 2 --wait'],
  ['ACTIVE', { kmsKey: 'alias/mine' }, 'ok', undefined],
])('a stream that is %s with %j', (status, more, told, fix) => {
  const [found] = judge({ ...STREAM, status, ...more }, 'single')
  expect(found).toMatchObject({
    status: told,
    facts: { state: status, kms_key: 'kmsKey' in more ? 'alias/mine' : null },
  })
  expect(found!.fix).toBe(fix)
})
