import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Checkpoint } from './checkpoint.ts'
import { decode, encode } from './document.ts'

const checkpoint: Checkpoint = {
  device: '64769',
  inode: '18446744073709551615',
  truncations: 2,
  generation: '0123456789abcdef',
  fingerprint: { length: 1024, hash: 'ab'.repeat(32) },
  name: '/var/log/앱.log',
  path: '/var/log/앱.log.1',
  offset: 2 ** 52,
  updated: 1,
}

it('comes back as it went', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          name: fc.string({ unit: 'binary' }),
          offset: fc.maxSafeNat(),
          gone: fc.option(fc.nat(), { nil: undefined }),
        }),
      ),
      (rows) => {
        const written = rows.map((row) => JSON.parse(JSON.stringify({ ...checkpoint, ...row })) as Checkpoint)
        expect(decode(encode(written))).toEqual(written)
      },
    ),
  )
})

it('is torn when it was cut anywhere, and never mistaken for whole', () => {
  const bytes = Buffer.from(encode([checkpoint, { ...checkpoint, inode: '7' }]))
  for (let length = 0; length < bytes.length; length++)
    expect(decode(bytes.subarray(0, length).toString()), `${length} bytes`).toBe('torn')
})

it('is refused when any one bit of the body flipped', () => {
  const bytes = Buffer.from(encode([checkpoint]))
  for (let at = bytes.indexOf('"files"'); at < bytes.length; at++) {
    const flipped = Buffer.from(bytes)
    flipped[at]! ^= 1
    expect(decode(flipped.toString()), `byte ${at}`).toBe('torn')
  }
})

it('knows zeros, other formats and newer versions', () => {
  expect(decode('\0'.repeat(512))).toBe('torn')
  expect(decode('hello')).toBe('foreign')
  expect(decode('{"format":"other","version":1,"files":[]}')).toBe('foreign')
  expect(decode(encode([checkpoint]).replace('"version":2', '"version":3'))).toBe('newer')
  // The version is covered by the checksum: nobody reads a document by the rules of another one.
  expect(decode(encode([checkpoint]).replace('"version":2', '"version":1'))).toBe('torn')
})

it('reads what version 1 wrote: offsets, and no counts', () => {
  const { device, inode, offset } = checkpoint
  const body = `[{"device":"${device}","inode":"${inode}","truncations":2,"generation":"0123456789abcdef","fingerprint":{"length":0,"hash":""},"name":"/a","path":"/a.1","offset":${offset},"updated":1}]`
  const sha256 = createHash('sha256').update(body).digest('hex')
  const written = `{"format":"kinetail-checkpoint","version":1,"sha256":"${sha256}","files":${body}}\n`
  expect(decode(written)).toMatchObject([{ device, inode, offset, path: '/a.1' }])
  expect(decode(written.replace('/a.1', '/a.2'))).toBe('torn')
})
