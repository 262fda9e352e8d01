import { afterEach, describe, expect, it } from 'vitest'
import { setLanguage } from '../../messages/messages.ts'
import { checkQuery } from './check-query.ts'
import { compileQuery } from './compile-query.ts'
import { detectDialect } from './detect.ts'
import { type ExplainSettings, explainQuery } from './explain-query.ts'

const settings: ExplainSettings = { time: 'event', lateMs: 10_000, idleMs: 30_000, correctMs: 0 }

const STATEMENTS = `CREATE OR REPLACE STREAM "OUT" (kind VARCHAR(8), n INTEGER);
CREATE OR REPLACE PUMP p AS INSERT INTO "OUT"
  SELECT STREAM log_type, COUNT(*) FROM SOURCE_SQL_STREAM_001 GROUP BY log_type, STEP(ROWTIME BY INTERVAL '90' SECOND);`

afterEach(() => setLanguage('en'))

describe('explainQuery', () => {
  it('tells streams, windows, SQL and when results come', () => {
    expect(
      explainQuery(compileQuery(STATEMENTS, undefined), settings),
    ).toBe(`Understood as the SQL of Kinesis Data Analytics.

Time
  ROWTIME is the time in the record; of a record without one, the time of its arrival.
  A window waits 10.0 s beyond its end (--late): the watermark is the least of what every shard and host has reached, minus that.
  A shard or host that brings nothing for 30.0 s (--idle) and is read to its end holds no window open.
  Rows that come later still are counted, reported, and kept where --late-rows says.

Streams
  SOURCE_SQL_STREAM_001: what is read, all shards as one (in DuckDB: logs); read by p
  OUT: fed by p; shown (kind VARCHAR, n INTEGER)

Query p (line 3, column 3): SOURCE_SQL_STREAM_001 → OUT
  Window: tumbling: 1 m 30 s after 1 m 30 s, counted from 1970-01-01 UTC
  Results: when the watermark has passed the end of the window; once, under an id that stays the same after a restart
  SQL for DuckDB:
    SELECT left(t.log_type, 8) AS kind,
           TRY_CAST(count(*) AS INTEGER) AS n
    FROM logs AS t
    GROUP BY t.log_type, t.window_start, t.window_end
`)
  })

  it('tells every kind of window, in Korean too', async () => {
    const source = `CREATE STREAM a AS SELECT STREAM COUNT(*) AS n FROM logs WINDOWED BY STAGGER (PARTITION BY log_type RANGE INTERVAL '1' MINUTE);
CREATE STREAM b AS SELECT STREAM path, COUNT(*) OVER (PARTITION BY path RANGE INTERVAL '1' HOUR PRECEDING) AS n FROM logs;
CREATE STREAM c AS SELECT STREAM path, COUNT(*) OVER (ROWS 9 PRECEDING) AS n FROM logs;`
    const english = explainQuery(compileQuery(source, undefined), {
      ...settings,
      idleMs: Number.POSITIVE_INFINITY,
    })
    expect(english).toContain('stagger: 1 m from the first row of each log_type')
    expect(english).toContain('sliding: the last 1 h before each row of the same path')
    expect(english).toContain('sliding: each row and the 9 before it')
    expect(english).toContain('--idle never')
    await setLanguage('ko')
    const korean = explainQuery(compileQuery(source, undefined), settings)
    expect(korean).toContain('스태거: log_type마다 첫 행부터 1 m')
    expect(korean).toContain('슬라이딩: 행마다 앞의 1 h, 같은 path끼리')
    expect(() => compileQuery('SELECT STREAM pathh FROM SOURCE_SQL_STREAM_001', undefined)).toThrow(
      /^1행 15열: .*path을\(를\) 쓰려던 것입니까\?/,
    )
  })

  it('tells standard SQL with the windows of the flags', () => {
    const sql = 'SELECT count(*) AS n FROM logs'
    const corrected = { ...settings, correctMs: 3_600_000 }
    expect(
      explainQuery(compileQuery(sql, { kind: 'hopping', sizeMs: 60_000, everyMs: 500 }), corrected),
    ).toMatch(/hopping: 1 m, one beginning every 500 ms[\s\S]*with a higher revision/)
    expect(
      explainQuery(compileQuery(sql, { kind: 'session', gapMs: 60_000, by: ['host'] }), settings),
    ).toContain('rows less than 1 m apart, for each host')
    expect(explainQuery(compileQuery(sql, undefined), settings)).toContain('none: all rows so far')
    expect(explainQuery(compileQuery('FROM logs', undefined), settings)).toContain(
      'none: each row for itself',
    )
    expect(explainQuery(compileQuery('SELECT path FROM logs', undefined), settings)).toContain(
      'none: each row for itself',
    )
  })
})

describe('checkQuery', () => {
  it('tells the columns of results, and what no compiler could know', async () => {
    const compiled = compileQuery(STATEMENTS, undefined)
    expect(explainQuery(compiled, settings, await checkQuery(compiled))).toContain(
      'OUT: fed by p; shown (window_start TIMESTAMP, window_end TIMESTAMP, kind VARCHAR, n INTEGER)',
    )
    await expect(checkQuery(compileQuery('SELECT abs(path) FROM logs', undefined))).rejects.toThrow(
      /^line 1, column 8: [\s\S]*\^\^\^$/,
    )
  })
})

describe('detectDialect', () => {
  it.each([
    ["SELECT a FROM SOURCE_SQL_STREAM_001 GROUP BY a, ROWTIME RANGE INTERVAL '1' MINUTE", 'kinesis'],
    ['select stream * from logs', 'kinesis'],
    ['-- SELECT STREAM\nSELECT * FROM logs', 'standard'],
    ["SELECT 'CREATE STREAM' FROM logs", 'standard'],
    ['SELECT stream, count(*) FROM logs GROUP BY stream', 'standard'],
    ['CREATE OR REPLACE PUMP p AS INSERT INTO x SELECT 1', 'kinesis'],
    ['FROM logs SELECT log_type', 'standard'],
    ['SELECT * FROM "SOURCE_SQL_STREAM_001"', 'kinesis'],
    ["CREATE STREAM x AS SELECT 'oops", 'kinesis'],
    ["SELECT $$it's$$ FROM logs", 'standard'],
  ])('%j is %s', (source, dialect) => {
    expect(detectDialect(source)).toBe(dialect)
  })

  it('lets no flag contradict a statement that says its own windows', () => {
    expect(() => compileQuery(STATEMENTS, { kind: 'tumbling', sizeMs: 1000 })).toThrow(/leave out --window/)
  })
})
