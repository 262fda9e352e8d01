import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashKeyOf, shardOfHashKey } from '../aws/shards.ts'
import { ODD_KEY, PLAIN_KEY } from '../batch/entry-table.ts'
import { keyHash } from '../batch/key-hash.ts'
import { openKernel } from '../kernel/kernel.ts'
import { evenRanges } from '../testing/chaos-stream.ts'
import { inKernelMemory, ShippedFile } from '../testing/shipments.ts'
import { partitionKeys } from './kinesis/partition-key.ts'
import { ShardLanes } from './kinesis/shard-lanes.ts'
import { Placer } from './placer.ts'

const kernel = openKernel()!

/** JSON text of a key as a block holds it. */
const written = (key: string): string => JSON.stringify(key).slice(1, -1)
const key = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({ maxLength: 70 }),
  fc.constant(''),
)

describe('MD5 in the kernel', () => {
  it('is MD5, for keys of every length', () => {
    const slab = kernel.arena.take(4096)!
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 256 }), (bytes) => {
        kernel.bytes.set(bytes, slab.at)
        kernel.run.md5(slab.at, bytes.length, slab.at + 1024)
        const found = Buffer.from(kernel.bytes.subarray(slab.at + 1024, slab.at + 1040)).toString('hex')
        expect(found).toBe(createHash('md5').update(bytes).digest('hex'))
      }),
      { numRuns: 500 },
    )
    kernel.arena.giveBack(slab)
  })
})

describe('the placer', () => {
  it('gives every key one lane and one hash, in kernel memory and out of it, as MD5 and the ranges have it', () => {
    fc.assert(
      fc.property(
        fc.array(key, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(20),
        (keys, shards, stripes, skip) => {
          const lines = keys.map((one) => ({ key: written(one), text: '{}' }))
          const plain = new ShippedFile().next(lines)
          const { block, free } = inKernelMemory(plain.block)
          const lanes = new ShardLanes(evenRanges(shards), stripes)
          const partition = partitionKeys('record', 'host-1')
          const placer = new Placer(partition)
          const from = Math.min(skip, keys.length - 1)
          const count = placer.place({ ...plain, block }, lanes, from, keys.length - from)
          expect(count).toBe(keys.length - from)
          const { lane, hash, kind } = placer.results
          const mine = {
            lane: [...lane.slice(0, count)],
            hash: [...hash.slice(0, count)],
            kind: kind.slice(0, count),
          }
          for (let i = 0; i < count; i++) {
            const text = partition.keyOf(plain, from + i)
            const shard = shardOfHashKey(evenRanges(shards), hashKeyOf(text))
            expect(Math.floor(mine.lane[i]! / stripes)).toBe(shard)
            expect(mine.lane[i]).toBe(lanes.laneOf(text))
            expect(mine.hash[i]).toBe(keyHash(Buffer.from(text)))
            const stands = written(keys[from + i]!)
            const isPlain = stands !== '' && !stands.includes('\\') && Buffer.byteLength(stands) <= 256
            expect(mine.kind[i]).toBe(isPlain ? PLAIN_KEY : ODD_KEY)
          }
          expect(placer.place(plain, lanes, from, keys.length - from)).toBe(count)
          expect([...lane.slice(0, count)]).toEqual(mine.lane)
          expect([...hash.slice(0, count)]).toEqual(mine.hash)
          free()
        },
      ),
      { numRuns: 200 },
    )
  })

  it('sees that the shards have changed', () => {
    const plain = new ShippedFile().next([{ key: '10.0.0.1', text: '{}' }])
    const { block, free } = inKernelMemory(plain.block)
    const placer = new Placer(partitionKeys('record', 'h'))
    for (const shards of [7, 30, 7, 2]) {
      const lanes = new ShardLanes(evenRanges(shards))
      placer.place({ ...plain, block }, lanes, 0, 1)
      expect(placer.results.lane[0]).toBe(lanes.laneOf('10.0.0.1'))
    }
    free()
  })
})
