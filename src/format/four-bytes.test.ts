import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BYTE_CLASS } from './byte-classes.ts'
import { hasSpecial } from './four-bytes.ts'

test('four bytes are special when one of them is', () => {
  const byte = fc.oneof(
    fc.nat({ max: 255 }),
    fc.constantFrom(0, 1, 0x1f, 0x20, 0x21, 0x22, 0x23, 0x5b, 0x5c, 0x5d, 0x7f, 0x80, 0xff),
  )
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 4, maxLength: 4 }),
      fc.array(byte, { minLength: 4, maxLength: 4 }),
      (any, likely) => {
        for (const bytes of [any, Uint8Array.from(likely)]) {
          const word = new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true)
          expect(hasSpecial(word)).toBe(bytes.some((one) => BYTE_CLASS[one] !== 0))
        }
      },
    ),
    { numRuns: 5000 },
  )
})
