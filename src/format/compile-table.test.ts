import { describe, expect, test } from 'vitest'
import { KinetailError } from '../base/errors.ts'
import { parseLine } from '../testing/parse-text.ts'
import { createEngine } from './create-engine.ts'

const OPTIONS = { host: null, keyField: null, maxRecordBytes: 1024 * 1024 }

/** The fields of a record after `log_type`. */
function further(type: string, format: string, line: string): Record<string, unknown> {
  const entries = Object.entries(parseLine({ type, format }, line))
  return Object.fromEntries(entries.slice(entries.findIndex(([key]) => key === 'log_type') + 1))
}

describe('a LogFormat of one’s own', () => {
  test('gives typed fields after the standard ones', () => {
    const format =
      '%v:%p %a %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %I %O %D %T %P %k "%{X-Request-Id}i" "%{JSESSIONID}C" "%{Content-Type}o" %X'
    const line =
      'shop.example.com:443 192.0.2.1 - alice [15/Jan/2024:10:30:45 +0100] "GET /a?b=c HTTP/1.1" 200 512 "-" "curl/8.5.0" 120 700 2513 0 4711 2 "r-1" "s-9" "text/html" +'
    expect(parseLine({ type: 'apache', format }, line)).toEqual({
      timestamp: '2024-01-15T10:30:45+01:00',
      ip_address: '192.0.2.1',
      method: 'GET',
      path: '/a?b=c',
      protocol: 'HTTP/1.1',
      status_code: 200,
      response_size: 512,
      referer: null,
      user_agent: 'curl/8.5.0',
      log_type: 'apache_access',
      virtual_host: 'shop.example.com',
      server_port: 443,
      identity: null,
      user: 'alice',
      request_length: 120,
      bytes_sent: 700,
      request_time: 0.002513,
      request_time_2: 0,
      pid: 4711,
      keepalive_requests: 2,
      x_request_id: 'r-1',
      cookie_jsessionid: 's-9',
      response_content_type: 'text/html',
      connection_status: '+',
    })
  })

  test.each<[string, string, Record<string, unknown>]>([
    ['%h "%{User-Agent}i" %{ms}T', '10.0.0.1 "x" 1500', { request_time: 1.5 }],
    ['%h "%!200,304{Cookie}i"', '10.0.0.1 "a=b; c=\\"d\\""', { cookie: 'a=b; c="d"' }],
    ['%a %{remote}p', '10.0.0.1 5123', { client_port: 5123 }],
    ['%a:%{remote}p %m', '2001:db8::1:5123 GET', { client_port: 5123 }],
    ['100%% %h %{SSL_PROTOCOL}x', '100% 10.0.0.1 TLSv1.3', { ssl_protocol: 'TLSv1.3' }],
    ['%h \\"%{X-Forwarded-For}i\\"', '10.0.0.1 "1.1.1.1, 2.2.2.2"', { x_forwarded_for: '1.1.1.1, 2.2.2.2' }],
    ['%h %{Host}i', '10.0.0.1 example.com', { host_header: 'example.com' }],
    ['%h %{event_id}n', '10.0.0.1 e', { event_id_2: 'e' }],
    ['%h %h', '10.0.0.1 10.0.0.1', {}],
    ['%h %{Referer}!200,304i', '10.0.0.1 http://a/b', {}],
    ['%h %<s', '10.0.0.1 301', {}],
    ['%h %{User-Agent}i %>s', '10.0.0.1 Mozilla/5.0 (X11; Linux 6) 7 200', {}],
    [
      '%h %{Accept}i %D',
      '10.0.0.1 text/html, */*;q=0.8 1500000',
      { accept: 'text/html, */*;q=0.8', request_time: 1.5 },
    ],
    ['%h %{Accept}i %{X-Id}i', '10.0.0.1 a b c', { accept: 'a b', x_id: 'c' }],
    ['%h %{%T}t %{X-Id}i', '10.0.0.1 10:30:45 a b', { time: '10:30:45', x_id: 'a b' }],
    ['%h "%m %U%q %H" %{cipher}c', '10.0.0.1 "GET /a b?c HTTP/1.1" AES', { ssl_cipher: 'AES' }],
    ['%h %r %X', '10.0.0.1 - -', { connection_status: null }],
    [
      '%h %{Grpc-Status}^to %{c}L %{c}h',
      '10.0.0.1 0 a8 10.0.0.2',
      { response_trailer_grpc_status: '0', connection_log_id: 'a8', peer_host: '10.0.0.2' },
    ],
    ['%h %v%U', '10.0.0.1 example.com/a', { virtual_host: 'example.com' }],
  ])('%s', (format, line, expected) => {
    expect(further('apache', format, line)).toEqual(expected)
  })

  test('the path and query of %U%q are the one path that they were', () => {
    expect(
      parseLine({ type: 'apache', format: '%h %m %U%q %H' }, '10.0.0.1 GET /a?b=c HTTP/1.1'),
    ).toMatchObject({
      method: 'GET',
      path: '/a?b=c',
      protocol: 'HTTP/1.1',
    })
  })

  test.each([
    ['%{%Y-%m-%dT%H:%M:%S%z}t %h', '2024-01-15T10:30:45+0100 10.0.0.1', '2024-01-15T10:30:45+01:00'],
    ['%{%F %T}t %h', '2024-01-15 10:30:45 10.0.0.1', '2024-01-15T10:30:45+00:00'],
    ['%{msec}t %h', '1705314645123 10.0.0.1', '2024-01-15T10:30:45.123+00:00'],
    ['%{end:sec}t %h', '1705314645 10.0.0.1', '2024-01-15T10:30:45+00:00'],
    ['%h', '10.0.0.1', '2024-01-15T10:31:00.250+00:00'],
    [
      '%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t %h',
      '15/Jan/2024 10:30:45.042 -0330 10.0.0.1',
      '2024-01-15T10:30:45.042-03:30',
    ],
    [
      '[%{%d/%b/%Y:%H:%M:%S}t.%{usec_frac}t %{%z}t] %h',
      '[15/Jan/2024:10:30:45.000042 +0100] 10.0.0.1',
      '2024-01-15T10:30:45.000042+01:00',
    ],
    ['%{%F}t %{%T}t.%{msec_frac}t %h', '2024-01-15 10:30:45.123 10.0.0.1', '2024-01-15T10:30:45.123+00:00'],
    ['%{sec}t.%{usec_frac}t %h', '1705314645.123456 10.0.0.1', '2024-01-15T10:30:45.123456+00:00'],
    ['%{sec}t%{msec_frac}t %h', '1705314645123 10.0.0.1', '2024-01-15T10:30:45.123+00:00'],
    ['%{usec}t %h', '1705314645123456 10.0.0.1', '2024-01-15T10:30:45.123456+00:00'],
    ['%{begin:%d.%m.%y %r}t %h', '05.01.24 12:30:45 AM 10.0.0.1', '2024-01-05T00:30:45+00:00'],
    ['%{%c}t %h', 'Mon Jan 15 10:30:45 2024 10.0.0.1', '2024-01-15T10:30:45+00:00'],
    [
      '%{%A, %-d %B %Y, %k:%M %Z}t %h',
      'Monday, 5 January 2024,  9:30 CET 10.0.0.1',
      '2024-01-05T09:30:00+00:00',
    ],
    ['%{%Y%j%H%M%S}t %h', '2024366235960 10.0.0.1', '2024-12-31T23:59:60+00:00'],
    ['%{%s %z}t %h', '1705314645 +0530 10.0.0.1', '2024-01-15T16:00:45+05:30'],
    ['%!200t %h', '[15/Jan/2024:10:30:45 +0000] 10.0.0.1', '2024-01-15T10:30:45+00:00'],
    ['%!200t %h', '- 10.0.0.1', '2024-01-15T10:31:00.250+00:00'],
    ['%{end:%T}t %{%F %T}t %h', '10:30:46 2024-01-15 10:30:45 10.0.0.1', '2024-01-15T10:30:45+00:00'],
  ])('the time of %s', (format, line, expected) => {
    expect(parseLine({ type: 'apache', format }, line)['timestamp']).toBe(expected)
  })
})

