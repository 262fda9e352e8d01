import { describe, expect, test } from 'vitest'
import { parseLine, parseText } from '../testing/parse-text.ts'

const HEAD = '10.0.0.1 - - [15/Jan/2024:10:30:45 +0000]'
const request = (written: string, type = 'apache'): unknown => {
  const { method, path, protocol, request } = parseLine(type, `${HEAD} "${written}" 200 5 "-" "-"`)
  return [method, path, protocol, request]
}

describe('the request line', () => {
  test.each([
    ['GET /a HTTP/1.1', ['GET', '/a', 'HTTP/1.1', undefined]],
    ['GET  /a  HTTP/1.1', ['GET', '/a', 'HTTP/1.1', undefined]],
    ['M-SEARCH * HTTP/1.1', ['M-SEARCH', '*', 'HTTP/1.1', undefined]],
    ['DESCRIBE rtsp://a/b RTSP/1.0', ['DESCRIBE', 'rtsp://a/b', 'RTSP/1.0', undefined]],
    ['GET /a HTTP/3', ['GET', '/a', 'HTTP/3', undefined]],
    ['GET /HTTP/1.1 HTTP/1.1', ['GET', '/HTTP/1.1', 'HTTP/1.1', undefined]],
    ['GET /a', ['GET', '/a', null, undefined]],
    ['-', [null, null, null, undefined]],
    ['', [null, null, null, undefined]],
    ['batman', [null, null, null, 'batman']],
    ['get /a HTTP/1.1', [null, null, null, 'get /a HTTP/1.1']],
    ['GET  HTTP/1.1', [null, null, null, 'GET  HTTP/1.1']],
    ['GET /a b', [null, null, null, 'GET /a b']],
    ['GET ', [null, null, null, 'GET ']],
    ['SSH-2.0-Go', [null, null, null, 'SSH-2.0-Go']],
  ])('%s', (written, expected) => {
    expect(request(written)).toEqual(expected)
  })
})

describe('escapes', () => {
  test("Apache's are undone, unknown ones stay", () => {
    const path = request('GET /\\"\\\\\\t\\n\\r\\b\\v\\x41\\xe2\\x82\\xac\\q\\xZZ HTTP/1.1')
    expect(path).toEqual(['GET', '/"\\\t\n\r\b\vA€\\q\\xZZ', 'HTTP/1.1', undefined])
  })
  test("nginx's \\xHH are undone, other backslashes stay", () => {
    expect(request('GET /\\x22\\x5C\\t HTTP/1.1', 'nginx')).toEqual(['GET', '/"\\\\t', 'HTTP/1.1', undefined])
  })
  test('bytes that are not UTF-8 become U+FFFD', () => {
    expect(request('GET /\\xff\\xe2\\x82 HTTP/1.1')).toEqual(['GET', '/\ufffd\ufffd', 'HTTP/1.1', undefined])
  })
  test('a dash that was escaped is text, a raw one is none', () => {
    expect(parseLine('apache', `${HEAD} "GET / HTTP/1.1" 200 5 "\\x2d" "-"`)).toMatchObject({
      referer: '-',
      user_agent: null,
    })
  })
  test('a quote that an old server wrote raw does not end the field', () => {
    expect(parseLine('apache', `${HEAD} "GET / HTTP/1.1" 200 5 "-" "Mozilla "5.0 (x)"`)).toMatchObject({
      user_agent: 'Mozilla "5.0 (x)',
    })
  })
})

