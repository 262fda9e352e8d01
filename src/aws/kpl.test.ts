import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeAggregate } from './kpl.ts'

const MAGIC = Buffer.from('f3899ac2', 'hex')

function sealed(message: Buffer): Buffer {
  return Buffer.concat([MAGIC, message, createHash('md5').update(message).digest()])
}

/** Two records by hand, byte by byte: keys "10" and "2", hash key "7" for the second, data "hi" and "". */
const BY_HAND = Buffer.from(
  [
    '0a 02 31 30', // 1: partition key "10"
    '0a 01 32', // 1: partition key "2"
    '12 01 37', // 2: explicit hash key "7"
    '1a 06 08 00 1a 02 68 69', // 3: { 1: index 0, 3: "hi" }
    '1a 06 08 01 10 00 1a 00', // 3: { 1: index 1, 2: index 0, 3: "" }
  ]
    .join('')
    .replaceAll(' ', ''),
  'hex',
)

function varint(value: number): Buffer {
  const bytes: number[] = []
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) | 0x80)
  return Buffer.from([...bytes, value])
}

function field(number: number, body: Buffer): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(body.length), body])
}

function encode(records: readonly { key: string; hash?: string | undefined; data: Uint8Array }[]): Buffer {
  const keys = records.map(({ key }) => field(1, Buffer.from(key)))
  const hashes = records.map(({ hash }) => field(2, Buffer.from(hash ?? 'unused')))
  const bodies = records.map(({ hash, data }, i) =>
    field(
      3,
      Buffer.concat([
        varint(8),
        varint(i),
        ...(hash === undefined ? [] : [varint(16), varint(i)]),
        field(3, Buffer.from(data)),
        field(4, Buffer.from('0a0161', 'hex')), // a tag, which is skipped
      ]),
    ),
  )
  return sealed(Buffer.concat([...keys, ...hashes, ...bodies]))
}

describe('a KPL aggregate', () => {
  it('is read as it was written by hand', () => {
    expect(createHash('md5').update(BY_HAND).digest('hex')).toBe('60e69240cf903545085e488bcbca34ba')
    const records = decodeAggregate(sealed(BY_HAND))!
    expect(records.map(({ data, ...rest }) => ({ ...rest, data: Buffer.from(data).toString() }))).toEqual([
      { partitionKey: '10', data: 'hi' },
      { partitionKey: '2', explicitHashKey: '7', data: '' },
    ])
  })

  it('is read whatever keys and data its records have', () => {
    const records = fc.array(
      fc.record({
        key: fc.string({ unit: 'grapheme', minLength: 1 }),
        hash: fc.option(fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }).map(String), { nil: undefined }),
        data: fc.uint8Array({ maxLength: 300 }),
      }),
      { minLength: 1, maxLength: 50, size: 'medium' },
    )
    fc.assert(
      fc.property(records, (written) => {
        const read = decodeAggregate(encode(written))!
        expect(read.map((record) => record.partitionKey)).toEqual(written.map((record) => record.key))
        expect(read.map((record) => record.explicitHashKey)).toEqual(written.map((record) => record.hash))
        expect(read.map((record) => Buffer.from(record.data))).toEqual(
          written.map((record) => Buffer.from(record.data)),
        )
      }),
    )
  })

  it.each([
    ['ordinary bytes', Buffer.from('{"a":1}')],
    ['nothing', Buffer.alloc(0)],
    ['the magic number alone', MAGIC],
    ['another magic number', Buffer.concat([Buffer.from('f3899ac3', 'hex'), sealed(BY_HAND).subarray(4)])],
    ['a wrong MD5', Buffer.concat([sealed(BY_HAND).subarray(0, -1), Buffer.from([0])])],
    ['a changed byte', Buffer.from(sealed(BY_HAND)).fill(0x33, 6, 7)],
    ['a cut end', sealed(BY_HAND).subarray(0, -1)],
    ['a message that is cut in a field', sealed(BY_HAND.subarray(0, -1))],
    ['a record without data', sealed(Buffer.from('0a01611a020800', 'hex'))],
    ['a record without a key', sealed(Buffer.from('1a021a00', 'hex'))],
    ['a key beyond the table', sealed(Buffer.from('0a01611a0408011a00', 'hex'))],
    ['a hash key beyond the table', sealed(Buffer.from('0a01611a06080010051a00', 'hex'))],
    ['a group, which proto2 dropped', sealed(Buffer.from('0b', 'hex'))],
    ['field number 0', sealed(Buffer.from('0000', 'hex'))],
    ['an endless varint', sealed(Buffer.alloc(20, 0xff))],
  ])('is not: %s', (_, data) => {
    expect(decodeAggregate(data)).toBeUndefined()
  })

  it('skips fields that it does not know, of every wire type', () => {
    const strange = Buffer.concat([
      Buffer.from('2801', 'hex'), // 5: varint
      Buffer.from('310000000000000000', 'hex'), // 6: 64 bits
      Buffer.from('3d00000000', 'hex'), // 7: 32 bits
      Buffer.from('420161', 'hex'), // 8: bytes
    ])
    expect(decodeAggregate(sealed(Buffer.concat([strange, BY_HAND])))).toHaveLength(2)
  })

  it('never throws, whatever the message', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), (message) => {
        decodeAggregate(sealed(Buffer.from(message)))
      }),
    )
  })
})
