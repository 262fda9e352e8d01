import { describe, expect, it } from 'vitest'
import { KinetailError } from '../base/errors.ts'
import { grepFilter } from './filter.ts'

const matches = (pattern: string, text: string): boolean => grepFilter(pattern)(Buffer.from(text))

describe('grep', () => {
  it.each([
    ['"status_code":5\\d\\d', '{"status_code":503}', true],
    ['"status_code":5\\d\\d', '{"status_code":200}', false],
    ['^\\{', '{}', true],
    ['한국.', '{"m":"한국어"}', true],
    ['user\\-agent', 'user-agent', true],
    ['\\p{Script=Hangul}', '한', true],
  ])('%s on %s: %s', (pattern, text, wanted) => {
    expect(matches(pattern, text)).toBe(wanted)
  })

  it('answers the same each time', () => {
    const filter = grepFilter('a')
    for (let i = 0; i < 3; i++) expect(filter(Buffer.from('a'))).toBe(true)
  })

  it('refuses what is no expression as wrong usage', () => {
    expect(() => grepFilter('(')).toThrow(expect.objectContaining({ code: 'usage' }) as KinetailError)
    expect(() => grepFilter('(')).toThrow(KinetailError)
  })
})
