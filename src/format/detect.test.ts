import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FORMATS } from './all.ts'
import { detectFormat } from './detect.ts'

const REAL = new URL('../../../shared/data/logs/', import.meta.url)
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const many = (line: string, count = 12): Uint8Array => bytes(`${line}\n`.repeat(count))

/** A log of twelve events or so: the example's header once, its last line often. */
function logOf(example: string): Uint8Array {
  const lines = example.split('\n')
  return bytes(
    `${lines
      .slice(0, -1)
      .map((one) => `${one}\n`)
      .join('')}${`${lines.at(-1)}\n`.repeat(12)}`,
  )
}

const EXAMPLES = FORMATS.filter((one) => !one.takesPattern).flatMap(({ name, logTypes }) =>
  logTypes.filter((type) => type.name !== 'application_text').map((type) => [name, type.example] as const),
)

test.each(EXAMPLES)('%s is found from its example', (name, example) => {
  const found = detectFormat(logOf(example), name === 'nginx' ? '/var/log/nginx/access.log' : '')
  expect(found.type).toBe(name)
  expect(found.share).toBe(1)
  expect(['sure', 'likely']).toContain(found.certainty)
})

describe('what two formats read', () => {
  const line = '203.0.113.10 - - [15/Jan/2024:10:31:01 +0000] "GET / HTTP/1.1" 204 0 "-" "axios/0.21.1"'

  test('is said, and the path tells servers apart', () => {
    expect(detectFormat(many(line))).toMatchObject({ type: 'apache', certainty: 'likely', others: ['nginx'] })
    expect(detectFormat(many(line), '/var/log/nginx/a.log')).toMatchObject({
      type: 'nginx',
      certainty: 'sure',
      others: [],
    })
    expect(detectFormat(many(line), '/var/log/httpd/a.log')).toMatchObject({
      type: 'apache',
      certainty: 'sure',
    })
  })

  test('few lines are a guess', () => {
    expect(detectFormat(many(line, 1)).certainty).toBe('guess')
  })
})

test.each([
  ['plain words of a person', 'application', 'none'],
  ['2024-01-15T10:30:45Z INFO started the server', 'application', 'none'],
  ['{"level":"info","msg":"x"}', 'application', 'sure'],
  ['', 'application', 'none'],
])('%s is %s, %s', (line, type, certainty) => {
  expect(detectFormat(many(line))).toMatchObject({ type, certainty })
})

test('a log with some lines that are broken is still found', () => {
  const log = `${'2024/01/15 10:30:46 [error] 31#31: *46 x, client: 10.0.0.1, server: s\n'.repeat(30)}${'broken\n'.repeat(4)}`
  expect(detectFormat(bytes(log))).toMatchObject({ type: 'nginx_error', certainty: 'guess', lines: 34 })
})

test.each([
  ['apache/elastic-apache_logs.log', 'apache'],
  ['nginx/zanbil-shop-2019.log', 'nginx'],
  ['error/loghub-apache-error-2k.log', 'apache_error'],
  ['error/crowdsec-web-errors.log', 'nginx_error'],
  ['logfmt/lnav-kubelet.log', 'logfmt'],
  ['syslog/auth-ubuntu1204.log', 'syslog'],
  ['application/lnav-bunyan.jsonl', 'application'],
])('%s', (path, type) => {
  const url = new URL(path, REAL)
  // These lie beside the checkout, or not.
  if (existsSync(url)) expect(detectFormat(readFileSync(url), url.pathname).type).toBe(type)
})

test('any bytes at all have a format, or none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (any) => {
      expect(['sure', 'likely', 'guess', 'none']).toContain(detectFormat(any).certainty)
    }),
    { numRuns: 60 },
  )
})
