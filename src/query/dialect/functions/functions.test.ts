import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LOG_COLUMNS } from '../../log-columns.ts'
import { compileDialect } from '../compile.ts'
import { FUNCTIONS, REFUSED_FUNCTIONS } from './all.ts'

let database: DuckDBInstance
let connection: DuckDBConnection

beforeAll(async () => {
  database = await DuckDBInstance.create(':memory:')
  connection = await database.connect()
  // As the engine has it.
  await connection.run(`SET TimeZone = 'UTC'`)
  const columns = LOG_COLUMNS.map(({ name, type }) => `"${name}" ${type}`)
  await connection.run(
    `CREATE TABLE logs (${columns.join(', ')}, window_start TIMESTAMP, window_end TIMESTAMP)`,
  )
  await connection.run(`INSERT INTO logs ("rowtime", "timestamp", "approximate_arrival_time", "ip_address", "method",
    "path", "status_code", "response_size", "message", "referer", "record", "window_start", "window_end")
    VALUES (TIMESTAMP '2024-01-15 10:30:45.123', TIMESTAMP '2024-01-15 10:30:45.123', TIMESTAMP '2024-01-15 10:30:46.5',
    '192.168.1.100', 'GET', '/api/42/', 404, 2435, 'User login, "a,b",7', '-', '{"order_id": 67890}',
    TIMESTAMP '2024-01-15 10:30:00', TIMESTAMP '2024-01-15 10:31:00')`)
})
afterAll(() => {
  connection.closeSync()
  database.closeSync()
})

/** The value of an expression for the one row, through the dialect. */
async function oneValue(expression: string, grouped = false): Promise<unknown> {
  const group = grouped ? ' GROUP BY FLOOR(ROWTIME TO MINUTE)' : ''
  const { queries } = compileDialect(`SELECT STREAM ${expression} AS v FROM SOURCE_SQL_STREAM_001${group}`)
  const result = await connection.runAndReadAll(queries.at(-1)!.sql)
  return result.getRowsJson()[0]![0]
}

describe('every function', () => {
  it.each(FUNCTIONS.map((definition) => [definition.name, definition] as const))(
    '%s runs in DuckDB as its example says',
    async (_, { example, over }) => {
      await expect(oneValue(example, over === 'both')).resolves.toBeDefined()
    },
  )

  it('that is refused is named with what comes nearest', () => {
    for (const name of REFUSED_FUNCTIONS)
      expect(() => compileDialect(`SELECT ${name}(path) FROM logs`)).toThrow(/What comes nearest/)
  })
})

