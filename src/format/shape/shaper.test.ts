import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { GENERATION, parseText } from '../../testing/parse-text.ts'
import { FORMATS } from '../all.ts'
import { networksOf } from './ip-prefix.ts'
import { textRedaction } from './secrets.ts'
import type { ShapeOptions } from './shape-options.ts'
import { unparsedShape } from './unparsed-shape.ts'

const KEY = 'KINETAIL_TEST_REDACT_KEY'
process.env[KEY] = 'a secret of more than sixteen bytes'
afterAll(() => {
  delete process.env[KEY]
})

const LINES = [
  '203.0.113.77 - ada [15/Jan/2024:10:30:45 +0000] "GET /api/users?token=s3cret&id=7 HTTP/1.1" 200 2435 "-" "curl/8"',
  '',
  '2001:db8:1:2::7 - - [15/Jan/2024:10:30:46 +0000] "GET /healthz HTTP/1.1" 200 2 "-" "probe"',
  'broken',
  '198.51.100.4 - - [15/Jan/2024:10:30:47 +0000] "POST /api/orders HTTP/1.1" 503 0 "https://x/?a=1&Token=abc#t" "Mozilla/5.0"',
].join('\n')

const FORMAT =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'

function shaped(shape: ShapeOptions, lines = LINES, type = 'nginx', options = {}) {
  const spec = { type, shape, ...(type === 'nginx' ? { format: FORMAT } : {}) }
  return parseText(spec, lines, options)
}

function records(
  shape: ShapeOptions,
  lines = LINES,
  type = 'nginx',
  options = {},
): Record<string, unknown>[] {
  return shaped(shape, lines, type, options).records.map(
    ({ json }) => JSON.parse(json) as Record<string, unknown>,
  )
}

test('records that a rule drops are filtered lines; the rest keeps its places, and rejects and blanks are as before', () => {
  const {
    records: left,
    blanks,
    rejects,
    lines,
  } = shaped({ drop: ["path = '/healthz'"] }, LINES, 'nginx', { host: 'h' })
  const all = parseText({ type: 'nginx', format: FORMAT }, LINES, { host: 'h' })
  expect(left).toEqual([all.records[0], all.records[2]])
  expect([...blanks].sort()).toEqual([1, 2])
  expect(rejects).toEqual(all.rejects)
  expect(lines).toBe(5)
})

test('every list of keep has to agree, and drop comes on top', () => {
  const kept = (shape: ShapeOptions): unknown[] => records(shape).map(({ status_code }) => status_code)
  expect(kept({ keep: [['status_code = 503', "path LIKE '/api/%'"]] })).toEqual([200, 503])
  expect(kept({ keep: [["path LIKE '/api/%'"], [{ method: 'POST' }]] })).toEqual([503])
  expect(kept({ keep: [["path LIKE '/api/%'"]], drop: ['status_code >= 500'] })).toEqual([200])
})

test('a sample has the same keys everywhere, whatever else is in the line', () => {
  const address = fc.tuple(fc.nat(255), fc.nat(255)).map(([a, b]) => `198.51.${a}.${b}`)
  const line = (ip: string, path: string): string =>
    `${ip} - - [15/Jan/2024:10:30:47 +0000] "GET ${path} HTTP/1.1" 200 5 "-" "-"`
  const stays = (ip: string, path: string, rate: number): boolean =>
    records({ sample: [{ rate, by: 'ip_address' }] }, line(ip, path)).length === 1
  fc.assert(
    fc.property(address, fc.double({ min: 0, max: 1, noNaN: true }), (ip, rate) => {
      expect(stays(ip, '/a', rate)).toBe(stays(ip, '/b', rate))
      if (stays(ip, '/a', rate)) expect(stays(ip, '/a', Math.min(1, rate + 0.1))).toBe(true)
    }),
    { numRuns: 40 },
  )
  const many = Array.from({ length: 4000 }, (_, i) => line(`10.1.${i >> 8}.${i & 255}`, '/')).join('\n')
  const part = records({ sample: [{ rate: 0.25, by: 'ip_address' }] }, many).length / 4000
  expect(Math.abs(part - 0.25)).toBeLessThan(0.03)
  // The numbers of one host are those of another: fixed here for good.
  const sampled = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5'].map((ip) =>
    stays(ip, '/', 0.5),
  )
  expect(sampled).toEqual([false, true, false, false, false])
})

test('a sample may be of some records only, and what has no key stays', () => {
  const shape = { sample: [{ rate: 0, by: 'ip_address', where: 'status_code < 500' }] }
  expect(records(shape).map(({ status_code }) => status_code)).toEqual([503])
  expect(records({ sample: [{ rate: 0, by: 'nothing' }] })).toHaveLength(3)
})

test('fields are added before host and event_id, and never twice', () => {
  const shape = { add: { env: 'prod', method: 'mine', shard: 3, on: true } }
  const { records: left } = shaped(shape, LINES, 'nginx', { host: 'web-1' })
  expect(left[0]!.json).toContain(
    `"user_agent":"curl/8","log_type":"nginx_access","user":"ada","env":"prod","shard":3,"on":true,"host":"web-1","event_id":"${GENERATION}:0"}`,
  )
  expect(left[0]!.key).toBe('203.0.113.77')
})

