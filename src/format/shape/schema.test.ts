import { describe, expect, test } from 'vitest'
import { parseText } from '../../testing/parse-text.ts'
import { FORMATS } from '../all.ts'
import { createEngine } from '../create-engine.ts'
import { findField, guideNames } from './find-field.ts'
import type { ShapeOptions } from './shape-options.ts'

const COMBINED =
  '203.0.113.7 - alice [15/Jan/2024:10:30:45 +0000] "GET /search?q=a%20b HTTP/1.1" 200 2435 "https://example.org/" "Mozilla/5.0"'

function record(type: string, line: string, shape: ShapeOptions, options = {}): Record<string, unknown> {
  const { records, rejects } = parseText({ type, shape }, line, { host: 'web-1', ...options })
  expect(rejects).toEqual([])
  return JSON.parse(records[0]!.json) as Record<string, unknown>
}

const ecs = (type: string, line: string, more: ShapeOptions = {}): unknown =>
  record(type, line, { schema: 'ecs', ...more })
const otel = (type: string, line: string, more: ShapeOptions = {}): unknown =>
  record(type, line, { schema: 'otel', ...more })
const ID = '0123456789abcdef:0'

describe('access logs', () => {
  test('as ECS has them: objects, with types', () => {
    expect(ecs('apache', COMBINED)).toEqual({
      '@timestamp': '2024-01-15T10:30:45+00:00',
      event: { dataset: 'apache_access' },
      host: { name: 'web-1' },
      source: { ip: '203.0.113.7' },
      http: {
        request: { method: 'GET', referrer: 'https://example.org/' },
        response: { status_code: 200, body: { bytes: 2435 } },
        version: '1.1',
      },
      user_agent: { original: 'Mozilla/5.0' },
      url: { path: '/search', query: 'q=a%20b' },
      ecs: { version: '8.17.0' },
      event_id: ID,
    })
  })

  test('as OpenTelemetry has them: attributes by their names', () => {
    expect(otel('apache', COMBINED)).toEqual({
      timestamp: '2024-01-15T10:30:45+00:00',
      log_type: 'apache_access',
      'host.name': 'web-1',
      'client.address': '203.0.113.7',
      'http.request.method': 'GET',
      'http.request.header.referer': ['https://example.org/'],
      'http.response.status_code': 200,
      'http.response.body.size': 2435,
      'user_agent.original': 'Mozilla/5.0',
      'url.path': '/search',
      'url.query': 'q=a%20b',
      'network.protocol.name': 'http',
      'network.protocol.version': '1.1',
      event_id: ID,
    })
  })

  test('a host name is no IP, a target of CONNECT no path, and what is null is left out', () => {
    const line =
      'client.example.org - - [15/Jan/2024:10:30:45 +0000] "CONNECT example.org:443 HTTP/1.1" 405 - "-" "-"'
    expect(ecs('apache', line)).toMatchObject({
      source: { domain: 'client.example.org' },
      url: { original: 'example.org:443' },
    })
    expect(ecs('apache', line)).not.toHaveProperty('user_agent')
    expect(otel('apache', line)).toMatchObject({ 'url.original': 'example.org:443' })
  })

  test('fields of custom formats: durations in the unit of the schema, the rest under the prefix', () => {
    const spec = {
      type: 'nginx',
      format:
        '$remote_addr [$time_local] "$request" $status $request_time $upstream_response_time "$http_x_team"',
    }
    const line = '203.0.113.7 [15/Jan/2024:10:30:45 +0000] "GET / HTTP/2.0" 200 0.250 0.1, 0.2 "blue"'
    const of = (schema: 'ecs' | 'otel'): unknown =>
      JSON.parse(parseText({ ...spec, shape: { schema, add: { env: 'prod' } } }, line).records[0]!.json)
    expect(of('ecs')).toMatchObject({
      event: { duration: 250_000_000 },
      fields: { upstream_response_time: [0.1, 0.2], x_team: 'blue', env: 'prod' },
    })
    expect(of('otel')).toMatchObject({
      'http.server.request.duration': 0.25,
      'fields.upstream_response_time': [0.1, 0.2],
      'fields.env': 'prod',
    })
  })
})

