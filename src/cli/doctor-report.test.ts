import { afterEach, expect, it } from 'vitest'
import type { Finding } from '../doctor/finding.ts'
import { setLanguage } from '../messages/messages.ts'
import { findingText, totalText } from './doctor-report.ts'
import { painter } from './terminal-text.ts'

afterEach(() => setLanguage('en'))

const FAILED: Finding = {
  check: 'files',
  status: 'failed',
  what: '/var/log/\u001b[2Jx.log cannot be read.',
  cause: 'closed',
  fix: 'this:\n{\n}',
  facts: {},
}

it('puts cause and fix below, in one column, and makes data harmless', () => {
  expect(findingText(FAILED, painter(false))).toBe(
    [
      '✗ files         /var/log/\\u001b[2Jx.log cannot be read.',
      '                cause: closed',
      '                fix:   this:',
      '                       {',
      '                       }',
      '',
    ].join('\n'),
  )
})

it('colours the mark alone', () => {
  const fine: Finding = { check: 'dns', status: 'ok', what: 'x', facts: {} }
  expect(findingText(fine, painter(true))).toBe('\u001b[32m✓\u001b[0m DNS           x\n')
})

it('counts, in Korean too, whose letters are two columns wide', async () => {
  expect(totalText([FAILED], painter(false))).toBe('\n0 ok, 0 warnings, 1 failed, 0 skipped\n')
  await setLanguage('ko')
  expect(
    findingText({ ...FAILED, what: 'x' }, painter(false))
      .split('\n')
      .slice(0, 2),
  ).toEqual(['✗ 파일        x', '              원인: closed'])
})
