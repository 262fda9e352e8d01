import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/support/folder.ts'
import { until } from '../../test/support/until.ts'
import type { Checkpoint } from './checkpoint.ts'
import { type CheckpointStore, openStore } from './store.ts'

function checkpoint(inode: string, offset: number): Checkpoint {
  return {
    device: '1',
    inode,
    truncations: 0,
    generation: '0123456789abcdef',
    fingerprint: { length: 0, hash: '' },
    name: '/log',
    path: '/log',
    offset,
    updated: 1,
  }
}

async function open(dir: string, warnings: string[] = [], intervalMs = 5): Promise<CheckpointStore> {
  return openStore({ dir, intervalMs, warn: (message) => warnings.push(message) })
}

/** Two generations on disk: offset 10 in the older, 20 in the newer. */
async function twoGenerations(dir: string): Promise<void> {
  const store = await open(dir)
  store.set(checkpoint('7', 10))
  await store.save()
  store.set(checkpoint('7', 20))
  await store.close()
}

async function offsetAfterOpening(dir: string, warnings: string[]): Promise<number | undefined> {
  const store = await open(dir, warnings)
  const { offset } = store.get('1', '7') ?? {}
  await store.close()
  return offset
}

describe('CheckpointStore', () => {
  it('keeps what was said, over a restart, with the generation before', async () => {
    const dir = join(temporaryFolder(), 'made', 'on', 'the', 'way')
    await twoGenerations(dir)
    const warnings: string[] = []
    expect(await offsetAfterOpening(dir, warnings)).toBe(20)
    expect(warnings).toEqual([])
    expect(readdirSync(dir).sort()).toEqual([
      'checkpoint.json',
      'checkpoint.previous.json',
      'checkpoint.spare',
    ])
    expect(statSync(dir).mode & 0o777).toBe(0o700)
  })

  it('writes by itself when something moved, and not otherwise', async () => {
    const dir = temporaryFolder()
    const store = await open(dir)
    const one = checkpoint('7', 1)
    store.set(one)
    await until(
      () => existsSync(join(dir, 'checkpoint.json')),
      () => 'the first write',
    )
    const before = statSync(join(dir, 'checkpoint.json'), { bigint: true }).ino
    await store.save()
    expect(statSync(join(dir, 'checkpoint.json'), { bigint: true }).ino).toBe(before)
    one.offset = 2
    store.touch()
    await until(
      () => readFileSync(join(dir, 'checkpoint.json'), 'utf8').includes('"offset":2'),
      () => 'the second write',
    )
    await store.close()
  })

  it('uses the older generation when the newer was torn at any byte, and sets it aside', async () => {
    const dir = temporaryFolder()
    await twoGenerations(dir)
    const newer = readFileSync(join(dir, 'checkpoint.json'))
    const older = readFileSync(join(dir, 'checkpoint.previous.json'))
    for (let length = 0; length < newer.length; length++) {
      writeFileSync(join(dir, 'checkpoint.json'), newer.subarray(0, length))
      writeFileSync(join(dir, 'checkpoint.previous.json'), older)
      const warnings: string[] = []
      expect(await offsetAfterOpening(dir, warnings), `torn at ${length}`).toBe(10)
      expect(warnings).toHaveLength(1)
      expect(warnings[0]).toContain('is damaged')
      // One at the most is kept: what spoils file after file must not fill the disk with them.
      expect(readdirSync(dir).filter((name) => name.includes('torn'))).toEqual(['checkpoint.json.torn'])
      expect(readFileSync(join(dir, 'checkpoint.json.torn'))).toEqual(newer.subarray(0, length))
    }
  })

  it('uses the older generation after a crash between the two renames', async () => {
    const dir = temporaryFolder()
    await twoGenerations(dir)
    renameSync(join(dir, 'checkpoint.json'), join(dir, 'checkpoint.json.tmp'))
    const warnings: string[] = []
    expect(await offsetAfterOpening(dir, warnings)).toBe(10)
    expect(warnings).toEqual([])
  })

  it.each([
    ['foreign', 'somebody else\n', 'is not a checkpoint'],
    ['newer', '{"format":"kinetail-checkpoint","version":9,"files":[]}', 'newer kinetail'],
  ])(
    'sets a %s file aside, both generations if need be, and begins with nothing',
    async (flaw, content, words) => {
      const dir = temporaryFolder()
      writeFileSync(join(dir, 'checkpoint.json'), content)
      writeFileSync(join(dir, 'checkpoint.previous.json'), content)
      const warnings: string[] = []
      expect(await offsetAfterOpening(dir, warnings)).toBeUndefined()
      expect(warnings).toHaveLength(2)
      expect(warnings[0]).toContain(words)
      expect(readdirSync(dir).filter((name) => name.endsWith(`.${flaw}`))).toHaveLength(2)
    },
  )

  it('is not stopped by a folder in the place of the file', async () => {
    const dir = temporaryFolder()
    mkdirSync(join(dir, 'checkpoint.json'))
    const warnings: string[] = []
    expect(await offsetAfterOpening(dir, warnings)).toBeUndefined()
    expect(warnings[0]).toContain('cannot be read (EISDIR)')
  })

  it('says once that it cannot write, keeps trying, and says once that it can again', async () => {
    const dir = temporaryFolder()
    const warnings: string[] = []
    const store = await open(dir, warnings, 2)
    // Where the temporary file should go is a folder: opening it fails as on a disk that is full or read-only.
    mkdirSync(join(dir, 'checkpoint.json.tmp'))
    store.set(checkpoint('7', 10))
    await until(
      () => warnings.length === 1,
      () => 'the warning',
    )
    for (let i = 0; i < 5; i++) await store.save()
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain('Shipping goes on')
    rmSync(join(dir, 'checkpoint.json.tmp'), { recursive: true })
    await until(
      () => warnings.length === 2,
      () => 'the good news',
    )
    expect(warnings[1]).toContain('again')
    await store.close()
    expect(await offsetAfterOpening(dir, warnings)).toBe(10)
  })

  it('opens over a folder that may not be written, and writes as soon as it may', async () => {
    const dir = join(temporaryFolder(), 'state')
    mkdirSync(dir)
    chmodSync(dir, 0o500)
    // Root may write anywhere, so it becomes nobody here.
    chmodSync(join(dir, '..'), 0o755)
    const root = process.geteuid?.() === 0
    const warnings: string[] = []
    if (root) {
      const { chownSync } = await import('node:fs')
      chownSync(dir, 65534, 65534)
      process.seteuid!(65534)
      onTestFinished(() => process.seteuid!(0))
    }
    const store = await open(dir, warnings, 2)
    store.set(checkpoint('7', 10))
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain(dir)
    chmodSync(dir, 0o700)
    await until(
      () => existsSync(join(dir, 'checkpoint.json')),
      () => 'the checkpoint',
    )
    expect(existsSync(join(dir, 'lock'))).toBe(true)
    await store.close()
    expect(existsSync(join(dir, 'lock'))).toBe(false)
  })

  it('refuses a path that is a file', async () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    await expect(open(file)).rejects.toMatchObject({ code: 'config', message: expect.stringContaining(file) })
    await expect(open(join(file, 'below'))).rejects.toMatchObject({ code: 'config' })
  })

  it('forgets a file seven days after it was gone, also while it runs', async () => {
    const dir = temporaryFolder()
    const day = 24 * 3_600_000
    let now = Date.now()
    const store = await openStore({ dir, now: () => now, steady: () => now, warn: () => {} })
    store.set({ ...checkpoint('7', 1), gone: now - 6 * day })
    store.set({ ...checkpoint('8', 1), gone: now - 8 * day })
    store.set({ ...checkpoint('9', 1), updated: now - 400 * day })
    store.set({ ...checkpoint('9', 1), updated: now - 6 * day, retired: true })
    await store.save()
    const inodes = (): string[] => [...store.all()].map(({ inode }) => inode)
    expect(inodes()).toEqual(['7', '9', '9'])
    now += 2 * day
    store.touch()
    await store.save()
    expect(inodes()).toEqual(['9'])
    await store.close()
    const again = await open(dir)
    expect([...again.all()].map(({ inode }) => inode)).toEqual(['9'])
    await again.close()
  })

  it('forgets nothing because the clock jumps, while it runs or in between', async () => {
    const dir = temporaryFolder()
    const day = 24 * 3_600_000
    let [now, steady] = [1000 * day, 0]
    const again = (): Promise<CheckpointStore> =>
      openStore({ dir, now: () => now, steady: () => steady, warn: () => {} })
    const saved = async (store: CheckpointStore): Promise<number[]> => {
      store.touch()
      await store.save()
      return [...store.all()].map(({ gone }) => now - gone!)
    }
    const first = await again()
    first.set({ ...checkpoint('7', 1), updated: now - 6 * day, gone: now - 6 * day })
    now += 40 * day
    expect(await saved(first)).toEqual([6 * day])
    first.set({ ...checkpoint('7', 1), updated: now, gone: now - 4 * day })
    await first.close()
    now += 40 * day
    const second = await again()
    // A day of it counts: the agent may be run once a day.
    expect(await saved(second)).toEqual([5 * day])
    now += 2 * day
    steady += 2 * day
    expect(await saved(second)).toEqual([])
    await second.close()
  })
})
