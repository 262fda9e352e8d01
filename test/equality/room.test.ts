import { afterEach, expect, test } from 'vitest'
import { openKernel } from '../../src/kernel/kernel.ts'
import type { Slab } from '../../src/kernel/memory.ts'
import { Pair } from './compare.ts'

const HEAD = '10.0.0.1 - - [15/Jan/2024:10:30:45 +0000] "GET / HTTP/1.1" 200 5 "-" '
const INPUT = { offset: 0, readAt: 1_705_314_660_250, generation: '0123456789abcdef' }
const { arena } = openKernel()!
const taken: Slab[] = []

afterEach(() => {
  for (const slab of taken.splice(0)) arena.giveBack(slab)
})

/** Takes all of the arena but for one slab of so many bytes. */
function leave(bytes: number): void {
  const kept = bytes > 0 ? arena.take(bytes) : undefined
  for (let size = 2 ** 24; size >= 4096; size /= 2)
    for (let slab = arena.take(size); slab !== undefined; slab = arena.take(size)) taken.push(slab)
  if (kept !== undefined) arena.giveBack(kept)
}

function pair(): Pair {
  return new Pair({ type: 'apache' }, { host: 'web-1', keyField: 'auto', maxRecordBytes: 1024 * 1024 })
}

/** Six bytes come of each of these. */
const CONTROLS = Buffer.from(`${HEAD}"${'\x01'.repeat(300)}"\n`.repeat(2000))
const ONE_BYTE_LINES = Buffer.from('x\n'.repeat(20_000))
const BLANK_LINES = Buffer.from('\n'.repeat(20_000))

test.each([
  ['records that are six times their lines', CONTROLS, 0],
  ['more lines than the arrays have room for', ONE_BYTE_LINES, 20_000],
  ['more blank lines than that', BLANK_LINES, 0],
])('a block grows for %s', (_what, bytes, declined) => {
  const both = pair()
  both.check({ ...INPUT, bytes })
  expect(both.kernel.declined).toBe(declined)
  both.close()
})

test.each([0, 64 * 1024, 4 * 1024 ** 2])(
  'with %i bytes left in the arena, the plain engine reads all',
  (bytes) => {
    const both = pair()
    leave(bytes)
    both.check({ ...INPUT, bytes: CONTROLS })
    expect(both.kernel.declined).toBe(2000)
    both.close()
  },
)

test('when a block cannot grow, it leaves the arena, and the plain engine goes on', () => {
  const both = pair()
  leave(8 * 1024 ** 2)
  both.check({ ...INPUT, bytes: CONTROLS })
  expect(both.kernel.declined).toBeGreaterThan(0)
  expect(both.kernel.declined).toBeLessThan(2000)
  both.close()
})

test('lines of megabytes are left to the plain engine, and those around them are not', () => {
  const both = pair()
  const long = `${HEAD}"${'a'.repeat(2_000_000)}"\n`
  both.check({ ...INPUT, bytes: Buffer.from(`${HEAD}"x"\n${long}${HEAD}"y"\n`) })
  expect(both.kernel.declined).toBe(1)
  both.close()
})

test('what was taken is given back', () => {
  const before = arena.used
  const both = pair()
  both.check({ ...INPUT, bytes: CONTROLS })
  expect(arena.used).toBeGreaterThan(before)
  both.close()
  expect(arena.used).toBe(before)
})
