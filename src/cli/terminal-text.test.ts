import { describe, expect, it } from 'vitest'
import { harmless, painter, wantsColor } from './terminal-text.ts'

describe('data on a terminal', () => {
  it.each([
    ['\u001b[2J', '\\u001b[2J'],
    ['\u009b31m', '\\u009b31m'],
    ['\u0007\u007f', '\\u0007\\u007f'],
    ['a\u202eb\u2066', 'a\\u202eb\\u2066'],
    ['한국어 ✓', '한국어 ✓'],
  ])('%j becomes %j', (data, shown) => {
    expect(harmless(data)).toBe(shown)
  })

  it('reads back from JSON as it was', () => {
    const value = { a: 'x\u007f\u009by\u202e' }
    expect(JSON.parse(harmless(JSON.stringify(value)))).toEqual(value)
  })

  it('is coloured on a terminal, unless NO_COLOR says no', () => {
    expect(wantsColor({ isTTY: true }, {})).toBe(true)
    expect(wantsColor({ isTTY: true }, { NO_COLOR: '1' })).toBe(false)
    expect(wantsColor({ isTTY: true }, { NO_COLOR: '' })).toBe(true)
    expect(wantsColor({ isTTY: true }, { TERM: 'dumb' })).toBe(false)
    expect(wantsColor({}, {})).toBe(false)
    expect(painter(true)('red', 'x')).toBe('\u001b[31mx\u001b[0m')
    expect(painter(false)('red', 'x')).toBe('x')
  })
})
