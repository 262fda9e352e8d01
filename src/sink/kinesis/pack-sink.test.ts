import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KinetailError } from '../../base/errors.ts'
import type { Batch, Entries } from '../../batch/batch.ts'
import { dataOf } from '../../batch/batch.ts'
import { LinesPacker } from '../../batch/lines-packer.ts'
import type { Outcome } from '../../batch/outcome.ts'
import { openKernel } from '../../kernel/kernel.ts'
import { blockEntries } from '../../testing/packing.ts'
import type { SendResult } from '../sink.ts'
import { PackRooms } from './pack-rooms.ts'
import { type EntrySink, PackSink } from './pack-sink.ts'

const LANE = 'shardId-000000000000'
const { signal } = new AbortController()

/** Records of seven bytes with keys of one: an entry of 41 bytes holds five lines. */
function batchOf(count: number): Batch {
  const records = Array.from({ length: count }, (_, i) => ({
    key: 'k',
    data: Buffer.from(`{"n":${i % 10}}`),
    keyInBlock: true,
  }))
  return blockEntries(records) as unknown as Batch
}

interface Sent {
  readonly lines: string[]
  readonly key: string
}

/** A PackSink of five lines an entry before a service that answers as told, and what it was sent. */
function rig(
  answer: (entries: Sent[], request: number) => SendResult,
  { entries = 100, roomBytes = 1024 ** 2 } = {},
): { sink: PackSink; requests: Sent[][] } {
  const requests: Sent[][] = []
  const behind: EntrySink = {
    async send(packed: Entries) {
      const sent = Array.from({ length: packed.length }, (_, i) => ({
        lines: Buffer.from(dataOf(packed, i)).toString().split('\n').slice(0, -1),
        key: packed.key(i),
      }))
      requests.push(sent)
      return answer(sent, requests.length - 1)
    },
    close: async () => {},
  }
  const sink = new PackSink(
    { sink: behind, packer: new LinesPacker(), rooms: new PackRooms(openKernel(), roomBytes) },
    { entries, requestBytes: 1000, entryBytes: 41 },
  )
  return { sink, requests }
}

