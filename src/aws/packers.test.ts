import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dataOf, type Entries } from '../batch/batch.ts'
import { KernelLinesPacker } from '../batch/kernel-lines-packer.ts'
import { LinesPacker } from '../batch/lines-packer.ts'
import { PACK_SLACK, type Packer } from '../batch/packer.ts'
import { PlaceList } from '../batch/place-list.ts'
import { openKernel } from '../kernel/kernel.ts'
import { blockEntries, type PackRecord, packAll, someOf, type TakenEntry } from '../testing/packing.ts'
import { AggregatePacker } from './aggregate-packer.ts'
import { KernelAggregatePacker } from './kernel-aggregate-packer.ts'
import { decodeAggregate } from './kpl.ts'

const kernel = openKernel()!
const places = new PlaceList(kernel)
const packers: Readonly<Record<string, { plain: Packer; kernel: Packer }>> = {
  lines: { plain: new LinesPacker(), kernel: new KernelLinesPacker(kernel, places) },
  kpl: { plain: new AggregatePacker(), kernel: new KernelAggregatePacker(kernel, places) },
}
const slab = kernel.arena.take(4 * 1024 ** 2)!
const target = kernel.bytes.subarray(slab.at, slab.at + slab.bytes)

const record = fc
  .record({
    key: fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
      fc.integer({ max: 5, min: 0 }).map((n) => `10.0.0.${n}`),
    ),
    data: fc
      .tuple(
        fc.oneof(
          { weight: 9, arbitrary: fc.nat(400) },
          { weight: 1, arbitrary: fc.integer({ min: 16_300, max: 16_500 }) },
        ),
        fc.uint8Array({ minLength: 1, maxLength: 12 }),
      )
      .map(([size, pattern]) =>
        Buffer.alloc(
          size,
          pattern.map((byte) => (byte === 0x0a ? 0x20 : byte)),
        ),
      ),
    keyInBlock: fc.boolean(),
    taken: fc.boolean(),
  })
  .map((drawn): PackRecord & { taken: boolean } => ({
    ...drawn,
    keyInBlock: drawn.keyInBlock && drawn.key.length > 0,
  }))
const records = fc.array(record, { minLength: 1, maxLength: 60, size: 'max' })
const limit = fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 20_000, max: 60_000 }))

function sameAs(expected: readonly TakenEntry[]): (packed: readonly TakenEntry[]) => boolean {
  const written = (all: readonly TakenEntry[]): string =>
    all.map(({ records: count, data }) => `${count} ${data?.toString('latin1')}`).join()
  return (packed) => written(packed) === written(expected)
}

/** The records of an entry as a consumer splits it. */
function split(
  mode: string,
  entries: Entries,
  from: number,
  { records: count, data }: TakenEntry,
): (readonly [string, Buffer])[] {
  if (data === undefined) return [[entries.key(from), Buffer.from(dataOf(entries, from))]]
  if (mode === 'kpl')
    return decodeAggregate(data)!.map((sub) => [sub.partitionKey, Buffer.from(sub.data)] as const)
  expect(data.at(-1)).toBe(0x0a)
  const lines: Buffer[] = []
  for (let at = 0; at < data.length; ) {
    const end = data.indexOf(0x0a, at)
    lines.push(data.subarray(at, end))
    at = end + 1
  }
  expect(lines).toHaveLength(count)
  return lines.map((line, i) => [entries.key(from + i), line] as const)
}

