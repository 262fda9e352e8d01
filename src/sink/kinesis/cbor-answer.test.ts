import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeCbor } from '../../aws/cbor-write.ts'
import { readCborAnswer } from './cbor-answer.ts'

const taken = fc.record({
  SequenceNumber: fc.stringMatching(/^\d{1,56}$/),
  ShardId: fc.constantFrom('shardId-1', 'shardId-2'),
})
const refused = fc.record({
  ErrorCode: fc.constantFrom('ProvisionedThroughputExceededException', 'InternalFailure'),
  ErrorMessage: fc.constantFrom('', 'FailedRecordCount', 'ShardId'),
})

describe('an answer of PutRecords in CBOR', () => {
  it('in which nothing failed is its count and its first shard, in any order', () => {
    fc.assert(
      fc.property(fc.array(taken, { minLength: 1, maxLength: 30 }), fc.boolean(), (Records, countFirst) => {
        const answer = countFirst
          ? { FailedRecordCount: 0, EncryptionType: 'NONE', Records }
          : { EncryptionType: 'KMS', Records, FailedRecordCount: 0 }
        expect(readCborAnswer(encodeCbor(answer), Records.length)).toEqual({
          firstShardId: Records[0]!.ShardId,
        })
      }),
    )
  })

  it('with refused records, or other than as many as were sent, is decoded', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(taken, refused), { maxLength: 20 }), fc.nat(2), (Records, more) => {
        const failed = Records.filter((record) => 'ErrorCode' in record).length
        fc.pre(failed > 0 || more > 0 || Records.length === 0)
        const answer = { FailedRecordCount: failed, Records }
        expect(readCborAnswer(encodeCbor(answer), Records.length + more)).toEqual(answer)
      }),
    )
  })

  it('with lengths that are not told is the same', () => {
    const open =
      'bf714661696c65645265636f7264436f756e7400675265636f7264739f' +
      'bf67536861726449646173ff' +
      'bf67536861726449646174ff' +
      'ffff'
    expect(readCborAnswer(Buffer.from(open, 'hex'), 2)).toEqual({ firstShardId: 's' })
  })

  it.each([
    ['nothing', ''],
    ['no map', '80'],
    ['half an answer', 'a2714661696c65645265636f7264436f756e7400'],
    ['two answers', 'a0a0'],
  ])('that is none throws: %s', (_, hex) => {
    expect(() => readCborAnswer(Buffer.from(hex, 'hex'), 1)).toThrow('CBOR: ')
  })
})
