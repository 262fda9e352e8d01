import { randomBytes } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/support/folder.ts'
import { blockOf, oneQuery, Taken } from '../testing/query-rows.ts'
import { openEngine } from './open-engine.ts'

const MB = 1024 * 1024
const ROWS = 10_000
const TEXT = 2_000

function bytesBelow(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}

it('a window that is larger than the memory goes to the disk, and is counted right', async () => {
  const spillFolder = temporaryFolder()
  const taken = new Taken()
  const sql = `SELECT count(*) AS n, sum(length(message))::BIGINT AS characters, count(DISTINCT request_id) AS requests FROM logs`
  const engine = await openEngine({
    program: oneQuery(sql, { kind: 'tumbling', sizeMs: 60_000 }),
    time: 'event',
    lateMs: 0,
    idleMs: 1_000,
    memoryBytes: 12 * MB,
    spillFolder,
    ...taken.options,
  })
  onTestFinished(() => engine.stop())
  // 20 MB that no compression makes smaller, twice the memory.
  for (let from = 0; from < ROWS; from += 1_000)
    await engine.push(
      blockOf(
        'a',
        Array.from({ length: 1_000 }, (_, i) => ({
          place: from + i + 1,
          timestamp: '2024-01-15T10:00:00Z',
          message: randomBytes(TEXT / 2).toString('hex'),
          request_id: `r${(from + i) % 3_000}`,
        })),
      ),
    )
  // When DuckDB writes what finds no room is its own affair: while rows come, or not before the window is counted.
  let most = bytesBelow(spillFolder)
  const watching = setInterval(() => {
    most = Math.max(most, bytesBelow(spillFolder))
  }, 1)
  onTestFinished(() => clearInterval(watching))
  await engine.end()
  expect(most).toBeGreaterThan(2 * MB)
  expect(taken.rows).toMatchObject([{ n: ROWS, characters: ROWS * TEXT, requests: 3_000 }])
  await engine.stop()
  expect(readdirSync(spillFolder)).toEqual([])
})
