import { expect, it } from 'vitest'
import type { Checkpoint } from './checkpoint.ts'
import { expired, KEEP_GONE_MS, MOST_GONE } from './expiry.ts'

function checkpoint(inode: number, more: Partial<Checkpoint>): Checkpoint {
  const fingerprint = { length: 0, hash: '' }
  const place = { generation: '', fingerprint, name: '/log', path: '/log', offset: 0, updated: 0 }
  return { device: '1', inode: String(inode), truncations: 0, ...place, ...more }
}

const NOW = 10 * KEEP_GONE_MS

it('keeps a file that is there, however long it was quiet', () => {
  expect(expired([checkpoint(1, {})], NOW)).toEqual([])
})

it('lets go of what is gone or retired for seven days', () => {
  const old = NOW - KEEP_GONE_MS
  const checkpoints = [
    checkpoint(1, { gone: old }),
    checkpoint(2, { gone: old + 1 }),
    checkpoint(3, { retired: true, updated: old }),
    checkpoint(4, { retired: true, updated: old + 1 }),
    checkpoint(5, { retired: true, updated: old, gone: old + 1 }),
  ]
  expect(expired(checkpoints, NOW).map(({ inode }) => inode)).toEqual(['1', '3'])
})

it('keeps the latest of those that are gone when they come by the thousand', () => {
  const checkpoints = Array.from({ length: MOST_GONE + 3 }, (_, i) => checkpoint(i, { gone: NOW - i }))
  const live = checkpoint(-1, {})
  expect(expired([live, ...checkpoints], NOW).map(({ inode }) => inode)).toEqual(
    [0, 1, 2].map((i) => String(MOST_GONE + i)),
  )
})