describe.each(['lines', 'kpl'] as const)('packed %s', (mode) => {
  const { plain, kernel: fast } = packers[mode]!

  it('hold every record with its key, in order, within the limit', () => {
    fc.assert(
      fc.property(records, limit, (drawn, most) => {
        const entries = someOf(
          blockEntries(drawn),
          drawn.flatMap(({ taken }, i) => (taken ? [i] : [])),
        )
        const packed = packAll(plain, entries, target, most)
        const found = []
        let from = 0
        for (const entry of packed) {
          const size = (entry.data?.length ?? 0) + Buffer.byteLength(entries.key(from))
          if (entry.data !== undefined) expect(size).toBeLessThanOrEqual(most)
          found.push(...split(mode, entries, from, entry))
          from += entry.records
        }
        expect(found.length).toBe(entries.length)
        found.forEach(([key, data], i) => {
          expect(key).toBe(entries.key(i))
          expect(data.equals(dataOf(entries, i))).toBe(true)
        })
      }),
    )
  })

  it('fill an entry exactly as far as its limit: with one byte less a record less', () => {
    fc.assert(
      fc.property(records, (drawn) => {
        const entries = blockEntries(drawn)
        const all = plain.pack(entries, 0, entries.length, target, 0, 3_000_000)
        expect(all.records).toBe(entries.length)
        if (all.end === 0) return
        const size = all.end + Buffer.byteLength(entries.key(0))
        expect(plain.pack(entries, 0, entries.length, target, 0, size)).toEqual(all)
        const less = plain.pack(entries, 0, entries.length, target, 0, size - 1)
        expect(
          less.records === 1 ? less.end === 0 || entries.length === 2 : less.records === entries.length - 1,
        ).toBe(true)
      }),
    )
  })

  it('are the same bytes from the kernel, whichever records of a block they are', () => {
    fc.assert(
      fc.property(records, limit, (drawn, most) => {
        const inKernel = blockEntries(drawn, kernel)
        const chosen = drawn.flatMap(({ taken }, i) => (taken ? [i] : []))
        const expected = packAll(plain, someOf(blockEntries(drawn), chosen), target, most)
        expect(packAll(fast, someOf(inKernel, chosen), target, most)).toSatisfy(sameAs(expected))
        inKernel.free()
      }),
    )
  })

  it('are the same bytes where records or target lie elsewhere', () => {
    fc.assert(
      fc.property(records, limit, (drawn, most) => {
        const elsewhere = blockEntries(drawn)
        const expected = packAll(plain, elsewhere, target, most)
        expect(packAll(fast, elsewhere, target, most)).toSatisfy(sameAs(expected))
        const inKernel = blockEntries(drawn, kernel)
        expect(packAll(fast, inKernel, new Uint8Array(target.length), most)).toSatisfy(sameAs(expected))
        inKernel.free()
      }),
      { numRuns: 30 },
    )
  })

  it('leave alone what lies behind their slack', () => {
    const many = Array.from({ length: 500 }, (_, i) => ({
      key: `10.0.0.${i % 7}`,
      data: Buffer.alloc(100 + i, 0x61),
      keyInBlock: true,
    }))
    const inKernel = blockEntries(many, kernel)
    target.fill(0x7e)
    const { end } = fast.pack(inKernel, 0, inKernel.length, target, 0, 200_000)
    fast.seal()
    expect(target.subarray(end + PACK_SLACK, end + 4096).every((byte) => byte === 0x7e)).toBe(true)
    inKernel.free()
  })
})

describe('the digests of four aggregates at a time', () => {
  it('are those of each, whatever their sizes and number', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 11 })
    fc.assert(
      fc.property(sizes, (drawn) => {
        // Each entry is two records and no third fits: as many aggregates as sizes, of all lengths of a block of MD5.
        const pairs = drawn.flatMap((bytes, i) => [
          { key: `k${i}`, data: Buffer.alloc(bytes, 0x61 + i), keyInBlock: true },
          { key: `k${i}`, data: Buffer.alloc(600, 0x62), keyInBlock: true },
        ])
        const inKernel = blockEntries(pairs, kernel)
        const packed = packAll(packers['kpl']!.kernel, inKernel, target, 1100)
        expect(packed.reduce((sum, { records: count }) => sum + count, 0)).toBe(pairs.length)
        for (const { data } of packed) if (data !== undefined) expect(decodeAggregate(data)).toBeDefined()
        inKernel.free()
      }),
    )
  })
})
