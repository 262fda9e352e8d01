import { describe, expect, it } from 'vitest'
import { editDistance, nearestName } from './nearest.ts'

const COLUMNS = [
  'ip_address',
  'log_type',
  'status_code',
  'response_size',
  'user_agent',
  'user_id',
  'level',
  'path',
]

describe('nearestName', () => {
  it.each([
    ['log_typ', 'log_type'],
    ['LOGTYPE', 'log_type'],
    ['stauts_code', 'status_code'],
    ['ip', 'ip_address'],
    ['status', 'status_code'],
    ['loglevel', 'level'],
    ['user', undefined],
    ['xyz', undefined],
    ['p', undefined],
    ['', undefined],
  ])('of %j is %j', (name, nearest) => {
    expect(nearestName(name, COLUMNS)).toBe(nearest)
  })

  it('takes no time over names as long as a page', () => {
    expect(nearestName('x'.repeat(100_000), ['y'.repeat(100_000)])).toBeUndefined()
  })
})

describe('editDistance', () => {
  it('counts letters put in, left out, mistaken and swapped', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3)
    expect(editDistance('form', 'from')).toBe(1)
    expect(editDistance('', 'abc')).toBe(3)
    expect(editDistance('abc', 'abc')).toBe(0)
  })
})
