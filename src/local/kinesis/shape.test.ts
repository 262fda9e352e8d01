import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isPlainPutRecords, putRecordsFields } from './put-shape.ts'
import { bytesOfBase64, checkShape } from './shape.ts'

const fits = (input: Record<string, unknown>): boolean => {
  try {
    checkShape(input, putRecordsFields)
    return true
  } catch {
    return false
  }
}

const refusal = (input: Record<string, unknown>): { code?: string; message?: string } => {
  try {
    checkShape(input, putRecordsFields)
    return {}
  } catch (error) {
    return error as { code: string; message: string }
  }
}

describe('the shape of PutRecords', () => {
  // Mostly right, so that the quick look has something to accept.
  const mostly = <T, U>(right: fc.Arbitrary<T>, wrong: fc.Arbitrary<U>): fc.Arbitrary<T | U> =>
    fc.oneof({ weight: 9, arbitrary: right }, { weight: 1, arbitrary: wrong })
  const data = mostly(
    fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('base64')),
    fc.constantFrom('', 'A', 'AAA', 'AA=A', '====', 'AA==', 'A===', 'AAA*', 'AAAA\n', 'AAAA=', null, 5),
  )
  const key = mostly(
    fc.string({ minLength: 1, maxLength: 3 }),
    fc.constantFrom('k'.repeat(256), 'k'.repeat(257), '', null, 7, undefined),
  )
  const entry = mostly(
    fc.record({ PartitionKey: key, Data: data }),
    fc.constantFrom(null, 5, 'x', [], {}, { PartitionKey: 'k' }),
  )
  const input = fc.record({
    StreamName: mostly(
      fc.constantFrom('logs', 'a.b-c_d'),
      fc.constantFrom('', 'bad name', 'x'.repeat(129), 'logs\n', null),
    ),
    Records: mostly(fc.array(entry, { maxLength: 3 }), fc.constantFrom(null, {}, 'x')),
    StreamARN: mostly(
      fc.constant(undefined),
      fc.constantFrom('arn:aws:kinesis:us-east-1:000000000000:stream/logs', 'x'),
    ),
  })

  test('what the quick look accepts, the full check accepts too', () => {
    let accepted = 0
    fc.assert(
      fc.property(input, (one) => {
        if (!isPlainPutRecords(one)) return
        accepted++
        expect(fits(one)).toBe(true)
      }),
      { numRuns: 2000 },
    )
    expect(accepted).toBeGreaterThan(500)
  })

  test('the quick look accepts every ordinary request', () => {
    const Records = Array.from({ length: 500 }, (_, i) => ({ PartitionKey: `${i} 한글`, Data: 'aGVsbG8=' }))
    expect(isPlainPutRecords({ StreamName: 'logs', Records })).toBe(true)
    expect(isPlainPutRecords({ StreamName: 'logs', Records: [...Records, Records[0]] })).toBe(false)
  })

  test('all failures come in one message, ten at most', () => {
    const one = refusal({ Records: [{ PartitionKey: '', Data: 'aGVsbG8=' }, { PartitionKey: 'k' }] })
    expect(one.code).toBe('ValidationException')
    expect(one.message).toBe(
      '3 validation errors detected: ' +
        "Value '' at 'records.1.member.partitionKey' failed to satisfy constraint: " +
        'Member must have length greater than or equal to 1; ' +
        "Value null at 'records.2.member.data' failed to satisfy constraint: Member must not be null; " +
        "Value null at 'streamName' failed to satisfy constraint: Member must not be null",
    )
    const many = refusal({ StreamName: 'logs', Records: Array.from({ length: 30 }, () => ({})) })
    expect(many.message).toMatch(/^10 validation errors detected: /)
  })

  test.each([
    ['a text for a list', { Records: 'x' }, 'Expected list or null'],
    ['a list for a structure', { Records: [[]] }, 'Start of list found where not expected'],
    ['a number for a text', { StreamName: 5 }, /TruncatingBigNumber can not be converted to an String/],
    ['a number for data', { Records: [{ Data: 5 }] }, /can not be converted to a Blob/],
    ['half of base64', { Records: [{ Data: 'AAA' }] }, /multiple of 4 bytes but found: 3/],
    ['not base64', { Records: [{ Data: 'AA*=' }] }, /Invalid Base64 character: '\*'/],
  ])('%s is a SerializationException', (_, input, message) => {
    const one = refusal(input)
    expect(one.code).toBe('SerializationException')
    expect(one.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message))
  })

  test('base64 text tells its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(bytesOfBase64(Buffer.from(bytes).toString('base64'))).toBe(bytes.length)
      }),
    )
  })
})
