import * as zlib from 'node:zlib'
import { beforeEach, describe, expect, it } from 'vitest'
import { dataOf } from '../../batch/batch.ts'
import { LinesPacker } from '../../batch/lines-packer.ts'
import { unpack } from '../../reader/unpack.ts'
import { blockEntries } from '../../testing/packing.ts'
import { compression } from './compress.ts'
import { Frames, hasZstd } from './frames.ts'
import { PackedRequest } from './pack-request.ts'

function request(data: readonly string[]): PackedRequest {
  const batch = blockEntries(data.map((text) => ({ key: 'k', data: Buffer.from(text), keyInBlock: true })))
  const bounds = { entries: 100, requestBytes: 10_000_000, entryBytes: 20_000, entryRecords: 1000 }
  return new PackedRequest(new LinesPacker(), batch, 0, new Uint8Array(1_000_000), bounds)
}

function unpacked(packed: PackedRequest): string[] {
  return Array.from({ length: packed.length }, (_, i) =>
    unpack({
      data: dataOf(packed, i),
      partitionKey: packed.key(i),
      shardId: 'shardId-000000000000',
      sequenceNumber: '1',
      arrivedAt: 0,
    } as never).map((event) => Buffer.from(event.data).toString()),
  ).flat()
}

const LINES = Array.from({ length: 2000 }, (_, i) => JSON.stringify({ n: i, path: `/a/${i % 7}` }))

describe.each(['gzip', 'zstd'] as const)('entries through %s', (name) => {
  beforeEach(({ skip }) => {
    if (name === 'zstd' && !hasZstd) skip(`Node ${process.version} has no zstd`)
  })

  it('are smaller, and the reader undoes them', async () => {
    const packed = request(LINES)
    const before = packed.size
    expect(packed.length).toBeGreaterThan(1)
    await compression(name)(packed)
    expect(packed.size).toBeLessThan(before / 3)
    let size = 0
    for (let i = 0; i < packed.length; i++) size += dataOf(packed, i).length + 1
    expect(packed.size).toBe(size)
    expect(unpacked(packed)).toEqual(LINES)
  })

  it('stay as they are where nothing is gained', async () => {
    const packed = request(['{}'])
    await compression(name)(packed)
    expect(Buffer.from(dataOf(packed, 0)).toString()).toBe('{}\n')
  })

  it('stay below what the stream takes when they cannot be compressed', async () => {
    const noise = Array.from({ length: 30 }, () =>
      JSON.stringify(Buffer.from(crypto.getRandomValues(new Uint8Array(3000))).toString('latin1')),
    ).map((text) => text.replaceAll('\n', ' '))
    const packed = request(noise)
    await compression(name)(packed)
    for (let i = 0; i < packed.length; i++) expect(dataOf(packed, i).length + 1).toBeLessThanOrEqual(20_000)
  })
})

describe.each([
  ['gzip', '1f8b08', 'gunzipSync'],
  ['zstd', '28b52ffd', 'zstdDecompressSync'],
] as const)('frames of %s', (name, magic, undo) => {
  beforeEach(({ skip }) => {
    if (name === 'zstd' && !hasZstd) skip(`Node ${process.version} has no zstd`)
  })

  it('are each of its own, of whatever size, and come side by side', async () => {
    const decompress = (zlib as unknown as Record<string, (data: Uint8Array) => Buffer>)[undo]!
    const frames = new Frames(name)
    const noise = crypto.getRandomValues(new Uint8Array(60_000))
    const all = [0, 1, 60_000, 3_000_000, 7, 100, 0].map((size) =>
      Buffer.from(Uint8Array.from({ length: size }, (_, i) => noise[(i * 7) % noise.length]!)),
    )
    for (let round = 0; round < 3; round++) {
      const made = await Promise.all(all.map((data) => frames.compress(data)))
      made.forEach((frame, i) => {
        expect(frame.subarray(0, magic.length / 2)).toEqual(Buffer.from(magic, 'hex'))
        expect(decompress(frame).equals(all[i]!)).toBe(true)
      })
    }
  })
})

describe('zstd', () => {
  it('is a configuration error that names the Node where it is missing', ({ skip }) => {
    if (hasZstd) skip(`Node ${process.version} has zstd`)
    expect(() => compression('zstd')).toThrow(expect.objectContaining({ code: 'config', exitCode: 2 }))
    expect(() => compression('zstd')).toThrow(process.version)
  })
})