describe('a sink that packs', () => {
  it('sends few entries for many records, and gives their memory back', async () => {
    const before = openKernel()!.arena.used
    const { sink, requests } = rig(() => {
      expect(openKernel()!.arena.used).toBeGreaterThan(before)
      return { outcomes: 'delivered', strayLane: 'another' }
    })
    const result = await sink.send(batchOf(12), LANE, signal)
    expect(result).toEqual({ outcomes: 'delivered', strayLane: 'another', bytes: 12 * 8 + 3 })
    expect(requests.map((entries) => entries.map(({ lines }) => lines.length))).toEqual([[5, 5, 2]])
    expect(openKernel()!.arena.used).toBe(before)
  })

  it('tells each record what became of its entry', async () => {
    const outcomes: Outcome[] = ['delivered', 'failed', 'throttled']
    const { sink } = rig(() => ({ outcomes, reason: 'why' }))
    const result = await sink.send(batchOf(12), LANE, signal)
    expect(result.outcomes).toEqual([
      ...Array<Outcome>(5).fill('delivered'),
      ...Array<Outcome>(5).fill('failed'),
      ...Array<Outcome>(2).fill('throttled'),
    ])
    expect(result.reason).toBe('why')
  })

  it('gives the memory back when the request fails as a whole', async () => {
    const before = openKernel()!.arena.used
    const { sink } = rig(() => {
      throw new KinetailError('network', 'reset')
    })
    await expect(sink.send(batchOf(12), LANE, signal)).rejects.toThrow('reset')
    expect(openKernel()!.arena.used).toBe(before)
  })

  it('sends what does not fit into one request in the next, and no more once something was not taken', async () => {
    const whole = rig(() => ({ outcomes: 'delivered' }), { entries: 2 })
    expect((await whole.sink.send(batchOf(23), LANE, signal)).outcomes).toEqual(Array(23).fill('delivered'))
    expect(whole.requests.map((entries) => entries.length)).toEqual([2, 2, 1])

    const throttled = rig(
      (_, request) => ({ outcomes: request === 0 ? 'delivered' : ['delivered', 'throttled'] }),
      { entries: 2 },
    )
    const result = await throttled.sink.send(batchOf(23), LANE, signal)
    expect(throttled.requests).toHaveLength(2)
    expect(result.outcomes).toEqual([...Array(15).fill('delivered'), ...Array(8).fill('throttled')])
  })

  it('does not let a later request that fails undo what an earlier one delivered', async () => {
    const { sink } = rig(
      (_, request) => {
        if (request === 0) return { outcomes: 'delivered' }
        throw new KinetailError('network', 'reset')
      },
      { entries: 2 },
    )
    const result = await sink.send(batchOf(23), LANE, signal)
    expect(result.outcomes).toEqual([...Array(10).fill('delivered'), ...Array(13).fill('failed')])
    expect(result.reason).toBe('reset')
  })

  it('finds the one record that the service refuses, and loses no other', async () => {
    const poison = '{"n":7}'
    const { sink } = rig((entries) => ({
      outcomes: entries.map(({ lines }): Outcome => (lines.includes(poison) ? 'refused' : 'delivered')),
    }))
    let left = Array.from({ length: 10 }, (_, i) => i)
    const fates = new Map<number, Outcome>()
    for (let tries = 0; left.length > 0 && tries < 10; tries++) {
      const all = batchOf(10) as Entries
      const now = left
      const some = {
        length: now.length,
        bytes: (i: number) => all.bytes(now[i]!),
        start: (i: number) => all.start(now[i]!),
        end: (i: number) => all.end(now[i]!),
        key: (i: number) => all.key(now[i]!),
      } as unknown as Batch
      const { outcomes } = await sink.send(some, LANE, signal)
      now.forEach((record, i) => {
        fates.set(record, outcomes === 'delivered' ? outcomes : outcomes[i]!)
      })
      left = now.filter((record) => fates.get(record) === 'failed')
    }
    expect([...fates].filter(([, fate]) => fate !== 'delivered')).toEqual([[7, 'refused']])
  })

  it('never sends an entry or a request beyond its bounds, whatever the records', async () => {
    const sizes = fc.array(fc.nat(60), { minLength: 1, maxLength: 80 })
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 1, max: 30 }), async (drawn, entries) => {
        const found: string[] = []
        const lines = drawn.map((size, i) => `${i}`.padEnd(size, '.'))
        const behind: EntrySink = {
          async send(packed) {
            let total = 0
            expect(packed.length).toBeLessThanOrEqual(entries)
            for (let i = 0; i < packed.length; i++) {
              const data = Buffer.from(dataOf(packed, i)).toString()
              total += data.length + 1
              // Only a record that is larger than a packed entry goes beyond it, alone and as it is.
              if (data.length + 1 > 41) expect(data).not.toContain('\n')
              found.push(...data.replace(/\n$/, '').split('\n'))
            }
            expect(total).toBeLessThanOrEqual(300)
            return { outcomes: 'delivered' }
          },
          close: async () => {},
        }
        const sink = new PackSink(
          { sink: behind, packer: new LinesPacker(), rooms: new PackRooms(null, 2000) },
          { entries, requestBytes: 300, entryBytes: 41 },
        )
        const batch = blockEntries(
          lines.map((line) => ({ key: 'k', data: Buffer.from(line), keyInBlock: false })),
        ) as unknown as Batch
        const { outcomes } = await sink.send(batch, LANE, signal)
        expect(outcomes === 'delivered' ? lines.length : outcomes.length).toBe(lines.length)
        expect(found).toEqual(lines)
      }),
    )
  })
})
