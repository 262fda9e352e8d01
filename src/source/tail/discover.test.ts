import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/folder.ts'
import { until } from '../../../test/support/until.ts'
import { Discovery } from './discover.ts'

function touch(dir: string, ...names: string[]): void {
  for (const name of names) {
    mkdirSync(join(dir, name, '..'), { recursive: true })
    writeFileSync(join(dir, name), '')
  }
}

function found(dir: string, patterns: readonly string[]): string[] {
  const discovery = new Discovery(
    patterns.map((pattern) => ({ path: join(dir, pattern) })),
    () => {},
  )
  return [...discovery.scan().values()].map(({ path, input }) => `${input} ${relative(dir, path)}`)
}

describe('Discovery', () => {
  it('finds files, not folders, in any depth', () => {
    const dir = temporaryFolder()
    touch(dir, 'a.log', 'b.txt', 'x/c.log', 'x/y/d.log', '.hidden/e.log', 'folder.log/f.log')
    expect(found(dir, ['*.log'])).toEqual(['0 a.log'])
    expect(found(dir, ['**/*.log']).sort()).toEqual([
      '0 a.log',
      '0 folder.log/f.log',
      '0 x/c.log',
      '0 x/y/d.log',
    ])
    expect(found(dir, ['{x,nowhere}/*.log'])).toEqual(['0 x/c.log'])
  })

  it('gives a name to the first input that has it, and keeps literal ones that are missing', () => {
    const dir = temporaryFolder()
    touch(dir, 'a.log', 'b.log')
    expect(found(dir, ['missing.log', 'b.log', '*.log'])).toEqual(['0 missing.log', '1 b.log', '2 a.log'])
  })

  it('takes an existing file by its own name though that looks like a pattern', () => {
    const dir = temporaryFolder()
    touch(dir, 'report[1].log', 'report1.log')
    expect(found(dir, ['report[1].log'])).toEqual(['0 report[1].log'])
  })

  it('goes through linked folders, but not in circles', () => {
    const dir = temporaryFolder()
    touch(dir, 'real/a.log')
    symlinkSync(join(dir, 'real'), join(dir, 'linked'))
    symlinkSync(dir, join(dir, 'real', 'up'))
    expect(found(dir, ['*/a.log'])).toEqual(['0 linked/a.log', '0 real/a.log'])
    expect(found(dir, ['**/a.log'])).toEqual(['0 real/a.log'])
  })

  it('notices a new file, a new folder and a folder that goes, and is quiet in between', async () => {
    const dir = temporaryFolder()
    touch(dir, 'x/a.log')
    const discovery = new Discovery([{ path: join(dir, '**/*.log') }], () => {})
    const quiet = async (): Promise<void> => {
      await until(
        () => {
          discovery.scan()
          return !discovery.changed()
        },
        () => 'the folders to be old enough',
      )
    }
    await quiet()
    touch(dir, 'x/b.log')
    expect(discovery.changed()).toBe(true)
    await quiet()
    mkdirSync(join(dir, 'y'))
    expect(discovery.changed()).toBe(true)
    await quiet()
    rmSync(join(dir, 'x'), { recursive: true })
    expect(discovery.changed()).toBe(true)
  })
})
