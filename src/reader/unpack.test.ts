import { createHash } from 'node:crypto'
import * as zlib from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { StreamRecord } from './event.ts'
import { type UnpackOptions, unpack } from './unpack.ts'

const record = (data: Uint8Array): StreamRecord => ({
  data,
  shardId: 'shardId-000000000000',
  sequenceNumber: '1',
  partitionKey: 'outer',
  arrivedAt: 0,
})
const texts = (data: Uint8Array | string, options?: UnpackOptions): string[] =>
  unpack(record(Buffer.from(data)), options).map((event) => Buffer.from(event.data).toString())

function aggregate(...parts: { key: string; data: Buffer }[]): Buffer {
  const sized = (tag: number, body: Buffer): Buffer => {
    const length: number[] = []
    let rest = body.length
    for (; rest >= 128; rest = Math.floor(rest / 128)) length.push((rest % 128) | 0x80)
    return Buffer.concat([Buffer.from([tag, ...length, rest]), body])
  }
  const message = Buffer.concat([
    ...parts.map(({ key }) => sized(0x0a, Buffer.from(key))),
    ...parts.map(({ data }, i) => sized(0x1a, Buffer.concat([Buffer.from([8, i]), sized(0x1a, data)]))),
  ])
  return Buffer.concat([Buffer.from('f3899ac2', 'hex'), message, createHash('md5').update(message).digest()])
}

describe('unpacking a record', () => {
  it('splits packed lines', () => {
    expect(texts('{"a":1}\n{"a":2}\r\n\n{"a":3}\n')).toEqual(['{"a":1}', '{"a":2}', '{"a":3}'])
  })

  it.each([
    ['one line', '{"a":1}'],
    ['a pretty-printed object', '{\n  "a": 1\n}'],
    ['several, pretty-printed', '{"a":1}\n{\n}'],
    ['a stack trace', 'Error: x\n    at y\n'],
    ['line feeds alone', '\n\n'],
    ['nothing', ''],
  ])('leaves %s as it is', (_, data) => {
    expect(texts(data)).toEqual([data])
  })

  it('undoes gzip, of several members too, and what was packed in it', () => {
    const two = Buffer.concat([zlib.gzipSync('{"a":1}\n'), zlib.gzipSync('{"a":2}\n')])
    expect(texts(two)).toEqual(['{"a":1}', '{"a":2}'])
    expect(texts(zlib.gzipSync('text'))).toEqual(['text'])
  })

  it('undoes zstd where this Node can, and names the Node that could where it cannot', () => {
    // One raw block, by hand (RFC 8878): magic, header of a single segment of 2 bytes, last raw block of 2 bytes.
    const data = Buffer.from('28b52ffd20021100006869', 'hex')
    if ('zstdDecompressSync' in zlib) expect(texts(data)).toEqual(['hi'])
    else expect(() => texts(data)).toThrow(/22\.15/)
  })

  it('undoes KPL aggregates, each part by itself, with its own key and place', () => {
    const parts = [
      { key: 'a', data: Buffer.from('{"a":1}') },
      { key: 'b', data: zlib.gzipSync('{"b":1}\n{"b":2}') },
    ]
    expect(
      unpack(record(aggregate(...parts))).map(({ partitionKey, subSequence, data }) => [
        partitionKey,
        subSequence,
        Buffer.from(data).toString(),
      ]),
    ).toEqual([
      ['a', 0, '{"a":1}'],
      ['b', 1, '{"b":1}'],
      ['b', 2, '{"b":2}'],
    ])
  })

  it('passes a damaged gzip on as it came, and says so', () => {
    const damaged = zlib.gzipSync('hello').fill(0, 12, 16)
    const onDamaged = vi.fn()
    expect(unpack(record(damaged), { onDamaged })[0]!.data).toEqual(damaged)
    expect(onDamaged).toHaveBeenCalledExactlyOnceWith(expect.anything(), 'damaged')
  })

  it('stops bombs at the limit, which is for the whole record', () => {
    const bomb = zlib.gzipSync(Buffer.alloc(700_000))
    const onDamaged = vi.fn()
    const options = { maxBytes: 1_000_000, onDamaged }
    expect(unpack(record(bomb), options)[0]!.data.length).toBe(700_000)
    expect(onDamaged).not.toHaveBeenCalled()
    const many = aggregate(...Array.from({ length: 5 }, (_, i) => ({ key: `${i}`, data: bomb })))
    expect(unpack(record(many), options).map((event) => event.data.length)).toEqual([
      700_000,
      ...Array.from({ length: 4 }, () => bomb.length),
    ])
    expect(onDamaged).toHaveBeenCalledTimes(4)
    expect(onDamaged).toHaveBeenLastCalledWith(expect.anything(), 'too-large')
  })

  it('gives back what was packed, however it was packed', () => {
    const lines = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(lines, fc.boolean(), fc.boolean(), (objects, compressed, aggregated) => {
        const written = objects.map((object) => JSON.stringify(object))
        let data: Buffer = Buffer.from(`${written.join('\n')}\n`)
        if (compressed) data = Buffer.from(zlib.gzipSync(data))
        if (aggregated) data = aggregate({ key: 'k', data })
        expect(texts(data)).toEqual(written)
      }),
    )
  })
})
