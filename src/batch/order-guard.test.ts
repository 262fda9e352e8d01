import { describe, expect, it } from 'vitest'
import {
  CLEAN_AFTER_FAILURE,
  CLEAN_AT_START,
  judge,
  OrderGuard,
  QUIET_AFTER_FAILURE_MS,
} from './order-guard.ts'

function times(count: number, deed: () => void): void {
  for (let i = 0; i < count; i++) deed()
}

describe('the order guard', () => {
  it('starts careful, and trusts after enough clean requests', () => {
    const guard = new OrderGuard()
    times(CLEAN_AT_START - 1, () => guard.observe('clean', 0))
    expect(guard.careful).toBe(true)
    guard.observe('tail', 0)
    expect(guard.careful).toBe(true)
    guard.observe('clean', 0)
    expect(guard.careful).toBe(false)
    guard.observe('tail', 0)
    expect(guard.careful).toBe(false)
  })

  it('is careful again after scattered refusals, until enough requests were clean and enough time has passed', () => {
    const guard = new OrderGuard()
    times(CLEAN_AT_START, () => guard.observe('clean', 0))
    guard.observe('scattered', 1000)
    times(CLEAN_AFTER_FAILURE, () => guard.observe('clean', 2000))
    expect(guard.careful).toBe(true)
    guard.observe('clean', 1000 + QUIET_AFTER_FAILURE_MS)
    expect(guard.careful).toBe(false)
    guard.observe('scattered', 100_000)
    times(CLEAN_AFTER_FAILURE - 1, () => guard.observe('clean', 1_000_000))
    expect(guard.careful).toBe(true)
  })
})

describe('the judgement of an answer', () => {
  it.each([
    ['nothing refused', 'DD', 'ab', 'clean', 0],
    ['one refused for ever', 'DRD', 'aaa', 'clean', 0],
    ['a throttled end', 'DDTT', 'aaaa', 'tail', 0],
    ['everything throttled', 'TT', 'aa', 'tail', 0],
    ['a failure at the end', 'DDF', 'aaa', 'scattered', 0],
    ['a failure before another key', 'FD', 'ab', 'scattered', 0],
    ['a failure before its own key', 'FD', 'aa', 'scattered', 1],
    ['two before one', 'FTDF', 'aaaa', 'scattered', 2],
    ['a refusal for ever overtakes nothing', 'FR', 'aa', 'scattered', 0],
  ])('%s', (_, marks, keys, verdict, risks) => {
    const outcomes = { D: 'delivered', T: 'throttled', F: 'failed', R: 'refused' } as const
    expect(
      judge(
        [...marks].map((mark) => outcomes[mark as keyof typeof outcomes]),
        [...keys],
      ),
    ).toEqual({ verdict, risks })
  })
})
