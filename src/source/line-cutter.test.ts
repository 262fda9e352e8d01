import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type LineChunk, LineCutter } from './line-cutter.ts'

/** The lines of a text by definition: [text without what is over the limit, offset, full length]. */
function linesOf(text: Buffer, limit: number): [string, number, number][] {
  const lines: [string, number, number][] = []
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf(0x0a, at) + 1 || text.length
    lines.push([text.toString('latin1', at, Math.min(end, at + limit)), at, end - at])
    at = end
  }
  return lines
}

function linesOfChunks(chunks: readonly LineChunk[], limit: number): [string, number, number][] {
  return chunks.flatMap((chunk) => {
    const bytes = Buffer.from(chunk.bytes)
    if (chunk.cutLine !== undefined) return [[bytes.toString('latin1'), chunk.offset, chunk.cutLine]]
    return linesOf(bytes, limit).map(([line, at, length]) => [line, chunk.offset + at, length])
  }) as [string, number, number][]
}

test('whatever the pieces, the lines are those of the text, long ones cut and counted', () => {
  const text = fc.array(fc.constantFrom('a', 'bc', '\n', 'defghijklm\n', '\r\n'), { maxLength: 30 })
  fc.assert(
    fc.property(
      text,
      fc.array(fc.nat({ max: 60 }), { maxLength: 6 }),
      fc.integer({ min: 1, max: 20 }),
      (parts, cuts, limit) => {
        const bytes = Buffer.from(parts.join(''))
        const places = [
          0,
          ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b),
          bytes.length,
        ]
        const cutter = new LineCutter(limit)
        const chunks: LineChunk[] = []
        for (let i = 1; i < places.length; i++)
          chunks.push(...cutter.push(bytes.subarray(places[i - 1], places[i])))
        chunks.push(...cutter.end())
        for (const chunk of chunks)
          if (chunk.cutLine === undefined) expect(chunk.bytes.length).toBeGreaterThan(0)
        expect(linesOfChunks(chunks, limit)).toEqual(linesOf(bytes, limit))
      },
    ),
    { numRuns: 1000 },
  )
})
