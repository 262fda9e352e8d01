import fc from 'fast-check'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { SHARD_LIMITS } from '../aws/limits.ts'
import { sleep } from '../base/backoff.ts'
import { KinetailError } from '../base/errors.ts'
import type { Shipment } from '../batch/batch.ts'
import { Counters } from '../stats/counters.ts'
import { inFlight } from '../stats/ledger.ts'
import { ChaosStream, evenRanges, type Faults } from '../testing/chaos-stream.ts'
import { type Line, ShippedFile } from '../testing/shipments.ts'
import type { DeadLetter } from './dead-letter.ts'
import { Delivery } from './delivery.ts'
import type { DeliveryOptions } from './delivery-ports.ts'
import { partitionKeys } from './kinesis/partition-key.ts'
import { KinesisSink, type PutRecordsCall, recordsOf } from './kinesis/put.ts'
import { ShardLanes } from './kinesis/shard-lanes.ts'

const OPTIONS: DeliveryOptions = {
  batchSize: 500,
  batchTimeoutMs: 5000,
  concurrency: 16,
  adaptive: true,
  queueEntries: 1000,
  queueBytes: 32 * 1024 ** 2,
  requestBytes: 10 * 1024 ** 2,
  recordBytes: 1024 ** 2,
  pace: null,
}

interface Rig {
  readonly delivery: Delivery
  readonly stream: ChaosStream
  readonly counters: Counters
  readonly letters: DeadLetter[]
  readonly said: string[]
}

const open: Delivery[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((delivery) => delivery.drain(0)))
})

function rig(
  stream: ChaosStream,
  options: Partial<DeliveryOptions> = {},
  put: PutRecordsCall = stream.put,
): Rig {
  const counters = new Counters()
  const letters: DeadLetter[] = []
  const said: string[] = []
  const delivery = new Delivery(
    { ...OPTIONS, ...options },
    {
      sink: new KinesisSink(put),
      lanes: new ShardLanes(stream.ranges),
      findLanes: async () => new ShardLanes(stream.ranges),
      keys: partitionKeys('record', 'host-1'),
      deadLetters: {
        write: async (more) => {
          letters.push(...more)
        },
      },
      counters,
      say: { info: (sentence) => said.push(sentence), warn: (sentence) => said.push(sentence) },
    },
  )
  open.push(delivery)
  return { delivery, stream, counters, letters, said }
}

/** `count` lines over `keys` keys, in turn; the text carries key and number. */
function lines(count: number, keys: number, from: number = 0): Line[] {
  return Array.from({ length: count }, (_, i) => {
    const key = `key-${(from + i) % keys}`
    return { key, text: JSON.stringify({ key, n: from + i }) }
  })
}

