import { expect, it } from 'vitest'
import { applyPositions } from './apply-positions.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { Position } from './positions.ts'

const NAME = 'aaaaaaaa00000000'

function checkpoint(more: Partial<Checkpoint>): Checkpoint {
  const fingerprint = { length: 4, hash: 'abcd' }
  const place = { fingerprint, name: '/log', path: '/log', updated: 0 }
  return { device: '1', inode: '7', truncations: 0, generation: NAME, offset: 0, ...place, ...more }
}

function position(generation: string, offset: number): Position {
  const lines = { sent: offset / 10, dead: 1, filtered: 2 }
  return { device: '1', inode: '7', truncations: 0, generation: generation.slice(0, 8), offset, lines }
}

it('moves on to the larger offset, with the lines up to there', () => {
  const moved = checkpoint({
    offset: 50,
    size: 60,
    lines: { from: 20, to: 50, sent: 3, dead: 0, filtered: 0 },
  })
  expect(applyPositions([moved], [position(NAME, 40), position(NAME, 100)])).toBe(true)
  expect(moved).toMatchObject({
    offset: 100,
    size: 100,
    lines: { from: 20, to: 100, sent: 10, dead: 1, filtered: 2 },
  })
  expect(applyPositions([moved], [position(NAME, 90)])).toBe(false)
  expect(moved.offset).toBe(100)
})

it('takes no offset of another file that had the inode before', () => {
  const now = checkpoint({ offset: 10 })
  expect(applyPositions([now], [position('bbbbbbbb', 1000), position(NAME, 20)])).toBe(true)
  expect(now.offset).toBe(20)
  const unnamed = checkpoint({ generation: '' })
  expect(applyPositions([unnamed], [position('bbbbbbbb', 1000), position(NAME, 30)])).toBe(true)
  expect(unnamed.offset).toBe(30)
  const other = checkpoint({ truncations: 1 })
  expect(applyPositions([other], [position(NAME, 40)])).toBe(false)
})

it('takes no offset of a file of which nothing tells whether it is still the same', () => {
  const unread = checkpoint({ fingerprint: { length: 0, hash: '' } })
  expect(applyPositions([unread], [position(NAME, 100)])).toBe(false)
  expect(unread.offset).toBe(0)
})

it('counts the lives of an inode that no checkpoint could tell', () => {
  const later = { ...position(NAME, 30), truncations: 2 }
  const unread = checkpoint({ fingerprint: { length: 0, hash: '' } })
  const read = checkpoint({ inode: '8' })
  const retired = checkpoint({ inode: '8', retired: true })
  applyPositions([unread, read, retired], [later, { ...later, inode: '8' }])
  expect(unread).toMatchObject({ truncations: 2, offset: 0 })
  expect(read).toMatchObject({ truncations: 0, latest: 2 })
  expect(retired).toMatchObject({ truncations: 0 })
  expect(retired.latest).toBeUndefined()
})
