import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPutAnswer } from './put-answer.ts'

const read = (answer: { Records?: unknown[] }, space?: number): unknown =>
  readPutAnswer(Buffer.from(JSON.stringify(answer, null, space)), answer.Records?.length ?? 0)

const taken = fc.record({
  SequenceNumber: fc.stringMatching(/^\d{1,56}$/),
  ShardId: fc.constantFrom('shardId-1', 'shardId-2'),
})
const refused = fc.record({
  ErrorCode: fc.constantFrom('ProvisionedThroughputExceededException', 'InternalFailure'),
  // Words of the service that look like the answer itself.
  ErrorMessage: fc.constantFrom('', '"FailedRecordCount":0', '"ShardId":"x"', '\\"FailedRecordCount\\":0'),
})

describe('an answer of PutRecords', () => {
  it('in which nothing failed is its count and its first shard, in any spacing and order', () => {
    fc.assert(
      fc.property(
        fc.array(taken, { minLength: 1, maxLength: 20 }),
        fc.constantFrom(undefined, 2),
        fc.boolean(),
        (Records, space, countFirst) => {
          const answer = countFirst
            ? { FailedRecordCount: 0, EncryptionType: 'NONE', Records }
            : { EncryptionType: 'KMS', Records, FailedRecordCount: 0 }
          expect(read(answer, space)).toEqual({ firstShardId: Records[0]!.ShardId })
        },
      ),
    )
  })

  it('in which some failed is parsed, whatever the service writes into its words', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(taken, refused), { maxLength: 20 }), (Records) => {
        const answer = { Records, FailedRecordCount: Math.max(1, Records.length) }
        expect(read(answer)).toEqual(answer)
      }),
    )
  })

  it('with other than the results expected is parsed', () => {
    const answer = { FailedRecordCount: 0, Records: [{ SequenceNumber: '1', ShardId: 'a' }] }
    for (const expected of [0, 2])
      expect(readPutAnswer(Buffer.from(JSON.stringify(answer)), expected)).toEqual(answer)
  })

  it.each<[{ Records?: unknown[]; FailedRecordCount?: unknown }]>([
    [{ Records: [] }],
    [{ FailedRecordCount: 0, Records: [] }],
    [{ FailedRecordCount: 0 }],
    [{ FailedRecordCount: 0.5, Records: [] }],
    [{ FailedRecordCount: 0, Records: [{ ShardId: 'a', Extra: {} }] }],
    [{ FailedRecordCount: 0, Records: [{ ShardId: 'a', Extra: '}' }] }],
    [{ FailedRecordCount: null, Records: [{ ShardId: 'a' }] }],
    [{ FailedRecordCount: '0', Records: [{ ShardId: 'a' }] }],
  ])('of another shape is parsed: %j', (answer) => {
    expect(read(answer)).toEqual(answer)
  })

  it('that is no JSON throws', () => {
    expect(() => readPutAnswer(Buffer.from('<html>'), 1)).toThrow(SyntaxError)
    expect(() => readPutAnswer(Buffer.alloc(0), 1)).toThrow(SyntaxError)
  })
})
