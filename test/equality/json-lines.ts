import fc from 'fast-check'

/** A key that is longer than the kernel's table of names holds. */
export const LONG_KEY = 'a_key_with_more_than_sixteen_bytes'

/** Every key that means something. */
export const ROLE_KEYS: readonly string[] = [
  'timestamp',
  '@timestamp',
  'time',
  'ts',
  'eventTime',
  'event_time',
  'eventTimestamp',
  'event_timestamp',
  'datetime',
  'dateTime',
  'date_time',
  '@t',
  'date',
  'asctime',
  'timeMillis',
  'time_iso8601',
  'time_local',
  'log_type',
  'host',
  'event_id',
  'msg',
  'message',
  'request_id',
]
/** Times in all forms, and what is nearly one, as JSON. */
export const TIMES: readonly string[] = [
  '"2024-01-15T10:30:45.123Z"',
  '"2024-01-15T10:30:45Z"',
  '"2024-02-29T23:59:60.123456789+09:00"',
  '"2024-01-15T10:30:45-03:30"',
  '"2023-02-29T10:30:45Z"',
  '"2024-01-15 10:30:45,123"',
  '"2024-01-15T10:30"',
  '"2024/01/15 10:30:45 +0000"',
  '"2024-01-15t10:30:45.1z"',
  '"2024-01-15_10:30:45 UTC"',
  '"2024-01-15T10:30:45.5 GMT"',
  '"2024-01-15T10:30:45+09"',
  '"2024-01-15T10:30:45.1234567890123456789012345Z"',
  '"2024-01-15T10:30:45.123456789012345678901234Z"',
  '"0000-01-01T00:00:00Z"',
  '"9999-12-31T23:59:59.999-23:59"',
  '"2024-01-15T10:30:45"',
  '"2024-01-15T24:30:45Z"',
  '"2024-01-15T10:30:45+24:00"',
  '"2024-01-15T10:30:45.Z"',
  '"2024-01-15T10:30:45Z "',
  '"2024-01-15T10:30:45+0:000"',
  '"15/Jan/2024:10:30:45 +0000"',
  '"15\\/Jan\\/2024:10:30:45 +0000"',
  '"2024-01-15T10\\u003a30:45Z"',
  '"soon"',
  '""',
  '1705314645',
  '1705314645.25',
  '1705314645123',
  '1705314645123456',
  '1705314645123456789',
  '17053146451234567891',
  '1.705314645123e9',
  '99999999',
  '100000000',
  '99999999999',
  '0.035',
  '-1705314645',
  '1705314645.1234567890123456789012345',
  '"1705314645"',
  '"00001705314645"',
  '"1705314645."',
  '"1705314645.5x"',
  `"1705314645.${'1'.repeat(51)}"`,
  `"1705314645.${'1'.repeat(52)}"`,
  `1705314645.${'1'.repeat(53)}`,
  `1705314645.${'1'.repeat(54)}`,
  '1705314645123.5',
  'null',
  'true',
  '{"time":1}',
  '[1]',
  '"2024-01-15T10:30:45Zé"',
  '"1900-03-01T00:00:00.5Z"',
  '"2100-02-28T00:00:00+14:00"',
  '"2024-01-15T10:30:45z"',
  '"2024-13-15T10:30:45Z"',
]
/** Values in all forms, and what is nearly one, as JSON. */
export const VALUES: readonly string[] = [
  '0',
  '-0',
  '1',
  '12',
  '1234567890123456',
  '12345678901234567',
  '12345678901234567890',
  '1.5',
  '-12.50',
  '1e5',
  '1E-05',
  '1.5e+3',
  '0.1',
  '01',
  '-',
  '1.',
  '.5',
  '1e',
  '1e+',
  '+1',
  '0x1',
  'true',
  'false',
  'null',
  'nul',
  'truex',
  'NaN',
  '{}',
  '[]',
  '{ }',
  '[ ]',
  '[1,2.5,"a",null,[],{}]',
  '{"a":{"b":[{"c":1}]},"timestamp":1}',
  '[1,]',
  '{"a":1,}',
  '{"a"}',
  '{"a":}',
  '[1 2]',
  '{"a":1]',
  '[}',
  '{]',
  '"plain"',
  '"with space and \\"quotes\\" \\\\ \\/ \\b\\f\\n\\r\\t \\u00e9 \\ud83d\\ude00"',
  '"\\x"',
  '"\\u12g4"',
  '"\\u12"',
  '"\t"',
  '"unterminated',
  '"한국어 로그 메시지입니다, 서른두 바이트보다 깁니다"',
  '"é"',
  '"\u{1f600}"',
  '"a\u2028b"',
  `"${'x'.repeat(29)}"`,
  `"${'x'.repeat(30)}"`,
  `"${'x'.repeat(31)}"`,
  `"${'x'.repeat(200)}"`,
  `"${'\\n'.repeat(40)}"`,
  `"${'\\u0041'.repeat(20)}"`,
  '"request-1"',
  '42',
]
const OTHER_KEYS: readonly string[] = [
  'a',
  'level',
  'logger',
  'user_id',
  'user',
  'é',
  '',
  LONG_KEY,
  LONG_KEY.replace('bytes', 'words'),
  'k'.repeat(26),
  'k'.repeat(40),
  'tim',
  'times',
  'a\\"b',
  't\\u0073',
  'timestamp2',
]

