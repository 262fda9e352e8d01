import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { parseText } from '../../src/testing/parse-text.ts'
import { until } from '../support/until.ts'
import { ask, hasIpv6, programOf, type RealServer, startApache, startNginx, stop } from './real-servers.ts'
import { cleanUp, run, temporaryFolder } from './support.ts'

afterEach(cleanUp)

const NGINX = [
  `'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $http_x_case_id'`,
  `escape=json '{"t":"$time_iso8601","ip":"$remote_addr","m":"$request_method","u":"$request_uri","s":$status,'
     '"ua":"$http_user_agent","case":"$http_x_case_id","up":"$upstream_response_time","rt":$request_time}'`,
  `'$msec|$http_x_case_id|$remote_addr|$request|$status|$http_user_agent'`,
  `'$http_x_case_id $scheme://$host$request_uri $status "$http_user_agent"'`,
  `'$time_iso8601\\t$http_x_case_id\\t$remote_addr\\t$remote_port\\t$request_method\\t$request_uri\\t$server_protocol\\t$status\\t$http_user_agent'`,
  `'case=$http_x_case_id ip=$remote_addr method=$request_method args="$args" ua="$http_user_agent" status=$status len=$request_length'`,
  `'[$time_local] $http_x_case_id "$http_cookie" "$http_accept_language" $status $connection $connection_requests $pipe'`,
  `escape=none '$http_x_case_id ~~ $http_user_agent ~~ $status'`,
  `'$remote_addr:$remote_port $http_x_case_id $status $bytes_sent $request_time $gzip_ratio "$sent_http_content_type"'`,
  `'$http_user_agent $http_x_case_id $status'`,
]

const APACHE = [
  String.raw`"%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\" %{X-Case-Id}i"`,
  `'%{%Y-%m-%dT%H:%M:%S}t.%{usec_frac}t%{%z}t %a %{X-Case-Id}i "%r" %>s %D'`,
  `'%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t %{X-Case-Id}i %{remote}p %{local}p %I %O %S'`,
  `'%{msec}t %{X-Case-Id}i %m %U%q %H %>s'`,
  `'%v%U %{X-Case-Id}i'`,
  `'%{X-Case-Id}i "%!200,404{User-Agent}i" "%404{Cookie}i" %X %k %P %s'`,
  `'%{User-Agent}i %{X-Case-Id}i %>s'`,
  String.raw`"%{X-Case-Id}i\t%{Cookie}i\t%{Accept-Language}i\t%{User-Agent}i"`,
  `'[%{%c}t] [%{X-Case-Id}i] [%a:%{remote}p] %L "%{User-Agent}i"'`,
  `'%{sec}t.%{usec_frac}t %{X-Case-Id}i "%m %U %H" %{ms}T %f'`,
]

interface Sent {
  readonly method: string
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly host: string
}

const get = (target: string, headers: Record<string, string> = {}, host = '127.0.0.1'): Sent => ({
  method: 'GET',
  target,
  headers: { 'User-Agent': 'test/1', ...headers },
  host,
})

const SENT: readonly Sent[] = [
  get('/'),
  get('/a%20b/c?x=1&y=%22q%22', { 'User-Agent': 'Mozilla/5.0 (X11; Linux) "quoted" \\ back\\x41' }),
  get('/%ED%95%9C?q=%EA%B8%80', {
    'User-Agent': '\u00fc \ud55c\uad6d\uc5b4 \ud83d\ude00',
    Cookie: 'a=b; c="d"',
  }),
  get(`/${'long/'.repeat(1000)}`, {
    'User-Agent': `big ${'x'.repeat(20_000)} end`,
    'Accept-Language': 'ko, en;q=0.8',
  }),
  get("/~user/it's;v=1,2?a=[b]&c={d}", { Referer: 'http://ref.test/?a="b"', Cookie: 'only=1' }),
  { ...get('/none'), headers: {} },
  { ...get('/post'), method: 'POST' },
  { ...get('/index.html'), method: 'HEAD' },
  ...(hasIpv6() ? [get('/six', { 'User-Agent': 'v6 [::1] 200 9' }, '::1')] : []),
]

