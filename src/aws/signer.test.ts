import { hash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signaturesOf } from '../testing/expected-signature.ts'
import type { Destination } from './access.ts'
import { Signer } from './signer.ts'

const DESTINATION: Destination = {
  protocol: 'https:',
  hostname: 'kinesis.eu-west-1.amazonaws.com',
  port: undefined,
  path: '/',
  host: 'kinesis.eu-west-1.amazonaws.com',
  target: 'Kinesis_20131202.PutRecords',
  contentType: 'application/x-amz-json-1.1',
  userAgent: 'kinetail',
  region: 'eu-west-1',
  service: 'kinesis',
}

describe('a signature', () => {
  it('is right however days, seconds and credentials follow each other', () => {
    const call = fc.record({
      at: fc.constantFrom(
        Date.UTC(2024, 0, 15, 23, 59, 59, 999),
        Date.UTC(2024, 0, 16),
        Date.UTC(2024, 0, 16, 0, 0, 0, 1),
        Date.UTC(2024, 1, 29, 12),
      ),
      secretAccessKey: fc.constantFrom('one/secret', 'another+secret'),
      sessionToken: fc.constantFrom(undefined, 'token=='),
      body: fc.string(),
    })
    fc.assert(
      fc.property(fc.array(call, { minLength: 1, maxLength: 8 }), (calls) => {
        const signer = new Signer(DESTINATION)
        for (const { at, secretAccessKey, sessionToken, body } of calls) {
          const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey, sessionToken }
          const headers = signer.sign(hash('sha256', body), credentials, at)
          expect(headers['x-amz-date']).toBe(new Date(at).toISOString().replace(/[-:]|\.\d+/g, ''))
          expect(headers['x-amz-security-token']).toBe(sessionToken)
          const request = { method: 'POST', url: '/', headers, body: Buffer.from(body), connection: 0 }
          const { found, expected } = signaturesOf(request, secretAccessKey)
          expect(found).toBe(expected)
        }
      }),
    )
  })

  it.each([
    ['/', '/'],
    ['/a/b/', '/a/b/'],
    ['//a/./b/../c', '/a/c'],
  ])('is over the path %s as %s', (path, normal) => {
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 's' }
    const headers = new Signer({ ...DESTINATION, path }).sign(hash('sha256', ''), credentials, 0)
    const request = { method: 'POST', url: normal, headers, body: Buffer.alloc(0), connection: 0 }
    const { found, expected } = signaturesOf(request, 's')
    expect(found).toBe(expected)
  })
})
