import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseLine, parseText, READ_AT } from '../testing/parse-text.ts'

const json = (line: string, options: Parameters<typeof parseText>[2] = {}): string =>
  parseText('application', line, options).records[0]!.json
const NOW = '"timestamp":"2024-01-15T10:31:00.250+00:00"'
const END = '"log_type":"application"}'

describe('the time of a JSON line', () => {
  test.each([
    [
      '{"a":1,"ts":1693840791.7564995,"b":2}',
      `{"a":1,"timestamp":"2023-09-04T15:19:51.7564995+00:00","b":2,${END}`,
    ],
    ['{"time":"2024-01-15 10:30:45","a":1}', `{"timestamp":"2024-01-15T10:30:45+00:00","a":1,${END}`],
    ['{"@timestamp":"2024-01-15T10:30:45Z"}', `{"timestamp":"2024-01-15T10:30:45Z",${END}`],
    ['{"time":"1705314645"}', `{"timestamp":"2024-01-15T10:30:45+00:00",${END}`],
    ['{"time":"15\\/Jan\\/2024:10:30:45 +0000"}', `{"timestamp":"2024-01-15T10:30:45+00:00",${END}`],
    ['{"t\\u0073":1705314645}', `{"timestamp":"2024-01-15T10:30:45+00:00",${END}`],
    // The best name wins wherever it stands; the others stay as they are.
    [
      '{"ts":1,"time":"2024-01-15T10:30:45Z","timestamp":"2024-01-15T10:30:46Z"}',
      `{"ts":1,"time":"2024-01-15T10:30:45Z","timestamp":"2024-01-15T10:30:46Z",${END}`,
    ],
    [
      '{"timestamp":"soon","time":"2024-01-15T10:30:45Z"}',
      `{"timestamp_original":"soon","timestamp":"2024-01-15T10:30:45Z",${END}`,
    ],
    // Of two with one name the last counts, as in every JSON reader.
    [
      '{"timestamp":"2024-01-15T10:30:45Z","timestamp":"2024-01-15T10:30:46Z"}',
      `{"timestamp":"2024-01-15T10:30:45Z","timestamp":"2024-01-15T10:30:46Z",${END}`,
    ],
    [
      '{"timestamp":"2024-01-15T10:30:45Z","timestamp":null}',
      `{"timestamp":"2024-01-15T10:30:45Z","timestamp_original":null,${END}`,
    ],
    // A duration is no time.
    ['{"time":0.035}', `{${NOW},"time":0.035,${END}`],
    ['{"timestamp":{"time":1705314645}}', `{${NOW},"timestamp_original":{"time":1705314645},${END}`],
    [
      '{"eventTime":"2023-04-03T10:02:24.702"}',
      `{"timestamp":"2023-04-03T10:02:24.702+00:00","eventTime":"2023-04-03T10:02:24.702",${END}`,
    ],
    ['{}', `{${NOW},${END}`],
  ])('%s', (line, expected) => {
    expect(json(line)).toBe(expected)
  })

  test('is the event time, in ms', () => {
    const times = parseText('application', '{"ts":1705314645.5}\n{"a":1}\nplain\n').records.map(
      (one) => one.eventTime,
    )
    expect(times).toEqual([1_705_314_645_500, READ_AT, READ_AT])
  })
})

describe('keys of the line’s own that kinetail writes too', () => {
  test('log_type makes way', () => {
    expect(json('{"log_type":"mine","a":{"log_type":1}}')).toBe(
      `{${NOW},"log_type_original":"mine","a":{"log_type":1},${END}`,
    )
  })
  test('host wins and event_id makes way, when metadata is written', () => {
    expect(json('{"host":"db-1","event_id":7}', { host: 'web-1' })).toBe(
      `{${NOW},"host":"db-1","event_id_original":7,"log_type":"application","event_id":"0123456789abcdef:0"}`,
    )
    expect(json('{"host":"db-1","event_id":7}')).toBe(`{${NOW},"host":"db-1","event_id":7,${END}`)
  })
  test('msg is the message where the line has no other', () => {
    expect(json('{"msg":"hello"}')).toBe(`{${NOW},"message":"hello",${END}`)
    expect(json('{"msg":"hello","message":"x"}')).toBe(`{${NOW},"msg":"hello","message":"x",${END}`)
  })
})