describe('application logs', () => {
  const LINE =
    '{"timestamp":"2024-01-15T10:30:45Z","level":"WARN","logger":"app.Db","message":"slow","user_id":7,"request_id":"r-1","took":{"ms":5},"service":"shop"}'

  test('as ECS has them', () => {
    expect(ecs('application', LINE, { add: { env: 'prod', 'labels.team': 'a' } })).toEqual({
      '@timestamp': '2024-01-15T10:30:45Z',
      event: { dataset: 'application' },
      host: { name: 'web-1' },
      log: { level: 'WARN', logger: 'app.Db' },
      message: 'slow',
      http: { request: { id: 'r-1' } },
      user: { id: '7' },
      service: { name: 'shop' },
      labels: { team: 'a' },
      ecs: { version: '8.17.0' },
      fields: { took: { ms: 5 }, env: 'prod' },
      event_id: ID,
    })
  })

  test('as OpenTelemetry has them', () => {
    expect(otel('application', LINE)).toEqual({
      timestamp: '2024-01-15T10:30:45Z',
      log_type: 'application',
      'host.name': 'web-1',
      severity_text: 'WARN',
      severity_number: 13,
      'otel.scope.name': 'app.Db',
      body: 'slow',
      'user.id': '7',
      'service.name': 'shop',
      'fields.request_id': 'r-1',
      'fields.took': { ms: 5 },
      event_id: ID,
    })
  })

  test('an application that writes ECS itself is let through', () => {
    const line =
      '{"@timestamp":"2024-01-15T10:30:45Z","log.level":"info","message":"up","ecs.version":"1.6.0","service":{"name":"a","version":"2"},"trace.id":"t","host":{"hostname":"own"}}'
    expect(ecs('application', line)).toEqual({
      '@timestamp': '2024-01-15T10:30:45Z',
      event: { dataset: 'application' },
      log: { level: 'info' },
      message: 'up',
      trace: { id: 't' },
      service: { name: 'a', version: '2' },
      host: { hostname: 'own' },
      ecs: { version: '1.6.0' },
      event_id: ID,
    })
  })

  test('two members for one place: the second keeps its name under the prefix', () => {
    const line = '{"timestamp":"2024-01-15T10:30:45Z","level":"WARN","log.level":"info","message":"m"}'
    expect(ecs('application', line)).toMatchObject({
      log: { level: 'WARN' },
      fields: { 'log.level': 'info' },
    })
  })
})

test('a record of any schema is shown and counted as one of the guide is', () => {
  const shown = (schema: 'kinetail' | 'ecs' | 'otel'): unknown =>
    guideNames(record('apache', COMBINED, { schema }))
  for (const schema of ['kinetail', 'ecs', 'otel'] as const)
    expect(shown(schema)).toMatchObject({
      timestamp: '2024-01-15T10:30:45+00:00',
      log_type: 'apache_access',
      ip_address: '203.0.113.7',
      method: 'GET',
      status_code: 200,
      response_size: 2435,
    })
  expect(findField(record('application', '{"request_id":"r"}', { schema: 'otel' }), 'request_id')).toBe('r')
})

test('what names a place, and how many lines are there, stays last in every schema', () => {
  const bytes = new TextEncoder().encode('Error: x\n  at y\n')
  const events = { ends: Uint32Array.of(bytes.length), lines: Uint32Array.of(2) }
  for (const schema of ['kinetail', 'ecs', 'otel'] as const) {
    const shape = { schema, add: { env: 'prod' } }
    const options = { host: 'web-1', keyField: 'auto', maxRecordBytes: 1e6 } as const
    const engine = createEngine({ type: 'application', joined: true, shape }, options)
    const block = engine.parse({ bytes, offset: 7, readAt: 0, generation: '0123456789abcdef', events })
    const json = Buffer.from(block.bytes.subarray(0, block.length)).toString()
    expect(json).toMatch(/,"event_lines":2,"event_id":"0123456789abcdef:7"}$/)
    expect(JSON.stringify(JSON.parse(json))).toContain('"prod"')
  }
})

test.each(FORMATS.filter(({ takesPattern }) => !takesPattern).map(({ name }) => name))(
  '%s: nothing of its examples is lost, and key, time and log type are as before',
  (type) => {
    for (const { example } of FORMATS.find(({ name }) => name === type)!.logTypes) {
      const plain = parseText({ type }, `${example}\n`, { host: 'web-1' })
      for (const schema of ['ecs', 'otel'] as const) {
        const found = parseText({ type, shape: { schema } }, `${example}\n`, { host: 'web-1' })
        expect(found.records).toHaveLength(plain.records.length)
        for (const [i, one] of found.records.entries()) {
          const before = plain.records[i]!
          expect([one.key, one.eventTime, one.logType, one.line]).toEqual([
            before.key,
            before.eventTime,
            before.logType,
            before.line,
          ])
          const values = leaves(JSON.parse(before.json)).filter((value) => value !== null)
          const after = JSON.stringify(JSON.parse(one.json))
          // Paths are cut in two, protocols lose their name, seconds become nanoseconds.
          const lost = values.filter(
            (value) =>
              !after.includes(JSON.stringify(value)) && !after.includes(JSON.stringify(String(value))),
          )
          for (const value of lost) expect(String(value)).toMatch(/\?|^HTTP\/|^\d+(\.\d+)?$/)
        }
      }
    }
  },
)

function leaves(value: unknown): unknown[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leaves)
  return [value]
}
