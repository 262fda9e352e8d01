import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../../test/support/folder.ts'
import { until } from '../../../test/support/until.ts'
import { Hints } from './hints.ts'

it('tells of files in a folder, and of a folder that came back', async () => {
  const dir = join(temporaryFolder(), 'logs')
  const told: string[] = []
  const troubles: string[] = []
  const hints = new Hints(
    (_, name) => told.push(String(name)),
    (folder) => troubles.push(folder),
  )
  onTestFinished(() => hints.close())
  hints.follow(new Set([dir]))
  expect(troubles, 'a missing folder is no trouble').toEqual([])
  for (const name of ['first', 'second']) {
    mkdirSync(dir)
    hints.follow(new Set([dir]))
    writeFileSync(join(dir, name), '')
    await until(
      () => told.includes(name),
      () => `a hint of ${name}`,
    )
    rmSync(dir, { recursive: true })
    await until(
      () => told.includes('logs'),
      () => 'a hint that the folder went',
    )
    told.length = 0
  }
})

it('says once what keeps it from watching', () => {
  const troubles: string[] = []
  const hints = new Hints(
    () => {},
    (folder) => troubles.push(folder),
  )
  // A NUL in the path fails like every refusal of the system does: the call throws.
  hints.follow(new Set(['/\0a', '/\0b']))
  expect(troubles).toEqual(['/\0a'])
})
