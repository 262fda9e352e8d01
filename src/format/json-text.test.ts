import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BlockBuilder } from './block-builder.ts'
import { writeJsonText } from './json-text.ts'

function written(source: Uint8Array): string {
  const out = new BlockBuilder(0)
  writeJsonText(out, source, 0, source.length)
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(out.bytes.subarray(0, out.at))
}

/** Bytes in which right, cut and wrong UTF-8 sequences are likely. */
const bytes = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 3 }),
      fc.string({ unit: 'binary', maxLength: 3 }).map((text) => new TextEncoder().encode(text)),
      fc
        .constantFrom(0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0x80, 0x9f, 0xa0, 0x90, 0xbf)
        .map((byte) => Uint8Array.of(byte)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => new Uint8Array(parts.flatMap((part) => [...part])))

test('text is escaped and repaired as JSON.stringify and TextDecoder would do it', () => {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  fc.assert(
    fc.property(bytes, (source) => {
      expect(`"${written(source)}"`).toBe(JSON.stringify(decoder.decode(source)))
    }),
    { numRuns: 2000 },
  )
})

test('every byte alone, and every pair with a lead byte', () => {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  for (let first = 0; first < 256; first++)
    for (let second = 0; second < 256; second += first < 0xc0 ? 64 : 1) {
      const source = Uint8Array.of(first, second, 0x41)
      expect(`"${written(source)}"`).toBe(JSON.stringify(decoder.decode(source)))
    }
})
