import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../../test/support/folder.ts'
import { readOnce, type Tailing, tailing } from '../../../test/support/tailing.ts'
import { until } from '../../../test/support/until.ts'
import { readCheckpoints } from '../../checkpoint/read.ts'
import { type CheckpointStore, openStore } from '../../checkpoint/store.ts'

const LINES: readonly string[] = Array.from({ length: 100 }, (_, i) => `${i}. ${'x'.repeat(i % 13)}`)
const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')
/** Settled: but for the first, every line whose number is no multiple of three. */
const OPEN: readonly string[] = LINES.filter((_, i) => i % 3 === 0)

async function store(dir: string): Promise<CheckpointStore> {
  const checkpoints = await openStore({ dir, intervalMs: 1e8, warn: () => {} })
  onTestFinished(() => checkpoints.close())
  return checkpoints
}

/** A file of which some lines were settled behind others when its reader was killed: what it left on the disk. */
async function killed(): Promise<{ path: string; dir: string; dead: Tailing }> {
  const folder = temporaryFolder()
  const path = join(folder, 'app.log')
  writeFileSync(path, '')
  const before = join(folder, 'before')
  const dead = await tailing(path, { checkpoints: await store(before), chunkBytes: 300 })
  dead.lines.fate = ({ text }) => (OPEN.includes(text) ? undefined : 'delivered')
  appendFileSync(path, text(LINES))
  await dead.lines.count(LINES.length)
  await until(
    async () => {
      const [checkpoint] = await readCheckpoints(before)
      // Sixty-six settled lines in runs of two.
      return checkpoint?.ahead?.runs.length === 66
    },
    () => `the last run in ${before}`,
  )
  const dir = join(folder, 'after')
  cpSync(before, dir, { recursive: true, filter: (name) => !name.includes('lock') })
  return { path, dir, dead }
}

it('gives out again what was not settled, and that alone, after a kill', async () => {
  const { path, dir, dead } = await killed()
  appendFileSync(path, 'more\n')
  const checkpoints = await store(dir)
  const next = await readOnce(path, { checkpoints, chunkBytes: 170 })
  expect(next.lines.texts).toEqual([...OPEN, 'more'])
  expect(next.lines.known).toEqual(
    dead.lines.lines
      .slice(0, LINES.length)
      .filter((line) => !OPEN.includes(line.text))
      .map(({ offset }) => offset),
  )
  expect(new Set(next.lines.lines.map(({ generation }) => generation)).size).toBe(1)
  // This run sent 35 lines, all runs together each line once.
  expect(next.ledger.total).toMatchObject({ read: 35, sent: 35 })
  expect(next.ledger.carried).toMatchObject({ read: 66, sent: 66 })
  const size = readFileSync(path).length
  const [checkpoint] = await readCheckpoints(dir)
  expect(checkpoint).toMatchObject({ offset: size, lines: { from: 0, to: size, sent: 101 } })
  expect(checkpoint!.ahead).toBeUndefined()
})

it('keeps what is settled ahead and was not read again through another kill', async () => {
  const { path, dir } = await killed()
  const second = await store(dir)
  const held = await tailing(path, { checkpoints: second, chunkBytes: 170 })
  held.lines.fate = () => undefined
  await held.lines.count(1)
  await second.save()
  const again = join(dir, '..', 'again')
  cpSync(dir, again, { recursive: true, filter: (name) => !name.includes('lock') })
  const next = await readOnce(path, { checkpoints: await store(again) })
  expect(next.lines.texts).toEqual(OPEN)
})

it('takes nothing for settled in a file that has other bytes there, or in a compressed copy', async () => {
  const other = await killed()
  // The same beginning, up to the offset and far beyond what is known of it.
  const bytes = readFileSync(other.path)
  bytes.write('y', text(LINES.slice(0, 99)).length + 5)
  writeFileSync(other.path, bytes)
  const next = await readOnce(other.path, { checkpoints: await store(other.dir) })
  expect(next.lines.texts).toHaveLength(100)
  const { path, dir } = await killed()
  const packed = join(path, '..', 'app.log.1.gz')
  writeFileSync(packed, gzipSync(readFileSync(path)))
  rmSync(path)
  writeFileSync(path, 'new\n')
  const copy = await readOnce(path, { checkpoints: await store(dir) })
  expect(copy.lines.texts.filter((line) => line !== 'new')).toEqual(LINES)
})

it('begins at the beginning where it is told to', async () => {
  const { path, dir } = await killed()
  const next = await readOnce(path, { checkpoints: await store(dir), start: 'beginning' })
  expect(next.lines.texts).toEqual(LINES)
  expect(next.lines.known).toEqual([])
})
