import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/support/folder.ts'
import { until } from '../../test/support/until.ts'
import { readCheckpoints } from './read.ts'

const dist = fileURLToPath(new URL('../../dist/', import.meta.url))

/** Saves offset after offset as fast as it can, and prints each that is said to be on the disk. */
const PROGRAM = `
  import { openStore } from ${JSON.stringify(`${dist}checkpoint/store.js`)}
  const store = await openStore({ dir: process.argv.at(-1), warn: (message) => console.log('warning: ' + message) })
  const [known] = [...store.all()]
  const names = Array.from({ length: 50 }, (_, i) => '/var/log/some-' + i)
  let offset = known?.offset ?? 0
  for (;;) {
    offset++
    for (const [i, name] of names.entries())
      store.set({ device: '1', inode: String(i), truncations: 0, generation: '', fingerprint: { length: 0, hash: '' }, name, path: name, offset, updated: 0 })
    await store.save()
    process.stdout.write(offset + '\\n')
  }`

it('killed in the middle of writing, again and again: the checkpoint is whole and has the last that was saved', {
  timeout: 120_000,
}, async () => {
  const dir = temporaryFolder()
  let saved = 0
  for (let round = 0; round < 12; round++) {
    const args = ['--input-type=module', '-e', PROGRAM, dir]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    let out = ''
    child.stdout.on('data', (bytes) => {
      out += bytes
    })
    const goal = saved + 3 + round * 2
    const last = (): number => Number(out.slice(0, out.lastIndexOf('\n')).split('\n').at(-1))
    await until(
      () => last() >= goal,
      () => `offset ${goal} to be saved; got ${out.slice(-100)}`,
    )
    const ended = once(child, 'close')
    child.kill('SIGKILL')
    await ended
    // The lock of a killed process is taken over, which is worth a word; a damaged checkpoint would be another.
    expect(out.match(/warning: .*/g)?.filter((line) => !line.includes('lock')) ?? []).toEqual([])
    const checkpoints = await readCheckpoints(dir)
    const offsets = new Set(checkpoints.map(({ offset }) => offset))
    expect(checkpoints).toHaveLength(50)
    expect(offsets.size).toBe(1)
    const [offset] = offsets
    expect(offset).toBeGreaterThanOrEqual(last())
    expect(offset).toBeLessThanOrEqual(last() + 1)
    saved = offset!
  }
  expect(readdirSync(dir).filter((name) => /torn|foreign|newer/.test(name))).toEqual([])
})
