import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ShippedFile } from '../testing/shipments.ts'
import { type Consignment, EntryTable, NONE } from './entry-table.ts'
import { LaneQueue } from './lane-queue.ts'

const CONSIGNMENT: Consignment = {
  shipment: new ShippedFile().next([{ key: 'k', text: '{}' }]),
  bytes: 100,
  unsettled: 1,
}
const WIDE = { entries: 500, bytes: 1e9, distinctKeys: false }

describe('the entry table', () => {
  it('holds what its capacity says and no more, however often slots are used again', () => {
    const table = new EntryTable(3)
    const slots = [1, 2, 3].map((key) => table.take(CONSIGNMENT, 0, key, 1, 10))
    expect(table).toMatchObject({ used: 3, bytes: 30, full: true })
    expect(() => table.take(CONSIGNMENT, 0, 4, 1, 10)).toThrow('full')
    table.free(slots[1]!)
    expect(table.take(CONSIGNMENT, 7, 4, 1, 5)).toBe(slots[1])
    expect(table).toMatchObject({ used: 3, bytes: 25 })
    for (let i = 0; i < 10_000; i++) table.free(table.full ? slots[1]! : table.take(CONSIGNMENT, 0, 9, 1, 1))
    expect(table.record.length).toBeLessThanOrEqual(64)
  })
})

describe('a lane', () => {
  it('picks within the bounds of a request, and one entry that is larger than they are', () => {
    const table = new EntryTable(10)
    const queue = new LaneQueue(table)
    for (const size of [40, 40, 40, 200]) queue.push(table.take(CONSIGNMENT, 0, 7, 1, size))
    expect(queue.pick({ ...WIDE, bytes: 100 })).toHaveLength(2)
    expect(queue.pick({ ...WIDE, entries: 1 })).toHaveLength(1)
    for (const slot of queue.pick({ ...WIDE, entries: 3 })) queue.remove(slot)
    expect(queue.pick({ ...WIDE, bytes: 100 })).toHaveLength(1)
  })

  it('behaves as an array of entries does, whatever is pushed, picked, removed and moved', () => {
    const keys = [11, 12, 13]
    const deed = fc.oneof(
      fc.record({ kind: fc.constant('push' as const), lane: fc.nat(1), key: fc.constantFrom(...keys) }),
      fc.record({
        kind: fc.constant('settle' as const),
        lane: fc.nat(1),
        entries: fc.integer({ min: 1, max: 6 }),
        distinctKeys: fc.boolean(),
        keep: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      }),
      fc.record({ kind: fc.constant('move' as const), lane: fc.nat(1) }),
    )
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 60 }), (deeds) => {
        const table = new EntryTable(16)
        const lanes = [new LaneQueue(table), new LaneQueue(table)]
        const model: { key: number; n: number }[][] = [[], []]
        let n = 0
        for (const it of deeds) {
          const [queue, expected] = [lanes[it.lane]!, model[it.lane]!]
          if (it.kind === 'push') {
            if (table.full) continue
            queue.push(table.take(CONSIGNMENT, n, it.key, 1, 1))
            expected.push({ key: it.key, n: n++ })
          } else if (it.kind === 'move') {
            for (let slot = queue.shift(); slot !== NONE; slot = queue.shift()) lanes[1 - it.lane]!.push(slot)
            model[1 - it.lane]!.push(...expected.splice(0))
          } else {
            const picked = queue.pick({ entries: it.entries, bytes: 1e9, distinctKeys: it.distinctKeys })
            const seen = new Set<number>()
            const wanted = expected
              .filter(({ key }) => !(it.distinctKeys && (seen.has(key) || !seen.add(key))))
              .slice(0, it.entries)
            expect(picked.map((slot) => table.record[slot])).toEqual(wanted.map((entry) => entry.n))
            picked.forEach((slot, i) => {
              if (it.keep[i]) return
              queue.remove(slot)
              table.free(slot)
              expected.splice(expected.indexOf(wanted[i]!), 1)
            })
          }
          for (const [i, lane] of lanes.entries()) {
            expect(lane.length).toBe(model[i]!.length)
            expect(lane.pick(WIDE).map((slot) => table.record[slot])).toEqual(
              model[i]!.map((entry) => entry.n),
            )
          }
          expect(table.used).toBe(model[0]!.length + model[1]!.length)
        }
      }),
    )
  })
})
