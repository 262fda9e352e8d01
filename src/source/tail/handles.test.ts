import { fstatSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/folder.ts'
import { Handles, type Holder } from './handles.ts'

interface Fake extends Holder {
  spare: boolean
  named: boolean
}

function setUp(most: number, holders: readonly Fake[]): Handles<Fake> {
  const path = join(temporaryFolder(), 'file')
  writeFileSync(path, '')
  const handles = new Handles<Fake>(most)
  for (const holder of holders) handles.keep(holder, handles.open(path, 0))
  return handles
}

it('closes what was read to its end first, the least recently used of it', () => {
  const [a, b, c] = [1, 2, 3].map(() => ({ spare: true, named: true }))
  const handles = setUp(2, [a!, b!])
  handles.use(a!)
  handles.keep(c!, handles.open('/dev/null', 0))
  expect([a, b, c].map((one) => handles.peek(one!) !== undefined)).toEqual([true, false, true])
  handles.closeAll()
})

it('closes an unread file with a name rather than one without, and never the latter', () => {
  const deleted = { spare: false, named: false }
  const unread = { spare: false, named: true }
  const handles = setUp(1, [deleted, unread])
  const fd = handles.peek(deleted)!
  expect(fstatSync(fd).isFile()).toBe(true)
  const another = { spare: false, named: false }
  handles.keep(another, handles.open('/dev/null', 0))
  expect([deleted, unread, another].map((one) => handles.peek(one) !== undefined)).toEqual([
    true,
    false,
    true,
  ])
  handles.closeAll()
  expect(() => fstatSync(fd)).toThrow('EBADF')
})
