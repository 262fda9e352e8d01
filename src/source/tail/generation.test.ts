import { appendFileSync, readFileSync, renameSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/folder.ts'
import { readOnce, tailing } from '../../../test/support/tailing.ts'
import { until } from '../../../test/support/until.ts'
import { type Checkpoint, type Checkpoints, memoryCheckpoints } from '../../checkpoint/checkpoint.ts'
import { openStore } from '../../checkpoint/store.ts'
import { Ledger } from '../../stats/ledger.ts'
import { fingerprintOf, generationOf } from './identity.ts'
import { openTail } from './tail.ts'

/** Checkpoints whose saving can be held up, as a slow disk would. */
function gated(): { checkpoints: Checkpoints; hold(): void; letGo(): void; saves: () => number } {
  let open = Promise.resolve()
  let letGo = (): void => {}
  let saves = 0
  return {
    checkpoints: {
      ...memoryCheckpoints(),
      save: () => {
        saves++
        return open
      },
    },
    hold: () => {
      open = new Promise((resolve) => {
        letGo = resolve
      })
    },
    letGo: () => letGo(),
    saves: () => saves,
  }
}

/** Resolves after the source looked at its files a few times, told by the lag of a file nobody reads. */
async function looks(
  source: { lag(): readonly { path: string; bytes: number }[] },
  path: string,
): Promise<void> {
  for (let i = 0; i < 4; i++) {
    const before = source.lag().find((lag) => lag.path === path)?.bytes ?? 0
    appendFileSync(path, 'tick')
    await until(
      () => (source.lag().find((lag) => lag.path === path)?.bytes ?? 0) > before,
      () => 'a look',
    )
  }
}

it('is made of host, device, inode, count of truncations and the first 256 bytes of the first line', () => {
  const identity = { device: '1', inode: '2' }
  const head = Buffer.from(`${'a'.repeat(300)}\nmore`)
  const one = generationOf('h', identity, 0, head)
  expect(one).toMatch(/^[0-9a-f]{16}$/)
  expect(generationOf('h', identity, 0, Buffer.from('a'.repeat(256)))).toBe(one)
  const others = [
    generationOf('i', identity, 0, head),
    generationOf('h', { device: '2', inode: '2' }, 0, head),
    generationOf('h', { device: '1', inode: '3' }, 0, head),
    generationOf('h', identity, 1, head),
    generationOf('h', identity, 0, Buffer.from(`${'a'.repeat(255)}\n`)),
  ]
  expect(new Set([one, ...others]).size).toBe(6)
})

it('differs after truncation even if the first line is the same, while running and while not', async () => {
  const path = join(temporaryFolder(), 'app.log')
  writeFileSync(path, 'header\nsome more\n')
  const checkpoints = memoryCheckpoints()
  const { lines, close } = await tailing(path, { checkpoints })
  await lines.count(2)
  truncateSync(path, 0)
  appendFileSync(path, 'header\n')
  await lines.count(3)
  await close()
  truncateSync(path, 0)
  await readOnce(path, { checkpoints })
  appendFileSync(path, 'header\n')
  const last = await readOnce(path, { checkpoints })
  const generations = [...lines.lines, ...last.lines.lines].map(({ generation }) => generation)
  expect(generations).toHaveLength(4)
  expect(new Set(generations).size).toBe(3)
  expect([...checkpoints.all()][0]!.truncations).toBe(2)
})

it('is on disk before the first line of a new file, and of a truncated one, is out', async () => {
  const dir = temporaryFolder()
  const [path, clock] = [join(dir, 'app.log'), join(dir, 'clock')]
  writeFileSync(clock, '')
  const { checkpoints, hold, letGo, saves } = gated()
  const { lines, source } = await tailing([path, clock], { checkpoints })
  for (const content of ['first\nlife\n', 'second\n']) {
    const before = lines.lines.length
    const savesBefore = saves()
    hold()
    writeFileSync(path, content)
    await until(
      () => saves() > savesBefore,
      () => 'a save',
    )
    await looks(source, clock)
    expect(lines.lines).toHaveLength(before)
    letGo()
    await lines.count(before + content.split('\n').length - 1)
  }
})

it('is known on disk by its first bytes as soon as there are any', async () => {
  const dir = temporaryFolder()
  const path = join(dir, 'app.log')
  writeFileSync(path, '')
  // An interval this long: only what asks for it is written.
  const checkpoints = await openStore({ dir: join(dir, 'state'), intervalMs: 1e8, warn: () => {} })
  const { lines } = await tailing(path, { checkpoints })
  appendFileSync(path, 'one\n')
  await lines.count(1)
  await until(
    () => readFileSync(join(dir, 'state', 'checkpoint.json'), 'utf8').includes('"fingerprint":{"length":4,'),
    () => 'the fingerprint',
  )
})

it('is not that of a stranger who got the inode of a file that was renamed away', async () => {
  const dir = temporaryFolder()
  const stranger = join(dir, 'private.txt')
  writeFileSync(stranger, 'none of our business\n')
  const { dev, ino } = statSync(stranger, { bigint: true })
  const checkpoints = memoryCheckpoints()
  const gone: Checkpoint = {
    device: String(dev),
    inode: String(ino),
    truncations: 0,
    generation: '0123456789abcdef',
    fingerprint: fingerprintOf(Buffer.from('our line\n')),
    name: join(dir, 'app.log'),
    path: join(dir, 'app.log'),
    offset: 0,
    updated: 0,
  }
  checkpoints.set(gone)
  const { lines } = await readOnce(join(dir, '*.log'), { checkpoints })
  expect(lines.texts).toEqual([])
})

it('ends with its last line, without LF, however long the consumer takes', async () => {
  const dir = temporaryFolder()
  const [path, clock] = [join(dir, 'app.log'), join(dir, 'clock')]
  writeFileSync(path, 'one\nunfinished')
  writeFileSync(clock, '')
  const source = await openTail({
    inputs: [{ path }, { path: clock }],
    checkpoints: memoryCheckpoints(),
    ledger: new Ledger(),
    host: 'test',
    warn: () => {},
    pollMs: 5,
    rotateWaitMs: 1,
  })
  const chunks = source.chunks()[Symbol.asyncIterator]()
  const first = await chunks.next()
  expect(Buffer.from(first.value!.bytes).toString()).toBe('one\n')
  renameSync(path, `${path}.1`)
  // Nobody asks for the next chunk while the file is found to be quiet, again and again.
  await looks(source, clock)
  const last = await chunks.next()
  expect(Buffer.from(last.value!.bytes).toString()).toBe('unfinished')
  await source.close()
})
