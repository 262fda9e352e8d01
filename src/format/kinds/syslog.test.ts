import { expect, test } from 'vitest'
import { parseLine, parseText } from '../../testing/parse-text.ts'

// Tests read at 2024-01-15T10:31:00.250Z.
test.each([
  ['Jan 15 10:30:00', '2024-01-15T10:30:00+00:00'],
  ['Jan  5 10:30:00', '2024-01-05T10:30:00+00:00'],
  ['Jan 5 10:30:00', '2024-01-05T10:30:00+00:00'],
  // Zones and clocks: up to a day ahead is now, beyond that it was last year.
  ['Jan 16 10:00:00', '2024-01-16T10:00:00+00:00'],
  ['Jan 16 11:00:00', '2023-01-16T11:00:00+00:00'],
  ['Dec 31 23:59:59.123456', '2023-12-31T23:59:59.123456+00:00'],
  ['Feb 29 12:00:00', '2020-02-29T12:00:00+00:00'],
  ['Mar 05 2011 22:21:02', '2011-03-05T22:21:02+00:00'],
  ['2018-08-14T14:30:02.203151+02:00', '2018-08-14T14:30:02.203151+02:00'],
])('the time %s is %s', (written, timestamp) => {
  expect(parseLine('syslog', `<13>${written} host app[1]: text`)).toMatchObject({
    timestamp,
    message: 'text',
  })
})

test.each([
  ['host app[12]: text', 'host', 'app', '12', 'text'],
  ['host app: text: more', 'host', 'app', null, 'text: more'],
  ['host postfix/smtpd[1]:text', 'host', 'postfix/smtpd', '1', 'text'],
  ['app[12]: text', null, 'app', '12', 'text'],
  ['host no tag here', 'host', null, null, 'no tag here'],
  ['host  [origin x="y"] start', 'host', null, null, '[origin x="y"] start'],
  ['::1 http://a.b/ was asked', '::1', null, null, 'http://a.b/ was asked'],
  ['host su(pam_unix)[a-b]: x', 'host', 'su(pam_unix)', 'a-b', 'x'],
  ['host', 'host', null, null, ''],
])('RFC 3164: %s', (rest, hostname, app_name, proc_id, message) => {
  expect(parseLine('syslog', `<13>Jan  5 10:30:00 ${rest}`)).toMatchObject({
    level: 'NOTICE',
    facility: 'user',
    hostname,
    app_name,
    proc_id,
    message,
  })
})

test('RFC 5424, whole', () => {
  const line =
    '<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [a@1 iut="3\\"\\]\\\\" x="\\n"][b] \ufeffAn event'
  expect(parseLine('syslog', line)).toEqual({
    timestamp: '2003-10-11T22:14:15.003Z',
    level: 'NOTICE',
    hostname: 'mymachine.example.com',
    app_name: 'evntslog',
    proc_id: null,
    message: 'An event',
    facility: 'local4',
    priority: 165,
    version: 1,
    msg_id: 'ID47',
    structured_data: { 'a@1': { iut: '3"]\\', x: '\\n' }, b: {} },
    log_type: 'syslog',
  })
})

test('RFC 5424 without a time: the sender says that it does not know, and nobody makes one up', () => {
  const { records } = parseText('syslog', '<1>1 - - - - - -')
  expect(JSON.parse(records[0]!.json)).toMatchObject({
    timestamp: null,
    message: null,
    structured_data: null,
  })
  expect(records[0]!.eventTime).toBe(Date.UTC(2024, 0, 15, 10, 31, 0, 250))
})

test.each([
  ['not much of a syslog message', 'bad_timestamp', 0],
  ['<192>Jan  5 10:30:00 h a: b', 'bad_number', 1],
  ['<01>Jan  5 10:30:00 h a: b', 'bad_number', 1],
  ['<1>Feb 30 10:30:00 h a: b', 'bad_timestamp', 3],
  ['<1>Jan  5 10:30', 'bad_timestamp', 3],
  ['<1>1 2018-02-29T22:14:16Z h a p m - x', 'bad_timestamp', 5],
  ['<1>1 - - - - - [id x=1] y', 'expected_literal', 21],
  ['<1>1 - - - - - [id x="1] y', 'expected_literal', 23],
  ['<1>1 - - - - - [id x="1', 'unterminated_quote', 21],
  ['<1>1 - - - - - x', 'expected_literal', 15],
  ['<1>1 - -', 'line_ends_early', 8],
])('%s is refused with reason and column', (line, reason, column) => {
  expect(parseText('syslog', line).rejects).toEqual([{ line: 0, reason, column }])
})
