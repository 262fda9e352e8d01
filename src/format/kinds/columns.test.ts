import { describe, expect, test } from 'vitest'
import { parseLine, parseText } from '../../testing/parse-text.ts'
import { FORMATS } from '../all.ts'

const example = (name: string): string => FORMATS.find((one) => one.name === name)!.logTypes[0]!.example
const rows = (type: string, text: string): unknown[] =>
  parseText(type, text).records.map(({ json }) => JSON.parse(json) as unknown)
const TIME = { timestamp: '2024-01-15T10:31:00.250+00:00' }

describe('csv', () => {
  test('names, numbers, nothing and quotes', () => {
    expect(rows('csv', '\ufeff\nid,User Name,"a ""b""",id,\n1,"x, ""y""",,007,z\n')).toEqual([
      { ...TIME, id: 1, user_name: 'x, "y"', a_b: null, id_2: '007', column_5: 'z', log_type: 'csv' },
    ])
  })

  test('semicolons, names in another script, a time of its own and an empty value at the end', () => {
    expect(rows('csv', 'time;이름;note\n2024-01-15 10:30:45;김;\n')).toEqual([
      { timestamp: '2024-01-15T10:30:45+00:00', 이름: '김', note: null, log_type: 'csv' },
    ])
  })

  test('what does not fit the header is refused with reason and column', () => {
    expect(parseText('csv', 'a,b\n1\n1,2,3\n1,"x\n1,"x"y\n').rejects).toEqual([
      { line: 1, reason: 'line_ends_early', column: 1 },
      { line: 2, reason: 'text_after_end', column: 3 },
      { line: 3, reason: 'unterminated_quote', column: 2 },
      { line: 4, reason: 'expected_literal', column: 5 },
    ])
  })

  test('the header is filtered, comes with later chunks, and without it no line can be read', () => {
    expect(parseText('csv', 'a,b\n1,2\n')).toMatchObject({ blanks: [0], lines: 2 })
    const header = Buffer.from('a,b')
    expect(parseText('csv', '1,2\n', { offset: 4, header }).records).toHaveLength(1)
    expect(parseText('csv', '1,2\n', { offset: 4 }).rejects).toEqual([
      { line: 0, reason: 'no_header', column: 0 },
    ])
  })

  test('tsv: quotes and commas within values', () => {
    expect(rows('tsv', 'a\tb\n1,5\tx "y"\n')).toEqual([{ ...TIME, a: '1,5', b: 'x "y"', log_type: 'tsv' }])
  })
})

describe('the W3C extended format', () => {
  test('iis', () => {
    expect(rows('iis', example('iis'))).toEqual([
      {
        timestamp: '2024-01-15T10:30:45+00:00',
        ip_address: '203.0.113.7',
        method: 'GET',
        path: '/index.html?a=1',
        protocol: null,
        status_code: 200,
        response_size: null,
        referer: null,
        user_agent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)',
        server_addr: '10.0.0.5',
        server_port: 443,
        user: null,
        sc_substatus: 0,
        sc_win32_status: 0,
        request_time: 0.015,
        log_type: 'iis',
      },
    ])
  })

  test('cloudfront: tabs, percent-encoded headers, seconds', () => {
    expect(rows('cloudfront', example('cloudfront'))).toMatchObject([
      {
        path: '/index.html?a=1',
        protocol: 'HTTP/2.0',
        response_size: 1_045_619,
        user_agent: 'Mozilla/5.0 (X11; Linux x86_64)',
        virtual_host: 'd111111abcdef8.cloudfront.net',
        x_edge_location: 'SEA19-C1',
        request_time: 0.019,
        time_to_first_byte: 0.018,
        cookie: null,
      },
    ])
  })

  test('a header in the middle changes the columns, and one of a chunk before holds', () => {
    const text =
      '#Fields: date time c-ip\n2024-01-15 10:30:45 1.1.1.1\n#Fields: date time cs-method\n2024-01-15 10:30:46 GET\n'
    expect(rows('w3c', text)).toMatchObject([
      { ip_address: '1.1.1.1', method: null },
      { ip_address: null, method: 'GET' },
    ])
    const header = Buffer.from('#Fields: date time c-ip')
    expect(parseText('w3c', '2024-01-15 10:30:45 1.1.1.1\n', { offset: 99, header }).records).toHaveLength(1)
    expect(parseText('w3c', '2024-01-15 10:30:45 1.1.1.1\n', { offset: 99 }).rejects).toMatchObject([
      { reason: 'no_header' },
    ])
    // IIS and CloudFront have columns of their own where nobody saw a header.
    expect(parseText('iis', example('iis').split('\n')[1]!, { offset: 99 }).records).toHaveLength(1)
  })

  test.each([
    ['2024-01-15 10:30:45 GET x', 'bad_number', 24],
    ['2024-01-15 25:30:45 GET 200', 'bad_timestamp', 0],
    ['2024-01-15 10:30:45 GET', 'line_ends_early', 23],
    ['2024-01-15 10:30:45 GET 200 x', 'text_after_end', 28],
  ])('%s is refused with reason and column', (line, reason, column) => {
    const header = Buffer.from('#Fields: date time cs-method sc-status')
    expect(parseText('w3c', line, { offset: 99, header }).rejects).toEqual([{ line: 0, reason, column }])
  })
})

test('ltsv: names of access logs where it is one, labels as they are else', () => {
  expect(parseLine('ltsv', example('ltsv'))).toMatchObject({
    timestamp: '2024-01-15T10:30:45+09:00',
    ip_address: '203.0.113.7',
    status_code: 200,
    response_size: 2435,
    referer: null,
    request_time: 0.018,
  })
  expect(parseLine('ltsv', 'host:h\tsize:5\tmsg:a:b\t')).toMatchObject({ host: 'h', size: 5, message: 'a:b' })
  expect(parseText('ltsv', 'host:h\tno label').rejects).toEqual([
    { line: 0, reason: 'expected_literal', column: 9 },
  ])
})
