import { expect, it } from 'vitest'
import { newTotals } from '../reader/totals.ts'
import { verifyProgress } from './verify-progress.ts'

function output(isTTY: boolean): { stream: NodeJS.WriteStream; written: string[] } {
  const written: string[] = []
  const stream = { isTTY, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream
  return { stream, written }
}

it('draws in place on a terminal, and leaves nothing behind', () => {
  const { stream, written } = output(true)
  const progress = verifyProgress(stream)
  progress.say({ step: 'stream', totals: { ...newTotals(), events: 12_000, records: 600 } })
  progress.say({ step: 'files', path: '/log', done: 0, of: 3 })
  expect(written[0]).toContain('12,000 events of 600 records')
  expect(written[1]).toContain('/log (1 of 3)')
  for (const line of written)
    expect([line.startsWith('\r\u001b[K'), line.includes('\n')]).toEqual([true, false])
  progress.end()
  progress.end()
  expect(written.slice(2)).toEqual(['\r\u001b[K'])
})

it('says nothing in a pipe while it does not take long', () => {
  const { stream, written } = output(false)
  const progress = verifyProgress(stream)
  for (let i = 0; i < 100; i++) progress.say({ step: 'files', path: '/log', done: i, of: 100 })
  progress.end()
  expect(written).toEqual([])
})
