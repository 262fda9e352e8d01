import { describe, expect, it, onTestFinished } from 'vitest'
import { blockOf, Taken } from '../../testing/query-rows.ts'
import { openEngine } from '../open-engine.ts'
import type { Value } from '../result.ts'
import { compileDialect } from './compile.ts'

type Record_ = Readonly<Record<string, unknown>> & { readonly timestamp: string }

/** What comes out of the streams that are shown when these records are everything there is. */
async function results(sql: string, records: readonly Record_[]): Promise<Record<string, Value>[]> {
  const taken = new Taken()
  const engine = await openEngine({
    program: compileDialect(sql),
    time: 'event',
    lateMs: 60_000,
    idleMs: Number.POSITIVE_INFINITY,
    ...taken.options,
  })
  onTestFinished(() => engine.stop())
  await engine.open(['a'])
  const rows = records.map((record, index) => ({ place: index + 1, ...record }))
  // Two blocks: no result may depend on how the rows come.
  await engine.push(blockOf('a', rows.slice(0, rows.length / 2)))
  await engine.push(blockOf('a', rows.slice(rows.length / 2)))
  await engine.end()
  expect(taken.late).toEqual([])
  return taken.rows
}

/** Without the window's own columns, which every result of a window has. */
const bare = (rows: readonly Record<string, Value>[]): Record<string, Value>[] =>
  rows.map(({ window_start: _, window_end: __, ...rest }) => rest)

const at = (time: string): string => `2024-01-15T${time}${time.includes('.') ? '' : '.000'}Z`

