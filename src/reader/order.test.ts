import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { StreamEvent } from './event.ts'
import { inFileOrder, type OrderOptions } from './order.ts'

const folder = mkdtempSync(join(tmpdir(), 'kinetail-order-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

let sequence = 0
function event(generation: number | undefined, offset: number, pad = 0): StreamEvent {
  const id =
    generation === undefined ? '' : `,"event_id":"${generation.toString(16).padStart(16, '0')}:${offset}"`
  return {
    data: Buffer.from(`{"pad":"${'x'.repeat(pad)}"${id}}`),
    shardId: 'shardId-000000000003',
    sequenceNumber: String(10n ** 55n + BigInt(sequence++)),
    partitionKey: `키-${offset}`,
    arrivedAt: offset % 7 === 0 ? Number.NaN : 1.7e12 + offset,
    subSequence: offset % 3,
  }
}

async function* blocks(events: readonly StreamEvent[]): AsyncGenerator<StreamEvent[]> {
  for (let i = 0; i < events.length; i += 7) yield events.slice(i, i + 7)
}

async function ordered(events: readonly StreamEvent[], options?: OrderOptions): Promise<StreamEvent[]> {
  const all: StreamEvent[] = []
  for await (const block of inFileOrder(blocks(events), { folder, ...options })) all.push(...block)
  return all.map((one) => ({ ...one, data: Buffer.from(one.data) }))
}

/** The plain way: a stable sort of everything in memory. */
function model(
  events: readonly { generation: number | undefined; offset: number; event: StreamEvent }[],
): StreamEvent[] {
  const groups = [...new Set(events.map(({ generation }) => generation))]
  return events
    .map((one, arrival) => ({ ...one, place: one.generation === undefined ? arrival : one.offset }))
    .sort((a, b) => groups.indexOf(a.generation) - groups.indexOf(b.generation) || a.place - b.place)
    .map((one) => one.event)
}

const written = fc
  .array(
    fc.tuple(
      fc.option(fc.nat(3), { nil: undefined }),
      fc.oneof(fc.nat(30), fc.nat(1e9)),
      fc.oneof(fc.nat(20), fc.nat(2_000)),
    ),
    { maxLength: 300, size: 'max' },
  )
  .map((list) =>
    list.map(([generation, offset, pad]) => ({ generation, offset, event: event(generation, offset, pad) })),
  )

describe('file order', () => {
  it('is that of a sort in memory, however many runs and levels it takes', async () => {
    await fc.assert(
      fc.asyncProperty(
        written,
        fc.integer({ min: 500, max: 50_000 }),
        fc.integer({ min: 2, max: 5 }),
        async (list, runBytes, fanIn) => {
          const sorted = await ordered(
            list.map((one) => one.event),
            { runBytes, fanIn },
          )
          expect(sorted).toEqual(model(list))
        },
      ),
      { numRuns: 15 },
    )
  })

  it('keeps everything of an event through the disk', async () => {
    const events = Array.from({ length: 50 }, (_, i) => event(1, i, 100_000))
    const back = await ordered(events, { runBytes: 300_000, fanIn: 2 })
    // Bytes by themselves: a matcher would walk them one by one.
    for (const [i, { data, ...rest }] of back.entries()) {
      const { data: before, ...others } = events[i]!
      expect(rest).toEqual(others)
      expect(Buffer.compare(data, before)).toBe(0)
    }
    expect(back).toHaveLength(50)
  })

  it('leaves no file behind, also when its reader stops early', async () => {
    const events = Array.from({ length: 5_000 }, (_, i) => event(1, 5_000 - i, 50))
    for await (const block of inFileOrder(blocks(events), { folder, runBytes: 50_000 })) {
      expect(block[0]!.data.toString()).toBe(events.at(-1)!.data.toString())
      break
    }
    expect(readdirSync(folder)).toEqual([])
  })

  it('names the folder when it cannot write there', async () => {
    const gone = join(folder, 'gone')
    await expect(ordered([event(1, 1, 5_000)], { runBytes: 1_000, folder: gone })).rejects.toThrow(gone)
  })
})
