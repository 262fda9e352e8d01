import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KinetailError } from '../../src/base/errors.ts'
import { createEngine, ENGINE_KINDS, type EngineKind } from '../../src/format/create-engine.ts'
import { plainBlock } from '../../src/testing/parse-text.ts'

const OPTIONS = { host: null, keyField: null, maxRecordBytes: 1024 * 1024 }

/** What a field can hold, and what its record then has. */
interface Value {
  readonly raw: string
  readonly parsed: unknown
}

const same = (raw: string): Value => ({ raw, parsed: raw === '-' ? null : raw })
const words = fc.string({ unit: 'grapheme', maxLength: 20 }).map(same)
const token = fc.stringMatching(/^[A-Za-z0-9]{1,12}$/).map(same)
const address = fc.oneof(fc.ipV4(), fc.constantFrom('::1', '2001:db8::8a2e:370:7334')).map(same)
const whole = fc.nat().map((n) => ({ raw: String(n), parsed: n }))
const size = fc.oneof(whole, fc.constant({ raw: '-', parsed: 0 }))
const micros = fc.nat().map((n) => ({ raw: String(n), parsed: n / 1e6 }))
const seconds = fc.nat({ max: 1e6 }).map((n) => ({ raw: (n / 1000).toFixed(3), parsed: n / 1000 }))
const list = fc
  .array(fc.oneof(seconds, fc.constant({ raw: '-', parsed: null })), { minLength: 1, maxLength: 3 })
  .map((all) => ({
    raw: all.map(({ raw }) => raw).join(', '),
    parsed: all.length === 1 ? all[0]!.parsed : all.map(({ parsed }) => parsed),
  }))
const instant = fc.integer({ min: 1_000_000_000, max: 4_000_000_000 }).map((n) => new Date(n * 1000))
const iso = (date: Date): string => date.toISOString().slice(0, 19)
const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'
const clf = (date: Date): string => {
  const [year, month, day] = iso(date).slice(0, 10).split('-')
  return `${day}/${MONTHS.slice((Number(month) - 1) * 3, Number(month) * 3)}/${year}:${iso(date).slice(11)}`
}
const time = (write: (date: Date, ms: string) => string, withMs = false): fc.Arbitrary<Value> =>
  fc.tuple(instant, fc.integer({ min: 100, max: 999 })).map(([date, ms]) => ({
    raw: write(date, String(ms)),
    parsed: `${iso(date)}${withMs ? `.${ms}` : ''}+00:00`,
  }))

/** Directive, its key, its values, whether it stands in quotes. At most one of a key is taken. */
type Row = readonly [directive: string, key: string, values: fc.Arbitrary<Value>, quoted?: boolean]

const ROWS: Readonly<Record<'apache' | 'nginx', readonly Row[]>> = {
  apache: [
    ['%h', 'ip_address', address],
    ['%t', 'timestamp', time((date) => `[${clf(date)} +0000]`)],
    [
      '%{%d/%b/%Y:%T}t.%{msec_frac}t %{%z}t',
      'timestamp',
      time((date, ms) => `${clf(date)}.${ms} +0000`, true),
    ],
    [
      '%{%F %T}t.%{msec_frac}t',
      'timestamp',
      time((date, ms) => `${iso(date).replace('T', ' ')}.${ms}`, true),
    ],
    ['%{%Y%m%d-%H%M%S}t', 'timestamp', time((date) => iso(date).replaceAll(/[-:]/g, '').replace('T', '-'))],
    ['%>s', 'status_code', whole],
    ['%b', 'response_size', size],
    ['%D', 'request_time', micros],
    ['%I', 'request_length', whole],
    ['%{User-Agent}i', 'user_agent', words, true],
    ['%{Referer}i', 'referer', words, true],
    ['%{X-Odd}!200i', 'x_odd', words, true],
    ['%{Set-Cookie}o', 'response_set_cookie', words, true],
    ['%{session}C', 'cookie_session', token],
    ['%{UNIQUE_ID}e', 'unique_id', token],
    ['%v', 'virtual_host', token],
    ['%{remote}p', 'client_port', whole],
    ['%P', 'pid', whole],
  ],
  nginx: [
    ['$remote_addr', 'ip_address', address],
    ['$time_local', 'timestamp', time((date) => `${clf(date)} +0000`)],
    ['$time_iso8601', 'timestamp', time((date) => `${iso(date)}+00:00`)],
    ['$msec', 'timestamp', time((date, ms) => `${date.getTime() / 1000}.${ms}`, true)],
    ['$status', 'status_code', whole],
    ['$body_bytes_sent', 'response_size', whole],
    ['$request_time', 'request_time', seconds],
    ['$upstream_response_time', 'upstream_response_time', list],
    ['$http_user_agent', 'user_agent', words, true],
    ['$http_referer', 'referer', words, true],
    ['$http_x_odd', 'x_odd', words, true],
    ['$request_id', 'request_id', token],
    ['$cookie_session', 'cookie_session', token],
    ['$server_port', 'server_port', whole],
  ],
}