test('what is hidden is hidden in the partition key too', () => {
  const key = (redact: ShapeOptions['redact']): string => shaped({ redact }).records[0]!.key
  expect(key([{ ip: true }])).toBe('203.0.113.0')
  expect(key([{ mask: ['ip_address'] }])).toBe('***')
  expect(key([{ remove: ['ip_address'] }])).toBe('')
  expect(key([{ pseudonymise: ['ip_address'], key_env: KEY }])).toMatch(/^[0-9a-f]{32}$/)
})

test('secrets go from query strings wherever they stand', () => {
  const [first, , last] = records({ redact: [{ query: ['token'] }] })
  expect(first!['path']).toBe('/api/users?token=***&id=7')
  expect(last!['referer']).toBe('https://x/?a=1&Token=***#t')
  const hide = textRedaction(['token', 'api key'], ['\\b\\d{13,16}\\b'])!
  expect(hide('GET /in?next=%2Fa%3Ftoken%3Dabc%26x%3D1 HTTP/1.1')).toBe(
    'GET /in?next=%2Fa%3Ftoken%3D***%26x%3D1 HTTP/1.1',
  )
  expect(hide('a=1&t%6Fken=x&b=2')).toBe('a=1&t%6Fken=***&b=2')
  expect(hide('tokens=1&token=')).toBe('tokens=1&token=***')
  expect(hide('card 4111111111111111 paid')).toBe('card *** paid')
  expect(hide('x'.repeat(70_000))).toBe('***')
})

test('applications: nested fields, lists of objects, doubled and escaped keys', () => {
  const line =
    '{"message":"login token=abc","email":"a@b","em\\u0061il":"c@d","user":{"email":"e@f","id":7},"all":[{"email":"g","n":1}],"n":4111111111111111}'
  const redact = [{ mask: ['email', 'user.email', 'all.email'], query: ['token'], patterns: ['4\\d{15}'] }]
  const { records: left } = shaped({ redact }, line, 'application')
  expect(left[0]!.json).not.toMatch(/@|"g"|abc|4111/)
  expect(JSON.parse(left[0]!.json)).toMatchObject({
    message: 'login token=***',
    user: { email: '***', id: 7 },
    all: [{ email: '***', n: 1 }],
    n: '***',
  })
  const gone = records({ redact: [{ remove: ['user.email', 'email'] }] }, line, 'application')[0]!
  expect(gone).not.toHaveProperty('email')
  expect(gone['user']).toEqual({ id: 7 })
})

test('addresses keep their network, and what is no address keeps nothing', () => {
  const networks: [string, string][] = [
    ['203.0.113.77', '203.0.113.0'],
    ['203.0.113.77:443', '203.0.113.0'],
    ['2001:db8:1:2::7', '2001:db8:1::'],
    ['[2001:db8::1]:443', '2001:db8::'],
    ['::1', '::'],
    ['fe80::1%eth0', 'fe80::'],
    ['::ffff:203.0.113.77', '::ffff:203.0.113.0'],
    ['203.0.113.77, 10.1.2.3', '203.0.113.0, 10.1.2.0'],
    ['for="[2001:db8:cafe::17]:4711"', '2001:db8:cafe::'],
    ['host.example.org', '***'],
    ['-', '-'],
  ]
  for (const [written, network] of networks) expect(networksOf(written, [24, 48])).toBe(network)
  expect(networksOf('203.0.113.77', [20, 48])).toBe('203.0.112.0')
  expect(networksOf('203.0.113.77', [0, 0])).toBe('0.0.0.0')
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), fc.nat(32), fc.nat(128), (text, v4, v6) => {
      const once = networksOf(text, [v4, v6])
      expect(networksOf(once, [v4, v6])).toBe(once)
    }),
  )
})

test('pseudonyms are those of the key, and the key is in no message', () => {
  const user = (lines: string): unknown =>
    records({ redact: [{ pseudonymise: ['user'], key_env: KEY }] }, lines)[0]!['user']
  expect(user(LINES)).toBe(user(LINES.replace('203.0.113.77', '10.0.0.1')))
  expect(user(LINES)).not.toBe(user(LINES.replace(' ada ', ' bob ')))
  process.env[`${KEY}_SHORT`] = 'hunter2'
  const wrong =
    (key_env: string): (() => unknown) =>
    () =>
      records({ redact: [{ pseudonymise: ['user'], key_env }] })
  expect(wrong(`${KEY}_SHORT`)).toThrow('7 bytes')
  expect(wrong(`${KEY}_SHORT`)).not.toThrow('hunter2')
  expect(wrong(`${KEY}_NONE`)).toThrow('not set')
  delete process.env[`${KEY}_SHORT`]
})

