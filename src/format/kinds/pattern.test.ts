import { describe, expect, test } from 'vitest'
import { parseLine, parseText } from '../../testing/parse-text.ts'
import { createEngine } from '../create-engine.ts'
import { expandGrok } from '../grok.ts'
import { GROK } from '../grok-library.ts'
import { guardPattern } from '../pattern-guard.ts'

const APACHE =
  '203.0.113.7 - alice [15/Jan/2024:10:30:45 +0000] "GET /a?b=c HTTP/1.1" 200 - "-" "Mozilla/5.0 (X11)"'

test('regex: named groups are fields, numbers are numbers, and a group that took no part is null', () => {
  const spec = {
    type: 'regex',
    pattern: String.raw`(?<time>\S+ \S+) (?<n>-?\d+)(?: id=(?<id>\w+))? (?<text>.*)`,
  }
  expect(parseLine(spec, '2024-01-15 10:30:45 42 세 글자')).toEqual({
    timestamp: '2024-01-15T10:30:45+00:00',
    n: 42,
    id: null,
    text: '세 글자',
    log_type: 'regex',
  })
})

test('the whole line has to match; what does not is refused', () => {
  const spec = { type: 'regex', pattern: String.raw`(?<n>\d+)` }
  expect(parseText(spec, '12\n12 x\n').rejects).toEqual([{ line: 1, reason: 'no_match', column: 0 }])
  const wide = { type: 'regex', pattern: '(?<a>.*)x(?<b>.*)y' }
  const { rejects } = parseText(wide, `${'x'.repeat(8193)}y\n`)
  expect(rejects).toEqual([{ line: 0, reason: 'over_match_limit', column: 8192 }])
})

test('grok: names, names of the user, fields within fields and doubles', () => {
  expect(parseLine({ type: 'grok', pattern: '%{COMBINEDAPACHELOG}' }, APACHE)).toMatchObject({
    timestamp: '2024-01-15T10:30:45+00:00',
    ip_address: '203.0.113.7',
    method: 'GET',
    path: '/a?b=c',
    http_version: 1.1,
    status_code: 200,
    response_size: null,
    user_agent: 'Mozilla/5.0 (X11)',
    log_type: 'grok',
  })
  const spec = {
    type: 'grok',
    pattern: '%{KEY:k} %{INT:[a][b]:int} %{INT:k}',
    patterns: { KEY: '<%{WORD}>' },
  }
  expect(parseLine(spec, '<x> 5 6')).toMatchObject({ k: '<x>', a_b: 5, k_2: 6 })
})

const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  IP: ['10.0.0.1', '2001:db8::1', '::1', 'fe80::1%eth0', '::ffff:10.0.0.1'],
  QS: ['"a \\" b"', "'x'"],
  TIMESTAMP_ISO8601: ['2024-01-15T10:30:45.123Z', '2024-01-15 10:30:45,123', '2024-01-15T10:30:45+09:00'],
  SYSLOGBASE: ['Jan  5 10:30:45 web-1 sshd[12]:', 'Jan 15 10:30:45 cron:'],
  HTTPDATE: ['15/Jan/2024:10:30:45 +0000'],
  HTTPDERROR_DATE: ['Mon Aug 31 09:30:48.958285 2015'],
  LOGLEVEL: ['ERROR', 'warning', 'Info'],
  NUMBER: ['-1.5', '.5', '7'],
  UUID: ['123e4567-e89b-12d3-a456-426614174000'],
  URI: ['https://a.b:80/c?d=e#f'],
  URIPATHPARAM: ['/a/b?c=d'],
  HOSTPORT: ['a-b.example.com:8080', '10.0.0.1:80'],
  PATH: ['/var/log/x', 'C:\\x y\\z'.replace(' ', '_')],
  MAC: ['00:1a:2b:3c:4d:5e', '001a.2b3c.4d5e'],
  DATESTAMP: ['1/15/2024 10:30:45', '15.01.2024-10:30'],
}

describe('the names of grok', () => {
  test.each(Object.keys(GROK))('%s goes through a line without danger', (name) => {
    const { source } = expandGrok(`%{${name}:x}`)
    expect(guardPattern(source)).toBeGreaterThan(0)
    expect(new RegExp(`^${source}$`)).toBeInstanceOf(RegExp)
    expect(new RegExp(`^${source}$`).test('\u0000')).toBe(
      ['DATA', 'GREEDYDATA', 'NOTSPACE', 'URIQUERY'].includes(name),
    )
  })

  test.each(Object.entries(SAMPLES))('%s takes what it promises', (name, samples) => {
    for (const sample of samples)
      expect(new RegExp(`^${expandGrok(`%{${name}}`).source}$`).test(sample), sample).toBe(true)
  })
})

describe('the guard', () => {
  test.each([
    '(a+)+',
    '(?:a*)*b',
    '(\\w+\\s?)*x',
    '(?:a|a)*',
    '(?:a|ab)+c',
    '(?:x{0,30})*y',
    '(?:\\d+|\\w)+!',
    '(?<a>(?:[^,]+,?)+)',
    '((a|b)+)+',
  ])('refuses %s: it could take for ever', (pattern) => {
    expect(() => guardPattern(pattern)).toThrow(/repeats a repetition/)
  })

  test.each([
    ['(?<a>[^ ]*) (?<b>[^ ]*) (?<c>[^ ]*) (?<d>.*)', 65_536],
    ['(?:[^,]*,)*', 65_536],
    ['(?:\\.[a-z]+)*', 65_536],
    ['(?:"(?:[^"\\\\]|\\\\.)*")', 65_536],
    ['.*?: .*', 65_536],
    ['.*x.*y', 8192],
    ['(?<a>.*?) (?<b>.*?) (?<c>.*)', 8192],
    ['(?<a>.*?) (?<b>.*?) (?<c>.*?) (?<d>.*)', 460],
  ])('lets %s go through lines of up to %i characters', (pattern, longest) => {
    expect(guardPattern(pattern)).toBe(longest)
  })

  test('refuses what nobody can bound, with the fix', () => {
    expect(() => guardPattern('.*a.*b.*c.*d')).toThrow(/4 repetitions in a row .* 3 are the most.*\[\^ \]\*/)
    expect(() => guardPattern('(a)\\1')).toThrow(/refers to a group at character 4/)
  })
})

test.each([
  [{ type: 'regex' }, /needs a pattern: give --pattern/],
  [{ type: 'apache', pattern: 'x' }, /belongs to the types regex and grok, and the type is "apache"/],
  [{ type: 'regex', pattern: '(?<a>' }, /is no regular expression/],
  [{ type: 'regex', pattern: '\\d+' }, /names no field/],
  [{ type: 'grok', pattern: '%{TIMESTMP:a}' }, /no grok pattern TIMESTMP; is it TIME\?/],
  [{ type: 'grok', pattern: '%{A:a}', patterns: { A: '%{B}', B: '%{A}' } }, /round in a circle/],
])('%j is refused', (spec, told) => {
  expect(() => createEngine(spec, { host: null, keyField: null, maxRecordBytes: 1000 })).toThrow(told)
})