describe('the client', () => {
  test.each([
    ['192.0.2.1:51234', '192.0.2.1'],
    ['[2001:db8::1]:51234', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['crawl.example.net', 'crawl.example.net'],
    ['unix:', 'unix:'],
    ['10.0.0.2,10.0.0.1', '10.0.0.2'],
    ['unknown, 10.0.0.1', 'unknown'],
    ['-', null],
  ])('%s is %s', (written, expected) => {
    const line = `${written} - - [15/Jan/2024:10:30:45 +0000] "GET / HTTP/1.1" 200 5 "-" "-"`
    expect(parseLine('apache', line)['ip_address']).toBe(expected)
    expect(parseLine('nginx', line)['ip_address']).toBe(expected)
  })
})

describe('virtual hosts of Apache', () => {
  const rest = '- - [15/Jan/2024:10:30:45 +0000] "GET / HTTP/1.1" 200 5'
  test.each([
    ['host and port', `example.com:80 192.0.2.1 ${rest} "-" "-"`, '192.0.2.1'],
    ['host, port and IPv6', `example.com:80 2001:db8::1 ${rest} "-" "-"`, '2001:db8::1'],
    ['host alone', `example.com 192.0.2.1 ${rest} "-" "-"`, '192.0.2.1'],
    [
      'host, port and a client by name',
      `example.com:80 crawl.example.net ${rest} "-" "-"`,
      'crawl.example.net',
    ],
    ['common with host and port', `example.com:80 192.0.2.1 ${rest}`, '192.0.2.1'],
    ['common with the host alone', `example.com 192.0.2.1 ${rest}`, '192.0.2.1'],
    ['a client with a port is no virtual host', `192.0.2.1:80 ${rest} "-" "-"`, '192.0.2.1'],
    [
      'not even with a user of two words',
      '192.0.2.1:80 - John Smith [15/Jan/2024:10:30:45 +0000] "GET / HTTP/1.1" 200 5 "-" "-"',
      '192.0.2.1',
    ],
  ])('%s', (_what, line, client) => {
    expect(parseLine('apache', line)['ip_address']).toBe(client)
  })
})

describe('lines that fit nothing', () => {
  test.each<[string, string, string, number]>([
    ['nonsense', 'apache', 'line_ends_early', 8],
    ['- - - [1234] "-" 200 5', 'apache', 'bad_timestamp', 7],
    [
      '10.0.0.1 - - [15/Jan/2024:25:30:45 +0000] "GET / HTTP/1.1" 200 5 "-" "-"',
      'apache',
      'bad_timestamp',
      14,
    ],
    [`${HEAD} "GET / HTTP/1.1" abc 5 "-" "-"`, 'apache', 'bad_number', 59],
    [`${HEAD} "GET / HTTP/1.1" 200 5 "cut off`, 'nginx', 'unterminated_quote', 66],
    [`${HEAD} "GET / HTTP/1.1" 200`, 'apache', 'line_ends_early', 62],
    [`${HEAD} "GET / HTTP/1.1" 200 5x`, 'apache', 'expected_literal', 64],
    ['!! - - [15/Jan/2024:10:30:45 +0000] "GET / HTTP/1.1" 200 5 "-" "-"', 'nginx', 'bad_address', 0],
    [`${HEAD.replace(' - - ', ' x - ')} "GET / HTTP/1.1" 200 5 "-" "-"`, 'nginx', 'expected_literal', 9],
    [`${HEAD} "GET / HTTP/1.1" 200 5 "-" "\0"`, 'nginx', 'binary', 70],
  ])('%s', (line, type, reason, column) => {
    expect(parseText(type, line).rejects).toEqual([{ line: 0, reason, column }])
  })

  test('the end of a format is the end of the line, or a space', () => {
    const spec = { type: 'apache', format: '%h %>s' }
    expect(parseText(spec, '10.0.0.1 200x').rejects).toEqual([
      { line: 0, reason: 'text_after_end', column: 12 },
    ])
    expect(parseLine(spec, '10.0.0.1 200 x')).toMatchObject({ status_code: 200 })
  })

  test('two fields may be parted by more spaces than the format has', () => {
    expect(parseLine('nginx', `${HEAD}  "GET / HTTP/1.1"  200   5 "-"  "-"`)).toMatchObject({
      status_code: 200,
    })
  })
})

describe('a line that ends inside its last quoted field', () => {
  const torn = `${HEAD} "GET / HTTP/1.1" 200 5 "-" "Mozilla/5.0 (compatible; Go`

  test('is a record with what is there, marked as cut', () => {
    expect(parseLine('apache', torn)).toMatchObject({
      status_code: 200,
      user_agent: 'Mozilla/5.0 (compatible; Go',
      log_type: 'apache_access',
      truncated: true,
      line_bytes: torn.length,
    })
  })

  test('leaves no mark on the lines around it', () => {
    const { records } = parseText('apache', `${torn}"\n${torn}\n${torn}"\n`)
    expect(records.map((one) => 'truncated' in (JSON.parse(one.json) as object))).toEqual([
      false,
      true,
      false,
    ])
  })

  test('is not one when it ends in an earlier field', () => {
    expect(parseText('apache', torn.slice(0, torn.indexOf(' "Mozilla') - 1)).records).toEqual([])
  })
})

describe('a cut line', () => {
  const whole = `${HEAD} "GET /abc HTTP/1.1" 200 5 "http://r" "agent"`
  const at = (end: string): Record<string, unknown> =>
    parseLine('apache', whole.slice(0, whole.indexOf(end) + end.length), { cutLine: 2_000_000 })

  test('keeps what it has of a text, and null for what it has not', () => {
    expect(at('/ab')).toEqual({
      timestamp: '2024-01-15T10:30:45+00:00',
      ip_address: '10.0.0.1',
      method: 'GET',
      path: '/ab',
      protocol: null,
      status_code: null,
      response_size: 0,
      referer: null,
      user_agent: null,
      log_type: 'apache_access',
      truncated: true,
      line_bytes: 2_000_000,
    })
    expect(at('"http')).toMatchObject({
      status_code: 200,
      response_size: 5,
      referer: 'http',
      user_agent: null,
    })
    expect(at('"age')).toMatchObject({ referer: 'http://r', user_agent: 'age', truncated: true })
  })

  test('does not take the beginning of a number for the number', () => {
    expect(at('HTTP/1.1" 20')).toMatchObject({ protocol: 'HTTP/1.1', status_code: null })
  })

  test('without its timestamp is no record', () => {
    expect(parseText('apache', '10.0.0.1 - - [15/Ja', { cutLine: 2_000_000 }).rejects).toMatchObject([
      { reason: 'cut_line' },
    ])
  })
})

describe('a record over the limit', () => {
  const line = `${HEAD} "GET / HTTP/1.1" 200 5 "-" "${'é'.repeat(3000)}"`

  test('is made of a shorter line, and says so', () => {
    const { records } = parseText('nginx', `${line}\n`, { maxRecordBytes: 1000, host: 'web-1' })
    const { json } = records[0]!
    const record = JSON.parse(json) as Record<string, unknown>
    expect(Buffer.byteLength(json)).toBeLessThanOrEqual(1000)
    expect(Buffer.byteLength(json)).toBeGreaterThan(700)
    expect(record).toMatchObject({ truncated: true, line_bytes: Buffer.byteLength(line), host: 'web-1' })
    expect(record['user_agent']).toMatch(/^é+$/)
    expect(Object.keys(record).slice(-5)).toEqual(['log_type', 'truncated', 'line_bytes', 'host', 'event_id'])
  })

  test('is rejected when no record can be small enough', () => {
    const { records, rejects } = parseText('nginx', `${line}\n`, { maxRecordBytes: 100 })
    expect(records).toEqual([])
    expect(rejects).toEqual([{ line: 0, reason: 'too_long', column: 0 }])
  })
})

describe('the partition key', () => {
  const line = `${HEAD} "GET /a\\"b HTTP/1.1" 200 5 "-" "-"`
  const key = (keyField: string | null): string | undefined =>
    parseText('apache', line, { keyField }).records[0]?.key
  test('is the client by default, or the field that was named, as JSON has it', () => {
    expect(key('auto')).toBe('10.0.0.1')
    expect(key('status_code')).toBe('200')
    expect(key('path')).toBe('/a\\"b')
    expect(key('timestamp')).toBe('2024-01-15T10:30:45+00:00')
  })
  test('is empty for null, for an unknown field and when none is wanted', () => {
    expect(key('referer')).toBe('')
    expect(key('nothing_like_it')).toBe('')
    expect(key(null)).toBe('')
  })
})
