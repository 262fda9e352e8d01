import { expect, it } from 'vitest'
import { reach } from './reach.ts'

const MOST = 1024 ** 2

it.each([
  ['a little before anything is known', undefined, 64 * 1024],
  ['4,096 lines of what was seen', 100, 409_600],
  ['no more than may be read at a time', 5000, MOST],
  ['not a read for every few lines', 1, 64 * 1024],
])('is %s', (_, lineBytes, expected) => {
  expect(reach(lineBytes, MOST)).toBe(expected)
})

it('is within what may be read at a time, however little that is', () => {
  for (const lineBytes of [undefined, 1, 100, 5000]) expect(reach(lineBytes, 16)).toBe(16)
})
