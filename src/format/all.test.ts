import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formats as english } from '../messages/en/formats.ts'
import { formats as korean } from '../messages/ko/formats.ts'
import { GENERATION, type Parsed, parseText } from '../testing/parse-text.ts'
import { FORMATS } from './all.ts'
import { type FormatSpec, headerOf } from './create-engine.ts'
import { HeaderMemory } from './header-memory.ts'
import { FORMAT_TYPES } from './types.ts'

const EXAMPLES = FORMATS.flatMap(({ name, logTypes }) =>
  logTypes.map((type) => ({ name, type, lines: `${type.example}\n` })),
)

test('every type has a format, and every format a type', () => {
  expect(FORMATS.map(({ name }) => name)).toEqual([...FORMAT_TYPES])
})

test.each(EXAMPLES)(
  '$type.name: its example is a record with the fields that are described',
  ({ name, type, lines }) => {
    const { records, rejects } = parseText(specOf(name), lines)
    expect(rejects).toEqual([])
    const last = records.at(-1)!
    expect(last.logType).toBe(type.name)
    const record = JSON.parse(last.json) as Record<string, unknown>
    const required = type.fields.filter((field) => !field.optional && field.name !== '*')
    for (const field of required) expect(Object.keys(record)).toContain(field.name)
    if (!type.fields.some((field) => field.name === '*'))
      for (const key of Object.keys(record)) expect(type.fields.map((field) => field.name)).toContain(key)
    for (const { name: key, type: kind, nullable } of type.fields) {
      if (!(key in record)) continue
      if (record[key] === null) expect(nullable, `${key} is null`).toBe(true)
      else if (kind === 'timestamp') expect(Date.parse(record[key] as string)).toBe(last.eventTime)
      else if (kind !== 'any') expect([kind, 'object'], key).toContain(typeof record[key])
    }
  },
)

test.each(FORMATS)('$name has words in both languages', ({ name, logTypes }) => {
  for (const words of [english, korean]) {
    expect((words.summaries as Record<string, string>)[name]).toBeTruthy()
    for (const { fields } of logTypes)
      for (const field of fields)
        expect((words.fields as Record<string, string>)[field.name], field.name).toBeTruthy()
  }
})

function specOf(name: string): FormatSpec {
  return { type: name, pattern: FORMATS.find((one) => one.name === name)!.logTypes[0]!.pattern }
}

function lineStarts(bytes: Buffer): number[] {
  return [0, ...[...bytes.keys()].filter((i) => bytes[i] === 0x0a).map((i) => i + 1)].filter(
    (at) => at < bytes.length,
  )
}

/** Lines of a format, whole or damaged, in the order of the example now and then. */
const logOf = (name: string): fc.Arbitrary<Buffer> => {
  const examples = EXAMPLES.filter((one) => one.name === name).flatMap((one) =>
    one.lines.split('\n').slice(0, -1),
  )
  const line = fc
    .tuple(
      fc.constantFrom(...examples).map((text) => [...Buffer.from(text)]),
      fc.nat(),
      fc.uint8Array({ maxLength: 3 }),
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 0, max: 3 }),
    )
    .map(([bytes, place, inserted, removed, whole]) =>
      whole === 0 ? bytes : bytes.toSpliced(place % (bytes.length + 1), removed, ...inserted),
    )
  return fc
    .array(
      fc.oneof(
        { weight: 5, arbitrary: line },
        fc.uint8Array({ maxLength: 60 }).map((bytes) => [...bytes]),
      ),
      {
        maxLength: 8,
      },
    )
    .map((lines) => Buffer.from(lines.flatMap((bytes) => [...bytes, 0x0a])))
}

describe.each(FORMATS)('$name, damaged', ({ name }) => {
  test('every line is exactly one of record, reject and blank, and every record is right JSON', () => {
    fc.assert(
      fc.property(logOf(name), (bytes) => {
        const parsed = parseText(specOf(name), bytes, { host: 'web-1', offset: 7 })
        const fates = [
          ...parsed.records.map((one) => one.line),
          ...parsed.rejects.map((one) => one.line),
          ...parsed.blanks,
        ]
        expect(fates.sort((a, b) => a - b)).toEqual(Array.from({ length: parsed.lines }, (_, i) => i))
        for (const record of parsed.records) {
          const value = JSON.parse(record.json) as Record<string, unknown>
          expect(value['log_type']).toBe(record.logType)
          expect(value['event_id']).toMatch(new RegExp(`^${GENERATION}:\\d+$`))
          if (value['timestamp'] !== null)
            expect(new Date(value['timestamp'] as string).getTime()).toBe(record.eventTime)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('where the bytes are cut into chunks does not matter, with the header that was seen before', () => {
    fc.assert(
      fc.property(logOf(name), fc.array(fc.nat(), { maxLength: 4 }), (bytes, cuts) => {
        const starts = lineStarts(bytes)
        const places = [...new Set(cuts.map((cut) => starts[cut % Math.max(1, starts.length)] ?? 0))].sort(
          (a, b) => a - b,
        )
        const kind = headerOf(name)
        const memory = kind && new HeaderMemory(kind)
        const options = { host: 'web-1' }
        const pieces = [0, ...places].map((from, i) => {
          const piece = bytes.subarray(from, places[i] ?? bytes.length)
          return parseText(specOf(name), piece, { ...options, offset: from, header: memory?.next(piece) })
        })
        const whole = parseText(specOf(name), bytes, options)
        const told = (parsed: Parsed) => [
          ...parsed.records.map((one) => [one.json, one.key]),
          ...parsed.rejects.map((one) => [one.reason, one.column]),
          parsed.blanks.length,
        ]
        const merged = {
          ...whole,
          records: pieces.flatMap((one) => one.records),
          rejects: pieces.flatMap((one) => one.rejects),
          blanks: pieces.flatMap((one) => one.blanks),
        }
        expect(told(merged)).toEqual(told(whole))
      }),
      { numRuns: 60 },
    )
  })

  test('a record is never over the limit, and a line that is cut is marked', () => {
    fc.assert(
      fc.property(logOf(name), fc.integer({ min: 200, max: 600 }), (bytes, maxRecordBytes) => {
        const parsed: Parsed = parseText(specOf(name), bytes, { host: 'web-1', maxRecordBytes })
        expect(parsed.records.length + parsed.rejects.length + parsed.blanks.length).toBe(parsed.lines)
        for (const { json } of parsed.records)
          expect(Buffer.byteLength(json)).toBeLessThanOrEqual(maxRecordBytes)
      }),
      { numRuns: 60 },
    )
  })
})
