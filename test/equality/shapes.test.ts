import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createEngine } from '../../src/format/create-engine.ts'
import type { ShapeOptions } from '../../src/format/shape/shape-options.ts'
import { CASES } from './cases.ts'
import { compare } from './compare.ts'
import { chunkOf } from './logs.ts'

const MINUTES = Number(process.env['KINETAIL_FUZZ_MINUTES'] ?? 0)
const RUNS = MINUTES > 0 ? 2000 : 40

const shape: fc.Arbitrary<ShapeOptions> = fc.record({
  schema: fc.constantFrom('kinetail', 'ecs', 'otel'),
  keep: fc.constantFrom([], [["path LIKE '%a%'", 'status_code >= 200', 'level IS NOT NULL']]),
  drop: fc.constantFrom([], ['status_code BETWEEN 300 AND 399', "message ILIKE '%time%'"]),
  sample: fc.constantFrom([], [{ rate: 0.5, by: 'ip_address' }], [{ rate: 0.3, by: 'user' }]),
  add: fc.constantFrom({}, { env: 'prod', 'service.version': '1' }),
  redact: fc.constantFrom(
    [],
    [{ ip: true, query: ['a', 'token'] }],
    [{ remove: ['user_agent', 'user'], mask: ['referer', 'message'], patterns: ['[0-9]{5,}'] }],
  ),
})

describe('shaped records are the same from both engines, each line is accounted for', () => {
  test.each(CASES)('$name', ({ logs }) => {
    const input = logs.chain(({ spec, line }) =>
      fc.record({
        spec: fc.constant(spec),
        how: shape,
        bytes: chunkOf(line),
        host: fc.constantFrom(null, 'web-1'),
      }),
    )
    fc.assert(
      fc.property(input, ({ spec, how, bytes, host }) => {
        const options = { host, keyField: 'auto', maxRecordBytes: 4096 } as const
        const engines = (['plain', 'kernel'] as const).map((kind) => {
          try {
            return createEngine({ ...spec, shape: how }, options, kind)
          } catch {
            return null
          }
        })
        const [plain, kernel] = engines
        // Some of the random format strings are refused, by both alike.
        expect(plain === null).toBe(kernel === null)
        if (!plain || !kernel) return
        const chunk = { bytes, offset: 5, readAt: 1_705_314_660_250, generation: '0123456789abcdef' }
        const expected = plain.parse(chunk)
        expect(compare(expected, kernel.parse(chunk))).toBeUndefined()
        expect(expected.records + expected.rejects + expected.blanks).toBe(expected.lines)
        for (let i = 0; i < expected.records; i++)
          JSON.parse(Buffer.from(expected.bytes.subarray(expected.start[i], expected.end[i])).toString())
      }),
      { numRuns: RUNS },
    )
  })
})