const key = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...ROLE_KEYS) },
  { weight: 1, arbitrary: fc.constantFrom(...OTHER_KEYS) },
)
const right = fc.oneof(
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc.string({ unit: 'binary' }).map((value) => JSON.stringify(value)),
)
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...TIMES) },
  { weight: 2, arbitrary: fc.constantFrom(...VALUES) },
  { weight: 3, arbitrary: right },
)
const space = fc.oneof(
  { weight: 12, arbitrary: fc.constant('') },
  { weight: 4, arbitrary: fc.constant(' ') },
  { weight: 1, arbitrary: fc.constantFrom('  ', '\t', '\r', ' '.repeat(20)) },
)
const member = fc
  .tuple(key, space, space, value, space, space)
  .map(([k, a, b, v, c, d]) => `"${k}"${a}:${b}${v}${c},${d}`)
/** A line of JSON, or nearly. */
export const jsonLine: fc.Arbitrary<string> = fc
  .tuple(space, space, fc.array(member, { maxLength: 9 }), space)
  .map(([a, b, members, c]) => {
    const text = members.join('')
    return `${a}{${b}${text.slice(0, Math.max(0, text.lastIndexOf(',')))}}${c}`
  })

const word = fc.constantFrom(
  'ERROR',
  'error',
  'Error',
  'WARN',
  'warn',
  'WARNING',
  'Warning',
  'INFO',
  'info',
  'NOTICE',
  'FATAL',
  'fatal',
  'CRITICAL',
  'DEBUG',
  'trace',
  'ERRORS',
  'INFORM',
  'the',
  'a_b',
  '12',
  'x'.repeat(150),
  'x'.repeat(157),
  'é',
  '한국어',
  '"quoted"',
  'C:\\new',
  '\x1b[31m',
  '\x01',
  '\x0b',
  '\x7f',
)
const mark = fc.constantFrom(
  ' ',
  ': ',
  ':',
  '=',
  '|',
  '[',
  ']',
  '<',
  '>',
  '(',
  ')',
  '\t',
  '\r',
  ',',
  '.',
  '_',
  '',
)
/** A line of text with levels in many ways. */
export const textLine: fc.Arbitrary<string> = fc
  .array(fc.tuple(word, mark), { minLength: 1, maxLength: 30 })
  .map((all) => all.flat().join(''))

/** Lines as programs write them, by their writer. */
export const COMMON_LINES: readonly (readonly [what: string, line: string])[] = [
  [
    'the guide’s',
    '{"timestamp": "2024-01-15T10:30:45.123Z", "level": "INFO", "logger": "com.example.UserService", "message": "User login successful", "user_id": 12345, "request_id": "req-001"}',
  ],
  [
    'pino',
    '{"level":30,"time":1705314645123,"pid":7,"hostname":"h","msg":"request completed","res":{"statusCode":200,"headers":{"a":"b"}},"responseTime":12.5}',
  ],
  [
    'zap',
    '{"level":"info","ts":1705314645.1234567,"caller":"a/b.go:12","msg":"hello \\"you\\"","err":null,"ok":true}',
  ],
  [
    'ECS',
    '{"@timestamp":"2025-01-13T09:58:13.631Z","log.level":"debug","message":"m","log":{"origin":{"file":{"line":42}},"tags":[]},"host":{"name":"h"}}',
  ],
  [
    'python',
    '{"asctime": "2024-01-15 10:30:45,123", "levelname": "WARNING", "message": "한국어 \\u00e9 \\\\ \\n", "args": [1, 2.5, -3e5, {}]}',
  ],
  ['serilog', '{"@t":"2024-01-15T10:30:45.1234567+09:00","@mt":"x {y}","y":1e3}'],
  ['own names', '{"log_type":"a","event_id":1,"host":"b","time":"2024-01-15T10:30:45Z","timestamp":"soon"}'],
  ['no time', '{"a":1}'],
  ['nothing', '{}'],
  ['text', '2024-01-15 10:30:47 WARN pool "main" is nearly exhausted\t한국어'],
  ['trace', '\tat com.example.Main.main(Main.java:12)'],
  ['damage', '{"a":"\xff"}'],
]

/** The same, often enough that lines follow others of their kind: their keys are then known, until damage comes. */
export const commonLine: fc.Arbitrary<string> = fc
  .constantFrom(...COMMON_LINES.slice(0, 6))
  .map(([, line]) => line)