/** What the servers' own writers make of bytes: ap_escape_logitem, and ngx_http_log_escape in its two ways. */
const ESCAPES: Readonly<Record<string, (raw: string) => string>> = {
  apache: (raw) =>
    eachByte(raw, (byte, char) => APACHE[char] ?? (isPrintable(byte) ? char : `\\x${hex(byte)}`)),
  'escape=default ': (raw) =>
    eachByte(raw, (byte, char) =>
      isPrintable(byte) && !'"\\'.includes(char) ? char : `\\x${hex(byte).toUpperCase()}`,
    ),
  'escape=json ': (raw) =>
    [...raw]
      .map(
        (char) => JSON_LETTERS[char] ?? (char < ' ' ? `\\u00${hex(char.charCodeAt(0)).toUpperCase()}` : char),
      )
      .join(''),
}
const APACHE: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}
const JSON_LETTERS: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

function eachByte(raw: string, write: (byte: number, char: string) => string): string {
  return [...Buffer.from(raw)].map((byte) => write(byte, String.fromCharCode(byte))).join('')
}
const isPrintable = (byte: number): boolean => byte >= 0x20 && byte < 0x7f
const hex = (byte: number): string => byte.toString(16).padStart(2, '0')

/** A format, and a line that the server writes with it. */
function written(
  server: 'apache' | 'nginx',
): fc.Arbitrary<{ format: string; line: string; expected: object }> {
  const rows = fc
    .shuffledSubarray([...ROWS[server]], { minLength: 1 })
    .map((all) => all.filter(([, key], i) => all.findIndex((one) => one[1] === key) === i))
  const mode =
    server === 'apache' ? fc.constant('apache') : fc.constantFrom('escape=default ', 'escape=json ')
  const separator = fc.constantFrom(' ', ' ', '\t', '|', ' ; ')
  return fc.tuple(rows, mode, separator).chain(([chosen, escapes, between]) =>
    fc.tuple(...chosen.map(([, , values]) => values)).map((values) => ({
      format:
        (escapes === 'apache' ? '' : escapes) +
        chosen.map(([directive, , , quoted]) => (quoted ? `"${directive}"` : directive)).join(between),
      line: chosen
        .map(([, , , quoted], i) => (quoted ? `"${ESCAPES[escapes]!(values[i]!.raw)}"` : values[i]!.raw))
        .join(between),
      expected: Object.fromEntries(chosen.map(([, key], i) => [key, values[i]!.parsed])),
    })),
  )
}

function parse(type: string, format: string, line: string, kind: EngineKind): unknown {
  const engine = createEngine({ type, format }, OPTIONS, kind)
  const block = engine.parse({ bytes: Buffer.from(`${line}\n`), offset: 0, readAt: 0, generation: 'g' })
  const { records, rejects } = plainBlock(block, engine.logTypes)
  return records.length === 1 ? JSON.parse(records[0]!.json) : rejects
}

describe('what a server writes in a format of any fields', () => {
  for (const kind of ENGINE_KINDS)
    for (const server of ['apache', 'nginx'] as const)
      test(`is what ${server} had: ${kind} engine`, () => {
        fc.assert(
          fc.property(written(server), ({ format, line, expected }) => {
            expect(parse(server, format, line, kind)).toMatchObject(expected)
          }),
          { numRuns: 300 },
        )
      })
})

describe('any format string', () => {
  const pieces = fc.constantFrom(
    ...[
      '%',
      '%{',
      '}',
      '}i',
      '}t',
      '}^to',
      '^',
      '%h',
      '%u',
      '%>s',
      '%t',
      '%!200',
      ',304',
      '<',
      '%{%Y',
      '%m',
      '-%',
      'Q',
    ],
    ...[
      '$',
      '$status',
      '$http_a',
      '${',
      '$host',
      '/',
      '"',
      ' ',
      ' ',
      '\\',
      '\\n',
      '|',
      'é',
      'escape=',
      'none ',
      'x',
      '%%',
    ],
  )
  test('is compiled, or refused with its place', () => {
    let compiled = 0
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }), fc.constantFrom('apache', 'nginx'), (all, type) => {
        try {
          createEngine({ type, format: all.join('') }, OPTIONS)
          compiled++
        } catch (error) {
          expect(error).toBeInstanceOf(KinetailError)
          expect((error as Error).message).toMatch(
            /at column \d+|no field|neither a format|is one of|escape=/,
          )
        }
      }),
      { numRuns: 2000 },
    )
    expect(compiled).toBeGreaterThan(50)
  })
})
