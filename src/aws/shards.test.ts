import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evenRanges } from '../testing/chaos-stream.ts'
import { hashKeyOf, listOpenShards, shardOfHashKey } from './shards.ts'

describe('the shard of a partition key', () => {
  it('is the one whose range holds the MD5 of its UTF-8 text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 64 }), (key, shards) => {
        const ranges = evenRanges(shards)
        const hash = hashKeyOf(key)
        expect(hash).toBe(createHash('md5').update(key, 'utf8').digest('hex'))
        const value = BigInt(`0x${hash}`)
        const shard = ranges[shardOfHashKey(ranges, hash)]!
        expect(BigInt(`0x${shard.start}`) <= value && value <= BigInt(`0x${shard.end}`)).toBe(true)
      }),
    )
  })

  // RFC 1321, "A.5 Test suite": what the service hashes is these bytes, nothing before or after them.
  it.each([
    ['', 'd41d8cd98f00b204e9800998ecf8427e', 6],
    ['a', '0cc175b9c0f1b6a831c399e269772661', 0],
    ['abc', '900150983cd24fb0d6963f7d28e17f72', 4],
    ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0', 7],
    ['abcdefghijklmnopqrstuvwxyz', 'c3fcd3d76192e4007dfb496cca67e13b', 6],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 'd174ab98d277d9f5a5611c2c9f419d9f', 6],
    ['1234567890'.repeat(8), '57edf4a22be3c955ac49da2e2107b67a', 2],
  ])('of the published values of MD5: %j', (key, hash, shardOfEight) => {
    expect(hashKeyOf(key)).toBe(hash)
    expect(shardOfHashKey(evenRanges(8), hash)).toBe(shardOfEight)
  })

  it('is exact at the edges', () => {
    const ranges = evenRanges(2)
    expect(shardOfHashKey(ranges, '7fffffffffffffffffffffffffffffff')).toBe(0)
    expect(shardOfHashKey(ranges, '80000000000000000000000000000000')).toBe(1)
    expect(shardOfHashKey(ranges, '0'.repeat(32))).toBe(0)
    expect(shardOfHashKey(ranges, 'f'.repeat(32))).toBe(1)
  })
})

describe('the open shards', () => {
  it('are read page by page, without closed ones, by the start of their range', async () => {
    const asked: unknown[] = []
    const shard = (id: string, start: string, closed = false): object => ({
      ShardId: id,
      HashKeyRange: { StartingHashKey: start, EndingHashKey: '340282366920938463463374607431768211455' },
      SequenceNumberRange: { StartingSequenceNumber: '1', ...(closed ? { EndingSequenceNumber: '2' } : {}) },
    })
    const pages = [
      { Shards: [shard('shardId-2', '170141183460469231731687303715884105728')], NextToken: 'more' },
      { Shards: [shard('shardId-0', '0', true), shard('shardId-1', '0')] },
    ]
    const call = async (operation: string, input: unknown): Promise<unknown> => {
      asked.push([operation, input])
      return pages.shift()
    }
    const open = await listOpenShards({ call: call as never }, 'demo')
    expect(open.map((range) => [range.id, range.start])).toEqual([
      ['shardId-1', '0'.repeat(32)],
      ['shardId-2', `8${'0'.repeat(31)}`],
    ])
    expect(asked).toEqual([
      ['ListShards', { StreamName: 'demo', ShardFilter: { Type: 'AT_LATEST' } }],
      ['ListShards', { NextToken: 'more' }],
    ])
  })
})