describe('values as the old service gave them', () => {
  it.each([
    ['CHAR_LENGTH(path)', '8'],
    ["SUBSTRING('123456789' FROM 3 FOR 4)", '3456'],
    ["SUBSTRING('123456789' FROM 17 FOR 4)", ''],
    ["SUBSTRING('123456789' FROM -1 FOR 4)", '12'],
    ["SUBSTRING('123456789' FROM 6 FOR 0)", ''],
    ["SUBSTRING('123456789', 5)", '56789'],
    ["POSITION('fox' IN 'The quick brown fox')", '17'],
    ["POSITION('x' IN 'abc')", '0'],
    ["TRIM(BOTH 'x' FROM 'xxaxx')", 'a'],
    ["TRIM(LEADING 'x' FROM 'xxaxx')", 'axx'],
    ["TRIM(TRAILING FROM ' a ')", ' a'],
    ["TRIM('  a ')", 'a'],
    ["OVERLAY('12345' PLACING 'foo' FROM 2 FOR 2)", '1foo45'],
    ["OVERLAY('12345' PLACING 'foo' FROM 1 FOR 0)", 'foo12345'],
    ["OVERLAY('12345' PLACING 'foo' FROM 2)", '1foo5'],
    ["INITCAP('eACH firST 2nd-class')", 'Each First 2nd-Class'],
    ["REGEX_REPLACE('a1b22', '([0-9]+)', '<$1>', 1, 0)", 'a<1>b<22>'],
    ["REGEX_REPLACE('a1b22', '[0-9]', 'N', 3, 1)", 'a1bN2'],
    ["JSON_VALUE(record, '$.order_id')", '67890'],
    ['STEP(23 BY 5)', 20],
    ['STEP(30 BY 10)', 30],
    ['FLOOR(5.2)', '5'],
    ['FLOOR(-3.3)', '-4'],
    ['CEIL(3.1)', '4'],
    ['MOD(17, 5)', 2],
    ['7 / 2', 3],
    ['-7 / 2', -3],
    ['7 / 2.0', 3.5],
    ["FLOOR(TIMESTAMP '2004-09-30 13:48:23' TO HOUR)", '2004-09-30 13:00:00'],
    ["FLOOR(TIMESTAMP '2004-09-30 13:48:23' TO YEAR)", '2004-01-01 00:00:00'],
    ["CEIL(TIMESTAMP '2004-09-30 13:48:23' TO MINUTE)", '2004-09-30 13:49:00'],
    ["CEIL(TIMESTAMP '2004-09-30 13:00:00' TO HOUR)", '2004-09-30 13:00:00'],
    ["STEP(TIMESTAMP '2004-09-30 13:48:23' BY INTERVAL '10' SECOND)", '2004-09-30 13:48:20'],
    ["STEP(TIMESTAMP '2004-09-30 13:48:23' BY INTERVAL '2' HOUR)", '2004-09-30 12:00:00'],
    ["EXTRACT(DAY FROM INTERVAL '2 3:4:5.678' DAY TO SECOND)", '2'],
    ["EXTRACT(SECOND FROM INTERVAL '2 3:4:5.678' DAY TO SECOND)", 5.678],
    ["EXTRACT(MINUTE FROM TIMESTAMP '2016-09-23 04:29:26.234')", '29'],
    ["CAST((TIME '12:03:34' - TIME '11:57:23') SECOND AS INTEGER)", 371],
    ["CAST((TIMESTAMP '2024-01-02 00:00:00' - TIMESTAMP '2024-01-01 12:30:00') MINUTE AS BIGINT)", '690'],
    ["TIMESTAMP '2024-01-01 00:00:00' + INTERVAL '1 12' DAY TO HOUR", '2024-01-02 12:00:00'],
    ["CAST((DATE '2024-03-01' - DATE '2024-02-01') DAY AS INTEGER)", 29],
    ["CAST((DATE '2024-03-30' - DATE '2024-01-31') MONTH AS INTEGER)", 1],
    ["CAST((TIMESTAMP '2024-03-31 00:00:00' - TIMESTAMP '2022-03-31 00:00:00') YEAR AS INTEGER)", 2],
    ["DATE '2024-01-31' + INTERVAL '1' MONTH", '2024-02-29 00:00:00'],
    ['TSDIFF(ROWTIME, APPROXIMATE_ARRIVAL_TIME)', '1377'],
    ["UNIX_TIMESTAMP(TIMESTAMP '1970-01-02 00:00:00')", '86400000'],
    ['TO_TIMESTAMP(1705314645123)', '2024-01-15 10:30:45.123'],
    ["CHAR_TO_TIMESTAMP('yyyy-MM-dd hh:mm:ss', '2009-09-16 13:15:24')", '2009-09-16 13:15:24'],
    ["CHAR_TO_TIMESTAMP('dd/MMM/yyyy:HH:mm:ss Z', '15/Jan/2024:19:30:45 +0900')", '2024-01-15 10:30:45'],
    ["CHAR_TO_TIMESTAMP('yyyy-MM', 'nonsense')", null],
    ["TIMESTAMP_TO_CHAR('dd.MM.yy HH''h''', ROWTIME)", '15.01.24 10h'],
    ['CURRENT_ROW_TIMESTAMP', '2024-01-15 10:30:45.123'],
    ["CAST('12.7' AS DOUBLE)", 12.7],
    ['CAST(12.7 AS INTEGER)', 12],
    ["CAST('none' AS INTEGER)", null],
    ["CAST('2024-01-15T19:30:45.5+09:00' AS TIMESTAMP)", '2024-01-15 10:30:45.5'],
    ["CAST('2024-01-15 10:30:45' AS TIMESTAMP)", '2024-01-15 10:30:45'],
    ["CAST('abcdef' AS VARCHAR(3))", 'abc'],
    ["NULLIF(referer, '-')", null],
    ["CASE status_code WHEN 404 THEN 'gone' ELSE 'there' END", 'gone'],
    ["path LIKE '/api/%' AND NOT method IN ('PUT', 'POST')", true],
    ["path SIMILAR TO '/api/[0-9]+/'", true],
    ['user_id = 12345', null],
    ['referer IS NOT DISTINCT FROM NULL', false],
    ["'a' || status_code || NULL", null],
    ["U&'\\0041' || method", 'AGET'],
  ])('%s is %j', async (expression, value) => {
    expect(await oneValue(expression)).toEqual(value)
  })

  it.each([
    [
      "VARIABLE_COLUMN_LOG_PARSE('a,\"b,c\",3', 'X TYPE VARCHAR(4), Y TYPE VARCHAR(8), Z TYPE INTEGER', ',', '\\', '\"')",
      'r.Y',
      'b,c',
    ],
    ["VARIABLE_COLUMN_LOG_PARSE('a\\,b,3', 'X TYPE VARCHAR(4), Z TYPE INTEGER', ',', '\\')", 'r.X', 'a,b'],
    ["VARIABLE_COLUMN_LOG_PARSE('a::b', 2, '::')", 'r.COLUMN2', 'b'],
    [
      "FIXED_COLUMN_LOG_PARSE('abc 00042', 'A TYPE VARCHAR(3) START 0 FOR 3, N TYPE INTEGER START 4 FOR 5')",
      'r.N',
      42,
    ],
    [
      "REGEX_LOG_PARSE('GET /x 200', '(\\w+) (\\S+) (\\d+)', 'M TYPE VARCHAR(8), P TYPE VARCHAR(8), S TYPE INTEGER')",
      'r.S',
      200,
    ],
    ["REGEX_LOG_PARSE('nothing', '(\\d+)')", 'r.COLUMN1', null],
    ["SYS_LOG_PARSE('Jan  5 04:03:02 web1 sshd: ok')", 'r.COLUMN1', '2024-01-05 04:03:02'],
    ["SYS_LOG_PARSE('Jan 15 04:03:02 web1 sshd: ok')", 'r.COLUMN2', 'web1 sshd: ok'],
    [
      "W3C_LOG_PARSE('192.168.254.30 - John [24/May/2004:22:01:02 -0700] \"GET /icons/apache_pb.gif HTTP/1.1\" 304 0', 'COMMON')",
      'r.COLUMN5',
      'GET /icons/apache_pb.gif HTTP/1.1',
    ],
    [
      "W3C_LOG_PARSE('192.168.254.30 - John [24/May/2004:22:01:02 -0700] \"GET / HTTP/1.1\" 304 17', 'COMMON')",
      'r.COLUMN7',
      '17',
    ],
  ])('%s gives %s = %j', async (record, column, value) => {
    const { queries } = compileDialect(
      `SELECT STREAM t.${column} AS v FROM (SELECT STREAM ${record} AS r FROM SOURCE_SQL_STREAM_001) AS t`,
    )
    const result = await connection.runAndReadAll(queries.at(-1)!.sql)
    expect(result.getRowsJson()[0]![0]).toEqual(value)
  })
})
