import { afterEach, describe, expect, it } from 'vitest'
import { decodeAggregate } from '../../aws/kpl.ts'
import { hashKeyOf, shardOfHashKey } from '../../aws/shards.ts'
import { KernelLinesPacker } from '../../batch/kernel-lines-packer.ts'
import { LinesPacker } from '../../batch/lines-packer.ts'
import { PlaceList } from '../../batch/place-list.ts'
import { openKernel } from '../../kernel/kernel.ts'
import { Counters } from '../../stats/counters.ts'
import { ChaosStream, evenRanges, type Faults } from '../../testing/chaos-stream.ts'
import { type Line, ShippedFile } from '../../testing/shipments.ts'
import { Delivery } from '../delivery.ts'
import { PackRooms } from './pack-rooms.ts'
import { PackSink } from './pack-sink.ts'
import { packedDelivery, packingSink } from './packing.ts'
import { partitionKeys } from './partition-key.ts'
import { KinesisSink, type PutRecordsCall, recordsOf } from './put.ts'
import { ShardLanes } from './shard-lanes.ts'

const OPTIONS = {
  batchSize: 20,
  batchTimeoutMs: 5000,
  concurrency: 16,
  adaptive: true,
  queueEntries: 1000,
  queueBytes: 32 * 1024 ** 2,
  recordBytes: 1024 ** 2,
  pace: null,
}

const open: Delivery[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((delivery) => delivery.drain(0)))
})

function lines(count: number, keys: number, from: number): Line[] {
  return Array.from({ length: count }, (_, i) => {
    const key = `key-${(from + i) % keys}`
    return { key, text: JSON.stringify({ key, n: from + i }) }
  })
}

/** The records of an entry, aggregate or lines, each with its own key. */
function subsOf(data: Uint8Array, partitionKey: string): { partitionKey: string; data: Uint8Array }[] {
  const aggregate = decodeAggregate(data)
  if (aggregate !== undefined) return [...aggregate]
  const texts = Buffer.from(data).toString().split('\n')
  if (texts.length === 1) return [{ partitionKey, data }]
  return texts
    .filter((text) => text !== '')
    .map((text) => ({ partitionKey: (JSON.parse(text) as { key: string }).key, data: Buffer.from(text) }))
}

const ports = (stream: ChaosStream, counters: Counters) => ({
  lanes: new ShardLanes(stream.ranges),
  findLanes: async () => new ShardLanes(stream.ranges),
  keys: partitionKeys('record', 'host-1'),
  deadLetters: { write: async () => {} },
  counters,
  say: { info: () => {}, warn: () => {} },
})

/** The lines that the stream stored, in its order. */
function storedLines(stream: ChaosStream): string[] {
  return stream.stored.flatMap(({ text }) => text.split('\n').slice(0, -1))
}

describe('packed lines into a stream that misbehaves', () => {
  it.each<[string, Partial<Faults>]>([
    ['entries refused at rate 0.3', { recordFails: 0.3 }],
    ['shards that throttle', { tailThrottled: 0.2 }],
    ['requests that fail', { requestFails: 0.3 }],
    ['answers that are lost', { answerLost: 0.2 }],
    [
      'all of it at once',
      { recordFails: 0.1, tailThrottled: 0.1, requestFails: 0.1, answerLost: 0.1, latencyMs: 3 },
    ],
  ])('%s: nothing lost, nothing sent after it was acknowledged, order kept', async (_, faults) => {
    const stream = new ChaosStream(3, faults)
    const counters = new Counters()
    const acknowledged = new Set<string>()
    const resent: string[] = []
    const put: PutRecordsCall = async (entries, signal) => {
      const sent = recordsOf(entries).map(({ Data }) => Buffer.from(Data).toString().split('\n').slice(0, -1))
      resent.push(...sent.flat().filter((line) => acknowledged.has(line)))
      const answer = await stream.put(entries, signal)
      if (!('Records' in answer)) throw new Error('an answer of another kind')
      answer.Records!.forEach((result, i) => {
        if (!result.ErrorCode) for (const line of sent[i]!) acknowledged.add(line)
      })
      return answer
    }
    const kernel = openKernel()!
    const sink = new PackSink(
      {
        sink: new KinesisSink(put),
        packer: new KernelLinesPacker(kernel, new PlaceList(kernel)),
        rooms: new PackRooms(kernel, 64 * 1024),
      },
      { entries: 20, requestBytes: 10_000, entryBytes: 300 },
    )
    const delivery = new Delivery(
      // Strict: after 32 requests that happen to be clean a lane would trust a service that is not to be trusted.
      {
        ...OPTIONS,
        strictOrder: true,
        requestBytes: 3000,
        requestRecords: 400,
        packedBytes: 200,
        lingerMs: 10,
      },
      { sink, ...ports(stream, counters) },
    )
    open.push(delivery)
    const file = new ShippedFile()
    const sent: Line[] = []
    for (let i = 0; i < 8; i++) {
      const some = lines(100, 60, sent.length)
      sent.push(...some)
      await delivery.accept(file.next(some))
    }
    expect(await delivery.drain(25_000)).toBe(0)
    const stored = [...new Set(storedLines(stream))]
    for (const key of new Set(sent.map((line) => line.key)))
      expect(stored.filter((text) => text.includes(`"${key}"`))).toEqual(
        sent.filter((line) => line.key === key).map(({ text }) => text),
      )
    expect(resent).toEqual([])
    expect(file.ledger.total).toEqual({ read: 800, sent: 800, dead: 0, filtered: 0 })
    expect(file.watermark.settled).toBe(file.length)
    expect(counters.orderRisks).toBe(0)
    expect(counters.retries).toBeGreaterThan(0)
    expect(stream.stored.length).toBeLessThan(400)
  })
})

