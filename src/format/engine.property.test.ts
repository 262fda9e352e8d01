import fc from 'fast-check'
import { expect, test } from 'vitest'
import { GENERATION, type Parsed, parseText } from '../testing/parse-text.ts'

const TYPES = ['apache', 'nginx', 'application'] as const
const ACCESS_KEYS = [
  'timestamp',
  'ip_address',
  'method',
  'path',
  'protocol',
  'status_code',
  'response_size',
  'referer',
  'user_agent',
  'log_type',
]

const LINES = [
  '10.0.0.1 - - [15/Jan/2024:10:30:45 +0000] "GET /a HTTP/1.1" 200 5 "-" "curl/8.5.0"',
  '10.0.0.1 - - [15/Jan/2024:10:30:45 +0000] "GET /a HTTP/1.1" 200 5',
  'a.example.com:80 2001:db8::1 - x [16/Jan/2024:10:30:45 +0900] "\\x16\\x03\\"" 400 - "http://r" "\\xff"',
  '1.1.1.1, 2.2.2.2 - a b [29/Feb/2024:10:30:45 -0330] "-" 408 0 "" ""',
  '{"timestamp": "2024-01-15T10:30:45.123Z", "level": "INFO", "request_id": "r-1"}',
  '{"ts":1705314645.25,"host":"h","event_id":1,"log_type":[{"a":null}]}',
  'WARN plain text, \u00e9\u{1f600}',
  ' ',
  '',
  '\ufeff{}',
]

/** Lines, whole or damaged, with either end. */
const line = fc
  .tuple(
    fc.constantFrom(...LINES).map((text) => [...Buffer.from(text)]),
    fc.nat(),
    fc.constantFrom([], [0x22], [0x5c], [0x20], [0x00], [0xff], [0x7b, 0x22], [0x5b], [0x2c], [0x09]),
    fc.integer({ min: 0, max: 3 }),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([bytes, place, inserted, removed, isWhole, isCrLf]) => {
    const at = bytes.length === 0 ? 0 : place % bytes.length
    const text = isWhole ? bytes : bytes.toSpliced(at, removed, ...inserted)
    return [...text, ...(isCrLf ? [0x0d, 0x0a] : [0x0a])]
  })
const log = fc
  .tuple(fc.array(line, { maxLength: 12 }), fc.boolean())
  .map(([lines, isEnded]) => Buffer.from(isEnded ? lines.flat() : lines.flat().slice(0, -1)))
const anything = fc.oneof(
  { weight: 4, arbitrary: log },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
)

function lineStarts(bytes: Buffer): number[] {
  const starts: number[] = []
  for (let at = 0; at < bytes.length; ) {
    starts.push(at)
    const end = bytes.indexOf(0x0a, at)
    at = end < 0 ? bytes.length : end + 1
  }
  return starts
}

test.each(TYPES)(
  '%s: every line is exactly one of record, reject and blank, and every record is right JSON',
  (type) => {
    fc.assert(
      fc.property(anything, fc.constantFrom(0, 1, 2 ** 40), (bytes, offset) => {
        const starts = lineStarts(bytes)
        const parsed = parseText(type, bytes, { host: 'web-1', offset })
        const fates = [
          ...parsed.records.map((one) => one.line),
          ...parsed.rejects.map((one) => one.line),
          ...parsed.blanks,
        ]
        expect(fates.sort((a, b) => a - b)).toEqual(starts.map((_, i) => i))
        expect(parsed.lineEnds).toEqual([...starts.slice(1), bytes.length].slice(0, starts.length))
        for (const record of parsed.records) {
          expect(record.json).not.toContain('\n')
          const value = JSON.parse(record.json) as Record<string, unknown>
          expect(value['event_id']).toBe(`${GENERATION}:${offset + starts[record.line]!}`)
          expect(value['log_type']).toBe(record.logType)
          expect(record.eventTime).toBe(new Date(value['timestamp'] as string).getTime())
          const keys = Object.keys(value)
          if (type !== 'application')
            expect(keys).toEqual([
              ...ACCESS_KEYS,
              ...('request' in value ? ['request'] : []),
              ...('truncated' in value ? ['truncated', 'line_bytes'] : []),
              'host',
              'event_id',
            ])
          if (record.logType === 'application_text')
            expect(keys).toEqual(['timestamp', 'level', 'message', 'log_type', 'host', 'event_id'])
        }
      }),
      { numRuns: 600 },
    )
  },
)

test.each(TYPES)('%s: where the bytes are cut into chunks does not matter', (type) => {
  fc.assert(
    fc.property(log, fc.array(fc.nat()), (bytes, cuts) => {
      const starts = lineStarts(bytes)
      const options = { host: 'web-1' }
      const whole = parseText(type, bytes, options)
      const places = [...new Set(cuts.map((cut) => starts[cut % Math.max(1, starts.length)] ?? 0))].sort(
        (a, b) => a - b,
      )
      const pieces: Parsed[] = []
      for (const [i, from] of [0, ...places].entries()) {
        const to = places[i] ?? bytes.length
        pieces.push(parseText(type, bytes.subarray(from, to), { ...options, offset: from }))
      }
      expect(pieces.flatMap((piece) => piece.records.map((one) => [one.json, one.key]))).toEqual(
        whole.records.map((one) => [one.json, one.key]),
      )
      expect(pieces.flatMap((piece) => piece.rejects.map((one) => [one.reason, one.column]))).toEqual(
        whole.rejects.map((one) => [one.reason, one.column]),
      )
    }),
    { numRuns: 300 },
  )
})

test.each(TYPES)('%s: a record is never over the limit', (type) => {
  fc.assert(
    fc.property(
      log,
      fc.integer({ min: 300, max: 2000 }),
      fc.nat({ max: 9 }),
      (bytes, maxRecordBytes, repeat) => {
        const long = Buffer.from(
          bytes.toString('latin1').replaceAll('/a', '/\\x01é"'.repeat(repeat * 40)),
          'latin1',
        )
        const parsed = parseText(type, long, { host: 'web-1', maxRecordBytes })
        for (const record of parsed.records) {
          expect(Buffer.byteLength(record.json)).toBeLessThanOrEqual(maxRecordBytes)
          JSON.parse(record.json)
        }
        expect(parsed.records.length + parsed.rejects.length + parsed.blanks.length).toBe(parsed.lines)
      },
    ),
    { numRuns: 300 },
  )
})
