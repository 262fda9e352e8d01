import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { web as english } from '../messages/en/web.ts'
import { web as korean } from '../messages/ko/web.ts'
import { setLanguage } from '../messages/messages.ts'
import type { FileJson, Now } from '../serve/api.ts'
import { columnsOf } from '../stats/display-width.ts'
import { busyCollector, busyStatistics } from '../testing/metrics-text.ts'
import { painter } from './terminal-text.ts'
import { bars, type TopState, topScreen } from './top-screen.ts'

const AT = Date.parse('2026-01-15T10:30:45Z')
const PLAIN = painter(false)
const ledger = { read: 1250, sent: 1200, dead_lettered: 30, filtered: 10, in_flight: 10 }

function file(name: string): FileJson {
  return {
    name,
    lag_bytes: 2048,
    lag_seconds: 1.5,
    lines_per_second: 250.25,
    last_line_at: null,
    last_line: null,
    ledger,
    trend: [1, 2, 4, 8],
  }
}

/** A fixed moment: what changes from run to run is not in it. */
function fixedNow(more: Partial<Now> = {}): Now {
  const now = busyCollector(busyStatistics()).now()
  return {
    ...now,
    mode: 'stream',
    time: AT,
    started: AT - 200_000,
    verdict: {
      level: 'bad',
      idle: false,
      reasons: [
        { code: 'not_sending', level: 'bad', count: 12, since: AT - 20_000, where: [] },
        { code: 'parse_failures', level: 'warn', count: 30, since: AT - 5000, where: ['bad_timestamp'] },
      ],
    },
    rates: {
      lines_per_second: 1250.5,
      records_per_second: 1200,
      bytes_per_second: 5000,
      errors_per_second: 0.4,
      parse_success: 0.99996,
      latency_ms: { p50: 12, p95: 48, p99: 1200, max: 1300 },
    },
    statistics: {
      ...now.statistics!,
      ledger,
      lines_processed: 1250,
      records_sent: 1200,
      lag_seconds: 1.5,
      lag_bytes: 2048,
    },
    files: [file('/var/log/nginx/access.log')],
    files_total: 1,
    shards: now.shards.map((shard, i) => ({
      ...shard,
      heat: 0.95 - i / 2,
      records_per_second: 600,
      throttles_last_minute: 2,
      trend: [0, 5, 10],
    })),
    ...more,
  }
}

function stateOf(now: Now, more: Partial<TopState> = {}): TopState {
  const lines = { lines: [0, 1, 2, 4, 8], records: [8, null, 8], latency: [48], errors: [] }
  return { now, lines, view: 0, paused: false, keys: true, ...more }
}

afterEach(() => setLanguage('en'))