async function until(condition: () => boolean, what: string, ms: number = 10_000): Promise<void> {
  const deadline = Date.now() + ms
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited ${ms} ms in vain: ${what}`)
    await sleep(2)
  }
}

function expectAllInOrder(stream: ChaosStream, sent: readonly Line[]): void {
  const keys = new Set(sent.map((line) => line.key))
  for (const key of keys) {
    const wanted = sent.filter((line) => line.key === key).map((line) => line.text)
    expect(stream.firstArrivals(key)).toEqual(wanted)
  }
}

describe('delivery into a stream that behaves', () => {
  it('delivers every line once, in order within its key, and settles the whole file', async () => {
    const { delivery, stream, counters } = rig(new ChaosStream(4))
    const file = new ShippedFile()
    const sent: Line[] = []
    for (let i = 0; i < 20; i++) {
      const some = lines(250, 37, sent.length)
      sent.push(...some)
      expect(await delivery.accept(file.next(some))).toBe(true)
    }
    await delivery.empty()
    expect(stream.stored).toHaveLength(5000)
    expectAllInOrder(stream, sent)
    expect(await delivery.drain(0)).toBe(0)
    expect(file.ledger.total).toEqual({ read: 5000, sent: 5000, dead: 0, filtered: 0 })
    expect(file.watermark.settled).toBe(file.length)
    expect(file.released).toBe(20)
    expect(counters.latency.count).toBe(5000)
    expect(counters.logTypes.get('application')).toBe(5000)
    expect(stream.peak.shard).toBe(1)
  })

  it('sends a line on an idle lane at once, and spaces the requests that follow', async () => {
    const { delivery, stream } = rig(new ChaosStream(1))
    const file = new ShippedFile()
    const began = performance.now()
    await delivery.accept(file.next(lines(1, 1)))
    // No timer has run since: it went without waiting for company.
    await Promise.resolve()
    expect(stream.requests).toEqual([1])
    for (let i = 1; i <= 60; i++) {
      await delivery.accept(file.next(lines(1, 60, i)))
      await sleep(5)
    }
    await until(() => stream.stored.length === 61, 'the rest')
    // At most 50 requests a second, not one a line.
    expect(stream.requests.length).toBeLessThan((performance.now() - began) / 20 + 2)
    expect(stream.requests.length).toBeLessThan(61)
  })

  it('stays below the limits of a shard in any second', async () => {
    const stream = new ChaosStream(1)
    const times: { at: number; records: number }[] = []
    // The clock that the pace was charged by: a machine that stalls between charge and request would tell another time.
    const clock = vi.spyOn(performance, 'now')
    onTestFinished(() => clock.mockRestore())
    const put: PutRecordsCall = (entries, signal) => {
      times.push({ at: clock.mock.results.at(-1)!.value as number, records: entries.length })
      return stream.put(entries, signal)
    }
    const { delivery } = rig(stream, { pace: { ...SHARD_LIMITS, recordsPerSecond: 400 } }, put)
    const file = new ShippedFile()
    for (let i = 0; i < 10; i++) await delivery.accept(file.next(lines(100, 1000, i * 100)))
    await until(() => inFlight(file.ledger.total) === 0, 'everything sent')
    for (const { at } of times) {
      const second = times.filter((other) => other.at >= at && other.at < at + 1000)
      expect(second.reduce((sum, { records }) => sum + records, 0)).toBeLessThanOrEqual(400)
    }
    expect(times.at(-1)!.at - times[0]!.at).toBeGreaterThan(2000)
  })
})

describe('delivery into a stream that misbehaves', () => {
  it.each<[string, Partial<Faults>]>([
    ['records refused at rate 0.3', { recordFails: 0.3 }],
    ['shards that throttle', { tailThrottled: 0.5 }],
    ['requests that fail', { requestFails: 0.3 }],
    ['answers that are lost', { answerLost: 0.2 }],
    [
      'all of it at once',
      { recordFails: 0.1, tailThrottled: 0.2, requestFails: 0.1, answerLost: 0.1, latencyMs: 3 },
    ],
  ])('%s: nothing lost, nothing sent after it was acknowledged, order kept', async (_, faults) => {
    const { delivery, stream, counters } = rig(new ChaosStream(3, faults))
    const file = new ShippedFile()
    const sent: Line[] = []
    for (let i = 0; i < 8; i++) {
      const some = lines(100, 60, sent.length)
      sent.push(...some)
      await delivery.accept(file.next(some))
    }
    expect(await delivery.drain(25_000)).toBe(0)
    expectAllInOrder(stream, sent)
    expect(stream.resent).toEqual([])
    expect(file.ledger.total).toEqual({ read: 800, sent: 800, dead: 0, filtered: 0 })
    expect(file.watermark.settled).toBe(file.length)
    expect(counters.orderRisks).toBe(0)
    // No double that was not foreseen.
    const doubles = stream.stored.length - new Set(stream.stored.map((record) => record.text)).size
    expect(doubles).toBeLessThanOrEqual(counters.possibleDoubles)
    expect(doubles > 0).toBe((faults.answerLost ?? 0) > 0)
    expect(counters.retries).toBeGreaterThan(0)
    expect(counters.throttles > 0).toBe((faults.tailThrottled ?? 0) > 0)
  })

  it('keeps order whatever the keys, chunks and faults are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.constantFrom('a', 'b', 'c', 'd', ''), { minLength: 1, maxLength: 30 }), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.record({
          recordFails: fc.constantFrom(0, 0.2),
          tailThrottled: fc.constantFrom(0, 0.2),
          requestFails: fc.constantFrom(0, 0.2),
          answerLost: fc.constantFrom(0, 0.1),
        }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 40 }),
        async (chunks, faults, shards, queueEntries) => {
          // Without it, 32 requests of one record that happen to be clean would make a lane trust.
          const strictOrder = faults.recordFails > 0
          const { delivery, stream } = rig(new ChaosStream(shards, faults), { queueEntries, strictOrder })
          const file = new ShippedFile()
          const sent: Line[] = []
          for (const keys of chunks) {
            const some = keys.map((key, i) => ({ key, text: `${key}/${sent.length + i}` }))
            sent.push(...some)
            await delivery.accept(file.next(some))
          }
          expect(await delivery.drain(20_000)).toBe(0)
          expectAllInOrder(
            stream,
            sent.map((line) => ({ ...line, key: line.key || 'host-1:/var/log/app.log' })),
          )
          expect(stream.resent).toEqual([])
          expect(inFlight(file.ledger.total)).toBe(0)
        },
      ),
      { numRuns: 15 },
    )
  }, 120_000)

  it('counts each entry that a later one of its key overtook', async () => {
    const stream = new ChaosStream(1)
    const { delivery, counters } = rig(stream)
    const file = new ShippedFile()
    // Trust first: 32 clean requests.
    for (let i = 0; i < 40; i++) {
      await delivery.accept(file.next(lines(1, 1, i)))
      await until(() => inFlight(file.ledger.total) === 0, 'one line')
    }
    expect(delivery.lanes()[0]!.careful).toBe(false)
    stream.faults = { ...stream.faults, recordFails: 0.5 }
    await delivery.accept(file.next(lines(200, 1, 40)))
    await until(() => counters.retries > 0, 'a refusal')
    stream.faults = { ...stream.faults, recordFails: 0 }
    await until(() => inFlight(file.ledger.total) === 0, 'the rest')
    expect(counters.orderRisks).toBeGreaterThan(0)
    expect(delivery.lanes()[0]!.careful).toBe(true)
  })

  it('lets nothing overtake where the user asks for strict order, once trusted or not', async () => {
    const stream = new ChaosStream(1)
    const { delivery, counters } = rig(stream, { strictOrder: true })
    const file = new ShippedFile()
    const sent = lines(140, 3)
    for (let i = 0; i < 40; i++) await delivery.accept(file.next(sent.slice(i, i + 1)))
    await until(() => inFlight(file.ledger.total) === 0, 'the first lines')
    stream.faults = { ...stream.faults, recordFails: 0.3, answerLost: 0.1 }
    await delivery.accept(file.next(sent.slice(40)))
    expect(await delivery.drain(20_000)).toBe(0)
    expect(delivery.lanes()[0]!.careful).toBe(true)
    expect(counters.orderRisks).toBe(0)
    expectAllInOrder(stream, sent)
  })

  it('keeps half of its requests for lanes that do not fail', async () => {
    const stream = new ChaosStream(12)
    const well = stream.ranges[0]!.id
    const lanes = new ShardLanes(stream.ranges)
    let hanging = 0
    const put: PutRecordsCall = async (entries, signal) => {
      const shard = lanes.names[lanes.laneOf(entries.key(0))]!
      if (shard === well) return stream.put(entries, signal)
      if (hanging >= 11) await new Promise((resolve) => signal.addEventListener('abort', resolve))
      hanging++
      throw new KinetailError('network', 'no answer in time', { canRetry: true })
    }
    const { delivery } = rig(stream, { concurrency: 4 }, put)
    const file = new ShippedFile()
    await delivery.accept(file.next(lines(400, 400)))
    // Each sick lane fails once, and after that hangs for good.
    await until(() => hanging === 11 && delivery.queue().requests === 2, 'two requests that hang')
    const key = lines(400, 400).find((line) => lanes.names[lanes.laneOf(line.key)] === well)!.key
    const wellFile = new ShippedFile('/well.log', 2)
    for (let i = 0; i < 5; i++) await delivery.accept(wellFile.next([{ key, text: `{"n":${i}}` }]))
    await until(() => wellFile.ledger.total.sent === 5, 'the healthy shard')
  })

  it('holds no more than the bound while the service stalls, and reading waits', async () => {
    const stream = new ChaosStream(2)
    let stalled = true
    const put: PutRecordsCall = async (entries, signal) => {
      while (stalled && !signal.aborted) await sleep(5, signal)
      return stream.put(entries, signal)
    }
    const { delivery } = rig(stream, { queueEntries: 300, queueBytes: 64 * 1024 }, put)
    const file = new ShippedFile()
    let accepted = 0
    let most = 0
    const feeding = (async () => {
      for (let i = 0; i < 50; i++) {
        await delivery.accept(file.next(lines(100, 50, i * 100)))
        accepted++
      }
    })()
    const watch = setInterval(() => {
      most = Math.max(most, delivery.queue().entries)
      expect(delivery.queue().memory).toBeLessThanOrEqual(64 * 1024)
    }, 1)
    await until(() => delivery.queue().entries >= 230, 'the queue filling')
    await sleep(100)
    expect(accepted).toBeLessThan(4)
    stalled = false
    await feeding
    expect(await delivery.drain(10_000)).toBe(0)
    clearInterval(watch)
    expect(most).toBeLessThanOrEqual(300)
    expect(delivery.queue()).toMatchObject({ entries: 0, bytes: 0, memory: 0, requests: 0 })
    expect(stream.stored).toHaveLength(5000)
  })

  it('counts the memory that blocks hold, not only what they use of it', async () => {
    const stream = new ChaosStream(1, { requestFails: 1 })
    const { delivery } = rig(stream, { queueBytes: 64 * 1024 })
    const file = new ShippedFile()
    const large = (): Shipment => {
      const shipment = file.next(lines(1, 1))
      const bytes = new Uint8Array(20 * 1024)
      bytes.set(shipment.block.bytes)
      return { ...shipment, block: { ...shipment.block, bytes } }
    }
    for (let i = 0; i < 3; i++) expect(await delivery.accept(large())).toBe(true)
    const fourth = delivery.accept(large())
    await until(() => delivery.queue().entries === 3, 'three entries')
    expect(delivery.queue().memory).toBeGreaterThan(60 * 1024)
    expect(delivery.queue().memory).toBeLessThanOrEqual(64 * 1024)
    stream.faults = { ...stream.faults, requestFails: 0 }
    expect(await fourth).toBe(true)
    await delivery.empty()
    expect(delivery.queue().memory).toBe(0)
  })

  it('does not hold up the other lanes when one shard takes nothing', async () => {
    const stream = new ChaosStream(2)
    const sick = stream.ranges[0]!.id
    const lanes = new ShardLanes(stream.ranges)
    const keyOn = (lane: number): string => {
      for (let i = 0; ; i++) if (lanes.laneOf(`k${i}`) === lane) return `k${i}`
    }
    const [sickKey, wellKey] = [keyOn(0), keyOn(1)]
    const put: PutRecordsCall = (entries, signal) =>
      entries.key(0) === sickKey
        ? Promise.resolve({
            Records: recordsOf(entries).map(() => ({ ErrorCode: 'ProvisionedThroughputExceededException' })),
          })
        : stream.put(entries, signal)
    const { delivery } = rig(stream, { queueEntries: 300 }, put)
    const [sickFile, wellFile] = [new ShippedFile('/sick.log', 1), new ShippedFile('/well.log', 2)]
    const text = (n: number): string => `{"n":${n}}`
    const blocked = delivery.accept(
      sickFile.next(Array.from({ length: 1000 }, (_, i) => ({ key: sickKey, text: text(i) }))),
    )
    for (let i = 0; i < 20; i++)
      await delivery.accept(
        wellFile.next(Array.from({ length: 50 }, (_, j) => ({ key: wellKey, text: text(i * 50 + j) }))),
      )
    await until(() => wellFile.ledger.total.sent === 1000, 'the healthy file')
    expect(sickFile.ledger.total.sent).toBe(0)
    expect(delivery.lanes().find((lane) => lane.name === sick)!.entries).toBeGreaterThan(150)
    expect(await delivery.drain(0)).toBeGreaterThan(0)
    expect(await blocked).toBe(false)
  })

  it('finds the one entry that the service refuses and puts it into the dead letters', async () => {
    const stream = new ChaosStream(1)
    const put: PutRecordsCall = (entries, signal) => {
      if (recordsOf(entries).some((record) => Buffer.from(record.Data).includes('"n":77}')))
        throw new KinetailError('invalid', 'one record is invalid', {
          facts: { name: 'ValidationException' },
        })
      return stream.put(entries, signal)
    }
    const { delivery, letters, counters } = rig(stream, {}, put)
    const file = new ShippedFile()
    await delivery.accept(file.next(lines(200, 200)))
    await until(() => inFlight(file.ledger.total) === 0, 'all settled')
    expect(file.ledger.total).toEqual({ read: 200, sent: 199, dead: 1, filtered: 0 })
    expect(letters).toHaveLength(1)
    expect(letters[0]).toMatchObject({
      file: '/var/log/app.log',
      record: '{"key":"key-77","n":77}',
      type: 'application',
    })
    expect(letters[0]!.reason).toContain('one record is invalid')
    expect(counters.refused).toBe(1)
    expect(stream.resent).toEqual([])
  })

  it('does not throw a whole file away when the service refuses everything', async () => {
    const stream = new ChaosStream(1)
    let refuses = true
    const put: PutRecordsCall = (entries, signal) => {
      if (refuses)
        throw new KinetailError('invalid', 'the stream is at fault', {
          facts: { name: 'ValidationException' },
        })
      return stream.put(entries, signal)
    }
    const { delivery, letters, said } = rig(stream, {}, put)
    const file = new ShippedFile()
    await delivery.accept(file.next(lines(100, 100)))
    await until(() => said.length > 0, 'a warning')
    expect(letters).toHaveLength(10)
    refuses = false
    await until(() => inFlight(file.ledger.total) === 0, 'the rest')
    expect(file.ledger.total).toMatchObject({ sent: 90, dead: 10 })
  })

  it('keeps trying while credentials are refused, says so once, and then that it works', async () => {
    const stream = new ChaosStream(2)
    let refused = true
    const put: PutRecordsCall = (entries, signal) => {
      if (refused) return Promise.reject(new KinetailError('credentials', 'the token has expired'))
      return stream.put(entries, signal)
    }
    const { delivery, counters, said } = rig(stream, {}, put)
    const file = new ShippedFile()
    await delivery.accept(file.next(lines(50, 50)))
    await until(() => counters.failedRequests > 4, 'some tries')
    expect(said).toHaveLength(1)
    expect(said[0]).toContain('the token has expired')
    expect(file.ledger.total).toMatchObject({ sent: 0, dead: 0 })
    refused = false
    expect(await delivery.drain(10_000)).toBe(0)
    expect(file.ledger.total.sent).toBe(50)
  })

  it('puts a record that is too large into the dead letters without sending it', async () => {
    const { delivery, stream, letters } = rig(new ChaosStream(1), { recordBytes: 1000 })
    const file = new ShippedFile()
    const large = { key: 'k', text: `{"m":"${'x'.repeat(1000)}"}` }
    await delivery.accept(file.next([{ key: 'k', text: '{}' }, large, { key: 'k', text: '{"n":2}' }]))
    expect(await delivery.drain(5000)).toBe(0)
    expect(stream.stored.map((record) => record.text)).toEqual(['{}', '{"n":2}'])
    expect(letters).toMatchObject([{ offset: 4, record: large.text }])
    expect(letters[0]!.reason).toContain('1000')
    expect(file.ledger.total).toEqual({ read: 3, sent: 2, dead: 1, filtered: 0 })
  })

  it('stops with the error when kinetail itself is at fault', async () => {
    const bug = new TypeError('a bug')
    const { delivery } = rig(new ChaosStream(1), { queueEntries: 10 }, () => Promise.reject(bug))
    const file = new ShippedFile()
    await expect(delivery.accept(file.next(lines(50, 50)))).rejects.toBe(bug)
    await expect(delivery.empty()).rejects.toBe(bug)
    await expect(delivery.drain(1000)).rejects.toBe(bug)
    open.splice(open.indexOf(delivery), 1)
  })

  it('follows resharding, order within each key kept', async () => {
    const stream = new ChaosStream(2, { recordFails: 0.1, latencyMs: 2 })
    const { delivery, said } = rig(stream)
    const file = new ShippedFile()
    const sent: Line[] = []
    const feed = async (times: number): Promise<void> => {
      for (let i = 0; i < times; i++) {
        const some = lines(100, 40, sent.length)
        sent.push(...some)
        await delivery.accept(file.next(some))
      }
    }
    await feed(5)
    stream.ranges = evenRanges(4, 2)
    await feed(5)
    await until(() => delivery.lanes().length === 4, 'four lanes')
    stream.ranges = evenRanges(1, 6)
    await feed(5)
    await until(() => delivery.lanes().length === 1, 'one lane')
    await feed(2)
    expect(await delivery.drain(10_000)).toBe(0)
    expectAllInOrder(stream, sent)
    expect(stream.resent).toEqual([])
    expect(said.filter((sentence) => sentence.includes('resharded'))).toHaveLength(2)
  })

  it('gives up a drain that has begun when it is told to hurry', async () => {
    const { delivery } = rig(new ChaosStream(1, { requestFails: 1 }))
    const file = new ShippedFile()
    await delivery.accept(file.next(lines(10, 3)))
    const hurry = new AbortController()
    const draining = delivery.drain(600_000, hurry.signal)
    hurry.abort()
    expect(await draining).toBe(10)
    expect(file.ledger.total).toEqual({ read: 10, sent: 0, dead: 0, filtered: 0 })
  })

  it('gives up at the deadline of drain, tells what is left, and settles nothing of it', async () => {
    const stream = new ChaosStream(1)
    const never: PutRecordsCall = (_, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new KinetailError('network', 'aborted')))
      })
    const { delivery, counters } = rig(stream, {}, never)
    const file = new ShippedFile()
    await delivery.accept(file.next(lines(20, 20)))
    expect(await delivery.drain(50)).toBe(20)
    // They may have arrived, and will be read again.
    expect(counters.possibleDoubles).toBe(20)
    expect(inFlight(file.ledger.total)).toBe(20)
    expect(file.watermark.settled).toBe(0)
    expect(await delivery.accept(file.next(lines(1, 1)))).toBe(false)
  })
})
