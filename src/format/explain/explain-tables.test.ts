import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FORMATS } from '../all.ts'
import { Explainer } from './explainer.ts'

const PIECES = [
  '10.0.0.1',
  '2001:db8::1',
  ' - ',
  ' ',
  '-',
  '[15/Jan/2024:10:30:45 +0000]',
  '[',
  '"GET / HTTP/1.1"',
  '"',
  ' 200 ',
  '5',
  '"-"',
  '한',
  '\u001b',
  '\\x22',
  '{"a":',
  '}',
]

/** Lines that are near to being one. */
const line = fc
  .array(
    fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...PIECES) }, { weight: 1, arbitrary: fc.string() }),
  )
  .map((pieces) => Buffer.from(pieces.join('').replace(/[\n\r]/g, '')))

describe('explaining', () => {
  it.each(FORMATS.filter((one) => !one.takesPattern).map(({ name }) => name))(
    '%s: says what the engine says, with spans within the line',
    (type) => {
      const explainer = new Explainer({ type })
      fc.assert(
        fc.property(line, (bytes) => {
          const explained = explainer.explain(bytes)
          if (explained.fate === 'blank') return
          for (const { start, end } of explained.spans) {
            expect(start).toBeGreaterThanOrEqual(0)
            expect(end).toBeGreaterThanOrEqual(start)
            expect(end).toBeLessThanOrEqual(bytes.length)
          }
          if (explained.fate === 'rejected') {
            expect(explained.column).toBeLessThanOrEqual(bytes.length)
            // Formats of op tables tell what they expected for every reason that is theirs.
            if ((type === 'apache' || type === 'nginx') && explained.reason !== 'binary')
              expect(explained.expected).not.toBeNull()
          }
        }),
      )
    },
  )

  it('lets a text that holds its stop end where the engine lets it end', () => {
    const bytes = Buffer.from('10.0.0.1 Mozilla/5.0 (X11; 7) 8 200')
    const explained = new Explainer({ type: 'apache', format: '%h %{User-Agent}i %>s' }).explain(bytes)
    if (explained.fate !== 'parsed') throw new Error('not parsed')
    expect(explained.spans.map(({ start, end }) => bytes.subarray(start, end).toString())).toEqual([
      '10.0.0.1',
      'Mozilla/5.0 (X11; 7) 8',
      '200',
    ])
  })

  it('shows the bytes that became the values', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.nat(999_999), fc.stringMatching(/^[a-z0-9/]{1,9}$/), (ip, size, path) => {
        const bytes = Buffer.from(
          `${ip} - - [15/Jan/2024:10:30:45 +0000] "GET /${path} HTTP/1.1" 200 ${size}`,
        )
        const explained = new Explainer({ type: 'apache' }).explain(bytes)
        if (explained.fate !== 'parsed') throw new Error('not parsed')
        const values = Object.fromEntries(
          explained.spans.map(({ name, start, end }) => [name, bytes.subarray(start, end).toString()]),
        )
        expect(values).toMatchObject({ ip_address: ip, path: `/${path}`, response_size: String(size) })
      }),
    )
  })
})
