import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { putBodyBound, writePutBody } from './put-body.ts'

interface Read {
  readonly StreamName: string
  readonly Records: { readonly Data: string; readonly PartitionKey: string }[]
}

const anyRecord = fc.record({
  Data: fc.uint8Array({ maxLength: 100 }),
  PartitionKey: fc.oneof(
    fc.string({ minLength: 1, maxLength: 40, unit: 'binary' }),
    fc.constantFrom('"', '\\', '\u0000\u001f\u007f', '주문-서울', '😀', '10.0.0.50', '\u2028'),
  ),
})

describe('the body of PutRecords', () => {
  it('is the JSON of its records, within its bound, whatever the buffer held', () => {
    fc.assert(
      fc.property(
        fc.array(anyRecord, { maxLength: 20 }),
        fc.constantFrom('s', 'a.b-C_9'),
        (records, stream) => {
          const bound = putBodyBound(stream, records)
          const target = Buffer.alloc(bound + 8, '#')
          const length = writePutBody(target, stream, records)
          expect(length).toBeLessThanOrEqual(bound)
          expect(target[length]).toBe(0x23)
          const read = JSON.parse(target.toString('utf8', 0, length)) as Read
          expect(read).toEqual({
            StreamName: stream,
            Records: records.map(({ Data, PartitionKey }) => ({
              Data: Buffer.from(Data).toString('base64'),
              PartitionKey,
            })),
          })
        },
      ),
    )
  })

  it('reads data where it lies in a larger block', () => {
    const block = Buffer.from('….{"n":1}.…')
    const start = block.indexOf('{')
    const records = [{ Data: new Uint8Array(block.buffer, block.byteOffset + start, 7), PartitionKey: 'k' }]
    const target = Buffer.alloc(putBodyBound('s', records))
    const { Records } = JSON.parse(target.toString('utf8', 0, writePutBody(target, 's', records))) as Read
    expect(Buffer.from(Records[0]!.Data, 'base64').toString()).toBe('{"n":1}')
  })
})
