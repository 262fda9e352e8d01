import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CASES } from './cases.ts'
import { Pair } from './compare.ts'
import { equality, type Tally } from './property.ts'

/** `npm run fuzz` sets these: minutes to go on, and the seed to begin with. */
const MINUTES = Number(process.env['KINETAIL_FUZZ_MINUTES'] ?? 0)
const SEED = Number(process.env['KINETAIL_FUZZ_SEED'] ?? Date.now() % 2 ** 31)
/** Runs of a case at a time. */
const RUNS = 400

const OPTIONS = { host: 'web-1', keyField: 'auto', maxRecordBytes: 1024 * 1024 } as const
const OWN = new URL('../fixtures/logs/', import.meta.url)
const SHARED = new URL('../../../shared/data/', import.meta.url)

describe('the kernel and the plain engine', () => {
  test.each(CASES)('make the same of any log: $name', (one) => {
    const tally: Tally = { lines: 0, declined: 0 }
    fc.assert(equality(one, tally), { numRuns: RUNS, seed: SEED })
    expect(tally.lines).toBeGreaterThan(RUNS)
    // Most of these lines are hostile; still the kernel must have read its share.
    expect(tally.declined / tally.lines).toBeLessThan(0.9)
  })

  test('do not look at what stands before the first byte of a chunk', () => {
    const pair = new Pair({ type: 'nginx', format: 'escape=none $upstream_addr "$http_user_agent"' }, OPTIONS)
    for (const line of [' "a"', ' "a : b" "-"', '  "-"', ': x "-"'])
      for (const place of [1, 16, 63])
        pair.check({ bytes: Buffer.from(`${line}\n`), offset: 0, readAt: 0, generation: 'g' }, place)
    expect(pair.lines).toBe(12)
    pair.close()
  })

  test.runIf(MINUTES > 0)(
    `go on doing so for ${MINUTES} minutes`,
    () => {
      const end = Date.now() + MINUTES * 60_000
      let shown = Date.now()
      const tally: Tally = { lines: 0, declined: 0 }
      for (let seed = SEED + 1; Date.now() < end; seed++) {
        for (const one of CASES) fc.assert(equality(one, tally), { numRuns: RUNS, seed })
        if (Date.now() - shown < 10_000) continue
        shown = Date.now()
        const share = ((100 * tally.declined) / tally.lines).toFixed(1)
        process.stderr.write(`seed ${seed}: ${tally.lines} lines the same, ${share} % of them declined\n`)
      }
      expect(tally.lines).toBeGreaterThan(0)
    },
    MINUTES * 60_000 + 60_000,
  )
})

/** Logs of ours, and those that lie beside the checkout. */
const LOGS: readonly (readonly [type: string, url: URL])[] = [
  ['apache', new URL('apache.log', OWN)],
  ['nginx', new URL('nginx.log', OWN)],
  ['application', new URL('application.log', OWN)],
  ...logsBelow('apache', 'apache'),
  ...logsBelow('application', 'application'),
  ...logsBelow('logfmt', 'application'),
  ...logsBelow('multiline', 'application'),
  ...logsBelow('nginx', 'nginx'),
  ...logsBelow('error', 'apache'),
  ...logsBelow('syslog', 'nginx'),
]

function logsBelow(folder: string, type: string): (readonly [string, URL])[] {
  const url = new URL(`logs/${folder}/`, SHARED)
  return existsSync(url) ? readdirSync(url).map((name) => [type, new URL(name, url)] as const) : []
}

describe('whole logs', () => {
  test.each(LOGS)('%s: %s', (type, url) => {
    const bytes = readFileSync(url)
    const pair = new Pair({ type }, OPTIONS)
    const input = { offset: 0, readAt: 1_705_314_660_250, generation: '0123456789abcdef' }
    pair.check({ ...input, bytes })
    for (let at = 0, size = 1; at < bytes.length; at += size, size = (size * 7 + 13) % 5000)
      pair.check({ ...input, bytes: bytes.subarray(at, at + size), offset: at }, at % 64)
    pair.close()
  })
})

interface OracleLine {
  readonly format: string
  readonly format_string?: string
  readonly line: string
}

const ORACLE = new URL('oracle/', SHARED)

describe.skipIf(!existsSync(ORACLE))('lines of other projects (skipped where the folder is absent)', () => {
  test.each(['apache', 'nginx'])('%s', (type) => {
    const files = existsSync(ORACLE) ? readdirSync(ORACLE).filter((name) => name.startsWith(type)) : []
    for (const name of files)
      for (const json of readFileSync(new URL(name, ORACLE), 'utf8').split('\n').filter(Boolean)) {
        const { line, format_string: format } = JSON.parse(json) as OracleLine
        const pair = new Pair({ type, ...(format === undefined ? {} : { format }) }, OPTIONS)
        pair.check({ bytes: Buffer.from(`${line}\n`), offset: 7, readAt: 1e12, generation: 'g' })
        pair.close()
      }
    expect(files.length).toBeGreaterThan(0)
  })
})
