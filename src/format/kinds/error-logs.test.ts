import { expect, test } from 'vitest'
import { parseLine, parseText } from '../../testing/parse-text.ts'

const error = (line: string): Record<string, unknown> => parseLine('apache_error', line)
const nginx = (line: string): Record<string, unknown> => parseLine('nginx_error', line)

test.each([
  ['[client 10.0.0.1:80]', '10.0.0.1', 80],
  ['[client ::1:54321]', '::1', 54_321],
  ['[client [2001:db8::1]:443]', '2001:db8::1', 443],
  ['[client 2001:db8::1]', '2001:db8::1', null],
  ['[remote 192.0.2.1:8080]', '192.0.2.1', 8080],
  ['[client proxy.example.com]', 'proxy.example.com', null],
])('apache_error: %s is address %s and port %s', (written, address, port) => {
  const line = `[Mon Aug 31 09:30:48.958285 2015] [core:error] [pid 28787] ${written} File does not exist: /x`
  expect(error(line)).toMatchObject({
    ip_address: address,
    client_port: port,
    message: 'File does not exist: /x',
  })
})

test('apache_error: source, error of the system and number of the message stand in fields of their own', () => {
  const line =
    '[Fri Feb 01 22:03:08.319124 2019] [proxy:debug] [pid 9:tid 140597881775872] proxy_util.c(820): (113)No route to host: [client 172.17.0.1:50752] AH00957: HTTP: attempt to connect failed, referer: http://a, b/'
  expect(error(line)).toEqual({
    timestamp: '2019-02-01T22:03:08.319124+00:00',
    level: 'DEBUG',
    module: 'proxy',
    pid: 9,
    tid: 140_597_881_775_872,
    ip_address: '172.17.0.1',
    client_port: 50_752,
    error_code: 'AH00957',
    message: 'HTTP: attempt to connect failed',
    referer: 'http://a, b/',
    system_error: '(113)No route to host',
    source: 'proxy_util.c(820)',
    log_type: 'apache_error',
  })
})

test('apache_error: a line of httpd 2.2, whose IPv6 address has no port', () => {
  const line =
    '[Wed Oct 11 14:32:52 2000] [error] [client 2001:db8::1:80] client denied by server configuration'
  expect(error(line)).toMatchObject({ module: null, ip_address: '2001:db8::1:80', client_port: null })
})

test.each([
  ['PHP Warning:  something', 'expected_literal', 0],
  ['[Wed Oct 11 14:32:52] [error] x', 'bad_timestamp', 1],
  ['[Wed Oct 11 14:32:52 2000] [loud] x', 'expected_literal', 28],
  ['[Wed Oct 11 14:32:52 2000] [error] [pid x] y', 'bad_number', 40],
  ['[Wed Oct 11 14:32:52 2000] [error', 'line_ends_early', 33],
])('apache_error: %s is refused with reason and column', (line, reason, column) => {
  expect(parseText('apache_error', line).rejects).toEqual([{ line: 0, reason, column }])
})

test('nginx_error: all that nginx says of a connection', () => {
  const line =
    '2022/04/15 08:16:13 [error] 7164#7165: *20 connect() failed (113: No route to host) while connecting to upstream, client: 10.244.0.9, server: test.local, request: "GET /a, b: "c" HTTP/2.0", subrequest: "/auth", upstream: "http://127.0.0.1:80/", host: "test.local:81", referrer: "http://r/"'
  expect(nginx(line)).toEqual({
    timestamp: '2022-04-15T08:16:13+00:00',
    level: 'ERROR',
    pid: 7164,
    tid: 7165,
    connection_id: 20,
    message: 'connect() failed (113: No route to host) while connecting to upstream',
    ip_address: '10.244.0.9',
    method: 'GET',
    path: '/a, b: "c"',
    protocol: 'HTTP/2.0',
    server: 'test.local',
    upstream: 'http://127.0.0.1:80/',
    host: 'test.local:81',
    referer: 'http://r/',
    subrequest: '/auth',
    log_type: 'nginx_error',
  })
})

test('nginx_error: a `host` of the line keeps ours away, and a line without one gets it', () => {
  const start =
    '2022/04/15 08:16:13 [error] 1#1: *2 x, client: 10.0.0.1, server: s, request: "GET / HTTP/1.1"'
  const hosts = [start, `${start}, host: "a"`].map(
    (line) => parseLine('nginx_error', line, { host: 'web-1' })['host'],
  )
  expect(hosts).toEqual(['web-1', 'a'])
})

test('nginx_error: what only looks like a member stays in the message, and a cut one is marked', () => {
  expect(nginx('2022/04/15 08:16:13 [notice] 1#1: said, client: and went on')).toMatchObject({
    message: 'said',
    ip_address: 'and went on',
  })
  expect(nginx('2022/04/15 08:16:13 [notice] 1#1: said, client: a, b')).toMatchObject({
    message: 'said, client: a, b',
    ip_address: null,
  })
  expect(
    nginx('2022/04/15 08:16:13 [error] 1#1: *2 x, client: 10.0.0.1, server: s, request: "GET /very-lo'),
  ).toMatchObject({ path: '/very-lo', truncated: true })
})
