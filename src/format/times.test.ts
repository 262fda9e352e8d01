import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { civilFromDays, daysFromCivil } from './civil.ts'
import { ClfTime } from './clf-time.ts'
import { readEpochTime } from './epoch-time.ts'
import { readIsoTime } from './iso-time.ts'
import { Timestamp } from './timestamp.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

type Reader = (bytes: Uint8Array, from: number, to: number, target: Timestamp) => boolean

/** The text and instant that a reader makes of a time, null when it refuses. */
function read(reader: Reader, written: string): { text: string; ms: number } | null {
  const target = new Timestamp()
  // Letters around it: a reader that looks too far reads those.
  const bytes = encode(`9${written}9`)
  if (!reader(bytes, 1, bytes.length - 1, target)) return null
  return { text: Buffer.from(target.text.subarray(0, target.length)).toString(), ms: target.ms }
}

const clf: Reader = (bytes, from, to, target) =>
  to - from === 26 && new ClfTime().read(bytes, from, to, target)
const text = (reader: Reader, written: string): string | undefined => read(reader, written)?.text
const two = (n: number): string => String(n).padStart(2, '0')

/** Parts of a time, some out of their range by one. */
const parts = fc.record({
  year: fc.integer({ min: 1, max: 9999 }),
  month: fc.integer({ min: 1, max: 12 }),
  day: fc.integer({ min: 0, max: 32 }),
  hour: fc.integer({ min: 0, max: 24 }),
  minute: fc.integer({ min: 0, max: 60 }),
  second: fc.integer({ min: 0, max: 59 }),
  sign: fc.constantFrom('+', '-'),
  offsetHours: fc.integer({ min: 0, max: 23 }),
  offsetMinutes: fc.integer({ min: 0, max: 59 }),
})

test('times of logs are the instants that Date reads, and what is no time is refused', () => {
  fc.assert(
    fc.property(parts, (p) => {
      const year = String(p.year).padStart(4, '0')
      const iso = `${year}-${two(p.month)}-${two(p.day)}T${two(p.hour)}:${two(p.minute)}:${two(p.second)}${p.sign}${two(p.offsetHours)}:${two(p.offsetMinutes)}`
      const written = `${two(p.day)}/${MONTHS[p.month - 1]}/${year}:${two(p.hour)}:${two(p.minute)}:${two(p.second)} ${p.sign}${two(p.offsetHours)}${two(p.offsetMinutes)}`
      const result = read(clf, written)
      // Date lets 31 February and 24:00 pass as the day after.
      const lastDay = new Date(Date.UTC(2000 + (p.year % 400), p.month, 0)).getUTCDate()
      const exists = p.day >= 1 && p.day <= lastDay && p.hour < 24 && p.minute < 60
      expect(result).toEqual(exists ? { text: iso, ms: Date.parse(iso) } : null)
      expect(read(readIsoTime, iso)).toEqual(exists ? { text: iso, ms: Date.parse(iso) } : null)
    }),
    { numRuns: 3000 },
  )
})

test('days are counted as Date counts them', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(-6e13), max: new Date(2.5e14), noInvalidDate: true }), (date) => {
      const civil = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()] as const
      expect(daysFromCivil(...civil)).toBe(Math.floor(date.getTime() / 86_400_000))
      expect(civilFromDays(Math.floor(date.getTime() / 86_400_000))).toEqual([...civil])
    }),
  )
})

describe('the time of the common log format', () => {
  test.each([
    '15/jan/2024:10:30:45 +0000',
    '15/Map/2024:10:30:45 +0000',
    '30/Feb/2024:10:30:45 +0000',
    '29/Feb/2023:10:30:45 +0000',
    '15/Jan/2024:10:30:61 +0000',
    '15/Jan/2024:10:30:45 00000',
    '15/Jan/2024:10:30:45 +2400',
    '15/Jan/2024:10:30:45 +0060',
    '15/Jan/2024 10:30:45 +0000',
    '1a/Jan/2024:10:30:45 +0000',
    '15/Jan/,024:10:30:45 +0000',
    '15/Jan/20 4:10:30:45 +0000',
    '15/Jan/2024:10:3x:45 +0000',
    '15/Jan/2024:10:30:45 +00 0',
  ])('%s is none', (written) => {
    expect(read(clf, written)).toBeNull()
  })

  test('a leap second is the second after', () => {
    expect(read(clf, '31/Dec/2016:23:59:60 +0000')).toEqual({
      text: '2016-12-31T23:59:60+00:00',
      ms: Date.UTC(2017, 0, 1),
    })
  })

  test('what was read last is not taken for something else', () => {
    const reader = new ClfTime()
    const target = new Timestamp()
    const readNext = (written: string): number | null =>
      reader.read(encode(written), 0, written.length, target) ? target.ms : null
    const first = Date.UTC(2024, 0, 15, 10, 30, 45)
    expect(readNext('15/Jan/2024:10:30:45 +0000')).toBe(first)
    expect(readNext('15/Jan/2024:10:30:45 +0000')).toBe(first)
    expect(readNext('16/Jan/2024:10:30:45 +0000')).toBe(first + 86_400_000)
    expect(readNext('46/Jan/2024:10:30:45 +0000')).toBeNull()
    expect(readNext('16/Jan/2024:10:30:45 +0000')).toBe(first + 86_400_000)
    expect(readNext('15/Jan/2024:10:30:45 +0100')).toBe(first - 3_600_000)
  })
})

