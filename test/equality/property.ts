import fc from 'fast-check'
import type { EqualityCase } from './cases.ts'
import { Pair } from './compare.ts'
import { chunkOf } from './logs.ts'

const offset = fc.constantFrom(0, 1, 99_999_990, 123_456_789_012, 2 ** 50)
const generation = fc.constantFrom('0123456789abcdef', '')
const cutLine = fc.oneof(
  { weight: 9, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constant(5000) },
)
/** In memory of its own, or at any place relative to blocks of 64 bytes. */
const place = fc.oneof(fc.constant(null), fc.nat({ max: 64 }))
const host = fc.constantFrom(null, 'web-1', 'web "2"', 'w\u00e9b')
const maxRecordBytes = fc.oneof(
  { weight: 4, arbitrary: fc.constant(1024 * 1024) },
  { weight: 1, arbitrary: fc.integer({ min: 100, max: 900 }) },
)

/** What was compared. */
export interface Tally {
  lines: number
  declined: number
}

/** Both engines make the same of several chunks, one after the other. */
export function equality({ logs, keys }: EqualityCase, tally: Tally): fc.IProperty<unknown> {
  const keyField = fc.constantFrom<string | null>('auto', null, ...keys)
  const input = logs.chain(({ spec, line }) =>
    fc.record({
      spec: fc.constant(spec),
      options: fc.record({ host, keyField, maxRecordBytes }),
      chunks: fc.array(fc.record({ bytes: chunkOf(line), offset, generation, cutLine, place }), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
  )
  return fc.property(input, ({ spec, options, chunks }) => {
    const pair = newPair(spec, options)
    if (pair === null) return
    try {
      for (const { bytes, offset: at, generation: name, cutLine: full, place: where } of chunks)
        pair.check(
          {
            bytes,
            offset: at,
            readAt: 1_705_314_660_250,
            generation: name,
            ...(full === undefined ? {} : { cutLine: full }),
          },
          where,
        )
      tally.lines += pair.lines
      tally.declined += pair.kernel.declined
    } finally {
      pair.close()
    }
  })
}

/** Null for a format that is refused, or that the kernel has no form for: there is nothing to compare. */
function newPair(...args: ConstructorParameters<typeof Pair>): Pair | null {
  try {
    return new Pair(...args)
  } catch {
    return null
  }
}
