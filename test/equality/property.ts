import fc from 'fast-check'
import type { Events } from '../../src/source/events.ts'
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
/** How many lines are joined to each event, again and again; null where each line is one. */
const joined = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }) },
)
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
      joined,
      chunks: fc.array(fc.record({ bytes: chunkOf(line), offset, generation, cutLine, place }), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
  )
  return fc.property(input, ({ spec, options, joined: sizes, chunks }) => {
    const pair = newPair({ ...spec, joined: sizes !== null }, options)
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
            ...(sizes === null ? {} : { events: eventsOf(bytes, sizes) }),
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

/** The lines of a chunk as events of so many lines each, in turn. */
function eventsOf(bytes: Uint8Array, sizes: readonly number[]): Events {
  const ends: number[] = []
  const lines: number[] = []
  for (let at = 0, count = 0; at < bytes.length; count++) {
    const end = bytes.indexOf(0x0a, at)
    at = end < 0 ? bytes.length : end + 1
    const size = sizes[ends.length % sizes.length]!
    if (count + 1 < size && at < bytes.length) continue
    ends.push(at)
    lines.push(count + 1)
    count = -1
  }
  return { ends: Uint32Array.from(ends), lines: Uint32Array.from(lines) }
}

/** Null for a format that is refused, or that the kernel has no form for: there is nothing to compare. */
function newPair(...args: ConstructorParameters<typeof Pair>): Pair | null {
  try {
    return new Pair(...args)
  } catch {
    return null
  }
}
