import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { SmallDisk } from '../../test/chaos/small-disk.ts'
import { temporaryFolder } from '../../test/support/folder.ts'
import { until } from '../../test/support/until.ts'
import type { Checkpoint } from './checkpoint.ts'
import { readCheckpoints } from './read.ts'
import { openStore } from './store.ts'

function checkpoint(inode: string, generation: string): Checkpoint {
  const place = { name: '/log', path: '/log', offset: 5, updated: Date.now() }
  return { device: '1', inode, truncations: 0, generation, fingerprint: { length: 1, hash: 'ab' }, ...place }
}

/** What a process that is killed now leaves, elsewhere. */
function asKilled(dir: string): string {
  const copy = temporaryFolder()
  mkdirSync(copy, { recursive: true })
  for (const name of readdirSync(dir))
    if (name !== 'lock' && name !== 'filler') copyFileSync(join(dir, name), join(copy, name))
  return copy
}

const generations = (all: Iterable<Checkpoint>): string[] => Array.from(all, (one) => one.generation).sort()

it('a full disk costs no generation that began on it, when the process is killed', async (test) => {
  const disk = SmallDisk.mount(join(temporaryFolder(), 'disk'))
  if (typeof disk === 'string') return test.skip(disk)
  onTestFinished(() => disk.unmount())
  const warnings: string[] = []
  const store = await openStore({ dir: disk.dir, warn: (message) => warnings.push(message) })
  onTestFinished(() => store.close())
  store.set(checkpoint('7', 'aaaaaaaaaaaaaaaa'))
  await store.save()
  disk.fill()
  const born = checkpoint('8', '')
  store.set(born)
  await store.save()
  expect(warnings).toHaveLength(1)
  expect(generations(await readCheckpoints(asKilled(disk.dir)))).toEqual(['', 'aaaaaaaaaaaaaaaa'])
  // What is learned of it later needs nobody who asks for a save.
  born.generation = 'bbbbbbbbbbbbbbbb'
  store.touch()
  const both = ['aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb']
  await until(
    async () => generations(await readCheckpoints(asKilled(disk.dir))).join() === both.join(),
    () => 'the spare document',
  )
  const killed = asKilled(disk.dir)
  const next = await openStore({ dir: killed, warn: (message) => warnings.push(message) })
  expect(generations(next.all())).toEqual(both)
  await next.close()
  disk.empty()
  store.drop(born)
  await store.save()
  expect(generations(await readCheckpoints(asKilled(disk.dir)))).toEqual(['aaaaaaaaaaaaaaaa'])
  expect(warnings).toHaveLength(2)
})

it('takes a killed process over on a disk that is still full, and loses nothing of its own', async (test) => {
  const disk = SmallDisk.mount(join(temporaryFolder(), 'disk'))
  if (typeof disk === 'string') return test.skip(disk)
  onTestFinished(() => disk.unmount())
  const store = await openStore({ dir: disk.dir, warn: () => {} })
  store.set(checkpoint('7', 'aaaaaaaaaaaaaaaa'))
  await store.close()
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  writeFileSync(join(disk.dir, 'lock'), JSON.stringify({ pid, started: 'then', host: hostname() }))
  disk.fill()
  const warnings: string[] = []
  const next = await openStore({ dir: disk.dir, warn: (message) => warnings.push(message) })
  onTestFinished(() => next.close())
  expect(warnings).toEqual([expect.stringContaining(String(pid))])
  const born = checkpoint('8', 'bbbbbbbbbbbbbbbb')
  next.set(born)
  await next.save()
  expect(warnings).toHaveLength(2)
  expect(generations(await readCheckpoints(asKilled(disk.dir)))).toEqual([
    'aaaaaaaaaaaaaaaa',
    'bbbbbbbbbbbbbbbb',
  ])
  born.offset = 77
  born.lines = { from: 0, to: 77, sent: 3, dead: 0, filtered: 0 }
  next.touch(born)
  await until(
    async () => (await readCheckpoints(asKilled(disk.dir))).some(({ offset }) => offset === 77),
    () => 'the offset',
  )
})

it('takes room for later only where twice as much is free, and as soon as it is', async (test) => {
  const disk = SmallDisk.mount(join(temporaryFolder(), 'disk'))
  if (typeof disk === 'string') return test.skip(disk)
  onTestFinished(() => disk.unmount())
  const path = join(disk.dir, 'checkpoint.spare')
  // The disk has 512 KiB.
  writeFileSync(join(disk.dir, 'other'), Buffer.alloc(300 * 1024))
  const store = await openStore({ dir: disk.dir, warn: () => {} })
  onTestFinished(() => store.close())
  store.set(checkpoint('7', 'aaaaaaaaaaaaaaaa'))
  await store.save()
  expect(statSync(path).size).toBe(0)
  rmSync(join(disk.dir, 'other'))
  store.touch()
  await store.save()
  expect(statSync(path).size).toBe(128 * 1024)
})
