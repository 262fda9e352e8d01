import { statSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/folder.ts'
import { until } from '../../../test/support/until.ts'
import { besideNow, besideOnce } from './beside.ts'
import { missedSince } from './missed.ts'

it('knows the names that rotation makes', async () => {
  const folder = temporaryFolder()
  await until(
    () => Date.now() > statSync(folder).birthtimeMs + 50,
    () => 'a folder that changed after its birth',
  )
  // File times come from a clock that ticks more slowly.
  const began = Date.now() - 10
  const rotated = [
    'app.log.2',
    'app.log-20240115',
    'app.log-20240115-1705314645',
    'app.log.2024-01-15T10:30:45Z',
    'app.log.old',
    'app-2024-01-15T10-30-45.123.log',
    'app.1.log',
    'app.log.3.gz',
  ]
  const others = [
    'app.log',
    'app.log.4.gz',
    'app.log.pos',
    'app.logger',
    'app.log.1.tmp',
    'app2.log',
    'apps.log',
    'b.log.1',
  ]
  for (const name of [...rotated, ...others]) writeFileSync(join(folder, name), '')
  // Compressed by now, but written long before.
  utimesSync(join(folder, 'app.log.4.gz'), new Date(began - 900_000), new Date(began - 900_000))
  const found = missedSince(join(folder, 'app.log'), began).map((path) => basename(path))
  expect(found.slice().sort()).toEqual(rotated.slice().sort())
  // Born later than this is none of them; a modification time says nothing.
  for (const name of rotated)
    utimesSync(join(folder, name), new Date(began + 900_000), new Date(began + 900_000))
  expect(missedSince(join(folder, 'app.log'), Date.now() + 60_000)).toEqual([])
})

it('finds the same in one look at the folder for many files', () => {
  const folder = temporaryFolder()
  for (const name of [
    'app.log',
    'app.log.1',
    'app-2.log',
    'app-20240115.log',
    'app.log.2.gz',
    'b.log',
    'b.log.old',
  ])
    writeFileSync(join(folder, name), '')
  const beside = besideOnce()
  for (const own of ['app.log', 'app.log.1', 'b.log', 'none.log']) {
    const path = join(folder, own)
    expect(beside(path).slice().sort()).toEqual(besideNow(path).slice().sort())
  }
  expect(beside(join(folder, 'app.log'))).toHaveLength(4)
})

it('has nothing to say of a folder that is not there', () => {
  expect(missedSince(join(temporaryFolder(), 'none', 'app.log'), 0)).toEqual([])
})
