import { expect, test } from 'vitest'
import { parseText } from '../testing/parse-text.ts'

type Fields = Readonly<Record<string, unknown>>

const TIME = '[15/Jan/2024:10:30:45 +0000]'
const REQUEST = { method: 'GET', path: '/', protocol: 'HTTP/1.1' }
const NO_REQUEST = { method: null, path: null, protocol: null }

/**
 * Lines that real servers write and that common patterns lose or misread. Each gives what is particular to it; the
 * rest of its fields is as in `usual`.
 */
const CASES: readonly [what: string, type: 'apache' | 'nginx', line: string, particular: Fields][] = [
  [
    'a plain Apache line',
    'apache',
    `192.168.1.100 - - ${TIME} "GET / HTTP/1.1" 200 2435 "-" "Mozilla/5.0 (X11)"`,
    { ip_address: '192.168.1.100', response_size: 2435, user_agent: 'Mozilla/5.0 (X11)' },
  ],
  [
    'a plain nginx line without a body',
    'nginx',
    `203.0.113.10 - - ${TIME} "DELETE /api/orders/123 HTTP/1.1" 204 0 "-" "axios/0.21.1"`,
    {
      ip_address: '203.0.113.10',
      method: 'DELETE',
      path: '/api/orders/123',
      status_code: 204,
      response_size: 0,
      user_agent: 'axios/0.21.1',
    },
  ],
  [
    'an IPv6 client',
    'apache',
    `2001:db8::8a2e:370:7334 - - ${TIME} "GET / HTTP/1.1" 200 7 "-" "-"`,
    { ip_address: '2001:db8::8a2e:370:7334' },
  ],
  [
    "Apache's call to itself",
    'apache',
    `::1 - - ${TIME} "OPTIONS * HTTP/1.0" 200 7 "-" "Apache/2.4.57 (Debian) (internal dummy connection)"`,
    {
      ip_address: '::1',
      method: 'OPTIONS',
      path: '*',
      protocol: 'HTTP/1.0',
      user_agent: 'Apache/2.4.57 (Debian) (internal dummy connection)',
    },
  ],
  [
    'escaped quotes in the user agent',
    'apache',
    `10.0.0.1 - - ${TIME} "GET / HTTP/1.1" 200 7 "-" "Mozilla/5.0 (\\"quoted\\" agent)"`,
    { user_agent: 'Mozilla/5.0 ("quoted" agent)' },
  ],
  [
    'escaped quotes in the referer',
    'apache',
    `10.0.0.1 - - ${TIME} "GET / HTTP/1.1" 200 7 "https://example.com/?q=\\"a b\\"" "curl/8.5.0"`,
    { referer: 'https://example.com/?q="a b"', user_agent: 'curl/8.5.0' },
  ],
  [
    'an escaped quote in the target',
    'apache',
    `10.0.0.1 - - ${TIME} "GET /search?q=\\"x HTTP/1.1" 200 7 "-" "-"`,
    { path: '/search?q="x' },
  ],
  [
    'TLS bytes sent to the plain port',
    'apache',
    `10.0.0.1 - - ${TIME} "\\x16\\x03\\x01\\x02" 400 226 "-" "-"`,
    { ...NO_REQUEST, request: '\u0016\u0003\u0001\u0002', status_code: 400, response_size: 226 },
  ],
  [
    'a request that never came, and no size',
    'apache',
    `10.0.0.1 - - ${TIME} "-" 408 - "-" "-"`,
    { ...NO_REQUEST, status_code: 408, response_size: 0 },
  ],
  [
    'a size of "-"',
    'apache',
    `10.0.0.1 - - ${TIME} "GET / HTTP/1.1" 304 - "-" "-"`,
    { status_code: 304, response_size: 0 },
  ],
  ['an empty user agent', 'apache', `10.0.0.1 - - ${TIME} "GET / HTTP/1.1" 200 7 "-" ""`, { user_agent: '' }],
  [
    'an e-mail address as the user',
    'apache',
    `10.0.0.1 - alice@example.com ${TIME} "GET / HTTP/1.1" 200 7 "-" "-"`,
    {},
  ],
  ['a user with a space', 'apache', `10.0.0.1 - John Smith ${TIME} "GET / HTTP/1.1" 200 7 "-" "-"`, {}],
  [
    'a space in the target',
    'apache',
    `10.0.0.1 - - ${TIME} "GET /a file.txt HTTP/1.1" 404 7 "-" "-"`,
    { path: '/a file.txt', status_code: 404 },
  ],
  [
    'a virtual host in front (vhost_combined)',
    'apache',
    `shop.example.com:443 198.51.100.7 - - ${TIME} "GET / HTTP/1.1" 200 7 "-" "-"`,
    { ip_address: '198.51.100.7' },
  ],
  ['a duration after the end', 'nginx', `10.0.0.1 - - ${TIME} "GET / HTTP/1.1" 200 7 "-" "-" 0.005`, {}],
  [
    'X-Forwarded-For after the end',
    'nginx',
    `10.0.0.1 - - ${TIME} "GET / HTTP/1.1" 200 7 "-" "curl/8.5.0" "203.0.113.9, 10.1.1.1"`,
    { user_agent: 'curl/8.5.0' },
  ],
  [
    'X-Forwarded-For in front',
    'apache',
    `203.0.113.9, 10.1.1.1 - - ${TIME} "GET / HTTP/1.1" 200 7 "-" "-"`,
    { ip_address: '203.0.113.9' },
  ],
  [
    'a client that left (499), over HTTP/2',
    'nginx',
    `10.0.0.1 - - ${TIME} "GET / HTTP/2.0" 499 0 "-" "-"`,
    { protocol: 'HTTP/2.0', status_code: 499, response_size: 0 },
  ],
  [
    'a host name with an underscore',
    'apache',
    `build_agent_7.internal - - ${TIME} "GET / HTTP/1.1" 200 7 "-" "-"`,
    { ip_address: 'build_agent_7.internal' },
  ],
]

test('there are twenty of them', () => {
  expect(CASES).toHaveLength(20)
})

test.each(CASES)('%s', (_what, type, line, particular) => {
  const usual = {
    timestamp: '2024-01-15T10:30:45+00:00',
    ip_address: '10.0.0.1',
    ...REQUEST,
    status_code: 200,
    response_size: 7,
    referer: null,
    user_agent: null,
    log_type: `${type}_access`,
  }
  const { records, rejects } = parseText(type, `${line}\n`)
  expect(rejects).toEqual([])
  expect(records.map(({ json }) => JSON.parse(json) as unknown)).toEqual([{ ...usual, ...particular }])
})
