import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FORMATS } from '../all.ts'
import { Explainer } from './explainer.ts'
import { Fixer, strip } from './fix.ts'

const PIECES = [
  '10.0.0.1',
  '2001:db8::1',
  '-',
  '[15/Jan/2024:10:30:45 +0000]',
  '[2024-01-15T10:30:45+00:00]',
  '"GET / HTTP/1.1"',
  '"GET / HTTP/1.1',
  '200',
  '5',
  '0.012',
  '"-"',
  '한글',
  '\u001b[31m',
  '\u0000',
  '%h',
  '$x',
  "it's",
  '{"a":1}',
]
const line = fc
  .tuple(
    fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 12 }),
    fc.constantFrom(' ', '\t', '|', ';'),
  )
  .map(([pieces, separator]) => Buffer.from(pieces.join(separator)))
const asked = fc.constantFrom(
  undefined,
  { type: 'apache' },
  { type: 'nginx' },
  { type: 'syslog' },
  { type: 'nginx', format: '$remote_addr [$time_local] "$request" $status $request_time' },
  { type: 'apache', format: '%h %t "%r" %>s %D' },
)

describe('a fix', () => {
  it('makes its line parse, whatever the line', () => {
    fc.assert(
      fc.property(line, asked, (bytes, spec) => {
        const fix = new Fixer(spec).fix(bytes)
        if (fix === undefined) return
        expect(new Explainer(fix.spec).explain(strip(bytes, fix)).fate).toBe('parsed')
      }),
      { numRuns: 40 },
    )
  })

  // Formats whose columns an earlier line names read nothing alone, and patterns are the user's.
  const alone = FORMATS.filter(({ header, takesPattern }) => header === undefined && takesPattern !== true)
  const examples = alone.flatMap(({ name, logTypes }) =>
    logTypes.map(({ example }) => [name, example] as const),
  )
  it.each(examples)('of %s is the type itself among those that read it: %s', (name, example) => {
    const fixer = new Fixer(undefined)
    const bytes = Buffer.from(example)
    const types = fixer.fitting(bytes).map(({ spec }) => spec.type)
    // Plain text of a program is read by the type that keeps any text, which is no fit.
    if (types.length > 0) expect(types).toContain(name)
    else expect(new Explainer({ type: name }).explain(bytes).fate).toBe('parsed')
  })
})
