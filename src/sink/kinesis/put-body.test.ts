import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeCbor } from '../../aws/cbor-read.ts'
import type { Entries } from '../../batch/batch.ts'
import { type Kernel, openKernel } from '../../kernel/kernel.ts'
import { SLACK, type Slab } from '../../kernel/memory.ts'
import { CBOR_WIRE } from './cbor-wire.ts'
import { JSON_WIRE } from './json-wire.ts'
import { KernelBodies } from './kernel-bodies.ts'
import { PlainBodies } from './plain-bodies.ts'
import { HEAD_ROOM, type PutBody } from './put-body.ts'

const kernel = openKernel()!

interface Read {
  readonly StreamName: string
  readonly Records: { readonly Data: string; readonly PartitionKey: string }[]
}

interface Case {
  readonly data: Uint8Array
  readonly key: string
  /** Whether it lies in the kernel's memory, and whether its key does in the record. */
  readonly inKernel: boolean
  readonly placed: boolean
}

const plainKey = fc.oneof(
  fc.stringMatching(/^[ -!#-[\]-~]{1,40}$/),
  fc.constantFrom('주문-서울', '😀', '10.0.0.50', '\u2028\u007f', 'k'.repeat(256)),
)
const oddKey = fc.oneof(
  fc.string({ minLength: 1, maxLength: 40, unit: 'binary' }),
  fc.constantFrom('"', '\\', '\u0000\u001f\u007f', 'lone \ud800', '"'.repeat(256), '한'.repeat(256)),
)
const data = fc.oneof(
  fc.uint8Array({ maxLength: 100 }),
  fc
    .record({ length: fc.nat(70_000), byte: fc.nat(255) })
    .map(({ length, byte }) => new Uint8Array(length).fill(byte)),
)
const record = fc.oneof(
  fc.record({ data, key: plainKey, inKernel: fc.boolean(), placed: fc.constant(true) }),
  fc.record({ data, key: oddKey, inKernel: fc.boolean(), placed: fc.constant(false) }),
)

/** Entries whose records lie as the cases say, each behind its key, with bytes around them that must not show. */
function layOut(cases: readonly Case[]): { entries: Entries; slabs: Slab[] } {
  const slabs: Slab[] = []
  const laid = cases.map(({ data, key, inKernel, placed }) => {
    const text = placed ? Buffer.from(key) : Buffer.alloc(0)
    const all = Buffer.concat([Buffer.from([0xff]), text, data, Buffer.alloc(SLACK, 0xff)])
    const start = 1 + text.length
    const place = { start, end: start + data.length, keyStart: 1, keyEnd: start }
    if (!inKernel) return { bytes: new Uint8Array(all), ...place }
    const slab = kernel.arena.take(all.length)!
    slabs.push(slab)
    const bytes = kernel.bytes.subarray(slab.at, slab.at + slab.bytes)
    bytes.set(all)
    return { bytes, ...place }
  })
  const entries: Entries = {
    length: cases.length,
    bytes: (i) => laid[i]!.bytes,
    start: (i) => laid[i]!.start,
    end: (i) => laid[i]!.end,
    keyStart: (i) => laid[i]!.keyStart,
    keyEnd: (i) => laid[i]!.keyEnd,
    key: (i) => cases[i]!.key,
  }
  return { entries, slabs }
}

/** What lies in free memory is anything. */
function soil(): void {
  const slab = kernel.arena.take(4 * 1024 ** 2)!
  kernel.bytes.fill(0x23, slab.at, slab.at + slab.bytes)
  kernel.arena.giveBack(slab)
}

function taken({ bytes, memory }: PutBody): Buffer {
  const copy = Buffer.from(bytes)
  memory.free()
  return copy
}

/** A body in CBOR, its data as base64. */
function readCbor(body: Buffer): Read {
  const read = decodeCbor(body) as { StreamName: string; Records: { Data: Buffer; PartitionKey: string }[] }
  const Records = read.Records.map((one) => ({ ...one, Data: one.Data.toString('base64') }))
  return { StreamName: read.StreamName, Records }
}

describe('the body of PutRecords', () => {
  it.each([
    { wire: JSON_WIRE, read: (body: Buffer) => JSON.parse(body.toString()) as Read },
    { wire: CBOR_WIRE, read: readCbor },
  ])(
    'in $wire.contentType is the same from the kernel and without it, wherever its records lie',
    ({ wire, read }) => {
      soil()
      const used = kernel.arena.used
      fc.assert(
        fc.property(fc.array(record, { maxLength: 12 }), fc.constantFrom('s', 'a.b-C_9'), (cases, stream) => {
          const { entries, slabs } = layOut(cases)
          const plain = taken(new PlainBodies(wire, stream).write(entries))
          const quick = taken(new KernelBodies(kernel, wire, stream).write(entries)!)
          for (const slab of slabs) kernel.arena.giveBack(slab)
          expect(quick.equals(plain)).toBe(true)
          expect(kernel.arena.used).toBe(used)
          const Records = cases.map(({ data, key }) => ({
            Data: Buffer.from(data).toString('base64'),
            // CBOR's texts are UTF-8, which has no half of a pair.
            PartitionKey: wire === CBOR_WIRE ? Buffer.from(key).toString() : key,
          }))
          expect(read(plain)).toEqual({ StreamName: stream, Records })
        }),
        { numRuns: 200 },
      )
    },
  )

  it('has its base64 right for every length and every byte', () => {
    const bodies = new KernelBodies(kernel, JSON_WIRE, 's')
    const bytes = Uint8Array.from({ length: 600 }, (_, i) => (i * 89) & 0xff)
    const cases = Array.from({ length: 300 }, (_, n) => ({
      data: bytes.subarray(n, 2 * n),
      key: 'k',
      inKernel: true,
      placed: true,
    }))
    const { entries, slabs } = layOut(cases)
    const { Records } = JSON.parse(taken(bodies.write(entries)!).toString()) as Read
    expect(Records.map(({ Data }) => Data)).toEqual(
      cases.map(({ data }) => Buffer.from(data).toString('base64')),
    )
    for (const slab of slabs) kernel.arena.giveBack(slab)
  })

  it('leaves room for the head before it, and its memory to nobody else until it is free', () => {
    const bodies = new KernelBodies(kernel, JSON_WIRE, 's')
    const { entries } = layOut([{ data: new Uint8Array(10), key: 'k', inKernel: false, placed: false }])
    const [one, other] = [bodies.write(entries)!, bodies.write(entries)!]
    expect(one.memory.headRoom).toBe(HEAD_ROOM)
    expect(one.bytes.byteOffset).not.toBe(other.bytes.byteOffset)
    const before = Buffer.from(other.bytes)
    Buffer.from(one.bytes.buffer, one.bytes.byteOffset - HEAD_ROOM, HEAD_ROOM + one.bytes.length).fill(0xff)
    expect(before.equals(other.bytes)).toBe(true)
    one.memory.free()
    other.memory.free()
  })

  it('is for others to write when the kernel has no room for it', () => {
    const none = { ...kernel, arena: { take: () => undefined }, holds: () => false } as unknown as Kernel
    const { entries } = layOut([{ data: new Uint8Array(10), key: 'k', inKernel: false, placed: true }])
    expect(new KernelBodies(none, JSON_WIRE, 's').write(entries)).toBeUndefined()
    const before = kernel.arena.used
    const many = layOut(
      Array.from({ length: 4 }, () => ({
        data: new Uint8Array(1.5 * 1024 ** 2),
        key: 'k',
        inKernel: false,
        placed: true,
      })),
    )
    const bodies = new KernelBodies(kernel, CBOR_WIRE, 's')
    const held: PutBody[] = []
    for (let body = bodies.write(many.entries); body !== undefined; body = bodies.write(many.entries))
      held.push(body)
    // Of 12 MiB each, with copies of the data: a quarter of the arena is 32 MiB.
    expect(held).toHaveLength(2)
    for (const body of held) body.memory.free()
    expect(kernel.arena.used).toBe(before)
    bodies.write(many.entries)!.memory.free()
    const large = layOut([{ data: new Uint8Array(13 * 1024 ** 2), key: 'k', inKernel: false, placed: true }])
    expect(new KernelBodies(kernel, JSON_WIRE, 's').write(large.entries)).toBeUndefined()
  })
})
