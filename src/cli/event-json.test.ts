import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StreamEvent } from '../reader/event.ts'
import { jsonLine } from './event-json.ts'

const event = (data: Uint8Array | string): StreamEvent => ({
  data: Buffer.from(data),
  shardId: 's0',
  sequenceNumber: '49',
  subSequence: 2,
  partitionKey: 'k"',
  arrivedAt: Date.UTC(2024, 0, 15),
})
const line = (data: Uint8Array | string): string => jsonLine(event(data), false)

describe('an event as one JSON line', () => {
  it.each([
    ['a record, byte for byte', '{"a":12345678901234567890,"a":1.0}', '{"a":12345678901234567890,"a":1.0}'],
    ['a pretty-printed one', '{\r\n  "a": 1\n}\n', '{   "a": 1 }'],
    ['text', 'plain "text"\n', '{"data":"plain \\"text\\"\\n"}'],
    ['a cut record', '{"a":', '{"data":"{\\"a\\":"}'],
    ['nothing', '', '{"data":""}'],
    ['bytes', Buffer.from([0xff, 0]), '{"data_base64":"/wA="}'],
  ])('%s', (_, data, wanted) => {
    expect(line(data)).toBe(wanted)
  })

  it('is one valid JSON line whatever the bytes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.json(), fc.string()), fc.boolean(), (data, metadata) => {
        const shown = jsonLine(event(data), metadata)
        expect(shown).not.toMatch(/[\r\n]/)
        JSON.parse(shown)
      }),
    )
  })

  it('has its metadata around it on demand', () => {
    expect(JSON.parse(jsonLine(event('{"a":1}'), true))).toEqual({
      shard_id: 's0',
      sequence_number: '49',
      sub_sequence: 2,
      partition_key: 'k"',
      arrival: '2024-01-15T00:00:00.000Z',
      record: { a: 1 },
    })
    expect(JSON.parse(jsonLine({ ...event('x'), arrivedAt: Number.NaN }, true))).toMatchObject({
      arrival: null,
      data: 'x',
    })
  })
})
