import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sqlRule } from '../testing/alert-rules.ts'
import { type Condition, compileCondition } from './condition.ts'
import { fieldSql } from './condition-sql.ts'
import { LogWindow } from './log-window.ts'

const RECORDS: readonly object[] = [
  { path: '/api/users', status_code: 503, level: 'ERROR', user: { id: "o'neil" }, message: 'a b' },
  { path: '/', status_code: 200, referer: null, took: 1.5, message: "it's 5% | (x)" },
  { path: '/API', status_code: 404, took: '20', level: 'warn' },
  { message: 'no fields' },
]
const CONDITIONS: readonly Condition[] = [
  'api',
  "it's 5%",
  '/5\\d\\d/',
  '/api/i',
  { status_code: '>= 404' },
  { status_code: [200, 404] },
  { status_code: { '>': 200, '<=': 503 } },
  { path: '/^\\/api/' },
  { path: '/api/users', level: 'ERROR' },
  { level: '!= ERROR' },
  { level: null },
  { took: '> 1' },
  { 'user.id': "o'neil" },
]

let window: LogWindow
const rules = CONDITIONS.map((condition, i) =>
  sqlRule({
    name: `r${i}`,
    sql: `SELECT message, path FROM logs WHERE ${fieldSql(condition).join(' AND ')} ORDER BY rowtime`,
  }),
)
beforeAll(async () => {
  window = await LogWindow.open(rules)
  const lines = RECORDS.map((record) => JSON.stringify(record))
  await window.take({ lines, at: lines.map((_, i) => 1000 + i), file: undefined })
})
afterAll(() => window.close())

describe('a condition as SQL', () => {
  it.each(CONDITIONS.map((condition, i) => [condition, i] as const))(
    'finds what %j finds',
    async (condition, i) => {
      const matcher = compileCondition(condition)
      const expected = RECORDS.filter((record) => matcher.matches(JSON.stringify(record)))
      expect(expected.length).toBeGreaterThan(0)
      const found = await window.rows(rules[i]!, 2000)
      expect(found).toEqual(
        expected.map((record) => ({ message: null, path: null, ...pick(record as Record<string, unknown>) })),
      )
    },
  )
})

function pick({ message, path }: Record<string, unknown>): object {
  return { ...(message === undefined ? {} : { message }), ...(path === undefined ? {} : { path }) }
}
