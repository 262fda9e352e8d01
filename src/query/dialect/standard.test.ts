import { describe, expect, it, onTestFinished } from 'vitest'
import { KinetailError } from '../../base/errors.ts'
import { blockOf, Taken } from '../../testing/query-rows.ts'
import type { QueryEngine } from '../engine.ts'
import { openEngine } from '../open-engine.ts'
import type { WindowSpec } from '../program.ts'
import type { Value } from '../result.ts'
import { type CompiledQuery, compileQuery } from './compile-query.ts'
import { showPlace } from './show-place.ts'

const at = (time: string): string => `2024-01-15T${time}.000Z`
const MINUTE: WindowSpec = { kind: 'tumbling', sizeMs: 60_000 }

const LINES = [
  {
    timestamp: at('10:00:05'),
    log_type: 'nginx_access',
    ip_address: 'A',
    response_size: 100,
    path: '/a',
    status_code: 200,
  },
  {
    timestamp: at('10:00:10'),
    log_type: 'nginx_access',
    ip_address: 'B',
    response_size: 300,
    path: '/b',
    status_code: 404,
  },
  {
    timestamp: at('10:00:20'),
    log_type: 'apache_access',
    ip_address: 'A',
    response_size: 50,
    path: '/a',
    status_code: 200,
  },
  {
    timestamp: at('10:00:40'),
    log_type: 'nginx_access',
    ip_address: 'A',
    response_size: 200,
    path: '/a',
    status_code: 500,
  },
  {
    timestamp: at('10:01:00'),
    log_type: 'application',
    message: 'slow',
    user_id: 7,
    level: 'WARN',
    order_id: 67890,
  },
  {
    timestamp: at('10:01:30'),
    log_type: 'nginx_access',
    ip_address: 'C',
    response_size: 80,
    path: '/c',
    status_code: 200,
  },
  {
    timestamp: at('10:02:05'),
    log_type: 'apache_access',
    ip_address: 'B',
    response_size: 70,
    path: '/a',
    status_code: 200,
  },
]

async function engineOf({ program }: CompiledQuery, taken: Taken): Promise<QueryEngine> {
  const engine = await openEngine({
    program,
    time: 'event',
    lateMs: 60_000,
    idleMs: Number.POSITIVE_INFINITY,
    ...taken.options,
  })
  onTestFinished(() => engine.stop())
  return engine
}

async function results(sql: string, window: WindowSpec | undefined): Promise<Record<string, Value>[]> {
  const taken = new Taken()
  const engine = await engineOf(compileQuery(sql, window), taken)
  await engine.open(['a'])
  await engine.push(
    blockOf(
      'a',
      LINES.map((line, index) => ({ place: index + 1, ...line })),
    ),
  )
  const drawn = await engine.draw()
  taken.batches.push(...drawn)
  await engine.end()
  return taken.rows
}

/** What is said of a statement, by the compiler or by the engine. */
async function failure(sql: string, window?: WindowSpec): Promise<KinetailError> {
  try {
    const compiled = compileQuery(sql, window)
    await engineOf(compiled, new Taken()).catch((error: unknown) => {
      throw showPlace(error, compiled)
    })
  } catch (error) {
    expect(error).toBeInstanceOf(KinetailError)
    return error as KinetailError
  }
  throw new Error(`no failure: ${sql}`)
}

const window = (start: string, end: string): object => ({ window_start: at(start), window_end: at(end) })
const FIRST = window('10:00:00', '10:01:00')
const SECOND = window('10:01:00', '10:02:00')
const THIRD = window('10:02:00', '10:03:00')