const LINES: readonly Record_[] = [
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
    message: 'order,67890,2.5',
    user_id: 7,
    level: 'INFO',
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

describe('statements of the old service', () => {
  it('CREATE STREAM … AS SELECT … ROWTIME RANGE INTERVAL: the statement of the lab guide', async () => {
    const rows = await results(
      `-- 실시간 집계 쿼리 예시
CREATE STREAM aggregated_logs AS 
SELECT 
    log_type,
    COUNT(*) as event_count,
    COUNT(DISTINCT ip_address) as unique_ips,
    AVG(response_size) as avg_response_size
FROM SOURCE_SQL_STREAM_001
WHERE log_type IS NOT NULL
GROUP BY log_type, 
         ROWTIME RANGE INTERVAL '1' MINUTE;
`,
      LINES,
    )
    const minute = (start: string, end: string): object => ({ window_start: at(start), window_end: at(end) })
    const row = (
      log_type: string,
      event_count: number,
      unique_ips: number,
      avg_response_size: number | null,
    ): object => ({
      log_type,
      event_count,
      unique_ips,
      avg_response_size,
    })
    expect(rows).toHaveLength(5)
    expect(rows).toEqual(
      expect.arrayContaining([
        { ...minute('10:00:00', '10:01:00'), ...row('nginx_access', 3, 2, 200) },
        { ...minute('10:00:00', '10:01:00'), ...row('apache_access', 1, 1, 50) },
        { ...minute('10:01:00', '10:02:00'), ...row('application', 1, 0, null) },
        { ...minute('10:01:00', '10:02:00'), ...row('nginx_access', 1, 1, 80) },
        { ...minute('10:02:00', '10:03:00'), ...row('apache_access', 1, 1, 70) },
      ]),
    )
  })

  it('a pump with STEP into a declared stream, whose types count', async () => {
    const rows = await results(
      `CREATE OR REPLACE STREAM "DESTINATION_SQL_STREAM" (kind VARCHAR(5), "Events" INTEGER, mean DECIMAL(6, 1));
       CREATE OR REPLACE PUMP "STREAM_PUMP" AS INSERT INTO "DESTINATION_SQL_STREAM"
         SELECT STREAM LOG_TYPE, COUNT(*), AVG(response_size)
         FROM "SOURCE_SQL_STREAM_001"
         GROUP BY log_type, STEP("SOURCE_SQL_STREAM_001".ROWTIME BY INTERVAL '30' SECOND);`,
      LINES.slice(0, 4),
    )
    expect(rows).toHaveLength(3)
    expect(bare(rows)).toEqual(
      expect.arrayContaining([
        { kind: 'nginx', Events: 2, mean: 200 },
        { kind: 'apach', Events: 1, mean: 50 },
        { kind: 'nginx', Events: 1, mean: 200 },
      ]),
    )
  })

  it('FLOOR(ROWTIME TO MINUTE) with WHERE, HAVING and ROWTIME', async () => {
    const rows = await results(
      `SELECT STREAM ROWTIME, FLOOR(ROWTIME TO MINUTE) AS minute, path, MAX(status_code) AS worst
       FROM SOURCE_SQL_STREAM_001 AS s WHERE s.path <> '/b'
       GROUP BY FLOOR(s.ROWTIME TO MINUTE), path HAVING COUNT(*) >= 2`,
      LINES,
    )
    // The result's own time is the end of its window.
    expect(bare(rows)).toEqual([{ ROWTIME: at('10:01:00'), minute: at('10:00:00'), path: '/a', worst: 500 }])
  })

  it('WINDOWED BY STAGGER: the figures of the old service’s guide', async () => {
    const trades = [
      ['11:00:20', '11:00:10'],
      ['11:00:30', '11:00:20'],
      ['11:01:05', '11:00:55'],
      ['11:01:15', '11:01:05'],
    ].map(([rowtime, event]) => ({
      timestamp: at(rowtime!),
      ticker_symbol: 'AMZN',
      event_time: `2024-01-15 ${event}`,
    }))
    const rows = await results(
      `CREATE STREAM SOURCE_SQL_STREAM_001 (TICKER_SYMBOL VARCHAR(4), EVENT_TIME TIMESTAMP);
       CREATE OR REPLACE STREAM "DESTINATION_SQL_STREAM" (ticker_symbol VARCHAR(4), event_time TIMESTAMP, ticker_count DOUBLE);
       CREATE OR REPLACE PUMP "STREAM_PUMP" AS INSERT INTO "DESTINATION_SQL_STREAM"
         SELECT STREAM TICKER_SYMBOL, FLOOR(EVENT_TIME TO MINUTE), COUNT(TICKER_SYMBOL) AS ticker_count
         FROM "SOURCE_SQL_STREAM_001"
         WINDOWED BY STAGGER (PARTITION BY FLOOR(EVENT_TIME TO MINUTE), TICKER_SYMBOL RANGE INTERVAL '1' MINUTE);`,
      trades,
    )
    expect(
      rows.map(({ window_end, event_time, ticker_count }) => [window_end, event_time, ticker_count]),
    ).toEqual([
      [at('11:01:20'), at('11:00:00'), 3],
      [at('11:02:15'), at('11:01:00'), 1],
    ])
  })

  it('OVER (RANGE INTERVAL … PRECEDING): the figures of the old service’s guide', async () => {
    const seconds = [1, 2, 6, 7, 8, 8, 8]
    const rows = await results(
      "SELECT STREAM ROWTIME, COUNT(*) OVER (RANGE INTERVAL '5' SECOND PRECEDING) AS n FROM SOURCE_SQL_STREAM_001",
      seconds.map((second) => ({ timestamp: at(`10:00:0${second}`) })),
    )
    expect(rows.map(({ ROWTIME, n }) => [ROWTIME, n])).toEqual(
      [1, 2, 2, 2, 5, 5, 5].map((n, index) => [at(`10:00:0${seconds[index]}`), n]),
    )
  })

  it('WINDOW w AS (… ROWS n PRECEDING), several of them', async () => {
    const rows = await results(
      `CREATE OR REPLACE STREAM "DESTINATION_SQL_STREAM" (ip VARCHAR(12), size DOUBLE, last2 DOUBLE, last10 DOUBLE, before BIGINT);
       CREATE OR REPLACE PUMP "myPump" AS INSERT INTO "DESTINATION_SQL_STREAM"
         SELECT STREAM ip_address, response_size, AVG(response_size) OVER last1, AVG(response_size) OVER last10,
                LAG(response_size, 1, -1) OVER last10
         FROM SOURCE_SQL_STREAM_001 WHERE response_size > 60
         WINDOW last1 AS (PARTITION BY ip_address ROWS 1 PRECEDING), last10 AS (PARTITION BY ip_address ROWS 10 PRECEDING);`,
      LINES,
    )
    // The row of 50 bytes does not count: of A there are 100 and 200, of B 300 and 70, of C 80.
    expect(rows).toEqual([
      { ip: 'A', size: 100, last2: 100, last10: 100, before: -1 },
      { ip: 'B', size: 300, last2: 300, last10: 300, before: -1 },
      { ip: 'A', size: 200, last2: 150, last10: 150, before: 100 },
      { ip: 'C', size: 80, last2: 80, last10: 80, before: -1 },
      { ip: 'B', size: 70, last2: 185, last10: 185, before: 300 },
    ])
  })

  it('streams that feed each other: three minutes out of single ones', async () => {
    const rows = await results(
      `CREATE OR REPLACE STREAM per_minute (minute TIMESTAMP, kind VARCHAR(16), n INTEGER);
       CREATE OR REPLACE STREAM totals (start TIMESTAMP, kind VARCHAR(16), minutes INTEGER, n INTEGER);
       CREATE OR REPLACE PUMP second_pump AS INSERT INTO totals
         SELECT STREAM STEP(m.ROWTIME BY INTERVAL '3' MINUTE), kind, COUNT(*), SUM(n)
         FROM per_minute AS m GROUP BY STEP(m.ROWTIME BY INTERVAL '3' MINUTE), kind;
       CREATE OR REPLACE PUMP first_pump AS INSERT INTO per_minute (kind, n, minute)
         SELECT STREAM log_type, COUNT(*), FLOOR(ROWTIME TO MINUTE) FROM SOURCE_SQL_STREAM_001
         GROUP BY log_type, FLOOR(ROWTIME TO MINUTE);`,
      LINES,
    )
    expect(bare(rows)).toHaveLength(3)
    expect(bare(rows)).toEqual(
      expect.arrayContaining([
        { start: at('10:00:00'), kind: 'nginx_access', minutes: 2, n: 4 },
        { start: at('10:00:00'), kind: 'apache_access', minutes: 2, n: 2 },
        { start: at('10:00:00'), kind: 'application', minutes: 1, n: 1 },
      ]),
    )
  })

  it('TOP_K_ITEMS_TUMBLING and COUNT_DISTINCT_ITEMS_TUMBLING', async () => {
    const top = await results(
      `CREATE OR REPLACE STREAM d ("ITEM" VARCHAR(1024), "ITEM_COUNT" DOUBLE);
       CREATE OR REPLACE PUMP p AS INSERT INTO d SELECT STREAM * FROM TABLE(TOP_K_ITEMS_TUMBLING(
         CURSOR(SELECT STREAM * FROM SOURCE_SQL_STREAM_001), 'path', 1, 180));`,
      LINES,
    )
    expect(bare(top)).toEqual([{ ITEM: '/a', ITEM_COUNT: 4 }])
    const distinct = await results(
      `SELECT STREAM NUMBER_OF_DISTINCT_ITEMS AS n FROM TABLE(COUNT_DISTINCT_ITEMS_TUMBLING(
         CURSOR(SELECT STREAM UPPER(ip_address) AS ip FROM SOURCE_SQL_STREAM_001 WHERE status_code < 500), 'IP', 60))`,
      LINES,
    )
    expect(bare(distinct)).toEqual([{ n: 2 }, { n: 1 }, { n: 1 }])
  })

  it('VARIABLE_COLUMN_LOG_PARSE in a subquery, its columns outside', async () => {
    const rows = await results(
      `CREATE OR REPLACE STREAM orders (what VARCHAR(8), id BIGINT, price DOUBLE, who INTEGER);
       CREATE OR REPLACE PUMP p AS INSERT INTO orders
         SELECT STREAM t.r."WHAT", t.r.ID, t.r.price * 2, t.user_id
         FROM (SELECT STREAM user_id, level, VARIABLE_COLUMN_LOG_PARSE(message, 'WHAT TYPE VARCHAR(16), ID TYPE BIGINT, PRICE TYPE DOUBLE', ',') AS r
               FROM SOURCE_SQL_STREAM_001 WHERE message IS NOT NULL) AS t
         WHERE t.level = 'INFO';`,
      LINES,
    )
    expect(rows).toEqual([{ what: 'order', id: 67890, price: 5, who: 7 }])
  })

  it('SELECT STREAM DISTINCT inside, counted outside, with APPROXIMATE_ARRIVAL_TIME as a second time', async () => {
    const rows = await results(
      `CREATE OR REPLACE STREAM output_stream (ip VARCHAR(4), unique_count BIGINT);
       CREATE OR REPLACE PUMP stream_pump AS INSERT INTO output_stream
       SELECT STREAM ip_address, COUNT(distinct_stream.path) AS unique_count
       FROM (SELECT STREAM DISTINCT STEP(SOURCE_SQL_STREAM_001.rowtime BY INTERVAL '1' MINUTE) AS window_time, ip_address, path
             FROM SOURCE_SQL_STREAM_001) AS distinct_stream
       GROUP BY ip_address, STEP(distinct_stream.window_time BY INTERVAL '1' MINUTE);`,
      LINES,
    )
    const some = bare(rows).filter(({ ip }) => ip !== null)
    // A asked for one path three times in the first minute.
    expect(some).toHaveLength(4)
    expect(some).toEqual(
      expect.arrayContaining([
        { ip: 'A', unique_count: 1 },
        { ip: 'B', unique_count: 1 },
        { ip: 'C', unique_count: 1 },
        { ip: 'B', unique_count: 1 },
      ]),
    )
    const arrivals = await results(
      `SELECT STREAM STEP(APPROXIMATE_ARRIVAL_TIME BY INTERVAL '60' SECOND) AS arrived, COUNT(*) AS n FROM SOURCE_SQL_STREAM_001
       GROUP BY STEP(ROWTIME BY INTERVAL '1' HOUR), STEP(APPROXIMATE_ARRIVAL_TIME BY INTERVAL '60' SECOND)`,
      LINES.map((line, index) => ({
        ...line,
        arrivedAt: Date.parse(at(index < 5 ? '10:03:10' : '10:04:10')),
      })),
    )
    expect(bare(arrivals)).toEqual(
      expect.arrayContaining([
        { arrived: at('10:03:00'), n: 5 },
        { arrived: at('10:04:00'), n: 2 },
      ]),
    )
  })

  it('functions of text and time row by row, with a function of one’s own', async () => {
    const rows = await results(
      `CREATE FUNCTION kilobytes(p_bytes BIGINT) RETURNS DOUBLE CONTAINS SQL RETURNS NULL ON NULL INPUT RETURN p_bytes / 1000.0;
       CREATE STREAM r AS SELECT STREAM INITCAP(log_type) || ' ' || SUBSTRING(path FROM 2) AS what, kilobytes(response_size) AS kb,
         UNIX_TIMESTAMP(FLOOR(ROWTIME TO MINUTE)) / 1000 AS minute, EXTRACT(SECOND FROM ROWTIME) AS second,
         CASE WHEN status_code >= 500 THEN 'bad' WHEN status_code BETWEEN 400 AND 499 THEN 'lost' END AS verdict
       FROM SOURCE_SQL_STREAM_001 WHERE POSITION('nginx' IN log_type) = 1 AND status_code NOT IN (200)`,
      LINES,
    )
    expect(rows).toEqual([
      { what: 'Nginx_Access b', kb: 0.3, minute: 1705312800, second: 10, verdict: 'lost' },
      { what: 'Nginx_Access a', kb: 0.2, minute: 1705312800, second: 40, verdict: 'bad' },
    ])
  })

  it('UNION ALL of two SELECTs, FIRST_VALUE and LAST_VALUE of a group, sorted', async () => {
    const rows = await results(
      `SELECT STREAM kind, FIRST_VALUE(size) AS first_size, LAST_VALUE(size) AS last_size, COUNT(*) AS n
       FROM (SELECT STREAM log_type AS kind, response_size AS size FROM SOURCE_SQL_STREAM_001 WHERE log_type = 'nginx_access'
             UNION ALL SELECT STREAM 'other', response_size FROM SOURCE_SQL_STREAM_001 WHERE log_type = 'apache_access') AS both_kinds
       GROUP BY kind, STEP(both_kinds.ROWTIME BY INTERVAL '1' HOUR) ORDER BY ROWTIME, n DESC`,
      LINES,
    )
    expect(bare(rows)).toEqual([
      { kind: 'nginx_access', first_size: 100, last_size: 80, n: 4 },
      { kind: 'other', first_size: 50, last_size: 70, n: 2 },
    ])
  })

  it('GROUP_RANK over the results of a window', async () => {
    const rows = await results(
      `CREATE OR REPLACE STREAM ranked (path VARCHAR(8), hits INTEGER, "groupRank" INTEGER);
       CREATE OR REPLACE PUMP p AS INSERT INTO ranked SELECT STREAM path, hits, "groupRank" FROM TABLE(GROUP_RANK(
         CURSOR(SELECT STREAM path, COUNT(*) AS hits FROM SOURCE_SQL_STREAM_001 WHERE path IS NOT NULL
                GROUP BY path, STEP(ROWTIME BY INTERVAL '1' HOUR)), 'hits', 'groupRank', 'desc', 'desc', 10, 2));`,
      [...LINES, { ...LINES[5]!, timestamp: at('10:50:00') }],
    )
    expect(bare(rows)).toEqual([
      { path: '/a', hits: 4, groupRank: 1 },
      { path: '/c', hits: 2, groupRank: 2 },
    ])
  })

  it('FIRST_VALUE and LAST_VALUE of a sliding window; of rows of one time the value decides', async () => {
    const rows = await results(
      `SELECT STREAM path, FIRST_VALUE(path) OVER w AS first_path, LAST_VALUE(path) OVER w AS last_path
       FROM SOURCE_SQL_STREAM_001 WINDOW w AS (RANGE INTERVAL '10' SECOND PRECEDING)`,
      ['/c', '/a', '/b'].map((path, index) => ({ timestamp: at(index < 2 ? '10:00:00' : '10:00:05'), path })),
    )
    expect(rows).toEqual([
      { path: '/c', first_path: '/a', last_path: '/c' },
      { path: '/a', first_path: '/a', last_path: '/c' },
      { path: '/b', first_path: '/a', last_path: '/b' },
    ])
  })

  it('EXP_AVG, whose weights halve with each interval', async () => {
    const rows = await results(
      `SELECT STREAM EXP_AVG(response_size, INTERVAL '10' SECOND) OVER w AS mean FROM SOURCE_SQL_STREAM_001
       WINDOW w AS (PARTITION BY log_type RANGE INTERVAL '30' SECOND PRECEDING)`,
      [
        { timestamp: at('10:00:00'), log_type: 'x', response_size: 700 },
        { timestamp: at('10:00:12'), log_type: 'x', response_size: 100 },
        { timestamp: at('10:00:25'), log_type: 'x', response_size: 300 },
      ],
    )
    // At 25 s: 300 weighs 1, 100 (13 s ago) 1/2, 700 (25 s ago) 1/4.
    expect(rows.map(({ mean }) => mean)).toEqual([700, (100 + 350) / 1.5, (300 + 50 + 175) / 1.75])
  })
})
