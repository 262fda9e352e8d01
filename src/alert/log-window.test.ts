import { afterEach, describe, expect, it } from 'vitest'
import { sqlRule, told } from '../testing/alert-rules.ts'
import { AlertEngine } from './engine.ts'
import { LogWindow } from './log-window.ts'
import type { AlertMessage } from './message.ts'
import type { SqlRule } from './rule.ts'

const START = Date.parse('2024-01-15T10:00:00Z')

const open: { close(): void }[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

async function start(rules: readonly SqlRule[]) {
  const messages: AlertMessage[] = []
  const failures: unknown[] = []
  const engine = await AlertEngine.open({
    rules,
    origin: { stream: 'logs', endpointUrl: 'http://127.0.0.1:4568' },
    now: START,
    tell: (message) => messages.push(message),
    failed: (_rule, error) => failures.push(error),
  })
  open.push(engine)
  return { engine, messages, failures }
}

const access = (path: string, status_code: number, host = 'web-1'): string =>
  JSON.stringify({
    timestamp: '2024-01-15T10:00:00+00:00',
    path,
    status_code,
    host,
    log_type: 'nginx_access',
  })

describe('a rule with SQL', () => {
  it('tells of each row that holds for long enough, with the lines that it is about, and when it is over', async () => {
    const rule = sqlRule({
      name: 'errors',
      sql: `SELECT path, count(*) AS errors, count(DISTINCT host) AS hosts FROM logs
            WHERE status_code >= 500 GROUP BY path HAVING count(*) >= 3`,
      windowMs: 10_000,
      forMs: 2000,
      cooldownMs: 3000,
      message: '{errors} errors at {path}',
    })
    const { engine, messages, failures } = await start([rule])
    for (let second = 0; second < 30; second++) {
      const at = START + second * 1000
      const lines = [access('/ok', 200)]
      // /pay fails each second from 5 to 11, /once but once.
      if (second >= 5 && second <= 11) lines.push(access('/pay', 502, `web-${second % 2}`))
      if (second === 8) lines.push(access('/once', 500))
      await engine.take({ lines, at, file: lines.map((_, i) => `/var/log/${i}.log`) })
      await engine.evaluate(at)
    }
    expect(failures).toEqual([])
    // Three errors are there at 7, and for the last time at 18: at 19 that of 9 leaves the window of 10 s.
    expect(told(messages, START)).toEqual(['9 firing errors /pay', '21 recovered errors /pay'])
    const [fired] = messages
    expect(fired).toMatchObject({
      message: '5 errors at /pay',
      values: { path: '/pay', errors: 5, hosts: 2 },
      count: 5,
      since: '2024-01-15T10:00:07.000Z',
      hosts: ['web-1', 'web-0'],
      files: ['/var/log/1.log'],
      command:
        'kinetail query logs --from 2024-01-15T09:58:57.000Z --endpoint-url http://127.0.0.1:4568 ' +
        "'SELECT record FROM logs WHERE (status_code >= 500)'",
    })
    expect(fired!.samples).toEqual([
      access('/pay', 502, 'web-1'),
      access('/pay', 502, 'web-0'),
      access('/pay', 502, 'web-1'),
    ])
  })

  it('sees each of its windows, to the millisecond, whatever the longest is', async () => {
    const count = (windowMs: number): SqlRule =>
      sqlRule({
        name: `w${windowMs}`,
        sql: 'SELECT count(*) AS n, min(rowtime) AS first FROM logs',
        windowMs,
      })
    const rules = [count(1500), count(10_000), count(60_000)]
    const window = await LogWindow.open(rules)
    open.push(window)
    const times: number[] = []
    for (let i = 0; i < 150; i++) {
      const at = START + i * 1000
      times.push(at)
      await window.take({ lines: [access('/', 200)], at, file: undefined })
      if (i % 29 !== 0) continue
      for (const rule of rules) {
        const inside = times.filter((time) => time > at - rule.windowMs)
        expect(await window.rows(rule, at)).toEqual([
          { n: inside.length, first: new Date(inside[0]!).toISOString() },
        ])
      }
    }
    expect(window.dropped).toBe(0)
  })

  it('takes what is no record, and what does not fit a column, without harm', async () => {
    const rule = sqlRule({
      sql: 'SELECT count(*) AS n, count(status_code) AS codes, max(response_size) AS size FROM logs',
    })
    const window = await LogWindow.open([rule])
    open.push(window)
    const lines = [
      'not json',
      '[1]',
      '{"status_code":"many","response_size":12}',
      '{"status_code":404,\n "path":"/a\'; DROP TABLE pane_0; --"}',
      '{}',
      '{"status_code":99999999999999999999}',
    ]
    await window.take({ lines, at: START, file: "it's.log" })
    expect(await window.rows(rule, START)).toEqual([{ n: 4, codes: 1, size: 12 }])
  })

  it.each([
    [
      'SELECT statu_code FROM logs',
      /"sql".*line 1, column 8.*no column "statu_code".*nearest is "status_code"/,
    ],
    ['SELECT 1\nFROM logs\nWHERE nope(path)', /line 3, column 7.*no function "nope"/],
    ['SELECT * FROM log', /line 1, column 15.*no stream "log".*nearest is "logs"/],
    ['SELEC 1', /line 1, column 1.*syntax error/],
    ['DELETE FROM logs', /a query is one SELECT/],
    ['SELECT 1 FROM logs; SELECT 2 FROM logs', /2 statements/],
    [`SELECT * FROM read_csv('/etc/passwd')`, /Cannot access file|disabled by configuration/],
  ])('refuses %j and says where and why', async (sql, words) => {
    const opening = LogWindow.open([sqlRule({ sql })])
    await expect(opening).rejects.toThrow(words)
    await expect(opening).rejects.toMatchObject({ code: 'config' })
  })

  it('refuses a key that its SQL does not return', async () => {
    const opening = LogWindow.open([
      sqlRule({ sql: 'SELECT path, count(*) AS n FROM logs GROUP BY path', key: ['host'] }),
    ])
    await expect(opening).rejects.toThrow(/groups by "host".*returns path, n/)
  })

  it('tells of a row that cannot be used when it comes, and goes on', async () => {
    const { engine, failures, messages } = await start([
      sqlRule({ sql: `SELECT path FROM logs WHERE path::INTEGER > 1`, cooldownMs: 0 }),
    ])
    await engine.take({ lines: [access('x', 200)], at: START, file: undefined })
    await engine.evaluate(START)
    expect(String(failures[0])).toMatch(/"sql".*TRY_CAST/)
    await engine.take({ lines: [access('7', 200)], at: START + 90_000, file: undefined })
    await engine.evaluate(START + 90_000)
    expect(told(messages, START)).toEqual(['90 firing sql 7'])
  })
})