describe('standard SQL', () => {
  it.each<[string, string, WindowSpec | undefined, readonly object[]]>([
    [
      'tumbling windows',
      'SELECT log_type, count(*) AS n FROM logs GROUP BY log_type ORDER BY n, log_type;',
      MINUTE,
      [
        { ...FIRST, log_type: 'apache_access', n: 1 },
        { ...FIRST, log_type: 'nginx_access', n: 3 },
        { ...SECOND, log_type: 'application', n: 1 },
        { ...SECOND, log_type: 'nginx_access', n: 1 },
        { ...THIRD, log_type: 'apache_access', n: 1 },
      ],
    ],
    [
      'hopping windows',
      'SELECT count(*) AS n FROM logs',
      { kind: 'hopping', sizeMs: 120_000, everyMs: 60_000 },
      [
        { ...window('09:59:00', '10:01:00'), n: 4 },
        { ...window('10:00:00', '10:02:00'), n: 6 },
        { ...window('10:01:00', '10:03:00'), n: 3 },
        { ...window('10:02:00', '10:04:00'), n: 1 },
      ],
    ],
    [
      'sessions of an address',
      'SELECT ip_address, count(*) AS n FROM logs WHERE ip_address IS NOT NULL GROUP BY ip_address',
      { kind: 'session', gapMs: 30_000, by: ['ip_address'] },
      [
        { ...window('10:00:10', '10:00:40'), ip_address: 'B', n: 1 },
        { window_start: at('10:00:05'), window_end: at('10:01:10'), ip_address: 'A', n: 3 },
        { ...window('10:01:30', '10:02:00'), ip_address: 'C', n: 1 },
        { ...window('10:02:05', '10:02:35'), ip_address: 'B', n: 1 },
      ],
    ],
    [
      'row by row, with a field that has no column',
      "SELECT upper(level) AS level, CAST(record->>'order_id' AS BIGINT) AS order_id FROM logs WHERE level IS NOT NULL",
      undefined,
      [{ level: 'WARN', order_id: 67890 }],
    ],
    [
      'a table that is drawn anew',
      'SELECT path, count(*) AS hits FROM logs WHERE path IS NOT NULL GROUP BY path ORDER BY hits DESC, path LIMIT 2',
      undefined,
      [
        { path: '/a', hits: 4 },
        { path: '/b', hits: 1 },
      ],
    ],
    [
      'window_start without GROUP BY, and FILTER',
      'SELECT window_start, count(*) FILTER (WHERE status_code >= 400) AS errors FROM logs',
      MINUTE,
      [
        { window_start: at('10:00:00'), errors: 2 },
        { window_start: at('10:01:00'), errors: 0 },
        { window_start: at('10:02:00'), errors: 0 },
      ],
    ],
    [
      'WITH',
      'WITH sizes AS (SELECT log_type AS kind, response_size AS size FROM logs WHERE response_size > 60) SELECT kind, max(size) AS most FROM sizes GROUP BY kind ORDER BY kind',
      { kind: 'tumbling', sizeMs: 3_600_000 },
      [
        { ...window('10:00:00', '11:00:00'), kind: 'apache_access', most: 70 },
        { ...window('10:00:00', '11:00:00'), kind: 'nginx_access', most: 300 },
      ],
    ],
    [
      'approximate counts and percentiles',
      'SELECT approx_count_distinct(ip_address) AS ips, quantile_disc(response_size, 0.5) AS median FROM logs WHERE response_size IS NOT NULL',
      { kind: 'tumbling', sizeMs: 3_600_000 },
      [{ ...window('10:00:00', '11:00:00'), ips: 3, median: 80 }],
    ],
    [
      'the largest of each kind (QUALIFY)',
      'SELECT log_type, path, response_size FROM logs WHERE response_size IS NOT NULL QUALIFY row_number() OVER (PARTITION BY log_type ORDER BY response_size DESC) = 1 ORDER BY log_type',
      MINUTE,
      [
        { ...FIRST, log_type: 'apache_access', path: '/a', response_size: 50 },
        { ...FIRST, log_type: 'nginx_access', path: '/b', response_size: 300 },
        { ...SECOND, log_type: 'nginx_access', path: '/c', response_size: 80 },
        { ...THIRD, log_type: 'apache_access', path: '/a', response_size: 70 },
      ],
    ],
    [
      'UNION ALL and CASE',
      "SELECT 'errors' AS what, count(*) AS n FROM logs WHERE status_code >= 400 UNION ALL SELECT 'all', count(CASE WHEN status_code IS NOT NULL THEN 1 END) FROM logs ORDER BY what",
      { kind: 'tumbling', sizeMs: 3_600_000 },
      [
        { ...window('10:00:00', '11:00:00'), what: 'all', n: 6 },
        { ...window('10:00:00', '11:00:00'), what: 'errors', n: 2 },
      ],
    ],
  ])('%s', async (_, sql, spec, expected) => {
    const rows = await results(sql, spec)
    expect(rows.map((row) => expect.objectContaining(row))).toHaveLength(expected.length)
    for (const [index, row] of expected.entries()) expect(rows[index]).toMatchObject(row)
  })

  it.each([
    ['SELCT log_type FROM logs', 1, 1, 'Did you mean SELECT?', '^^^^^'],
    [
      'SELECT log_type\nFROM logs\nWHERE log_typ = 1',
      3,
      7,
      'log_type',
      '   3 | WHERE log_typ = 1\n     |       ^^^^^^^',
    ],
    ['SELECT log_type FORM logs', 1, 22, 'logs', '^^^^'],
    ['SELECT cuont(*) FROM logs', 1, 8, 'count', '^^^^^'],
    ['SELECT log_type FROM logz', 1, 22, 'logs', '^^^^'],
    [
      "-- 한글\nSELECT '가', nosuch FROM logs",
      2,
      13,
      'nosuch',
      "   2 | SELECT '가', nosuch FROM logs\n     |              ^^^^^^",
    ],
    ['SELECT 1 FROM logs; SELECT 2 FROM logs', 1, 21, 'one query', '^^^^^^'],
    ['DELETE FROM logs', 1, 1, 'SELECT', '^^^^^^'],
    ['', 1, 1, 'no statement', '^'],
    ["SELECT 'oops FROM logs", 1, 8, 'no end', '^'],
  ])(
    'of %j names line %i, column %i, what may have been meant, and shows it',
    async (sql, line, column, words, shown) => {
      const error = await failure(sql, MINUTE)
      expect(error.message).toContain(words)
      expect(error.message).toContain(shown)
      expect(error.message).toContain(`line ${line}, column ${column}: `)
      expect(error.facts).toMatchObject({ line, column })
      expect(error.exitCode).toBe(2)
    },
  )

  it('says of SQL that a statement became whose statement it was', async () => {
    const error = await failure('CREATE STREAM a AS\nSELECT STREAM ABS(path) FROM SOURCE_SQL_STREAM_001')
    expect(error.message).toMatch(
      /^line 2, column 1: DuckDB does not take what this SELECT became: [\s\S]*abs\(t\.path\)[\s\S]*\^{6}$/,
    )
  })
})
