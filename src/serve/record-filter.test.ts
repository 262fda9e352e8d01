import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { TailEntry } from './api.ts'
import { recordFilter } from './record-filter.ts'

function entry(record: object | string, source = '/var/log/a.log'): TailEntry {
  const isRecord = typeof record === 'object'
  return {
    id: 1,
    time: 0,
    source,
    kind: isRecord ? 'record' : 'rejected',
    text: isRecord ? JSON.stringify(record) : record,
    reason: isRecord ? null : 'bad_timestamp',
    column: isRecord ? null : 3,
  }
}

const REQUEST = entry({ path: '/api/Users?id=7', status_code: 503, user: { name: 'Kim' }, level: null })

it.each([
  ['users', true],
  ['nothing', false],
  ['status_code>=500', true],
  ['status_code>=500 status_code<503', false],
  ['status_code=503 -path:/static', true],
  ['-status_code:5', false],
  ['user.name=kim', true],
  ['path:"/api/users?id=7"', true],
  ['"api/users" kind=record', true],
  ['kind=rejected', false],
  ['level=null', true],
  ['missing!=x', true],
  ['missing:x', false],
  ['source:a.log', true],
  ['', true],
] as const)('%s', (filter, fits) => {
  expect(recordFilter(filter)(REQUEST)).toBe(fits)
})

it('finds lines that became no record by their reason', () => {
  const rejected = entry('segment 7')
  expect(recordFilter('reason=bad_timestamp column>2 segment')(rejected)).toBe(true)
  expect(recordFilter('status_code=200')(rejected)).toBe(false)
})

it('takes whatever is written, and what it refuses with a minus it takes without', () => {
  fc.assert(
    fc.property(fc.string(), (written) => {
      expect(typeof recordFilter(written)(REQUEST)).toBe('boolean')
      const word = written.replace(/["\s-]/g, '')
      if (word !== '' && !/[:=<>]/.test(word))
        expect(recordFilter(`-${word}`)(REQUEST)).toBe(!recordFilter(word)(REQUEST))
    }),
  )
})
