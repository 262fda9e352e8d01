import fc from 'fast-check'

/** Values as servers write them, and as visitors make them, by what they are. */
const VALUES = {
  address: [
    '10.0.0.1',
    '203.0.113.254',
    '::1',
    '2001:db8::8a2e:370:7334',
    'fe80::1%eth0',
    '[2001:db8::1]:443',
    '10.0.0.1:51234',
    'shop.example.com:80',
    'build_agent_7.internal',
    'localhost',
    '203.0.113.9, 10.1.1.1',
    '1.1.1.1,2.2.2.2 ,3.3.3.3',
    'unix:',
    '-',
    '1:2:3:4:5:6:7:8',
    '::ffff:10.0.0.1',
    '256.1.1.1',
    'a,,b',
    '[::1',
    '[]',
  ],
  text: [
    '-',
    '',
    'x',
    'alice',
    'https://www.example.com/catalog/1?q=a+b',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
    'say \\"hi\\" \\\\ \\x16\\x03 \\n',
    'caf\u00e9 \ud55c\uad6d\uc5b4 \ud83d\ude00',
    'a "raw" quote',
    'tab\there',
    '\\u00e9\\ud83d\\ude00\\/',
    '12.5',
    '007',
    '0',
    '1.',
    'ends in a backslash\\',
    `${'long '.repeat(40)}`,
  ],
  user: ['-', 'alice', 'John Smith', 'a [b', 'x@example.com', '""', ' ', 'm\u00fcller'],
  clf: [
    '15/Jan/2024:10:30:45 +0000',
    '29/Feb/2024:23:59:60 -0330',
    '31/Dec/1999:00:00:00 +1400',
    '01/Mar/0000:00:00:01 +0000',
    '30/Feb/2024:10:30:45 +0000',
    '15/jan/2024:10:30:45 +0000',
    '15/Jan/2024:24:30:45 +0000',
    '15/Jan/2024:10:30:45 +2400',
    '1/Jan/2024:10:30:45 +0000',
    '-',
  ],
  iso: [
    '2024-01-15T10:30:45+09:00',
    '2024-01-15T10:30:45.123456Z',
    '2024-01-15 10:30:45,5 UTC',
    '2024/01/15_10:30',
    '2024-02-30T10:30:45Z',
    '2024-01-15T10:30:45 +0530',
    '2024-01-15t10:30:45.1234567890123456789012345z',
    '2024-01-15T10:30:45-08',
    '2024-01-15T10:30:60.999+00:00',
    '2024-01-15T10:30:4',
    '0000-01-01 00:00:00',
  ],
  epoch: [
    '1705314645',
    '1705314645.123',
    '1705314645123',
    '1705314645123456',
    '1705314645123456789',
    '1705314645123.25',
    '99999999999',
    '1e9',
    '1.7053146451e9',
    '12',
    '1705314645.',
    '0',
    '1705314645.12345678901234567890123456',
  ],
  number: [
    '0',
    '5',
    '200',
    '000',
    '0.005',
    '12.50',
    '-',
    '123456789012345678901234567890',
    '1.',
    '.5',
    '007.0',
  ],
  request: [
    'GET / HTTP/1.1',
    'POST /a/b?c=d&e=%20 HTTP/2.0',
    'GET /a file.txt HTTP/1.0',
    'M-SEARCH * HTTP/1.1',
    'GET /old',
    'HTTP/1.1',
    'GET  HTTP/1.1',
    'GET   /x   HTTP/1.1',
    'OPTIONS rtsp://x RTSP/1.0',
    'GET / HTTP/2',
    'G / HTTP/1.1',
    ' / HTTP/1.1',
    '-',
    '',
    '\\x16\\x03\\x01',
    'GET /search?q=\\"x\\" HTTP/1.1',
    'GET /\u00e9 HTTP/1.1',
    'GET / a b',
    'get / HTTP/1.1',
    `GET /${'p'.repeat(100)} HTTP/1.1`,
  ],
  upstream: ['-', '0.005', '0.001, 0.002', '10.0.0.1:80 : 10.0.0.2:80', '502, 200 : 200', ', ', ' : '],
} as const

type Kind = keyof typeof VALUES

/** Good values come more often: a line with a bad one is mostly rejected at once. */
function value(kind: Kind): fc.Arbitrary<string> {
  const values = VALUES[kind]
  return fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...values.slice(0, 4)) },
    { weight: 1, arbitrary: fc.constantFrom(...values) },
  )
}

const space = fc.oneof(
  { weight: 30, arbitrary: fc.constant(' ') },
  { weight: 1, arbitrary: fc.constant('  ') },
)

/** Fills a pattern of kinds: `{address} - {user}`. */
function filled(pattern: string): fc.Arbitrary<string> {
  const parts = pattern.split(/(\{\w+\}| )/).filter((part) => part !== '')
  return fc
    .tuple(
      ...parts.map((part) =>
        part === ' ' ? space : part.startsWith('{') ? value(part.slice(1, -1) as Kind) : fc.constant(part),
      ),
    )
    .map((all) => all.join(''))
}

const COMMON = '{address} - {user} [{clf}] "{request}" {number} {number}'
const COMBINED = `${COMMON} "{text}" "{text}"`
const VHOSTS = ['www.example.com:443 ', '{address} ', 'www.example.com ', '{address}:80 ']

/** Lines of the six tables of `--type apache`. */
export const apacheLine: fc.Arbitrary<string> = fc.oneof(
  filled(COMBINED),
  filled(COMMON),
  ...VHOSTS.flatMap((host) => [filled(host + COMBINED), filled(host + COMMON)]),
  filled(`${COMBINED} {number} "{text}"`),
  filled(`${COMMON} {text}`),
)

