import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseText } from '../testing/parse-text.ts'

/** Whole logs: of ours, and real ones that nobody here wrote, where they lie beside the checkout. */
const OWN = new URL('../../test/fixtures/logs/', import.meta.url)
const REAL = new URL('../../../shared/data/logs/', import.meta.url)

const CASES: readonly [folder: URL, path: string, type: string, lines: number, success: number][] = [
  [OWN, 'apache.log', 'apache', 80, 1],
  [OWN, 'nginx.log', 'nginx', 80, 1],
  [OWN, 'application.log', 'application', 44, 1],
  [REAL, 'apache/elastic-apache_logs.log', 'apache', 10_000, 0.999],
  [REAL, 'apache/nasa-http-1995-a.log', 'apache', 4000, 0.999],
  [REAL, 'nginx/zanbil-shop-2019.log', 'nginx', 1000, 0.999],
  [REAL, 'application/kibana-verbose-6.2.4.jsonl', 'application', 179, 1],
  [REAL, 'error/loghub-apache-error-2k.log', 'apache_error', 2000, 1],
  [REAL, 'syslog/auth-ubuntu1204.log', 'syslog', 1000, 1],
  [REAL, 'logfmt/lnav-kubelet.log', 'logfmt', 5, 1],
  [REAL, 'application/nginxplus-status-a.jsonl', 'application', 100, 1],
]

describe.each(CASES)('%s%s', (folder, path, type, lines, success) => {
  const url = new URL(path, folder)
  test.skipIf(!existsSync(url))(`(skipped where the file is absent) as ${type}`, () => {
    const parsed = parseText(type, readFileSync(url))
    expect(parsed.lines).toBe(lines)
    expect(parsed.records.length + parsed.rejects.length + parsed.blanks.length).toBe(lines)
    expect(parsed.records.length / lines).toBeGreaterThanOrEqual(success)
    for (const { json } of parsed.records) {
      const record = JSON.parse(json) as Record<string, unknown>
      expect(Date.parse(record['timestamp'] as string)).not.toBeNaN()
      if (type === 'apache' || type === 'nginx') expect(record['status_code']).toBeTypeOf('number')
    }
  })
})
