import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanUp, jsonLines, run, startLocal, temporaryFolder } from './support.ts'

let url = ''
beforeAll(async () => {
  url = (await startLocal()).url
})
afterAll(cleanUp)

const SECRET = 'the key of the pseudonyms, 1234567890'

function accessLine(n: number): string {
  const path = n % 3 === 0 ? '/healthz' : `/api/orders/${n}?token=s3cret${n}`
  const status = n % 5 === 0 ? 503 : 200
  return `203.0.113.${n} - ada [15/Jan/2024:10:30:${String(n % 60).padStart(2, '0')} +0000] "GET ${path} HTTP/1.1" ${status} 12 "-" "curl/8"\n`
}

test('rules of a configuration file hold from the file to the stream, and verify knows them', async () => {
  const folder = temporaryFolder('shaping')
  const log = join(folder, 'access.log')
  const config = join(folder, 'kinetail.yaml')
  const lines = Array.from({ length: 60 }, (_, i) => accessLine(i))
  writeFileSync(log, `${lines.join('')}\n203.0.113.99 is no request token=s3cret\n`)
  writeFileSync(
    config,
    `stream_name: shaping
endpoint_url: ${url}
create_stream: true
checkpoint_dir: ${join(folder, 'checkpoint')}
schema: ecs
ship_unparsed: true
drop: "path = '/healthz'"
add: {labels.env: "\${SHAPING_ENV:-test}"}
log_files:
  - path: ${log}
    type: nginx
    format: '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'
    sample: {rate: 50%, by: path, where: status_code < 500}
    redact: {ip: true, query: [token], pseudonymise: [user], key_env: SHAPING_KEY}
`,
  )
  process.env['SHAPING_KEY'] = SECRET
  const streamed = await run(['stream', '--config', config, '--once', '--json'])
  delete process.env['SHAPING_KEY']
  expect(`${streamed.stderr}${streamed.code}`).toMatch(/0$/)
  const { ledger } = jsonLines<{ ledger: { read: number; sent: number; filtered: number } }>(
    streamed.stdout,
  ).at(-1)!
  const read = await run(['read', 'shaping', '--endpoint-url', url, '--json'])
  const records = jsonLines<Record<string, unknown>>(read.stdout)
  const shipped = records.filter((one) => (one['event'] as { dataset: string }).dataset === 'nginx_access')

  // 20 health checks and a blank line are gone; of the 32 others that are no errors, about half.
  expect(ledger.read).toBe(62)
  expect(ledger.sent).toBe(records.length)
  expect(ledger.filtered).toBe(62 - records.length)
  expect(
    shipped.filter(
      (one) => (one['http'] as { response: { status_code: number } }).response.status_code === 503,
    ),
  ).toHaveLength(8)
  expect(shipped.length).toBeGreaterThan(12)
  expect(shipped.length).toBeLessThan(36)
  for (const one of shipped)
    expect(one).toMatchObject({
      source: { ip: '203.0.113.0' },
      url: { query: 'token=***' },
      user: { name: expect.stringMatching(/^[0-9a-f]{32}$/) },
      labels: { env: 'test' },
    })
  // A line without fields: nobody can find in it what is to be hidden.
  const unparsed = records.filter((one) => (one['event'] as { dataset: string }).dataset === 'unparsed')
  expect(unparsed).toMatchObject([{ message: '***', fields: { reason: 'expected_literal' } }])
  expect(read.stdout).not.toMatch(/s3cret|203\.0\.113\.[1-9]|"ada"/)
  expect(streamed.stdout + streamed.stderr).not.toContain(SECRET)
  // It stays here, whole.
  expect(readFileSync(join(folder, 'checkpoint', 'dead-letter.ndjson'), 'utf8')).toContain('203.0.113.99')

  const verified = await run(['verify', '--config', config, '--json'])
  expect(jsonLines<Record<string, unknown>>(verified.stdout).at(-1)).toMatchObject({
    ok: true,
    lines: 62,
    missing: 0,
    filtered: 62 - records.length,
  })
  expect(verified.code).toBe(0)
})

test('a rule that cannot be used is refused before anything is read, with its place', async () => {
  const files = JSON.stringify([{ path: '/nowhere/access.log', type: 'nginx' }])
  const stream = (...more: string[]) =>
    run(['stream', '--stream-name', 's', '--endpoint-url', url, '--log-files', files, ...more])
  const typo = await stream('--drop', 'status_cod >= 500')
  expect(typo.stderr).toContain('Is it "status_code"?')
  expect(typo.stderr).toContain('    status_cod >= 500\n    ^')
  expect(typo.code).toBe(2)
  const hidden = await stream('--redact', '{"mask": ["ip_adress"]}')
  expect(hidden.stderr).toContain('Is it "ip_address"?')
  const syntax = await stream('--keep', 'status_code >>= 500')
  expect(syntax.stderr).toContain('column 14')
  expect(syntax.code).toBe(2)
  const own = await stream('--redact', '{"remove": ["event_id"]}')
  expect(own.stderr).toContain('"event_id" is kinetail\'s own')
})

test('kinetail parse shows what would be sent', async () => {
  const log = join(temporaryFolder('shaping'), 'access.log')
  writeFileSync(log, Array.from({ length: 6 }, (_, i) => accessLine(i)).join(''))
  const words = ['parse', log, '--type', 'nginx', '--stats']
  const { stdout, stderr } = await run([
    ...words,
    '--keep',
    "path LIKE '/api/%'",
    '--schema',
    'otel',
    '--add',
    'env=prod',
  ])
  const records = jsonLines<Record<string, unknown>>(stdout)
  expect(records.map((one) => one['url.path'])).toEqual([
    '/api/orders/1',
    '/api/orders/2',
    '/api/orders/4',
    '/api/orders/5',
  ])
  expect(records[0]!['fields.env']).toBe('prod')
  expect(stderr).toContain('2 filtered')
})
