import { expect, it } from 'vitest'
import { waitBeforeNextRead } from './pace.ts'

it.each([
  [10, 500, 200],
  [2 * 1024 * 1024, 500, 1000],
  [10 * 1024 * 1024, 500, 5000],
  [0, 500, 500],
  [0, 20, 200],
])('after %d bytes, with %d ms when idle: %d ms', (bytes, idleMs, wait) => {
  expect(waitBeforeNextRead(bytes, idleMs)).toBe(wait)
})
