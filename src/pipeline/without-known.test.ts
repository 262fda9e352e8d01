import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createParser } from '../format/pool.ts'
import { withoutKnown } from './without-known.ts'

const LINES: readonly string[] = [
  '10.0.0.1 - - [15/Jan/2024:10:30:46 +0000] "GET /a HTTP/1.1" 200 1',
  '10.0.0.22 - - [15/Jan/2024:10:30:47 +0000] "POST /bcd HTTP/1.1" 201 156',
  'no access log',
  '',
]

it('leaves what parsing the other lines alone would give, at the places of all', async () => {
  const options = { host: 'h', keyField: 'auto', maxRecordBytes: 10_000 } as const
  const parser = createParser({ spec: { type: 'apache' }, options, workers: 0 })
  const line = fc.tuple(fc.nat(LINES.length - 1), fc.boolean())
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 30 }), async (picks) => {
      const bytes = Buffer.from(picks.map(([pick]) => `${LINES[pick]}\n`).join(''))
      const input = { bytes, offset: 70, readAt: 0, generation: '0123456789abcdef' }
      const known = Uint8Array.from(picks, ([, settled]) => (settled ? 1 : 0))
      const all = await parser.parse(input)
      const ids = (): string[] =>
        picks.flatMap(([pick, settled], i) => {
          const offset = 70 + picks.slice(0, i).reduce((sum, [one]) => sum + LINES[one]!.length + 1, 0)
          return pick < 2 && !settled ? [`"event_id":"0123456789abcdef:${offset}"}`] : []
        })
      const kinds = { records: 0, rejects: 0, blanks: 0 }
      for (const [pick, settled] of picks)
        if (!settled) kinds[pick < 2 ? 'records' : pick === 2 ? 'rejects' : 'blanks']++
      const left = withoutKnown(all, known)
      expect(left).toMatchObject({ ...kinds, lines: picks.length })
      const records = Buffer.from(left.bytes.subarray(0, left.length)).toString()
      const texts = records === '' ? [] : records.split('\n')
      expect(texts.map((record) => record.slice(record.indexOf('"event_id"')))).toEqual(ids())
      for (const [i, record] of texts.entries()) {
        const { ip_address: address } = JSON.parse(record)
        const part = (from: number, to: number): string =>
          Buffer.from(left.bytes.subarray(from, to)).toString()
        expect(part(left.start[i]!, left.end[i]!)).toBe(record)
        expect(part(left.keyStart[i]!, left.keyEnd[i]!)).toBe(address)
        expect(known[left.line[i]!]).toBe(0)
      }
      for (const lines of [left.rejectLine, left.blankLine])
        for (const one of lines) expect(known[one]).toBe(0)
    }),
  )
  await parser.close()
})
