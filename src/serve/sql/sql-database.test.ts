import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KinetailError } from '../../base/errors.ts'
import type { RunQuery } from './protocol.ts'
import { SqlDatabase } from './sql-database.ts'

const MINUTE = 29_000_000
const AT = MINUTE * 60_000

const RECORDS = [
  '{"timestamp":"2026-01-15T10:30:45+09:00","ip_address":"203.0.113.7","path":"/a","status_code":200,"log_type":"nginx_access","request_time":0.25}',
  '{"timestamp":"2026-01-15T10:30:46+09:00","ip_address":"203.0.113.8","path":"/b","status_code":503,"log_type":"nginx_access"}',
  '{"@timestamp":"2026-01-15T01:30:47+00:00","source":{"ip":"203.0.113.9"},"url":{"path":"/c"},"http":{"response":{"status_code":404}},"user_agent":{"original":"curl/8"},"event":{"dataset":"nginx_access"},"host":{"name":"web-1"}}',
  '{"timestamp":"2026-01-15T01:30:48+00:00","log_type":"nginx_access","client.address":"203.0.113.10","http.response.status_code":301,"url.path":"/d","host.name":"web-2"}',
]

let database: SqlDatabase

beforeAll(async () => {
  database = await SqlDatabase.open()
})

afterAll(() => database.close())

function query(sql: string, records: readonly string[] = [], minute = MINUTE): RunQuery {
  const parts = records.map((text) => Buffer.from(text))
  let end = 0
  const news = {
    minute,
    anew: true,
    bytes: new Uint8Array(Buffer.concat(parts)),
    ends: Uint32Array.from(parts, (part) => (end += part.length)),
    at: Float64Array.from(parts, (_, i) => AT + i * 1000),
    weights: Float64Array.from(parts, () => 2),
  }
  return {
    kind: 'run',
    sql,
    from: AT,
    to: AT + 59_999,
    news: records.length === 0 ? [] : [news],
    minutes: [MINUTE],
  }
}

async function failure(sql: string): Promise<KinetailError> {
  const error: unknown = await database.run(query(sql)).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(KinetailError)
  return error as KinetailError
}

describe('the SQL box', () => {
  it('has typed columns of records of every schema, and how many records each stands for', async () => {
    const sql =
      'SELECT timestamp, ip_address, path, status_code, user_agent, host, weight FROM logs ORDER BY timestamp'
    const result = await database.run(query(sql, RECORDS))
    expect(result.rows).toEqual([
      ['2026-01-15T01:30:45.000Z', '203.0.113.7', '/a', 200, null, null, 2],
      ['2026-01-15T01:30:46.000Z', '203.0.113.8', '/b', 503, null, null, 2],
      ['2026-01-15T01:30:47.000Z', '203.0.113.9', '/c', 404, 'curl/8', 'web-1', 2],
      ['2026-01-15T01:30:48.000Z', '203.0.113.10', '/d', 301, null, 'web-2', 2],
    ])
    expect(result).toMatchObject({ logs: 4, records: 8, truncated: false })
    expect(result.columns[3]).toEqual({ name: 'status_code', type: 'INTEGER' })
  })

  it('answers over the range that is asked for, and forgets what is gone', async () => {
    await database.run(query('SELECT 1', RECORDS))
    const some = await database.run({
      ...query('SELECT path FROM logs ORDER BY 1'),
      from: AT + 1000,
      to: AT + 2000,
    })
    expect(some.rows).toEqual([['/b'], ['/c']])
    const none = await database.run({ ...query('SELECT count(*) FROM logs'), minutes: [] })
    expect(none.rows).toEqual([[0]])
  })

  it('shows values that JSON has no number for as text, and no more rows than a page can show', async () => {
    const odd = await database.run(
      query(`SELECT 9007199254740993, 1 / 0.0, [1, 2], {'a': NULL}, DATE '2026-01-15', 1.25::DECIMAL(4, 2)`),
    )
    expect(odd.rows).toEqual([['9007199254740993', 'Infinity', '[1,2]', '{"a":null}', '2026-01-15', 1.25]])
    const many = await database.run(query('SELECT * FROM range(5000)'))
    expect(many.rows).toHaveLength(1000)
    expect(many.truncated).toBe(true)
  })

  it('says where a statement is wrong', async () => {
    const error = await failure('SELECT\n  nope FROM logs')
    expect(error.facts).toMatchObject({ line: 2, column: 3 })
    expect((await failure('SELEC 1')).facts).toMatchObject({ line: 1, column: 1 })
    expect((await failure('  -- nothing\n')).message).toMatch(/SELECT/)
  })

  it.each([
    `COPY logs TO '/tmp/kinetail-must-not-be'`,
    `SELECT * FROM read_text('/etc/passwd')`,
    `SELECT * FROM '/etc/passwd'`,
    `SELECT * FROM read_csv('http://127.0.0.1:9/x')`,
    `SELECT * FROM glob('/*')`,
    `ATTACH '/tmp/kinetail-must-not-be.db'`,
    'CREATE TABLE mine AS SELECT 1',
    'DROP VIEW logs',
    `DELETE FROM minute_${MINUTE}`,
    'INSTALL httpfs',
    'LOAD httpfs',
    `SET memory_limit = '100GB'`,
    'SET enable_external_access = true',
    'SELECT 1; DROP VIEW logs',
  ])('refuses %s', async (sql) => {
    await database.run(query('SELECT 1', RECORDS))
    await failure(sql)
    expect((await database.run(query('SELECT count(*) FROM logs'))).rows).toEqual([[4]])
  })

  it('ends a query that is interrupted, and one that needs too much memory', async () => {
    const endless = failure('SELECT count(*) FROM range(10000000000) a, range(1000000) b')
    const timer = setInterval(() => database.interrupt(), 10)
    await endless.finally(() => clearInterval(timer))
    const error = await failure('SELECT list(range) FROM range(200000000)')
    expect(error.code).toBe('limit')
    expect(error.message).toContain('256.0 MiB')
  })
})