describe('a log_format of one’s own', () => {
  test('gives typed fields after the standard ones', () => {
    const format =
      '$remote_addr - $remote_user [$time_iso8601] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_length $request_time [$proxy_upstream_name] $upstream_addr $upstream_response_time $upstream_status $request_id "$http_x_api_key" $bytes_sent'
    const line =
      '192.0.2.1 - - [2024-01-15T10:30:45+09:00] "GET / HTTP/2.0" 000 - "" "-" 12 0.050 [web-80] 10.0.0.1:80, 10.0.0.2:80 0.010, 0.040 502, 200 abc "\\x22k\\x22" 99'
    expect(parseLine({ type: 'nginx', format }, line)).toEqual({
      timestamp: '2024-01-15T10:30:45+09:00',
      ip_address: '192.0.2.1',
      method: 'GET',
      path: '/',
      protocol: 'HTTP/2.0',
      status_code: 0,
      response_size: 0,
      referer: '',
      user_agent: null,
      log_type: 'nginx_access',
      user: null,
      request_length: 12,
      request_time: 0.05,
      proxy_upstream_name: 'web-80',
      upstream_addr: ['10.0.0.1:80', '10.0.0.2:80'],
      upstream_response_time: [0.01, 0.04],
      upstream_status: [502, 200],
      request_id: 'abc',
      x_api_key: '"k"',
      bytes_sent: 99,
    })
  })

  test.each<[string, string, Record<string, unknown>]>([
    ['$remote_addr $upstream_response_time', '10.0.0.1 0.049', { upstream_response_time: 0.049 }],
    ['$remote_addr $upstream_status $pid', '10.0.0.1 502 : 200 7', { upstream_status: [502, 200], pid: 7 }],
    [
      '$remote_addr $upstream_response_time $pid',
      '10.0.0.1 -, 0.5 7',
      { upstream_response_time: [null, 0.5], pid: 7 },
    ],
    [
      '$scheme://$host$request_uri $status',
      'https://example.com/a?b=c 200',
      { scheme: 'https', virtual_host: 'example.com' },
    ],
    ['escape=json {"t":"$request_time","s":$status}', '{"t":"","s":200}', { request_time: null }],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: nginx writes its variables so
    ['$remote_addr ${my_Var}|$traceId', '10.0.0.1 a b|c', { my_var: 'a b', trace_id: 'c' }],
    ['escape=json $remote_addr "$http_x"', '10.0.0.1 "\\u00e9\\ud83d\\ude00\\n\\/"', { x: 'é😀\n/' }],
    ['escape=none $remote_addr "$http_x"', '10.0.0.1 "a\\x41"', { x: 'a\\x41' }],
    ['escape=none $pid ~~ $http_user_agent ~~ $connection', '7 ~~  ~~ 5', { pid: 7, connection: 5 }],
    [
      'escape=json $remote_addr $request_id $pid $connection',
      '10.0.0.1   5',
      { request_id: null, pid: null, connection: 5 },
    ],
    ['escape=none $remote_addr "$http_x" $pid', '10.0.0.1 "a"b" 5', { x: 'a"b', pid: 5 }],
    [
      'main',
      '10.0.0.1 - - [15/Jan/2024:10:30:45 +0000] "GET / HTTP/1.1" 200 5 "-" "-" "-"',
      { user: null, x_forwarded_for: null },
    ],
  ])('%s', (format, line, expected) => {
    expect(further('nginx', format, line)).toEqual(expected)
  })

  test('without the peer, the first of X-Forwarded-For is the client', () => {
    const format = '"$http_x_forwarded_for" $status'
    const line = '"203.0.113.9, 10.0.0.1" 200'
    expect(parseLine({ type: 'nginx', format }, line)).toMatchObject({
      ip_address: '203.0.113.9',
      status_code: 200,
    })
  })
})

