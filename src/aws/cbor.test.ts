import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CborReader, decodeCbor } from './cbor-read.ts'
import { CborTime, encodeCbor } from './cbor-write.ts'

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.uint8Array({ maxLength: 300 }).map((all) => Buffer.from(all)),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true }),
    fc.constantFrom(true, false, null, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, -1, -24, -25),
    fc.array(tie('any'), { maxLength: 30 }),
    fc.dictionary(fc.string({ maxLength: 30 }), tie('any'), { maxKeys: 30 }),
  ),
})).any

describe('CBOR', () => {
  // RFC 8949, appendix A.
  it.each<[string, unknown]>([
    ['00', 0],
    ['17', 23],
    ['1818', 24],
    ['1903e8', 1000],
    ['1a000f4240', 1_000_000],
    ['1b000000e8d4a51000', 1_000_000_000_000],
    ['20', -1],
    ['3903e7', -1000],
    ['f90000', 0],
    ['f93c00', 1],
    ['f97bff', 65_504],
    ['f90001', 2 ** -24],
    ['f9c400', -4],
    ['f97c00', Number.POSITIVE_INFINITY],
    ['fa47c35000', 100_000],
    ['fb3ff199999999999a', 1.1],
    ['f4', false],
    ['f5', true],
    ['f6', null],
    ['f7', undefined],
    ['4401020304', bytes('01020304')],
    ['6449455446', 'IETF'],
    ['62c3bc', 'ü'],
    ['64f0908591', '\u{10151}'],
    ['83010203', [1, 2, 3]],
    ['a26161016162820203', { a: 1, b: [2, 3] }],
    ['5f42010243030405ff', bytes('0102030405')],
    ['7f657374726561646d696e67ff', 'streaming'],
    ['9f018202039f0405ffff', [1, [2, 3], [4, 5]]],
    ['bf61610161629f0203ffff', { a: 1, b: [2, 3] }],
    ['c11a514b67b0', 1_363_896_240 / 1000],
  ])('%s is read', (hex, expected) => {
    expect(decodeCbor(bytes(hex))).toEqual(expected)
    const reader = new CborReader(bytes(hex))
    reader.skip()
    expect(reader.isAtEnd).toBe(true)
  })

  it('is read as it was written', () => {
    fc.assert(
      fc.property(value, (one) => {
        const written = encodeCbor(one)
        expect(decodeCbor(written)).toEqual(one)
        const reader = new CborReader(written)
        reader.skip()
        expect(reader.isAtEnd).toBe(true)
      }),
    )
  })

  it('has times in ms, which are told in seconds', () => {
    expect(decodeCbor(encodeCbor({ at: new CborTime(1_700_000_000_123) }))).toEqual({ at: 1_700_000_000.123 })
  })

  it.each([
    ['nothing', ''],
    ['an end too soon', '63616'],
    ['a length beyond the end', '5bffffffffffffffff'],
    ['an array without its end', '9f01'],
    ['two values', '0000'],
    ['a break alone', 'ff'],
    ['a reserved head', '1c'],
    ['an open number', '1f'],
    ['a simple value without meaning', 'f0'],
    ['a part of another kind', '5f6161ff'],
    ['a key that is no text', 'a10102'],
    ['a key twice', 'a2616101616102'],
    ['a text that is not UTF-8', '62c328'],
    ['a number beyond 2^53', '1b0020000000000001'],
    ['many levels', `${'81'.repeat(40)}00`],
  ])('is refused: %s', (_, hex) => {
    expect(() => decodeCbor(bytes(hex))).toThrow('CBOR: ')
  })

  it('of any bytes is passed by as far as it is read, or an error', () => {
    const outcome = (read: (reader: CborReader) => void, all: Uint8Array): unknown => {
      const reader = new CborReader(Buffer.from(all))
      try {
        read(reader)
        return reader.isAtEnd
      } catch (error) {
        return (error as Error).name
      }
    }
    // Whole values, changed in one place: most are still values.
    const changed = fc.tuple(value, fc.nat(), fc.nat(255)).map(([one, place, byte]) => {
      const bytes = encodeCbor(one)
      bytes[place % bytes.length] = byte
      return bytes
    })
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 40 }), changed), (all) => {
        const read = outcome((reader) => reader.value(), all)
        const passed = outcome((reader) => reader.skip(), all)
        // What only reading can see: texts that are not UTF-8, keys twice or of another kind.
        if (read === 'CborError') expect(['CborError', true, false]).toContain(passed)
        else expect(passed).toBe(read)
      }),
      { numRuns: 2000 },
    )
  })

  it('of any bytes is a value or an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (all) => {
        let words = 'read'
        try {
          decodeCbor(Buffer.from(all))
        } catch (error) {
          words = (error as Error).name
        }
        expect(['read', 'CborError']).toContain(words)
      }),
      { numRuns: 2000 },
    )
  })
})
