import fc from 'fast-check'

/** A piece of a format string, and what a line has there: a directive and a value of it, or the same text twice. */
type Piece = readonly [format: string, line: string]

const VALUES: readonly string[] = [
  '-',
  '',
  '0',
  '000',
  '200',
  '0.000',
  '12345678901234567890',
  '1.5',
  '-1',
  '203.0.113.7',
  '203.0.113.7:443',
  '2001:db8::1',
  '[2001:db8::1]:80',
  'unix:',
  'example.org',
  'a, b, c',
  '10.0.0.1:80, 10.0.0.2:80 : 10.0.0.3:80',
  '0.001, 0.002 : -',
  'GET /a?b=c HTTP/1.1',
  'GET / HTTP/0.9 HTTP/1.1',
  'CONNECT x:443',
  '\\x16\\x03\\x01',
  'say \\"hi\\" \\\\',
  '\\u00e9\\ud83d',
  'Mozilla/5.0 (X11; Linux x86_64) "x"',
  'wörter',
  '\t',
  '[15/Jan/2024:10:30:45 +0000]',
  '15/Jan/2024:10:30:45 +0000',
  '2024-01-15T10:30:45+00:00',
  '2024-01-15 10:30:45',
  '1705314645.123',
  '1705314645',
  'Mon Jan 15 10:30:45 2024',
  '10:30',
  '+',
  'p',
]
const value = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...VALUES) },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('x'.repeat(300), '" '.repeat(60), '\\'.repeat(70), ', '.repeat(90)),
  },
)

const time = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...'aAbBcCdDeFgGhHIjklmMnpPrRsStTuUVwWxXyYzZ%EO-_0qQ'.split('').map((letter) => `%${letter}`),
      ),
      fc.constantFrom('msec_frac', 'usec_frac', ' ', ':', '/', '-', 'T', '.', '}', '%'),
    ),
    { maxLength: 8 },
  )
  .map((parts) => `%{${parts.join('')}}t`)

const APACHE = [
  ...'%a %A %B %b %D %f %h %H %I %k %l %L %m %O %p %P %q %r %R %s %>s %<s %S %t %T %u %U %v %V %X %^FB %%'.split(
    ' ',
  ),
  ...'%{c}a %{c}h %{Referer}i %{User-Agent}i %{X-Forwarded-For}i %{Set-Cookie}o %{id}C %{VAR}e %{note}n %{local}p %{remote}p'.split(
    ' ',
  ),
  ...'%{tid}P %{hextid}P %{ms}T %{us}T %{s}T %{sec}t %{msec}t %{usec}t %{begin:%F}t %{end:msec}t %{SSL_PROTOCOL}x %{version}c'.split(
    ' ',
  ),
  ...'%!200,304{Referer}i %400,501{User-agent}i %{X}^ti %{X}^to %Z %{}i %{ %200'.split(' '),
]
const NGINX = (
  'remote_addr remote_user time_local time_iso8601 msec request request_method request_uri uri args server_protocol status ' +
  'body_bytes_sent bytes_sent http_referer http_user_agent http_host http_x_forwarded_for host server_name server_port remote_port request_time ' +
  'upstream_addr upstream_status upstream_response_time upstream_cache_status connection pipe gzip_ratio scheme ssl_cipher request_id ' +
  'request_length cookie_id sent_http_content_type proxy_add_x_forwarded_for is_args request_body ssl_client_s_dn my_own arg_x'
)
  .split(' ')
  .flatMap((name) => [`$${name}`, `\${${name}}`])

const literal = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      ' ',
      ' ',
      ' "',
      '" "',
      '" ',
      '"',
      ' [',
      '] ',
      '|',
      ', ',
      ' - ',
      '\t',
      ':',
      ';',
      '=',
      '/',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '  ',
      '\\"',
      '\\n',
      '\\',
      '%',
      '$',
      '{',
      '}',
      '\r\n',
      '\n',
      '\0',
      'é',
      '"":"',
      ',"k":"',
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 5 }) },
)

function pieces(server: 'apache' | 'nginx'): fc.Arbitrary<Piece[]> {
  const directive =
    server === 'apache'
      ? fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...APACHE) }, { weight: 1, arbitrary: time })
      : fc.constantFrom(...NGINX)
  const field = fc.tuple(directive, value)
  const between = literal.map((text): Piece => [text, text])
  return fc.array(fc.tuple(field, between), { minLength: 1, maxLength: 14 }).map((all) => all.flat())
}

/** A format string that somebody might write, or somebody's cat, and lines that fit it more or less. */
export interface FormatCase {
  readonly type: 'apache' | 'nginx'
  readonly format: string
  readonly lines: readonly string[]
}

export const formatCase: fc.Arbitrary<FormatCase> = fc
  .constantFrom('apache' as const, 'nginx' as const)
  .chain((type) =>
    fc.record({
      type: fc.constant(type),
      pieces: pieces(type),
      escape:
        type === 'nginx'
          ? fc.constantFrom('', '', 'escape=json ', 'escape=none ', 'escape=default ')
          : fc.constant(''),
      values: fc.array(fc.array(value, { minLength: 14, maxLength: 14 }), { maxLength: 4 }),
      change: fc.option(
        fc.tuple(fc.nat(), fc.nat(3), fc.oneof(literal, fc.constantFrom(...APACHE, ...NGINX))),
        { freq: 3 },
      ),
    }),
  )
  .map(({ type, pieces: all, escape: mode, values, change }) => {
    const line = (own?: readonly string[]): string =>
      all.map(([, text], i) => (i % 2 === 0 ? (own?.[(i / 2) % own.length] ?? text) : text)).join('')
    let format = mode + all.map(([text]) => text).join('')
    if (change !== null) {
      const at = change[0] % (format.length + 1)
      format = format.slice(0, at) + change[2] + format.slice(at + change[1])
    }
    return { type, format, lines: [line(), ...values.map(line)] }
  })
