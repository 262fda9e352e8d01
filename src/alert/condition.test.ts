import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Condition, compileCondition, describeCondition } from './condition.ts'

function holds(condition: Condition, record: object): boolean {
  return compileCondition(condition).matches(JSON.stringify(record))
}

const access = {
  timestamp: '2024-01-15T10:30:46+00:00',
  path: '/api/users',
  status_code: 503,
  referer: null,
  user_agent: 'curl "8"',
  error: { code: 'E42', tries: 3 },
  tags: ['a', 'b'],
  ok: false,
}

describe('a condition', () => {
  it.each<[Condition, boolean]>([
    ['/api/users', true],
    ['nothing', false],
    ['/"status_code":5\\d\\d/', true],
    ['/API/i', true],
    [{ status_code: 503 }, true],
    [{ status_code: '503' }, true],
    [{ status_code: '>= 500' }, true],
    [{ status_code: '< 500' }, false],
    [{ status_code: ['404', '>= 503'] }, true],
    [{ status_code: '!= 200' }, true],
    [{ missing: '!= 200' }, true],
    [{ missing: null }, true],
    [{ referer: null }, true],
    [{ path: null }, false],
    [{ missing: '> 1' }, false],
    [{ path: '/^\\/api\\//' }, true],
    [{ path: '/api' }, false],
    [{ path: '/api/users', status_code: '>= 500' }, true],
    [{ path: '/api/users', status_code: '< 500' }, false],
    [{ 'error.code': 'E42' }, true],
    [{ 'error.tries': '> 2' }, true],
    [{ code: 'E42' }, false],
    [{ user_agent: 'curl "8"' }, true],
    [{ ok: false }, true],
    [{ ok: true }, false],
    [{ timestamp: '>= 2024-01-15' }, true],
    [{ tags: 'a' }, false],
    [{ status_code: '>' }, false],
    [{ status_code: { '>=': 500, '<': 600 } }, true],
    [{ status_code: { '>=': 500, '<': 503 } }, false],
    [{ path: { regexp: '^/api', '!=': '/api' } }, true],
    [{ path: { '=': '/api/users', '<>': 'x' } }, true],
  ])('%j', (condition, expected) => {
    expect(holds(condition, access)).toBe(expected)
  })

  it('is false of what is no JSON object, and never throws for it', () => {
    for (const line of ['', 'status_code: 503', '[503]', '{"status_code":', '"x"', 'null'])
      expect(compileCondition({ status_code: 503 }).matches(line)).toBe(false)
  })

  it('finds by the text what it finds by the values, however the JSON is written', () => {
    const scalar = fc.oneof(
      fc.integer({ min: -3, max: 3 }),
      fc.constantFrom('a', 'b"', 'c\\', '>', '1', '', 'é'),
      fc.boolean(),
      fc.constant(null),
    )
    const record = fc.dictionary(
      fc.constantFrom('k', 'm', 'deep'),
      fc.oneof(scalar, fc.record({ k: scalar })),
    )
    const test = fc.constantFrom(
      'a',
      '1',
      '>= 1',
      '!= 1',
      '/^[ab]/',
      'é',
      '< 0',
      'b"',
      'c\\',
      'true',
      'null',
      '',
    )
    fc.assert(
      fc.property(
        record,
        test,
        fc.constantFrom('k', 'm', 'deep.k'),
        fc.boolean(),
        (value, written, field, wide) => {
          const condition = compileCondition({ [field]: written })
          const line = wide ? JSON.stringify(value, null, 1).replaceAll('\n', ' ') : JSON.stringify(value)
          // Alone in a list the same test cannot be looked for in the text: null makes it hold of a missing field.
          const slow = compileCondition({ [field]: [written, null] })
          const path = field.split('.')
          const found = path.reduce<unknown>(
            (at, key) =>
              typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined,
            value,
          )
          if (found !== undefined && found !== null) expect(condition.matches(line)).toBe(slow.matches(line))
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('refuses a regular expression that is wrong or can take for ever, at once', () => {
    expect(() => compileCondition('/(unclosed/')).toThrow(/not a regular expression/)
    expect(() => compileCondition({ path: '/^(a+)+$/' })).toThrow()
    expect(() => compileCondition({ path: { like: 'a%' } })).toThrow(/"like" is no operator/)
    expect(() => compileCondition('status_code >= 500')).toThrow(/\{ status_code: ">= 500" \}/)
    expect(holds('/status_code >= 500/', { message: 'status_code >= 500' })).toBe(true)
  })

  it('is told as it was written', () => {
    expect(describeCondition({ status_code: '>= 500', path: ['/a', '/b'] })).toBe(
      'status_code: >= 500, path: /a | /b',
    )
    expect(describeCondition('/x/')).toBe('/x/')
  })
})
