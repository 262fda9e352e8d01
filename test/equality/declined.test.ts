import { describe, expect, test } from 'vitest'
import { createEngine, type FormatSpec } from '../../src/format/create-engine.ts'
import { KernelEngine } from '../../src/format/kernel-engine.ts'

const TIME = '[15/Jan/2024:10:30:45 +0000]'
const REQUEST = `"GET /a?b=c HTTP/1.1" 200 2435`
const END = `"https://www.example.com/" "Mozilla/5.0 (X11; Linux x86_64)"`
const COMBINED = `10.0.0.1 - - ${TIME} ${REQUEST} ${END}`

/** How many lines of a log the kernel leaves to the plain engine. */
function declinedOf(spec: FormatSpec, lines: readonly string[], end = '\n'): number {
  const engine = createEngine(spec, { host: 'web-1', keyField: 'auto', maxRecordBytes: 1e6 }, 'kernel')
  if (!(engine instanceof KernelEngine)) throw new Error('no kernel')
  const bytes = Buffer.from(lines.map((line) => line + end).join(''))
  const block = engine.parse({ bytes, offset: 7, readAt: 1e12, generation: 'g' })
  expect(block.lines).toBe(lines.length)
  return engine.declined
}

/** Lines that are common in real logs: the kernel reads them itself. */
const COMMON: readonly (readonly [what: string, lines: readonly string[]])[] = [
  ['combined', [COMBINED]],
  ['common', [`10.0.0.1 - - ${TIME} ${REQUEST}`]],
  ['a virtual host with its port', [`www.example.com:443 ${COMBINED}`]],
  ['a virtual host', [`www.example.com ${COMBINED}`, `www.example.com 2001:db8::1 - - ${TIME} ${REQUEST}`]],
  ['IPv6', [`2001:db8::8a2e:370:7334 - - ${TIME} ${REQUEST} ${END}`]],
  ['a list of addresses', [`203.0.113.9, 10.1.1.1 - - ${TIME} ${REQUEST} ${END}`]],
  ['users', [`10.0.0.1 - John Smith ${TIME} ${REQUEST} ${END}`]],
  ['zones', ['+0530', '-1130', '+1400'].map((zone) => COMBINED.replace('+0000', zone))],
  ['a second each', Array.from({ length: 50 }, (_, i) => COMBINED.replace(':45 ', `:${i + 10} `))],
  ['a leap second', [COMBINED.replace('10:30:45', '23:59:60')]],
  ['escapes', [`10.0.0.1 - - ${TIME} ${REQUEST} "-" "say \\"hi\\" \\\\ \\xc3\\xa9 \\n"`]],
  ['UTF-8', [`10.0.0.1 - - ${TIME} "GET /\ud55c\uad6d\uc5b4 HTTP/1.1" 200 1 "-" "caf\u00e9 \ud83d\ude00"`]],
  ['dashes', [`10.0.0.1 - - ${TIME} "-" 408 - "-" "-"`]],
  [
    'odd requests',
    ['GET /a b HTTP/1.1', 'GET /old', '\\x16\\x03\\x01', '', 'GET / HTTP/2'].map(
      (text) => `10.0.0.1 - - ${TIME} "${text}" 400 0 "-" "-"`,
    ),
  ],
  ['raw quotes', [`10.0.0.1 - - ${TIME} ${REQUEST} "-" "a "raw" quote"`]],
  ['fields behind the last', [`${COMBINED} 12 "x"`]],
  ['blank lines', ['', ' ', '\t', COMBINED]],
]

describe('the kernel itself reads', () => {
  test.each(COMMON)('%s', (_what, lines) => {
    expect(declinedOf({ type: 'apache' }, lines)).toBe(0)
    expect(declinedOf({ type: 'apache' }, lines, '\r\n')).toBe(0)
  })

  test('bytes that are not UTF-8', () => {
    const engine = createEngine(
      { type: 'nginx' },
      { host: null, keyField: null, maxRecordBytes: 1e6 },
      'kernel',
    )
    const bytes = Buffer.from(`${COMBINED.replace('X11', '\xff\xc3')}\n`, 'latin1')
    expect(engine.parse({ bytes, offset: 0, readAt: 1e12, generation: '' }).records).toBe(1)
    expect((engine as KernelEngine).declined).toBe(0)
  })

  test.each([
    [
      '%h %{%Y-%m-%dT%H:%M:%S%z}t "%r" %>s %D',
      '10.0.0.1 2024-01-15T10:30:45.5+0900 "GET / HTTP/1.1" 200 1500',
    ],
    ['%{msec}t|%a|%T|%{ms}T', '1705314645123|10.0.0.1:51234|0.25|12'],
    ['$msec $remote_addr $upstream_response_time $upstream_status', '1705314645.123 ::1 0.1, 0.2 502, 200'],
    [
      'escape=json {"a":"$http_x_a","t":"$time_iso8601"}',
      '{"a":"\\u00e9\\ud83d\\ude00","t":"2024-01-15T10:30:45+09:00"}',
    ],
    [
      'escape=none $remote_addr "$http_user_agent" $time_local',
      `10.0.0.1 "back\\slash" ${TIME.slice(1, -1)}`,
    ],
  ])('the format %s', (format, line) => {
    expect(declinedOf({ type: format.includes('%') ? 'apache' : 'nginx', format }, [line])).toBe(0)
  })
})

describe('the kernel leaves to the plain engine', () => {
  test.each([
    ['what fits no table', 'not a log line'],
    ['a line that ends within its last quote', COMBINED.slice(0, -1)],
    ['NUL bytes', `${COMBINED}\0`],
    ['a record over the limit', `10.0.0.1 - - ${TIME} "GET /${'x'.repeat(1e6)} HTTP/1.1" 200 1 "-" "-"`],
  ])('%s', (_what, line) => {
    expect(declinedOf({ type: 'apache' }, [COMBINED, line, COMBINED])).toBe(1)
  })
})
