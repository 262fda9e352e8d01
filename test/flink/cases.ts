import type { WindowSpec } from '../../src/query/program.ts'

/** A statement that is taken to Flink, and the window that flags give it. */
export interface FlinkCase {
  readonly name: string
  readonly sql: string
  readonly window?: WindowSpec
}

const MINUTE = { kind: 'tumbling', sizeMs: 60_000 } as const

/** One for each thing that Flink says in other words. */
export const CASES: readonly FlinkCase[] = [
  {
    name: 'guide',
    sql: `CREATE STREAM aggregated_logs AS
SELECT
    log_type,
    COUNT(*) as event_count,
    COUNT(DISTINCT ip_address) as unique_ips,
    AVG(response_size) as avg_response_size
FROM SOURCE_SQL_STREAM_001
WHERE log_type IS NOT NULL
GROUP BY log_type,
         ROWTIME RANGE INTERVAL '1' MINUTE;`,
  },
  {
    name: 'hopping',
    sql: 'SELECT count(*) AS n, sum(response_size) FILTER (WHERE status_code >= 400) AS bad_bytes, min(path) AS first_path FROM logs',
    window: { kind: 'hopping', sizeMs: 60_000, everyMs: 20_000 },
  },
  {
    name: 'session',
    sql: 'SELECT ip_address, count(*) AS n, max(response_size) AS largest FROM logs WHERE ip_address IS NOT NULL GROUP BY ip_address',
    window: { kind: 'session', gapMs: 15_000, by: ['ip_address'] },
  },
  {
    name: 'top',
    sql: 'SELECT path, count(*) AS n FROM logs WHERE path IS NOT NULL GROUP BY path ORDER BY n DESC, path LIMIT 2',
    window: MINUTE,
  },
  {
    name: 'nested',
    sql: 'SELECT max(n) AS busiest, count(*) AS clients FROM (SELECT ip_address, count(*) AS n FROM logs WHERE ip_address IS NOT NULL GROUP BY ip_address)',
    window: MINUTE,
  },
  {
    name: 'functions',
    sql: `SELECT upper(method) AS verb, date_trunc('minute', rowtime) AS minute, CASE WHEN status_code >= 400 THEN 'bad' ELSE 'good' END AS verdict,
  count(*) AS n, avg(status_code) AS mean, sum(response_size) / 2 AS half
FROM logs WHERE path LIKE '/%' AND method IN ('GET', 'POST') GROUP BY ALL HAVING count(*) > 1`,
    window: MINUTE,
  },
  {
    name: 'distinct',
    sql: 'SELECT DISTINCT log_type, status_code FROM logs',
    window: MINUTE,
  },
  {
    name: 'members',
    sql: `SELECT record->>'order_id' AS order_id, user_id, level, record->>'$.detail.shop' AS shop FROM logs WHERE record->>'order_id' IS NOT NULL`,
  },
  {
    name: 'over',
    sql: `CREATE OR REPLACE STREAM recent (ip VARCHAR(20), size BIGINT, visits INTEGER);
CREATE OR REPLACE PUMP p AS INSERT INTO recent
SELECT STREAM ip_address, response_size, COUNT(*) OVER (PARTITION BY ip_address RANGE INTERVAL '30' SECOND PRECEDING)
FROM SOURCE_SQL_STREAM_001 WHERE ip_address IS NOT NULL;`,
  },
  {
    name: 'chain',
    sql: `CREATE OR REPLACE STREAM per_minute (kind VARCHAR(16), n INTEGER);
CREATE OR REPLACE STREAM totals (start TIMESTAMP, kind VARCHAR(16), minutes INTEGER, n INTEGER);
CREATE OR REPLACE PUMP first_pump AS INSERT INTO per_minute
SELECT STREAM log_type, COUNT(*) FROM SOURCE_SQL_STREAM_001 GROUP BY log_type, FLOOR(ROWTIME TO MINUTE);
CREATE OR REPLACE PUMP second_pump AS INSERT INTO totals
SELECT STREAM STEP(ROWTIME BY INTERVAL '2' MINUTE), kind, COUNT(*), SUM(n) FROM per_minute GROUP BY kind, STEP(ROWTIME BY INTERVAL '2' MINUTE);`,
  },
  {
    name: 'two-outputs',
    sql: `CREATE OR REPLACE STREAM errors (path VARCHAR(32), status INTEGER);
CREATE OR REPLACE STREAM sizes (kind VARCHAR(16), largest BIGINT);
CREATE OR REPLACE PUMP a AS INSERT INTO errors SELECT STREAM path, status_code FROM SOURCE_SQL_STREAM_001 WHERE status_code >= 400;
CREATE OR REPLACE PUMP b AS INSERT INTO sizes SELECT STREAM log_type, MAX(response_size) FROM SOURCE_SQL_STREAM_001
GROUP BY log_type, STEP(ROWTIME BY INTERVAL '60' SECOND);`,
  },
]