/** What a record must have, key by key, where its format has the key. */
function expected({ method, target, headers, host }: Sent, answer: string): Record<string, unknown> {
  const [path = '', query] = target.split('?')
  const decoded = decodeURIComponent(path)
  return {
    method: [method],
    // mod_dir makes the index of a folder, which %U tells.
    path: [
      target,
      decoded,
      ...(target === '/' ? ['/index.html'] : []),
      query === undefined ? decoded : `${decoded}?${query}`,
    ],
    request_uri: [target],
    query: [query ?? null],
    protocol: ['HTTP/1.1'],
    ip_address: [host, null],
    status_code: [Number(answer.split(' ')[1]), null],
    referer: [headers['Referer'] ?? null, null, ''],
    user_agent: [headers['User-Agent'] ?? null, null, ...(headers['User-Agent'] === undefined ? [''] : [])],
    cookie: [headers['Cookie'] ?? null],
    accept_language: [headers['Accept-Language'] ?? null],
    virtual_host: ['example.test'],
    request: [undefined],
  }
}

async function check(server: RealServer, type: string, count: number): Promise<void> {
  const answers: string[] = []
  for (const [i, { method, target, headers, host }] of SENT.entries()) {
    const lines = Object.entries({
      Host: 'example.test',
      'X-Case-Id': `case-${i}`,
      Connection: 'close',
      ...headers,
    })
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
    answers.push(await ask(server.port, host, `${method} ${target} HTTP/1.1\r\n${head}\r\n`))
  }
  const { stdout, code, stderr } = await run(['init', server.configFile, '--json'])
  expect(stderr).toBe('')
  expect(code).toBe(0)
  interface Log {
    readonly path: string
    readonly type: string
    readonly format?: string
    readonly refused?: string
  }
  const { logs } = JSON.parse(stdout) as { logs: readonly Log[] }
  expect(logs.filter((log) => log.refused !== undefined)).toEqual([])
  const odd = logs.filter((log) => /odd\d+\.log$/.test(log.path))
  expect(odd.map((log) => [log.path, log.type])).toEqual(
    Array.from({ length: count }, (_, i) => [join(server.logs, `odd${i}.log`), type]),
  )
  const errors = logs.filter((log) => log.type === `${type}_error`)
  expect(errors.map((log) => log.path)).toContain(join(server.logs, 'error.log'))

  for (const { path, format } of odd) {
    // Starting asked for nothing, so each request and nobody else has a line.
    const lines = (): string[] =>
      readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line.includes('case-'))
    await until(
      () => lines().length >= SENT.length,
      () => `${SENT.length} lines of ${path}: ${lines().length}`,
    )
    const { records, rejects } = parseText({ type, format }, `${lines().join('\n')}\n`)
    expect({ format, rejects }).toEqual({ format, rejects: [] })
    const seen = new Set<number>()
    for (const { json } of records) {
      const record = JSON.parse(json) as Record<string, unknown>
      const n = Number(/^case-(\d+)$/.exec(String(record['x_case_id']))?.[1])
      if (Number.isNaN(n)) throw new Error(`${format}: ${json}`)
      seen.add(n)
      const wanted = expected(SENT[n]!, answers[n]!)
      const named = Object.entries(wanted).filter(
        ([key]) => record[key] !== null && record[key] !== undefined,
      )
      for (const [key, values] of named)
        expect({ format, n, key, among: values, value: record[key] }).toMatchObject({
          value: expect.toSatisfy((value: unknown) => (values as unknown[]).includes(value)),
        })
      // A user agent that was sent is there wherever the format has one without a condition.
      if (/user.agent/i.test(format!) && !/%!/.test(format!) && SENT[n]!.headers['User-Agent'] !== undefined)
        expect({ format, ua: record['user_agent'] }).toEqual({ format, ua: SENT[n]!.headers['User-Agent'] })
      expect(
        Math.abs(Date.parse(String(record['timestamp'])) - Date.now()) < 24 * 3_600_000 ||
          !/time_(?:local|iso)|msec|%t|\}t/.test(format!),
      ).toBe(true)
    }
    expect([...seen].sort((a, b) => a - b)).toEqual(SENT.map((_, i) => i))
  }
  for (const { path } of errors) {
    const { rejects } = parseText(`${type}_error`, readFileSync(path))
    expect(rejects).toEqual([])
  }
}

describe.skipIf(programOf('nginx') === null)(
  'nginx of this machine (skipped where it is not installed)',
  () => {
    it('writes logs that init finds, and lines that all parse to what the client sent', async () => {
      const server = await startNginx(temporaryFolder('nginx'), NGINX)
      try {
        await check(server, 'nginx', NGINX.length)
      } finally {
        await stop(server)
      }
    }, 120_000)
  },
)

describe.skipIf(programOf('apache2') === null)(
  'Apache of this machine (skipped where it is not installed)',
  () => {
    it('writes logs that init finds, and lines that all parse to what the client sent', async () => {
      const server = await startApache(temporaryFolder('apache'), APACHE)
      try {
        await check(server, 'apache', APACHE.length)
      } finally {
        await stop(server)
      }
    }, 120_000)
  },
)
