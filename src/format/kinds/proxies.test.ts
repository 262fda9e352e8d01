import { describe, expect, test } from 'vitest'
import { parseLine, parseText } from '../../testing/parse-text.ts'
import { FORMATS } from '../all.ts'

const example = (name: string, i = 0): string =>
  FORMATS.find((one) => one.name === name)!.logTypes[i]!.example

describe('haproxy', () => {
  test('an HTTP line behind a header of syslog', () => {
    expect(parseLine('haproxy', example('haproxy'))).toEqual({
      timestamp: '2024-01-15T10:30:44.655+00:00',
      ip_address: '203.0.113.7',
      method: 'GET',
      path: '/index.html',
      protocol: 'HTTP/1.1',
      status_code: 200,
      response_size: 2750,
      client_port: 33_317,
      frontend: 'http-in',
      backend: 'static',
      server: 'srv1',
      request_wait_time: 0.01,
      queue_time: 0,
      connect_time: 0.03,
      response_time: 0.069,
      request_time: 0.109,
      request_cookie: null,
      response_cookie: null,
      termination_state: '----',
      active_connections: 1,
      frontend_connections: 1,
      backend_connections: 1,
      server_connections: 1,
      retries: 0,
      server_queue: 0,
      backend_queue: 0,
      request_headers: 'www.example.com',
      response_headers: '',
      hostname: 'lb-1',
      pid: 14_389,
      log_type: 'haproxy_http',
    })
  })

  const http = (timers: string, status: string, end: string): string =>
    `2001:db8::1:443 [06/Feb/2009:12:14:14.655] fe~ be/<NOSRV> ${timers} ${status} +212 - - PR-- 1/1/1/1/+3 0/0 ${end}`

  test('times that never came are null, and a log made early has its signs', () => {
    expect(parseLine('haproxy', http('0/-1/-1/-1/+1050', '-1', '"<BADREQ>"'))).toMatchObject({
      ip_address: '2001:db8::1',
      method: null,
      request: '<BADREQ>',
      status_code: null,
      response_size: 212,
      server: '<NOSRV>',
      queue_time: null,
      request_time: 1.05,
      retries: 3,
    })
  })

  test('braces and quotes within headers and requests, a cut request, and what the HTTPS log adds', () => {
    const line = (end: string): Record<string, unknown> => parseLine('haproxy', http('0/0/0/0/1', '200', end))
    expect(line('{a}b|c} "GET /"x" HTTP/1.1"')).toMatchObject({ request_headers: 'a}b|c', path: '/"x"' })
    expect(line('"GET /very-lo')).toMatchObject({ path: '/very-lo', truncated: true })
    expect(line('"GET / HTTP/1.1" 0/0/0/0/0 sni/TLSv1.3/x')).toMatchObject({
      tls_details: '0/0/0/0/0 sni/TLSv1.3/x',
    })
  })

  test.each([
    ['Proxy sticky-servers started.', 'bad_address', 0],
    ['1.2.3.4:5 [06/Feb/2009 12:14:14.655] fe be/srv 0/0/1 2 -- 0/0/0/0/3 0/0', 'bad_timestamp', 11],
    ['1.2.3.4:5 [06/Feb/2009:12:14:14.655] fe be 0/0/1 2 -- 0/0/0/0/3 0/0', 'expected_literal', 42],
    ['1.2.3.4:5 [06/Feb/2009:12:14:14.655] fe be/srv 0/x/1 2 -- 0/0/0/0/3 0/0', 'bad_number', 49],
  ])('%s is refused with reason and column', (line, reason, column) => {
    expect(parseText('haproxy', line).rejects).toEqual([{ line: 0, reason, column }])
  })
})

test('squid', () => {
  expect(parseLine('squid', example('squid'))).toEqual({
    timestamp: '2024-01-15T10:30:45.899+00:00',
    ip_address: '10.170.72.111',
    method: 'GET',
    path: 'http://www.example.com/index.html',
    protocol: null,
    status_code: 200,
    response_size: 6256,
    referer: null,
    user_agent: null,
    log_type: 'squid',
    request_time: 16.867,
    result_code: 'TCP_MISS',
    user: 'alice',
    hierarchy_code: 'HIER_DIRECT',
    peer: '203.0.113.7',
    content_type: 'text/html',
  })
})