describe('a format that cannot be used', () => {
  test.each([
    ['apache', '%h %Z', /"%Z" at column 4/],
    ['apache', '%h %', /at column 4/],
    ['apache', '%h %{%e-%Q}t', /"%\{%e-%Q\}t" at column 4/],
    ['apache', '%h %{%s%H}t', /"%\{%s%H\}t" at column 4/],
    ['apache', '%h%u', /"%u" at column 3 directly after "%h" at column 1/],
    [
      'apache',
      '%h %{Accept}i %{User-Agent}i',
      /" " between "%\{Accept\}i" at column 4 and "%\{User-Agent\}i" at column 15/,
    ],
    ['apache', '%h "%{Cookie}i, %{Via}i"', /", " between/],
    ['nginx', '$remote_addr $http_accept - $http_user_agent', /" - " between "\$http_accept" at column 14/],
    ['nginx', '$request_id-$http_x_trace $status', /"-" between/],
    ['nginx', '$remote_addr $', /neither|column 14/],
    ['nginx', '$remote_addr$status', /"\$status" at column 13/],
    ['nginx', 'escape=xml $status', /escape=xml/],
    ['nginx', 'no variable', /neither a format string/],
    ['apache', '100%%', /no field/],
    ['apache', '$status', /one of nginx/],
    ['nginx', 'common', /one of apache/],
    ['application', '%h', /--type apache/],
    ['auto', '%h', /no log type "auto".*apache, nginx, application/],
  ])('--type %s --format %s', (type, format, words) => {
    const build = (): unknown => createEngine({ type, format }, OPTIONS)
    expect(build).toThrow(KinetailError)
    expect(build).toThrow(words)
  })
})
