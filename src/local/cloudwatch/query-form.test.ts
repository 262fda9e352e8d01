import { expect, test } from 'vitest'
import { parseQueryForm } from './query-form.ts'

test('paths become structures and lists, in the order of their numbers', () => {
  const names = Array.from({ length: 11 }, (_, i) => `Statistics.member.${11 - i}=s${11 - i}`)
  expect(
    parseQueryForm(`Action=Do&Dimensions.member.1.Name=a&Dimensions.member.1.Value=b%20c&${names.join('&')}`),
  ).toEqual({
    Action: 'Do',
    Dimensions: [{ Name: 'a', Value: 'b c' }],
    Statistics: Array.from({ length: 11 }, (_, i) => `s${i + 1}`),
  })
})

test('names that mean something to JavaScript are names like any other', () => {
  const input = parseQueryForm('__proto__.polluted=1&constructor.prototype.polluted=1&a=1&a.b=2')
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  expect(input['a']).toEqual({ b: '2' })
})