test('traefik: the common form, with the names of its own and without, and JSON', () => {
  const common = '203.0.113.7 - frank [15/Jan/2024:10:30:45 +0000] "GET /a HTTP/1.1" 200 2326'
  expect(parseLine('traefik', example('traefik'))).toMatchObject({
    request_count: 262,
    router: 'web@docker',
    server_url: 'http://172.19.0.3:5601',
    request_time: 0.002,
  })
  expect(parseLine('traefik', common)).toMatchObject({ user: 'frank', response_size: 2326, user_agent: null })
  const json =
    '{"ClientHost":"203.0.113.7","ClientUsername":"-","DownstreamContentSize":358,"DownstreamStatus":200,"Duration":1564849,"RequestMethod":"GET","RequestPath":"/a","RequestProtocol":"HTTP/1.1","host":"x","time":"2024-01-15T10:30:45+01:00"}'
  const { records } = parseText('traefik', `${common}\n${json}\n`, { host: 'web-1' })
  expect(records.map(({ key }) => key)).toEqual(['203.0.113.7', '203.0.113.7'])
  expect(JSON.parse(records[1]!.json)).toEqual({
    timestamp: '2024-01-15T10:30:45+01:00',
    ip_address: '203.0.113.7',
    method: 'GET',
    path: '/a',
    protocol: 'HTTP/1.1',
    status_code: 200,
    response_size: 358,
    referer: null,
    user_agent: null,
    user: null,
    request_count: null,
    router: null,
    request_time: 0.001564849,
    virtual_host: null,
    host_original: 'x',
    log_type: 'traefik',
    host: 'web-1',
    event_id: expect.any(String) as string,
  })
})

test('caddy: the address, headers and what is left of the request', () => {
  expect(parseLine('caddy', example('caddy'))).toMatchObject({
    timestamp: '2024-01-15T10:30:45.5241024+00:00',
    ip_address: '203.0.113.7',
    user_agent: 'curl/7.82.0',
    referer: null,
    user: null,
    virtual_host: 'www.example.com',
    request_time: 0.000929675,
    logger: 'http.log.access',
    request_headers: { 'User-Agent': ['curl/7.82.0'] },
  })
  const older =
    '{"ts":1705314645,"request":{"remote_addr":"[2001:db8::1]:443","method":"GET","uri":"/"},"status":404}'
  expect(parseLine('caddy', older)).toMatchObject({
    ip_address: '2001:db8::1',
    status_code: 404,
    response_size: 0,
  })
})

test('nginx_ingress: several upstreams, and the older form with the address twice', () => {
  const line = example('nginx_ingress').replace(
    '10.0.50.80:9000 19437 0.049 200',
    '10.0.0.1:80, 10.0.0.2:80 0, 5 0.1, 0.2 502, 200',
  )
  expect(parseLine('nginx_ingress', line)).toMatchObject({
    upstream_addr: ['10.0.0.1:80', '10.0.0.2:80'],
    upstream_status: [502, 200],
  })
  expect(
    parseLine('nginx_ingress', example('nginx_ingress').replace(' - - [', ' - [198.51.100.1] - - [')),
  ).toMatchObject({ ip_address: '198.51.100.1', remote_addr: '203.0.113.7' })
})

test('alb: times that never came, a target that there is not, and logs of before', () => {
  const never = example('alb').replace('10.0.0.1:80 0.086 0.048 0.037 200 200', '- -1 -1 -1 502 -')
  expect(parseLine('alb', never)).toMatchObject({
    ip_address: '203.0.113.7',
    client_port: 2817,
    target: null,
    target_processing_time: null,
    status_code: 502,
    target_status_code: null,
    conn_trace_id: 'TID_1234abcd5678ef90',
  })
  const before = example('alb').replace(/ "www\.example\.com" .*/, '')
  expect(parseLine('alb', before)).toMatchObject({ trace_id: 'Root=1-58337281-1d84f3d73c47ec4e58577259' })
  expect(parseText('alb', before.replace(' 57 ', ' x ')).rejects).toMatchObject([{ reason: 'bad_number' }])
})