describe('KPL aggregates of a resharded stream', () => {
  it('hold the keys of one shard only, before the change and after', async () => {
    const stream = new ChaosStream(2)
    const counters = new Counters()
    const strangers: string[] = []
    let records = 0
    const put: PutRecordsCall = (entries, signal) => {
      const shardOf = (key: string): number => shardOfHashKey(stream.ranges, hashKeyOf(key))
      for (const { Data, PartitionKey } of recordsOf(entries)) {
        const subs = decodeAggregate(Data) ?? [{ partitionKey: PartitionKey, data: Data }]
        records += subs.length
        // An aggregate that was packed for shards which are no more may still go out: its own key decides then.
        if (!resharding)
          strangers.push(
            ...subs.map((sub) => sub.partitionKey).filter((key) => shardOf(key) !== shardOf(PartitionKey)),
          )
      }
      return stream.put(entries, signal)
    }
    const packing = { pack: 'kpl' } as const
    const delivery = new Delivery(
      { ...OPTIONS, ...packedDelivery(packing, OPTIONS.batchSize) },
      {
        sink: packingSink(
          new KinesisSink(put),
          packing,
          OPTIONS.batchSize,
          ports(stream, counters).findLanes,
        ),
        ...ports(stream, counters),
      },
    )
    open.push(delivery)
    const file = new ShippedFile()
    let resharding = false
    await delivery.accept(file.next(lines(500, 60, 0)))
    await delivery.empty()
    stream.ranges = evenRanges(4, 2)
    resharding = true
    await delivery.accept(file.next(lines(500, 60, 500)))
    await delivery.empty()
    while (delivery.lanes().length !== 4) await new Promise((resolve) => setImmediate(resolve))
    resharding = false
    await delivery.accept(file.next(lines(500, 60, 1000)))
    expect(await delivery.drain(10_000)).toBe(0)
    expect(strangers).toEqual([])
    // What was packed for shards that were no more went again.
    expect(records).toBe(1500 + counters.possibleDoubles)
    expect(file.ledger.total.sent).toBe(1500)
  })
})

