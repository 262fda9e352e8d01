import { expect, it } from 'vitest'
import { Slots } from './slots.ts'

it('gives places in the order of asking, and none twice', () => {
  const said: string[] = []
  const slots = new Slots<string>(
    2,
    (one) => said.push(`hold ${one}`),
    (one) => said.push(`free ${one}`),
  )
  expect(['a', 'b', 'c', 'd', 'a'].map((one) => slots.take(one))).toEqual([true, true, false, false, true])
  slots.give('d')
  slots.give('a')
  slots.give('a')
  expect(slots.take('c')).toBe(true)
  slots.give('b')
  slots.give('c')
  expect(said).toEqual(['hold c', 'hold d', 'free c'])
})
