import { expect, test } from 'vitest'
import { unparsedRecord } from './unparsed.ts'

const usual = {
  line: Buffer.from('no "log"\x01\xff', 'latin1'),
  reason: 'line_ends_early',
  readAt: 1_705_314_645_123,
  host: null,
  generation: '0123456789abcdef',
  offset: 42,
  maxRecordBytes: 1024,
} as const

test('an unparsed line keeps its text and says why', () => {
  expect(Buffer.from(unparsedRecord(usual)).toString()).toBe(
    '{"timestamp":"2024-01-15T10:30:45.123+00:00","message":"no \\"log\\"\\u0001\ufffd","reason":"line_ends_early","log_type":"unparsed"}',
  )
  expect(Buffer.from(unparsedRecord({ ...usual, host: 'web-1' })).toString()).toMatch(
    /"log_type":"unparsed","host":"web-1","event_id":"0123456789abcdef:42"}$/,
  )
})

test('a long one is cut to the limit, with the mark', () => {
  const record = unparsedRecord({ ...usual, line: Buffer.from('\x01'.repeat(5000)) })
  expect(record.length).toBeLessThanOrEqual(1024)
  expect(record.length).toBeGreaterThan(800)
  expect(JSON.parse(Buffer.from(record).toString())).toMatchObject({ truncated: true, line_bytes: 5000 })
})
