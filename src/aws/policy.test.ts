import { expect, it } from 'vitest'
import { classify } from './errors.ts'
import { denialIn, policyFor, streamArn } from './policy.ts'

const WORDS =
  'User: arn:aws:sts::123456789012:assumed-role/shipper/i-0abc is not authorized to perform: kinesis:PutRecords on resource: arn:aws:kinesis:eu-west-1:123456789012:stream/logs because no identity-based policy allows the kinesis:PutRecords action'

it('reads who was refused what from the words of the service', () => {
  expect(denialIn(WORDS)).toEqual({
    identity: 'arn:aws:sts::123456789012:assumed-role/shipper/i-0abc',
    action: 'kinesis:PutRecords',
    resource: 'arn:aws:kinesis:eu-west-1:123456789012:stream/logs',
    explicit: false,
    policy: 'identity-based policy',
  })
  expect(denialIn('Access denied')).toBeUndefined()
})

it.each([
  ['with an explicit deny in a service control policy', true, 'service control policy'],
  ['with an explicit deny', true, undefined],
  ['because no VPC endpoint policy allows the kinesis:PutRecords action', false, 'VPC endpoint policy'],
  ['because no permissions boundary allows the kinesis:PutRecords action', false, 'permissions boundary'],
])('tells which policy is in the way: %s', (words, explicit, policy) => {
  const said = `User: u is not authorized to perform: kinesis:PutRecords on resource: r ${words}`
  expect(denialIn(said)).toMatchObject({ resource: 'r', explicit, policy })
  const refusal = Object.assign(new Error(said), { name: 'AccessDeniedException' })
  const { message } = classify(refusal, { operation: 'PutRecords', region: 'eu-west-1', endpoint: 'e' })
  expect(message.includes('"Statement"')).toBe(!explicit)
})

it('has a statement for each resource', () => {
  const needs = ['a:X', 'a:Y', 'a:X'].map((action) => ({ action, resource: 'r' }))
  expect(policyFor([...needs, { action: 'k:Z', resource: 'key' }]).Statement).toEqual([
    { Effect: 'Allow', Action: ['a:X', 'a:Y'], Resource: 'r' },
    { Effect: 'Allow', Action: 'k:Z', Resource: 'key' },
  ])
})

it('names streams in every partition', () => {
  expect(['us-east-1', 'cn-north-1', 'us-gov-west-1'].map((region) => streamArn(region, 'x', '1'))).toEqual([
    'arn:aws:kinesis:us-east-1:1:stream/x',
    'arn:aws-cn:kinesis:cn-north-1:1:stream/x',
    'arn:aws-us-gov:kinesis:us-gov-west-1:1:stream/x',
  ])
})

it('is told with the refusal, ready to be pasted', () => {
  const refusal = Object.assign(new Error(WORDS), { name: 'AccessDeniedException' })
  const { code, message } = classify(refusal, { operation: 'PutRecords', region: 'eu-west-1', endpoint: 'e' })
  expect(code).toBe('permission')
  const policy = policyFor([
    { action: 'kinesis:PutRecords', resource: 'arn:aws:kinesis:eu-west-1:123456789012:stream/logs' },
  ])
  expect(JSON.parse(message.slice(message.indexOf('{')))).toEqual(policy)
})
