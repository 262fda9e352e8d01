import { describe, expect, it } from 'vitest'
import { type ErrorCode, KinetailError } from '../base/errors.ts'
import { Trouble } from './trouble.ts'

function watched(): { trouble: Trouble; said: string[]; clock: { now: number } } {
  const said: string[] = []
  const clock = { now: 1_000_000 }
  const say = {
    info: (sentence: string) => said.push(sentence),
    warn: (sentence: string) => said.push(sentence),
  }
  const words = {
    fails: (reason: string, since: string | undefined) =>
      `${reason} since ${since?.replace(/^\d\d:\d\d:\d\d /, '') ?? 'now'}`,
    works: (after: string) => `works after ${after}`,
  }
  return { trouble: new Trouble(say, words, () => clock.now), said, clock }
}

function error(code: ErrorCode = 'network'): KinetailError {
  return new KinetailError(code, code)
}

describe('trouble', () => {
  it('is told at the first failure, then at growing intervals with its age, and when it is over', () => {
    const { trouble, said, clock } = watched()
    for (let second = 0; second < 120; second++) {
      trouble.failed(error())
      clock.now += 1000
    }
    trouble.succeeded()
    expect(said).toEqual([
      'network since now',
      'network since (10.0 s)',
      'network since (30.0 s)',
      'network since (1 m 10 s)',
      'works after 2 m 0 s',
    ])
  })

  it('that comes and goes is told now and then, not each time', () => {
    const { trouble, said, clock } = watched()
    for (let i = 0; i < 1000; i++) {
      trouble.failed(error(i % 2 ? 'network' : 'service'))
      clock.now += 20
      trouble.succeeded()
      clock.now += 20
    }
    expect(said).toEqual([
      'service since now',
      'network since now',
      'service since now',
      'network since now',
      'service since now',
      'network since now',
    ])
  })

  it('of another kind is told at once, with the age of the whole', () => {
    const { trouble, said, clock } = watched()
    trouble.failed(error('network'))
    clock.now += 5000
    trouble.failed(error('credentials'))
    expect(said).toEqual(['network since now', 'credentials since (5.0 s)'])
  })

  it('that was over is news again', () => {
    const { trouble, said, clock } = watched()
    trouble.failed(error())
    clock.now += 6000
    trouble.failed(error())
    trouble.succeeded()
    clock.now += 1000
    trouble.failed(error())
    expect(said).toEqual(['network since now', 'works after 6.0 s', 'network since now'])
  })
})
