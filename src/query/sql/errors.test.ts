import { describe, expect, it } from 'vitest'
import { KinetailError } from '../../base/errors.ts'
import { oneQuery, Taken } from '../../testing/query-rows.ts'
import { openEngine } from '../open-engine.ts'
import type { Program, WindowSpec } from '../program.ts'

const TUMBLING: WindowSpec = { kind: 'tumbling', sizeMs: 60_000 }

/** How opening a query fails. */
async function failure(program: Program): Promise<KinetailError> {
  try {
    const engine = await openEngine({
      program,
      time: 'event',
      lateMs: 0,
      idleMs: 1_000,
      ...new Taken().options,
    })
    await engine.stop()
  } catch (error) {
    expect(error).toBeInstanceOf(KinetailError)
    return error as KinetailError
  }
  throw new Error('it was accepted')
}

describe('bad SQL', () => {
  const cases: readonly (readonly [name: string, sql: string, says: string, window?: WindowSpec])[] = [
    [
      'a column that is not there',
      'SELECT log_type,\n  ip_adress FROM logs',
      'line 2, column 3: there is no column "ip_adress" here. The nearest is "ip_address".',
    ],
    [
      'a function that is not there, after Korean text',
      `SELECT '한글' AS t, cuont(*) FROM logs`,
      'line 1, column 19: there is no function "cuont". The nearest is "count".',
    ],
    [
      'a stream that is not there',
      'SELECT 1 FROM lgs',
      'line 1, column 15: there is no stream "lgs". The nearest is "logs".',
    ],
    [
      'a catalog of the database',
      'SELECT * FROM information_schema.tables, logs',
      'there is no stream "information_schema.tables"',
    ],
    ['no stream at all', 'SELECT 1', 'this query reads no stream. Write FROM logs.'],
    ['a misspelt word', 'SELECT log_type FORM logs', 'line 1, column 22: syntax error at or near "logs"'],
    [
      'a half sentence',
      'SELECT log_type,\nFROM logs WHERE',
      'line 2, column 16: syntax error at end of input',
    ],
    ['another statement', `COPY logs TO 'x.csv'`, 'a query is one SELECT. It may change nothing'],
    ['a setting', `SET memory_limit = '1TB'`, 'a query is one SELECT'],
    [
      'two statements',
      'SELECT 1 FROM logs; SELECT 2 FROM logs',
      'there are 2 statements where one SELECT is expected',
    ],
    [
      'a column that is not grouped',
      'SELECT log_type, path, count(*) FROM logs GROUP BY log_type',
      'line 1, column 18: column "path" must appear in the GROUP BY clause',
    ],
    [
      'a wrong type',
      'SELECT sum(log_type) FROM logs',
      `line 1, column 8: No function matches the given name and argument types 'sum(VARCHAR)'`,
    ],
    [
      'a file',
      `SELECT count(*) FROM read_csv('/etc/passwd'), logs`,
      'file system operations are disabled by configuration',
    ],
    [
      'an aggregate without a window',
      'SELECT log_type, count(*)\nFROM logs GROUP BY log_type',
      'line 1, column 18: GROUP BY needs all rows, and a stream has no end: this query would read forever',
      { kind: 'none' },
    ],
    [
      'an order without a window',
      'SELECT path FROM logs ORDER BY path',
      'line 1, column 32: ORDER BY needs all rows',
      { kind: 'none' },
    ],
    [
      'a session over a subquery',
      'SELECT count(*) FROM (SELECT * FROM logs)',
      'the SELECT must stand over logs itself',
      { kind: 'session', gapMs: 1_000, by: [] },
    ],
  ]
  for (const [name, sql, says, window = TUMBLING] of cases)
    it(name, async () => {
      const error = await failure(oneQuery(sql, window))
      expect(error.message).toContain(says)
      expect(error.exitCode).toBe(2)
    })

  it('counts lines and columns on from where the statement begins', async () => {
    const program = oneQuery('SELECT ip_adress FROM logs', TUMBLING)
    const [query] = program.queries
    const shifted = { ...program, queries: [{ ...query!, place: { line: 4, column: 11 } }] }
    expect((await failure(shifted)).message).toContain('line 4, column 18:')
    expect((await failure(shifted)).facts).toEqual({ line: 4, column: 18 })
  })

  it('says how many columns a stream has', async () => {
    const program = oneQuery('SELECT log_type, path FROM logs', { kind: 'none' })
    const [logs, result] = program.streams
    const streams = [logs!, { ...result!, columns: [{ name: 'type', type: 'VARCHAR' }] }]
    expect((await failure({ ...program, streams })).message).toContain(
      'the stream "result" has 1 columns, and this query selects 2',
    )
  })
})
