import { expect, it } from 'vitest'
import type { Checkpoint } from './checkpoint.ts'
import { decodeHalves, encodeHalf, newestOf, over } from './spare-half.ts'

const BASE = 'a'.repeat(64)

function checkpoint(inode: number, updated: number, more: Partial<Checkpoint> = {}): Checkpoint {
  const place = { generation: '', name: '/log', path: '/log', offset: 3, updated }
  return {
    device: '1',
    inode: String(inode),
    truncations: 0,
    fingerprint: { length: 0, hash: '' },
    ...place,
    ...more,
  }
}

function fileOf(...halves: Buffer[]): Buffer {
  const room = 64 * 1024
  return Buffer.concat(halves.map((half) => Buffer.concat([half, Buffer.alloc(room - half.length)])))
}

it('keeps names of any language, whose they are and in which order', () => {
  const named = [checkpoint(1, 1, { path: '/로그/접속.log' })]
  const halves = decodeHalves(
    fileOf(encodeHalf(named, BASE, 8, 65536).bytes, encodeHalf([], undefined, 9, 65536).bytes),
  )
  expect(newestOf(halves, BASE)).toEqual({
    index: 0,
    sequence: 8,
    base: BASE,
    partial: false,
    checkpoints: named,
  })
  expect(newestOf(halves, undefined)).toMatchObject({ index: 1, sequence: 9, checkpoints: [] })
  expect(newestOf(halves, 'b'.repeat(64))).toBeUndefined()
})

it('where not all have room, takes the latest of those that are there, and the checkpoint has the others', () => {
  const ahead = { from: 3, runs: [1, 4], print: { end: 9, length: 9, hash: 'c'.repeat(16) } }
  const all = [
    ...Array.from({ length: 20 }, (_, i) => checkpoint(i, i, { ahead })),
    checkpoint(30, 90, { gone: 90 }),
    checkpoint(31, 91, { retired: true }),
  ]
  const { bytes, partial } = encodeHalf(all, BASE, 1, 2500)
  expect(partial).toBe(true)
  expect(bytes.length).toBeLessThanOrEqual(2500)
  const half = newestOf(decodeHalves(fileOf(bytes, Buffer.alloc(0))), BASE)!
  const inodes = half.checkpoints.map(({ inode }) => Number(inode))
  expect(inodes.length).toBeGreaterThan(5)
  expect(inodes).toEqual(Array.from(inodes, (_, i) => 19 - i))
  const saved = all.map((one) => ({ ...one, offset: 1 }))
  const found = over(half, saved)
  expect(found).toHaveLength(all.length)
  for (const { inode, offset } of found) expect(offset).toBe(inodes.includes(Number(inode)) ? 3 : 1)
})
