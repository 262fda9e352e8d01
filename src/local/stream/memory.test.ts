import fc from 'fast-check'
import { expect, test } from 'vitest'
import { iterator, openStream, put, readAll } from '../../../test/support/local.ts'
import { Memory } from './memory.ts'
import { memoryOf, type StoredRecord } from './record-log.ts'
import { Shard } from './shard.ts'

test('the oldest records go first, across shards, as a plain list would lose them', () => {
  const puts = fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 0, max: 400 })), { maxLength: 150 })
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 4000 }), puts, (limit, steps) => {
      const memory = new Memory(limit)
      const shards = Array.from(
        { length: 4 },
        (_, index) => new Shard({ index, range: { start: 0n, end: 0n }, createdMs: 0 }),
      )
      const model: { readonly shard: Shard; readonly record: StoredRecord }[] = []
      for (const [i, size] of steps) {
        const shard = shards[i]!
        shard.append(memory, 'k', 'x'.repeat(size), size, 0)
        model.push({ shard, record: shard.log.at(shard.log.nextPlace - 1)! })
        memory.trim()
        while (model.reduce((sum, one) => sum + memoryOf(one.record), 0) > limit) model.shift()
        expect(memory.usedBytes).toBe(model.reduce((sum, one) => sum + memoryOf(one.record), 0))
        for (const one of shards)
          expect(kept(one)).toEqual(model.filter((m) => m.shard === one).map((m) => m.record))
      }
    }),
  )
})

test('places stay with their records when thousands before them are dropped', () => {
  const memory = new Memory(Number.POSITIVE_INFINITY)
  const shard = new Shard({ index: 0, range: { start: 0n, end: 0n }, createdMs: 0 })
  for (let i = 1; i <= 5000; i++) shard.append(memory, 'k', String(i), 1, i)
  for (let i = 1; i <= 4000; i++) shard.log.dropOldest()
  expect([shard.log.firstPlace, shard.log.nextPlace]).toEqual([4001, 5001])
  expect(shard.log.at(4000)).toBeUndefined()
  expect(shard.log.at(4001)?.data).toBe('4001')
  expect(shard.log.at(5000)?.data).toBe('5000')
  expect(shard.log.placeAt(4321)).toBe(4321)
})

test('a flood leaves the newest records, whole and in order, and the trim horizon moves on', async () => {
  const { kinesis } = await openStream(1, { enforceLimits: false, memoryBytes: 1024 * 1024 })
  const early = await iterator(kinesis)
  for (let i = 0; i < 20; i++)
    await put(
      kinesis,
      Array.from({ length: 500 }, (_, j) => `${i * 500 + j}`.padEnd(300, '.')),
    )
  const kept = (await readAll(kinesis, await iterator(kinesis))).map((text) => Number.parseInt(text, 10))
  expect(kept.at(-1)).toBe(9999)
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, i) => 10_000 - kept.length + i))
  // 300 bytes are 400 in base64; with key and overhead about 530 a record.
  expect(kept.length).toBeGreaterThan(1900)
  expect(kept.length).toBeLessThan(2100)
  expect(await readAll(kinesis, early)).toHaveLength(kept.length)
})

function kept(shard: Shard): StoredRecord[] {
  const records: StoredRecord[] = []
  for (let place = shard.log.firstPlace; place < shard.log.nextPlace; place++)
    records.push(shard.log.at(place)!)
  return records
}
