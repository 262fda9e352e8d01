import { readFileSync } from 'node:fs'
import { afterEach, expect, it } from 'vitest'
import { setLanguage } from '../messages/messages.ts'
import { systemWords } from './system-words.ts'

afterEach(() => setLanguage('en'))

function failure(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('it did not fail')
}

it('says what the system meant, in the language in use', async () => {
  const missing = failure(() => readFileSync('/no/such/file'))
  const folder = failure(() => readFileSync('/'))
  expect([missing, folder].map(systemWords)).toEqual([
    'there is no such file (ENOENT)',
    'it is a folder (EISDIR)',
  ])
  await setLanguage('ko')
  expect(systemWords(missing)).toBe('파일이 없습니다 (ENOENT)')
})

it('passes on what it does not know', () => {
  expect(systemWords(Object.assign(new Error('x'), { code: 'EWHATEVER' }))).toBe('EWHATEVER')
  expect(systemWords(new Error('in its own words'))).toBe('in its own words')
})
