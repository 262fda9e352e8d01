import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { en } from '../../messages/en/en.ts'
import { ko } from '../../messages/ko/ko.ts'
import { REJECT_REASONS } from '../reject-reasons.ts'

describe('reasons', () => {
  it('are said in both languages, and listed on the page with the same words', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/explain.md'), 'utf8')
    const rows = [...page.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map(([, word, meaning]) => [word, meaning])
    expect(rows).toEqual(REJECT_REASONS.map((word) => [word, en.format.reasons[word]]))
    expect(Object.keys(ko.format.reasons).sort()).toEqual([...REJECT_REASONS].sort())
  })
})
