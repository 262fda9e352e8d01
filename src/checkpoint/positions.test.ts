import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/support/folder.ts'
import { until } from '../../test/support/until.ts'
import type { Checkpoint } from './checkpoint.ts'
import { Positions } from './positions.ts'
import { openStore } from './store.ts'

function checkpoint(inode: string, offset: number, truncations = 0): Checkpoint {
  return {
    device: '18446744073709551615',
    inode,
    truncations,
    generation: '0123456789abcdef',
    fingerprint: { length: 4, hash: 'abcd' },
    name: '/log',
    path: '/log',
    offset,
    updated: 1,
  }
}

/** The largest offset of each place. */
function offsets(path: string): Record<string, number> {
  const found: Record<string, number> = {}
  for (const { inode, truncations, offset } of new Positions(path).read()) {
    const place = `${inode}:${truncations}`
    found[place] = Math.max(found[place] ?? 0, offset)
  }
  return found
}

describe('Positions', () => {
  it('hold where every checkpoint was moved to last, whatever moves and whenever it is saved', async () => {
    const move = fc.tuple(fc.nat(7), fc.nat(2 ** 40), fc.boolean(), fc.boolean())
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 60 }), async (moves) => {
        const path = join(temporaryFolder(), 'positions')
        const positions = new Positions(path)
        positions.saved(performance.now())
        const checkpoints = Array.from({ length: 8 }, (_, i) => checkpoint(`${i + 1}`, 0))
        const expected: Record<string, number> = {}
        for (const [i, by, anew, turn] of moves) {
          if (anew) checkpoints[i] = checkpoint(`${i + 1}`, 0, checkpoints[i]!.truncations + 1)
          const one = checkpoints[i]!
          one.offset += by
          positions.moved(one)
          expected[`${one.inode}:${one.truncations}`] = one.offset
          if (turn) await new Promise(setImmediate)
        }
        await until(
          () => Object.entries(expected).every(([place, offset]) => offsets(path)[place] === offset),
          () => `${JSON.stringify(expected)}, got ${JSON.stringify(offsets(path))}`,
        )
        await positions.close(true)
      }),
      { numRuns: 30 },
    )
  })

  it('stay small, however many generations come and go', async () => {
    const path = join(temporaryFolder(), 'positions')
    const positions = new Positions(path)
    positions.saved(performance.now())
    for (let i = 1; i <= 5000; i++) positions.moved(checkpoint(`${i}`, i))
    await until(
      () => Object.keys(offsets(path)).length === 5000,
      () => 'all of them',
    )
    // The one that saves does not wait for a write that is under way: the next checkpoint tries again.
    await until(
      () => {
        positions.saved(performance.now())
        return Object.keys(offsets(path)).length === 0
      },
      () => 'an empty file',
    )
    positions.moved(checkpoint('7', 70))
    await until(
      () => offsets(path)['7:0'] === 70,
      () => 'what moved after that',
    )
    await positions.close(false)
  })

  it('are believed only where they are whole', async () => {
    const path = join(temporaryFolder(), 'positions')
    const positions = new Positions(path)
    positions.saved(performance.now())
    for (const inode of ['1', '2', '3']) positions.moved(checkpoint(inode, 100))
    await until(
      () => Object.keys(offsets(path)).length === 3,
      () => 'three positions',
    )
    await positions.close(false)
    const whole = readFileSync(path)
    for (let at = 2 * 64; at < 2 * 64 + 36; at++) {
      const torn = Buffer.from(whole)
      torn[at]! ^= 0x10
      writeFileSync(path, torn)
      expect(offsets(path)).toEqual({ '1:0': 100, '3:0': 100 })
    }
    for (const foreign of ['', 'something else', whole.subarray(1), whole.subarray(0, 100)]) {
      writeFileSync(path, foreign)
      expect(offsets(path)).toEqual({})
    }
  })
})

describe('a process that is killed between two checkpoints', () => {
  const store = JSON.stringify(fileURLToPath(new URL('../../dist/checkpoint/store.js', import.meta.url)))
  const program = `
    import { openStore } from ${store}
    const checkpoint = ${JSON.stringify(checkpoint('7', 10))}
    const store = await openStore({ dir: process.argv.at(-1), intervalMs: 3_600_000, warn: console.error })
    store.set(checkpoint)
    await store.save()
    // No save comes after this one, as on a full disk.
    store.set({ ...checkpoint, inode: '8', truncations: 3 })
    setInterval(() => {
      if (checkpoint.offset >= 500) return
      checkpoint.offset += 10
      store.touch(checkpoint)
    }, 1)`

  it('has lost nothing of what was settled', async () => {
    const dir = temporaryFolder()
    const child = spawn(process.execPath, ['--input-type=module', '-e', program, dir], { stdio: 'ignore' })
    onTestFinished(() => void child.kill('SIGKILL'))
    await until(
      () => offsets(join(dir, 'positions'))['7:0'] === 500 && offsets(join(dir, 'positions'))['8:3'] === 10,
      () => 'the last position',
    )
    const ended = once(child, 'close')
    child.kill('SIGKILL')
    await ended
    expect(JSON.parse(readFileSync(join(dir, 'checkpoint.json'), 'utf8')).files[0].offset).toBe(10)
    const warnings: string[] = []
    const next = await openStore({ dir, warn: (message) => warnings.push(message) })
    expect(next.get('18446744073709551615', '7')?.offset).toBe(500)
    // At once, so that the new positions may take the place of the old ones.
    expect(JSON.parse(readFileSync(join(dir, 'checkpoint.json'), 'utf8')).files[0].offset).toBe(500)
    expect(next.truncations('18446744073709551615', '8')).toBe(3)
    await next.close()
    expect(readdirSync(dir).sort()).toEqual([
      'checkpoint.json',
      'checkpoint.previous.json',
      'checkpoint.spare',
    ])
  })
})