export const nginxLine: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: filled(COMBINED) },
  { weight: 1, arbitrary: filled(`${COMBINED} "{address}"`) },
  { weight: 1, arbitrary: filled(`${COMBINED} {number} {upstream}`) },
)

/** Directives with what they write. */
const DIRECTIVES: Readonly<Record<'apache' | 'nginx', readonly (readonly [string, string])[]>> = {
  apache: [
    ['%h', '{address}'],
    ['%a', '{address}'],
    ['%l', '-'],
    ['%u', '{user}'],
    ['%t', '[{clf}]'],
    ['%{%Y-%m-%dT%H:%M:%S%z}t', '{iso}'],
    ['%{%Y-%m-%d %H:%M:%S}t', '{iso}'],
    ['%{sec}t', '{epoch}'],
    ['%{msec}t', '{epoch}'],
    ['%r', '{request}'],
    ['%>s', '{number}'],
    ['%b', '{number}'],
    ['%O', '{number}'],
    ['%D', '{number}'],
    ['%{ms}T', '{number}'],
    ['%T', '{number}'],
    ['%m', 'GET'],
    ['%U%q', '/a?b=c'],
    ['%H', 'HTTP/1.1'],
    ['%v', 'www.example.com'],
    ['%p', '{number}'],
    ['%{Referer}i', '{text}'],
    ['%{User-Agent}i', '{text}'],
    ['%{X-Forwarded-For}i', '{address}'],
    ['%{X-Request-Id}o', '{text}'],
    ['%X', '+'],
    ['%v%U', 'www.example.com/a b'],
    ['%{User-Agent}i %>s', '{text} {number}'],
    ['%{Accept}i - %a', '{text} - {address}'],
    ['"%m %U%q %H"', '"{request}"'],
    ['%{Accept}i %{X-Id}i', '{text} {user}'],
  ],
  nginx: [
    ['$remote_addr', '{address}'],
    ['$remote_user', '{user}'],
    ['$time_local', '{clf}'],
    ['$time_iso8601', '{iso}'],
    ['$msec', '{epoch}'],
    ['$request', '{request}'],
    ['$status', '{number}'],
    ['$body_bytes_sent', '{number}'],
    ['$bytes_sent', '{number}'],
    ['$request_time', '{number}'],
    ['$http_referer', '{text}'],
    ['$http_user_agent', '{text}'],
    ['$http_x_forwarded_for', '{address}'],
    ['$upstream_response_time', '{upstream}'],
    ['$upstream_addr', '{upstream}'],
    ['$upstream_status', '{upstream}'],
    ['$request_method', 'GET'],
    ['$request_uri', '/a?b=c'],
    ['$server_protocol', 'HTTP/1.1'],
    ['$http_x_trace', '{text}'],
    ['$host$request_uri', 'www.example.com/a?b=c'],
    ['$server_port$uri', '{number}/a b'],
    ['$upstream_bytes_sent', '{upstream}'],
    ['$http_accept $request_length', '{text} {number}'],
    ['$http_accept $request_id', '{text} {text}'],
    ['$request_id $connection', '{text} {number}'],
  ],
}

/** Between fields, and around them. */
const SEPARATORS = [' ', ' ', ' ', ' ', ' - ', '\t', '|', ';', ', ', ' : ', ':', ' request_time=', ' "x" ']
const AROUND = [
  ['', ''],
  ['', ''],
  ['"', '"'],
  ['"', '"'],
  ['[', ']'],
  ['(', ')'],
] as const
const ESCAPES = ['', '', 'escape=default ', 'escape=json ', 'escape=none ']

const NGINX_COMBINED =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'
/** What servers' own configurations call combined, as a format string. */
const COMBINED_FORMATS = {
  apache: '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"',
  nginx: NGINX_COMBINED,
}

/** Combined with fields behind it: by far the most formats that people write. */
export function combinedAndMore(server: 'apache' | 'nginx'): ReturnType<typeof customFormat> {
  const more = fc.tuple(customFormat(server), fc.constantFrom(' ', ' ', ' "', '|'))
  return fc.oneof(
    fc.constant({ format: COMBINED_FORMATS[server], line: filled(COMBINED) }),
    more
      .filter(([{ format }]) => !format.startsWith('escape='))
      .map(([{ format, line }, between]) => ({
        format: `${COMBINED_FORMATS[server]}${between}${format}`,
        line: fc.tuple(filled(COMBINED), line).map((both) => both.join(between)),
      })),
  )
}

/** A format string of any fields, and lines for it. */
export function customFormat(
  server: 'apache' | 'nginx',
): fc.Arbitrary<{ format: string; line: fc.Arbitrary<string> }> {
  const field = fc.record({
    directive: fc.constantFrom(...DIRECTIVES[server]),
    around: fc.constantFrom(...AROUND),
    separator: fc.constantFrom(...SEPARATORS),
  })
  return fc
    .record({
      fields: fc.array(field, { minLength: 1, maxLength: 12 }),
      escapes: server === 'nginx' ? fc.constantFrom(...ESCAPES) : fc.constant(''),
    })
    .map(({ fields, escapes }) => {
      const joined = (part: 0 | 1): string =>
        fields
          .map(({ directive, around, separator }, i) => {
            const end = i === fields.length - 1 ? '' : separator
            return around[0] + directive[part] + around[1] + end
          })
          .join('')
      return { format: escapes + joined(0), line: filled(joined(1)) }
    })
}
