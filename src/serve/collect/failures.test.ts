import { expect, it } from 'vitest'
import { messagesIn } from '../../messages/messages.ts'
import { Failures } from './failures.ts'
import type { SampledReject } from './sampler.ts'

const NOW = Date.UTC(2026, 0, 15)

function reject(line: string, reason: string, column: number, at = NOW): SampledReject {
  const place = { source: '/var/log/a.log', input: 0, type: 'apache', offset: 10 }
  return { ...place, reason, column, line: Buffer.from(line), at, weight: 3 }
}

it('groups lines that failed in the same way, explains them in both languages, and finds what reads them', async () => {
  const waiting: (() => void)[] = []
  const failures = new Failures(
    (_, type) => ({ type: type as 'apache' }),
    (run) => waiting.push(run),
  )
  failures.add(reject('10.0.0.1 - - [15/Jan/2', 'line_ends_early', 14))
  failures.add(reject('10.0.0.100 - - [15/J', 'line_ends_early', 16))
  failures.add(reject('{"level":"INFO","message":"<b>\u001b[2J"}', 'expected_literal', 1))
  const [english, korean] = await Promise.all([messagesIn('en'), messagesIn('ko')])
  const first = failures.list(english, NOW)
  expect(first.reduce((sum, { count }) => sum + count, 0)).toBe(9)
  expect(first.every(({ pending, fix }) => pending && fix === null)).toBe(true)
  expect(first.find(({ reason }) => reason === 'line_ends_early')!.example.line).toBe(
    '10.0.0.1 - - [15/Jan/2',
  )
  while (waiting.length > 0) waiting.shift()!()
  const found = failures.list(korean, NOW)
  expect(found.every(({ pending }) => !pending)).toBe(true)
  const json = found.find(({ example }) => example.line.startsWith('{'))!
  expect(json.fix).toMatchObject({
    tried: 1,
    parsed: 1,
    command: expect.stringContaining('--type application'),
  })
  expect(json.reason_text).toMatch(/[가-힣]/)
  // It is shown as it was written: whoever shows it does so as text.
  expect(json.example.line).toContain('<b>\u001b[2J')
  expect(failures.list(english, NOW + 3_600_001)).toEqual([])
})

it('keeps a bounded number of groups, the largest', async () => {
  const failures = new Failures(
    () => ({ type: 'apache' }),
    () => {},
  )
  for (let i = 0; i < 500; i++) failures.add(reject(`x`, `reason ${i}`, i))
  for (let i = 0; i < 5; i++) failures.add(reject(`x`, 'often', 1))
  for (let i = 500; i < 900; i++) failures.add(reject(`x`, `reason ${i}`, i))
  const groups = failures.list(await messagesIn('en'), NOW)
  expect(groups).toHaveLength(50)
  expect(groups[0]).toMatchObject({ reason: 'often', count: 15 })
})