test('a record that outgrows the limit is a dead letter, in the order of its line', () => {
  const { records: left, rejects } = shaped({ add: { long: 'x'.repeat(300) } }, LINES, 'nginx', {
    maxRecordBytes: 400,
  })
  expect(left).toEqual([])
  expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([
    [0, 'too_long'],
    [2, 'too_long'],
    [3, 'line_ends_early'],
    [4, 'too_long'],
  ])
})

test('a line without fields leaves the machine only as far as its text can be searched', () => {
  const line = Buffer.from('no request token=abc from ada')
  const sent = (shape: ShapeOptions): string => Buffer.from(unparsedShape(shape, 1e6).line(line)).toString()
  expect(sent({ redact: [{ query: ['token'], patterns: ['\\bada\\b'] }] })).toBe(
    'no request token=*** from ***',
  )
  expect(sent({ redact: [{ mask: ['user'], query: ['token'] }] })).toBe('***')
  expect(sent({ drop: ['status_code = 5'] })).toBe(line.toString())
  const record = Buffer.from(
    '{"timestamp":"2024-01-15T10:30:45Z","message":"m","log_type":"unparsed","event_id":"0123456789abcdef:0"}',
  )
  const written = unparsedShape({ schema: 'ecs', add: { env: 'prod' } }, 1e6).record(record)
  expect(JSON.parse(Buffer.from(written).toString())).toEqual({
    '@timestamp': '2024-01-15T10:30:45Z',
    event: { dataset: 'unparsed' },
    message: 'm',
    ecs: { version: '8.17.0' },
    fields: { env: 'prod' },
    event_id: '0123456789abcdef:0',
  })
})

describe('any line of any format', () => {
  const value = fc.jsonValue({ maxDepth: 3 })
  const names = fc.constantFrom(
    'email',
    'user',
    'level',
    'service',
    'error',
    'host',
    'trace.id',
    'http',
    'status_code',
    'ip_address',
    'fields',
  )
  const object = fc
    .array(fc.tuple(fc.oneof(names, fc.string()), value), { maxLength: 8 })
    .map(
      (members) =>
        `{${members.map(([name, one]) => `${JSON.stringify(name)}:${JSON.stringify(one)}`).join(', ')}}`,
    )
  const example = fc.constantFrom(
    ...FORMATS.flatMap(({ name, logTypes }) => logTypes.map((type) => [name, type.example] as const)),
  )
  const shape: fc.Arbitrary<ShapeOptions> = fc.record({
    schema: fc.constantFrom('kinetail', 'ecs', 'otel'),
    drop: fc.constantFrom([], ['status_code < 300'], ["email LIKE '%a%'"]),
    add: fc.constantFrom({}, { env: 'prod', 'service.version': '1' }),
    redact: fc.constantFrom(
      [],
      [{ mask: ['email', 'user.name'], ip: true }],
      [{ remove: ['user', 'host', 'ip_address'], query: ['token'], patterns: ['[0-9]{4,}'] }],
    ),
  })

  test('becomes JSON with its event id last, or is accounted for otherwise; cutting the lines anywhere changes nothing', () => {
    fc.assert(
      fc.property(
        shape,
        fc.oneof(
          example,
          object.map((line) => ['application', line] as const),
        ),
        fc.nat(200),
        (how, [type, line], cut) => {
          if (FORMATS.find(({ name }) => name === type)!.takesPattern) return
          const lines = `${line}\n${line.slice(0, cut)}\n`
          const all = parseText({ type, shape: how }, lines, { host: 'web-1', keyField: 'auto' })
          expect(all.records.length + all.rejects.length + all.blanks.length).toBe(all.lines)
          for (const { json, key } of all.records) {
            const record = JSON.parse(json) as Record<string, unknown>
            expect(Object.keys(record).at(-1)).toBe('event_id')
            expect(json).toMatch(/"event_id":"0123456789abcdef:\d+"}$/)
            expect(json).not.toMatch(/\n/)
            expect(new Set(Object.keys(record)).size).toBe(topKeys(json))
            expect(json).toContain(key)
          }
        },
      ),
      { numRuns: 150 },
    )
  })

  test('hidden once is hidden for good', () => {
    const redact = [
      { mask: ['email', 'user.name'], ip: ['ip_address'], query: ['token'], patterns: ['[0-9]{4,}'] },
    ]
    fc.assert(
      fc.property(object, (line) => {
        const [once] = shaped({ redact }, line, 'application').records
        if (once === undefined) return
        const { log_type: _, timestamp: __, ...rest } = JSON.parse(once.json) as Record<string, unknown>
        const [twice] = records({ redact }, JSON.stringify(rest), 'application')
        expect(twice).toMatchObject(rest)
      }),
    )
  })
})

/** Keys of the outermost object, doubles counted once more only where the line had them. */
function topKeys(json: string): number {
  let depth = 0
  const keys = new Set<string>()
  for (const [token, , key] of json.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/g)) {
    if (token === '{' || token === '[') depth++
    else if (token === '}' || token === ']') depth--
    else if (key !== undefined && depth === 1) keys.add(JSON.parse(token.slice(0, -key.length)) as string)
  }
  return keys.size
}
