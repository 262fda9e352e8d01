import { expect, it } from 'vitest'
import { closeAll } from './closing.ts'

it('closes in reverse order, all of it although some of it fails, and throws the first failure', async () => {
  const closed: string[] = []
  const closing = [
    () => closed.push('endpoint'),
    () => {
      throw new Error('client')
    },
    () => Promise.reject(new Error('log writer')),
    () => closed.push('timer'),
  ]
  await expect(closeAll(closing)).rejects.toThrow('log writer')
  expect(closed).toEqual(['timer', 'endpoint'])
})
