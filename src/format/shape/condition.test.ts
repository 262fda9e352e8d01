import { describe, expect, test } from 'vitest'
import { KinetailError } from '../../base/errors.ts'
import { conditionOf, NO, UNKNOWN, YES } from './condition.ts'
import { expressionOf } from './field-tests.ts'
import { RecordNames } from './record-names.ts'
import { RecordView } from './record-view.ts'
import type { Rule } from './shape-options.ts'

const RECORD = JSON.stringify({
  timestamp: '2024-01-15T10:30:45+00:00',
  method: 'GET',
  path: '/api/users?id=7',
  status_code: 503,
  response_size: 0,
  request_time: 0.25,
  referer: null,
  spelled: '42',
  secure: true,
  'user-agent': 'curl',
  user: { name: 'Ada', 'e.mail': 'a@b', roles: ['x'], address: { city: 'Köln' } },
  quoted: 'say "hi"\n',
  log_type: 'nginx_access',
})

function ask(rule: Rule, record: string = RECORD): number {
  const names = new RecordNames()
  const condition = conditionOf(expressionOf(rule), names)
  const view = new RecordView(names)
  const bytes = Buffer.from(`..${record}\n`)
  // Twice: the second time keys are remembered.
  view.open(bytes, 2, bytes.length - 1)
  condition(view)
  expect(view.open(bytes, 2, bytes.length - 1)).toBe(true)
  return condition(view)
}

test.each<[Rule, number]>([
  ['status_code >= 500', YES],
  ["status_code = 503 AND method = 'GET'", YES],
  ["status_code < 500 OR path LIKE '/api/%'", YES],
  ['NOT (status_code >= 500)', NO],
  ['not status_code between 500 and 599', NO],
  ['status_code NOT BETWEEN 200 AND 299', YES],
  ['500 <= status_code', YES],
  ['status_code IN (200, 503)', YES],
  ["method in ('POST', 'PUT')", NO],
  ["method NOT IN ('POST')", YES],
  ["path LIKE '%users%'", YES],
  ["path LIKE '/api/_____?id=7'", YES],
  ["path LIKE '/API/%'", NO],
  ["path ILIKE '/API/%'", YES],
  ["path NOT LIKE '%.css'", YES],
  ["path LIKE '/api/users!?id=_' ESCAPE '!'", YES],
  ["path ~ '^/api/[a-z]+\\?'", YES],
  ["path !~ 'users'", NO],
  ["method ~* '^get$'", YES],
  ["method REGEXP '^P'", NO],
  ['referer IS NULL', YES],
  ['nothing IS NULL', YES],
  ['path IS NOT NULL', YES],
  ["referer = 'x'", UNKNOWN],
  ["NOT referer = 'x'", UNKNOWN],
  ["referer = 'x' OR method = 'GET'", YES],
  ["referer = 'x' AND method = 'POST'", NO],
  ['spelled > 41', YES],
  ["spelled = '42'", YES],
  ['method > 5', UNKNOWN],
  ['request_time > 0.2', YES],
  ['request_time <= 2.5e-1', YES],
  ['response_size = -0', YES],
  ['secure', YES],
  ['secure = TRUE AND secure IS NOT FALSE', YES],
  ['secure = false', NO],
  ['"user-agent" = \'curl\'', YES],
  ["user.name = 'Ada'", YES],
  ["user.e.mail = 'a@b'", YES],
  ["user.address.city = 'Köln'", YES],
  ['user.address.street IS NULL', YES],
  ["user = 'x'", UNKNOWN],
  ['quoted = \'say "hi"\n\'', YES],
  ["quoted LIKE 'say%'", YES],
  ["method < 'POST'", YES],
  ['status_code > response_size', YES],
  ["timestamp >= '2024-01-15'", YES],
  ["method <> 'it''s'", YES],
  [{ status_code: 503 }, YES],
  [{ status_code: [200, 503], method: 'GET' }, YES],
  [{ status_code: 503, method: 'POST' }, NO],
  [{ referer: null }, YES],
  [{ referer: ['x', null] }, YES],
  [{ path: { like: '/api/%' }, status_code: { '>=': 500, '<': 600 } }, YES],
  [{ method: { not_in: ['GET'] } }, NO],
  [{ method: { '!=': 'POST' } }, YES],
  [{ request_time: { between: [0.1, 0.3] } }, YES],
  [{ path: { regexp: 'id=\\d' } }, YES],
  [{ secure: true }, YES],
])('%j is %i', (rule, truth) => {
  expect(ask(rule)).toBe(truth)
})

test('of members with one name the last counts, and a key is found however it is spelled', () => {
  expect(ask('a = 2', '{"a":1,"a":2}')).toBe(YES)
  expect(ask('user = 1', '{"us\\u0065r":1}')).toBe(YES)
  expect(ask('a.b = 2', '{"a":{"b":1,"b":2}}')).toBe(YES)
  expect(ask("a = 'x'", ' {}'.trim())).toBe(UNKNOWN)
})

describe('a rule that cannot be read says where', () => {
  test.each<[string, number]>([
    ['status_code >=', 15],
    ['status_code >= 500 and', 23],
    ['status_code 500', 13],
    ['path LIKE 5', 11],
    ["path = 'x", 8],
    ['(status_code = 5', 17],
    ['status_code = 5)', 16],
    ['a = 5 b = 6', 7],
    ['a = NULL', 5],
    ['a IN (1, b)', 10],
    ["a ~ '('", 5],
    ["a ~ '(a+)+b'", 5],
    ['secure > TRUE', 10],
    ['a = 1 ; b', 7],
    ['a NOT = 5', 7],
    ['a IS 5', 6],
    ['', 1],
    ['AND', 1],
    ["path LIKE 'a' ESCAPE 'ab'", 22],
    ['1 = 2', 5],
  ])('%s', (rule, column) => {
    const read = (): unknown => expressionOf(rule)
    expect(read).toThrow(KinetailError)
    expect(read).toThrow(`column ${column}:`)
  })

  test('a test of a field that has no such operator', () => {
    expect(() => expressionOf({ a: { near: 5 } })).toThrow('"near"')
    expect(() => expressionOf({ a: { in: 5 } })).toThrow('"in"')
    expect(() => expressionOf({ a: { '<': null } })).toThrow('"<"')
    expect(() => expressionOf({})).toThrow('empty')
  })
})