describe.each(['kpl', 'lines'] as const)('--pack %s while the stream is resharded', (pack) => {
  it('loses no line to a reader that drops what does not belong to the shard it was read from, in its order', async () => {
    const stream = new ChaosStream(2, { latencyMs: 3 })
    const counters = new Counters()
    const seen = new Set<string>()
    let dropped = 0
    const put: PutRecordsCall = async (entries, signal) => {
      const records = recordsOf(entries).map((one) => ({ ...one, Data: Uint8Array.from(one.Data) }))
      const answer = await stream.put(entries, signal)
      // As Amazon's consumers read: by the range of the shard that the aggregate lies in.
      const shardOf = (key: string): number => shardOfHashKey(stream.ranges, hashKeyOf(key))
      for (const { Data, PartitionKey } of records)
        for (const sub of subsOf(Data, PartitionKey))
          if (shardOf(sub.partitionKey) === shardOf(PartitionKey)) seen.add(Buffer.from(sub.data).toString())
          else dropped++
      return answer
    }
    const packing = { pack } as const
    const both = ports(stream, counters)
    const delivery = new Delivery(
      { ...OPTIONS, ...packedDelivery(packing, OPTIONS.batchSize) },
      { sink: packingSink(new KinesisSink(put), packing, OPTIONS.batchSize, both.findLanes), ...both },
    )
    open.push(delivery)
    const file = new ShippedFile()
    const sent: Line[] = []
    for (const shards of [4, 1, 8, 3]) {
      for (let i = 0; i < 4; i++) {
        const some = lines(200, 60, sent.length)
        sent.push(...some)
        await delivery.accept(file.next(some))
        if (i === 2) stream.ranges = evenRanges(shards, sent.length)
      }
    }
    expect(await delivery.drain(10_000)).toBe(0)
    expect(file.ledger.total.sent).toBe(sent.length)
    expect(seen.size).toBe(sent.length)
    for (const key of new Set(sent.map((line) => line.key)))
      expect([...seen].filter((text) => text.includes(`"${key}"`))).toEqual(
        sent.filter((line) => line.key === key).map(({ text }) => text),
      )
    // There were such, and no more were sent again than were counted as possible doubles.
    expect(dropped).toBeGreaterThan(0)
    expect(dropped).toBeLessThanOrEqual(counters.possibleDoubles)
    expect(delivery.lanes()).toHaveLength(3)
  })
})

describe('compressed lines below the limits of a shard', () => {
  it('are paced by what goes out, not by what was read', async () => {
    const stream = new ChaosStream(1)
    const counters = new Counters()
    const sent: { at: number; bytes: number }[] = []
    const put: PutRecordsCall = (entries, signal) => {
      const bytes = recordsOf(entries).reduce(
        (sum, { Data, PartitionKey }) => sum + Data.length + PartitionKey.length,
        0,
      )
      sent.push({ at: performance.now(), bytes })
      return stream.put(entries, signal)
    }
    const packing = { pack: 'lines', compress: 'gzip' } as const
    const limit = 20_000
    const delivery = new Delivery(
      {
        ...OPTIONS,
        ...packedDelivery(packing, OPTIONS.batchSize),
        queueEntries: 100_000,
        pace: { recordsPerSecond: Number.POSITIVE_INFINITY, bytesPerSecond: limit },
      },
      {
        sink: packingSink(
          new KinesisSink(put),
          packing,
          OPTIONS.batchSize,
          ports(stream, counters).findLanes,
        ),
        ...ports(stream, counters),
      },
    )
    open.push(delivery)
    const file = new ShippedFile()
    const read = 20_000 * lines(1, 1, 0)[0]!.text.length
    for (let i = 0; i < 20; i++) await delivery.accept(file.next(lines(1000, 7, i * 1000)))
    await delivery.empty()
    const total = sent.reduce((sum, { bytes }) => sum + bytes, 0)
    expect(total).toBeLessThan(read / 4)
    // Without the ratio it would have taken more than ten seconds.
    expect(sent.at(-1)!.at - sent[0]!.at).toBeLessThan((1000 * read) / limit / 2)
    for (const { at } of sent) {
      const second = sent.filter((other) => other.at >= at && other.at < at + 1000)
      // One request may turn out larger than its guess, by as much as compression varies.
      expect(second.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(1.5 * limit)
    }
  })
})

describe('a plain packer', () => {
  it('serves where there is no kernel', async () => {
    const stream = new ChaosStream(1)
    const sink = new PackSink(
      { sink: new KinesisSink(stream.put), packer: new LinesPacker(), rooms: new PackRooms(null, 10_000) },
      { entries: 20, requestBytes: 10_000, entryBytes: 300 },
    )
    const delivery = new Delivery(
      { ...OPTIONS, requestBytes: 3000, requestRecords: 400, packedBytes: 200 },
      { sink, ...ports(stream, new Counters()) },
    )
    open.push(delivery)
    const file = new ShippedFile()
    const sent = lines(300, 5, 0)
    await delivery.accept(file.next(sent))
    await delivery.empty()
    expect(storedLines(stream).sort()).toEqual(sent.map(({ text }) => text).sort())
  })
})