describe('ISO 8601 and its near forms', () => {
  test.each([
    ['2024-01-15T10:30:45.123Z', '2024-01-15T10:30:45.123Z'],
    ['2024-01-15t10:30:45z', '2024-01-15T10:30:45Z'],
    ['2024-01-15 10:30:45', '2024-01-15T10:30:45+00:00'],
    ['2024-01-15 10:30:45,311', '2024-01-15T10:30:45.311+00:00'],
    ['2024-01-15T10:30:45.123456789+0900', '2024-01-15T10:30:45.123456789+09:00'],
    ['2024-01-15T10:30:45-08', '2024-01-15T10:30:45-08:00'],
    ['2024/01/15 10:30:45 +0200', '2024-01-15T10:30:45+02:00'],
    ['2024-01-15 10:30:45 UTC', '2024-01-15T10:30:45+00:00'],
    ['2024-01-15 10:30:45.5 GMT', '2024-01-15T10:30:45.5+00:00'],
    ['2024-01-15T10:30', '2024-01-15T10:30:00+00:00'],
    ['2024-01-15T10:30Z', '2024-01-15T10:30:00Z'],
  ])('%s is %s', (written, expected) => {
    expect(text(readIsoTime, written)).toBe(expected)
    expect(read(readIsoTime, written)?.ms).toBe(Date.parse(expected))
  })

  test.each([
    '2024-01-15',
    '2024-01-15T10',
    '2024-01-15T10:30:45.',
    '2024-01-15T10:30:45.123 ',
    '2024-01-15T10:30:45+9',
    '2024-01-15T10:30:45+09:0',
    '2024-01-15T10:30:45 CEST',
    '2024-01/15T10:30:45',
    '2024-13-15T10:30:45',
    '2024-01-15T10:30:4',
    '2024-01-15X10:30:45',
    '-024-01-15T10:30:45',
  ])('%s is none', (written) => {
    expect(read(readIsoTime, written)).toBeNull()
  })
})

describe('time since the epoch', () => {
  test.each([
    ['1693840791', '2023-09-04T15:19:51+00:00'],
    ['1693840791.7564995', '2023-09-04T15:19:51.7564995+00:00'],
    ['1693840791756', '2023-09-04T15:19:51.756+00:00'],
    ['1693840791756.4995', '2023-09-04T15:19:51.7564995+00:00'],
    ['1693840791756499', '2023-09-04T15:19:51.756499+00:00'],
    ['1693840791756499512', '2023-09-04T15:19:51.756499512+00:00'],
    ['1.6938407917564995e9', '2023-09-04T15:19:51.7564995+00:00'],
    ['1693840791.0', '2023-09-04T15:19:51.0+00:00'],
    ['1.69384e+09', '2023-09-04T15:06:40+00:00'],
  ])('%s is %s', (written, expected) => {
    expect(text(readEpochTime, written)).toBe(expected)
    expect(read(readEpochTime, written)?.ms).toBe(Date.parse(expected))
  })

  test.each([
    '0',
    '0.035',
    '99999999',
    '-1693840791',
    '1e3',
    '1693840791.',
    'x',
    '1693840791s',
    '123456789012345678901',
    '',
  ])('%s is none', (written) => {
    expect(read(readEpochTime, written)).toBeNull()
  })

  test('seconds and milliseconds are the instants that Date reads', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1e11, max: 99_999_999_999_999 }), (ms) => {
        const expected = new Date(ms).toISOString().replace('Z', '+00:00')
        expect(read(readEpochTime, String(ms))).toEqual({ text: expected, ms })
        const seconds = `${Math.floor(ms / 1000)}.${String(ms % 1000).padStart(3, '0')}`
        if (ms < 1e14 && ms >= 1e11) expect(read(readEpochTime, seconds)).toEqual({ text: expected, ms })
      }),
    )
  })
})
