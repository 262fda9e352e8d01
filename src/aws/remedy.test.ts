import { expect, it } from 'vitest'
import { classify } from './errors.ts'

const CONTEXT = { operation: 'ListShards', region: 'us-east-1', endpoint: 'kinesis.us-east-1' }

function told(code: string, endpoint = CONTEXT.endpoint, more: object = {}): string {
  return classify(Object.assign(new Error('words'), { code, ...more }), { ...CONTEXT, endpoint }).message
}

it.each([
  ['ENOTFOUND', /words\. To mend it: .*getent hosts kinesis\.us-east-1\.amazonaws\.com$/],
  ['ETIMEDOUT', /allow outgoing TCP/],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', /NODE_EXTRA_CA_CERTS/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /the name that the certificate has/],
  ['CERT_HAS_EXPIRED', /clock/],
  ['ECONNRESET', /words$/],
])('%s is told with what mends it', (code, words) => {
  expect(told(code, CONTEXT.endpoint, { hostname: 'kinesis.us-east-1.amazonaws.com' })).toMatch(words)
})

it('tells an endpoint that was not started from a wrong one', () => {
  expect(told('ECONNREFUSED', 'http://127.0.0.1:4568')).toContain('start `kinetail local`')
  expect(told('ECONNREFUSED', 'http://192.0.2.1:4568')).toContain('nothing runs at 192.0.2.1:4568')
})

it.each([
  ['ExpiredTokenException', /aws sso login/],
  ['InvalidSignatureException', /timedatectl/],
  ['RequestExpired', /timedatectl/],
  ['UnrecognizedClientException', /AWS_ACCESS_KEY_ID/],
])('%s is told with what mends it', (name, words) => {
  const error = Object.assign(new Error('words'), { name, $metadata: { httpStatusCode: 403 } })
  expect(classify(error, CONTEXT).message).toMatch(words)
})