describe('the partition key', () => {
  const key = (line: string, keyField: string | null = 'auto'): string =>
    parseText('application', line, { keyField }).records[0]!.key
  test('is the request id, whatever moves around it', () => {
    expect(key('{"request_id":"r-1","ts":1705314645}')).toBe('r-1')
    expect(key('{"ts":1705314645,"request_id":12,"log_type":1}')).toBe('12')
    expect(key('{"a":1,"request_id":"r\\n"}')).toBe('r\\n')
    expect(key('{"request_id":"r-1","request_id":"r-2"}')).toBe('r-2')
  })
  test('is the field that was named', () => {
    expect(key('{"ts":1705314645,"user":"u"}', 'user')).toBe('u')
    expect(key('{"timestamp":1705314645,"user":"u"}', 'timestamp')).toBe('2024-01-15T10:30:45+00:00')
    expect(key('{"log_type":1,"ts":1705314645}', 'timestamp')).toBe('2024-01-15T10:30:45+00:00')
    expect(key('{"a":1}', 'timestamp')).toBe('2024-01-15T10:31:00.250+00:00')
    expect(key('{"log_type":1,"ts":1705314645}', 'ts')).toBe('2024-01-15T10:30:45+00:00')
    expect(key('{"host":"h","ts":1705314645}', 'host')).toBe('h')
  })
  test('is empty when there is none to take', () => {
    expect(key('{"a":1}')).toBe('')
    expect(key('{"request_id":null}')).toBe('')
    expect(key('{"request_id":{"a":1}}')).toBe('')
    expect(key('text')).toBe('')
    expect(key('{"request_id":"r-1"}', null)).toBe('')
  })
})

describe('lines of text', () => {
  test.each([
    ['2024-01-15 10:30:47 WARN pool is nearly exhausted', 'WARN'],
    ['[error] cannot connect', 'ERROR'],
    ['level=warning msg="x"', 'WARNING'],
    ['Error: no such file', 'ERROR'],
    ['2024-01-15 CRITICAL: disk', 'CRITICAL'],
    ['an error was found in the info page', null],
    ['ERRORS=0', null],
    ['    at Object.<anonymous> (/srv/app.js:1:1)', null],
    ['[1,2]', null],
    ['{"a":1', null],
    ['42', null],
  ])('%s', (line, level) => {
    expect(parseLine('application', line)).toEqual({
      timestamp: '2024-01-15T10:31:00.250+00:00',
      level,
      message: line,
      log_type: 'application_text',
    })
  })

  test('binary lines are rejected', () => {
    const lines = Buffer.from('ok\n\0\n\x01\x02\x03abc\nsome\x1b[31mred\x1b[0m\n', 'latin1')
    const { records, rejects } = parseText('application', lines)
    expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([
      [1, 'binary'],
      [2, 'binary'],
    ])
    expect(records).toHaveLength(2)
  })

  test('a JSON line that was cut is text, with the mark', () => {
    expect(parseLine('application', '{"a":1}', { cutLine: 5_000_000 })).toEqual({
      timestamp: '2024-01-15T10:31:00.250+00:00',
      level: null,
      message: '{"a":1}',
      log_type: 'application_text',
      truncated: true,
      line_bytes: 5_000_000,
    })
  })
})

test('any object keeps its values; only the keys that kinetail writes change', () => {
  const names = fc.constantFrom(
    'a',
    'message',
    'time',
    'ts',
    'timestamp',
    'log_type',
    'host',
    'event_id',
    'é"',
  )
  const object = fc.dictionary(fc.oneof(names, fc.string()), fc.jsonValue())
  fc.assert(
    fc.property(object, (line) => {
      const written = JSON.stringify(line)
      const record = parseLine('application', written, { host: 'web-1' })
      expect(record['log_type']).toBe('application')
      expect(Date.parse(record['timestamp'] as string)).not.toBeNaN()
      for (const [key, value] of Object.entries(JSON.parse(written) as Record<string, unknown>)) {
        // Times are rewritten in place; that is told above, case by case.
        if (key === 'time' || key === 'ts' || key === 'timestamp') continue
        const moved = key === 'log_type' || key === 'event_id'
        expect(record[moved ? `${key}_original` : key]).toEqual(value)
      }
    }),
    { numRuns: 1000 },
  )
})
