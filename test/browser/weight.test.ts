import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { root } from '../e2e/support.ts'

/** What the page may weigh in all, compressed, in bytes. */
const MOST = 80_000

it('weighs less than 80 kB, compressed, in all', () => {
  const folder = join(root, 'dist', 'web')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  const sizes = files.map(({ parentPath, name }) => gzipSync(readFileSync(join(parentPath, name))).length)
  // A page, a script and a style sheet at least: else nothing was weighed.
  expect(sizes.length).toBeGreaterThanOrEqual(3)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST)
})