describe('the screen of kinetail top', () => {
  it('answers what one wants to know first', () => {
    const rows = topScreen(stateOf(fixedNow()), english, PLAIN, { columns: 110, rows: 40 })
    expect(rows).toHaveLength(40)
    const screen = rows.join('\n')
    expect(rows[0]).toContain('● live  logs (us-east-1)  Shipping files  web-1  kinetail 1.2.3  up 3 m 20 s')
    expect(rows[1]).toBe('✖ Something does not arrive')
    expect(rows[2]).toMatch(
      /^ {2}✖ 12 lines wait, and the stream took nothing for 10 s \(since \d\d:30:25\)$/,
    )
    expect(rows[3]).toMatch(/^ {2}▲ 30 lines did not parse in the last minute: .* \(since \d\d:30:40\)$/)
    expect(screen).toMatch(/Lines a second +1,250\.5 {2}▁▂▃▅█ +1,250 in all/)
    expect(screen).toMatch(/Records a second +1,200\.0 {2}█ █ +1,200 in all/)
    expect(screen).toMatch(/Delivery latency, p95 +48 ms {2}█ +p50 12 ms · p99 1\.2 s/)
    expect(screen).toMatch(/Errors a second +0\.4 +Parse success 99\.99%/)
    expect(screen).toContain('read 1,250 = sent 1,200 + dead-lettered 30 + filtered 10 + in flight 10')
    expect(screen).toMatch(/\/var\/log\/nginx\/access\.log +250\.3 +1\.5 s +2\.0 KiB {2}▂▃▅█/)
    expect(screen).toMatch(/shardId-000000000000 +600\.0 +95% +2 +350 {2}▁▅█/)
    expect(screen).toMatch(/ 4 {2}no timestamp where one is expected/)
    expect(rows.at(-1)).toContain('[1 overview]')
  })

  it('speaks Korean, and its columns stand below each other all the same', async () => {
    await setLanguage('ko')
    const rows = topScreen(stateOf(fixedNow(), { lostAt: AT }), korean, PLAIN, { columns: 110, rows: 40 })
    expect(rows[0]).toMatch(/^○ \d\d:30:45부터 연결 끊김/)
    expect(rows[1]).toBe(`✖ ${korean.verdict.bad}`)
    const head = rows.find((row) => row.includes('초당') && row.includes('파일'))!
    const below = rows[rows.indexOf(head) + 1]!
    const end = (row: string, words: string): number =>
      columnsOf(row.slice(0, row.indexOf(words) + words.length))
    expect(end(below, '250.3')).toBe(end(head, '초당'))
  })

  it('shows failures with their fix in a view of their own', () => {
    const failures = {
      total: 6,
      by_reason: {},
      dead_letters: 3,
      dead_letter_file: null,
      sampling: { one_of: 1 },
      groups: [
        {
          reason: 'bad_timestamp',
          reason_text: 'the timestamp is none',
          type: 'nginx',
          count: 4,
          first: AT,
          last: AT,
          column: 3,
          example: { file: '/var/log/a.log', offset: 77, line: 'odd \u001b[2J line', cut: 0 },
          files: [],
          expected: '',
          found: '',
          fix: { command: 'kinetail parse --type apache', log_files: null, tried: 4, parsed: 4 },
          pending: false,
          explain: 'kinetail explain',
        },
      ],
    }
    const screen = topScreen(stateOf(fixedNow(), { view: 3, failures }), english, PLAIN, {
      columns: 120,
      rows: 30,
    })
    expect(screen.join('\n')).toMatch(
      /4 {2}nginx: the timestamp is none {2}\/var\/log\/a\.log:77\n +odd \\u001b\[2J line\n +fix: kinetail parse --type apache/,
    )
  })

  it('fits any terminal, and nothing from logs acts on it', () => {
    const odd = fc.array(
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('\u001b[2J', '\u009b31m', '\r', '로그', '\u202e'),
      ),
    )
    const name = odd.map((parts) => parts.join(''))
    fc.assert(
      fc.property(
        name,
        name,
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 3 }),
        (path, stream, columns, rows, view) => {
          const now = {
            ...NOW,
            stream,
            files: [file(path)],
            shards: NOW.shards.map((shard) => ({ ...shard, name: path })),
          }
          const screen = topScreen(stateOf(now, { view }), english, PLAIN, { columns, rows })
          expect(screen.length).toBeLessThanOrEqual(Math.max(rows, 2))
          for (const row of screen) {
            expect(columnsOf(row)).toBeLessThanOrEqual(columns)
            expect(row).not.toMatch(/[\p{Cc}\u2028\u202a-\u202e]/u)
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('paints only where colours are wanted', () => {
    const size = { columns: 110, rows: 40 }
    const [plain, colored] = [PLAIN, painter(true)].map((paint) =>
      topScreen(stateOf(NOW), english, paint, size),
    )
    expect(plain!.join('')).not.toContain('\u001b')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is taken away
    expect(colored!.map((row) => row.replaceAll(/\u001b\[\d+m/g, '').trimEnd())).toEqual(plain)
    expect(colored![1]).toContain('\u001b[31m✖')
  })
})

const NOW = fixedNow()

describe('bars', () => {
  it('show the newest last, gaps as gaps, and of many the largest', () => {
    expect(bars([])).toBe('')
    expect(bars([0, 0])).toBe('▁▁')
    expect(bars([1, null, 8])).toBe('▂ █')
    const many = Array.from({ length: 60 }, (_, i) => (i === 58 ? 10 : 0))
    expect(bars(many)).toBe(`${'▁'.repeat(19)}█`)
  })
})
