import { appendFileSync, copyFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/folder.ts'
import { readOnce, tailing } from '../../../test/support/tailing.ts'
import { until } from '../../../test/support/until.ts'
import { memoryCheckpoints } from '../../checkpoint/checkpoint.ts'

function logFile(content: string): string {
  const path = join(temporaryFolder(), 'app.log')
  writeFileSync(path, content)
  return path
}

function idsOf(lines: readonly { generation: string; offset: number }[]): string[] {
  return lines.map(({ generation, offset }) => `${generation}:${offset}`)
}

/** Copies and truncates while the reader waits with a chunk in hand, so that what was appended last is in the copy only. */
async function copytruncateUnseen(pattern: (path: string) => string): Promise<void> {
  const path = logFile('one\n')
  const { lines, warnings } = await tailing(pattern(path), { chunkBytes: 16 })
  await lines.count(1)
  const held = lines.hold()
  appendFileSync(path, 'two two two two\nthree\n')
  await held.taken
  appendFileSync(path, 'four\nfive')
  copyFileSync(path, `${path}.1`)
  truncateSync(path, 0)
  appendFileSync(path, 'new one\n')
  held.release()
  await lines.text('new one')
  await lines.text('five')
  expect(lines.texts.slice().sort()).toEqual(['five', 'four', 'new one', 'one', 'three', 'two two two two'])
  const old = lines.lines.filter(({ text }) => text !== 'new one')
  expect(old.map(({ offset }) => offset)).toEqual([0, 4, 20, 26, 31])
  expect(new Set(old.map(({ generation }) => generation)).size).toBe(1)
  expect(warnings).toEqual([])
}

describe('a copy of copytruncate', () => {
  it('has the unread rest, which is read from it under the same event ids', () =>
    copytruncateUnseen((path) => path))

  it('is shipped once though the pattern matches it as well', () => copytruncateUnseen((path) => `${path}*`))

  it('has a whole life of which nothing was read before the file was truncated', async () => {
    const path = logFile('')
    const folder = dirname(path)
    const { lines, warnings, source } = await tailing(join(folder, '*.log'))
    const bytesOf = (name: string): number =>
      source.lag().find((one) => one.path === join(folder, name))?.bytes ?? 0
    const seen = (name: string): Promise<unknown> =>
      until(
        () => bytesOf(name) > 0,
        () => `${name} is seen`,
      )
    writeFileSync(join(folder, 'first.log'), 'first\n')
    await lines.count(1)
    // Nothing is read while somebody has a chunk in hand; what there is is looked at all the same.
    const held = lines.hold()
    appendFileSync(join(folder, 'first.log'), 'second\n')
    await held.taken
    appendFileSync(path, 'one\ntwo\n')
    await seen('app.log')
    copyFileSync(path, `${path}.1`)
    // Two files that are found one after the other: between them the first was looked at.
    for (const name of ['third.log', 'fourth.log']) {
      writeFileSync(join(folder, name), `${name}\n`)
      await seen(name)
    }
    truncateSync(path, 0)
    appendFileSync(path, 'new\n')
    held.release()
    await lines.count(7)
    expect(lines.texts.slice().sort()).toEqual(
      ['first', 'second', 'one', 'two', 'new', 'third.log', 'fourth.log'].sort(),
    )
    expect(warnings).toEqual([])
  })

  it('is not shipped again while it is being made, nor when it is done, nor after a restart', async () => {
    const path = logFile('one\ntwo\n')
    const checkpoints = memoryCheckpoints()
    const first = await tailing(`${path}*`, { checkpoints })
    await first.lines.count(2)
    writeFileSync(`${path}.1`, '')
    writeFileSync(`${path}.other`, 'three\n')
    await first.lines.count(3)
    appendFileSync(`${path}.1`, 'on')
    appendFileSync(`${path}.other`, 'four\n')
    await first.lines.count(4)
    appendFileSync(`${path}.1`, 'e\ntwo\n')
    truncateSync(path, 0)
    appendFileSync(path, 'five\n')
    await first.lines.count(5)
    await first.close()
    const second = await readOnce(`${path}*`, { checkpoints })
    expect([...first.lines.texts, ...second.lines.texts]).toEqual(['one', 'two', 'three', 'four', 'five'])
  })

  it('is a file of its own as soon as it differs', async () => {
    const path = logFile('one\ntwo\n')
    const { lines } = await tailing(`${path}*`)
    await lines.count(2)
    copyFileSync(path, `${path}.1`)
    appendFileSync(`${path}.1`, 'three\n')
    await lines.text('three')
    expect(lines.texts).toEqual(['one', 'two', 'one', 'two', 'three'])
  })

  it('has what was on its way when the process was killed', async () => {
    const path = logFile('one\ntwo\nthree\n')
    const checkpoints = memoryCheckpoints()
    const first = await tailing(path, { checkpoints })
    first.lines.fate = ({ text }) => (text === 'one' ? 'delivered' : undefined)
    appendFileSync(path, 'four\n')
    await first.lines.count(4)
    copyFileSync(path, `${path}.1`)
    truncateSync(path, 0)
    appendFileSync(path, 'five\n')
    await first.lines.text('five')
    await first.close()
    const second = await readOnce(path, { checkpoints })
    const again = second.lines.lines.filter(({ text }) => text !== 'five')
    const before = first.lines.lines.filter(({ text }) => text !== 'five').slice(4 - again.length)
    expect(again.map(({ text }) => text)).toContain('four')
    expect(idsOf(again)).toEqual(idsOf(before))
  })

  it('that ends within the first bytes of what was read is still that file after a restart', async () => {
    const path = logFile('one\ntwo\n')
    const checkpoints = memoryCheckpoints()
    const first = await tailing(path, { checkpoints })
    first.lines.fate = ({ text }) => (text === 'two' ? undefined : 'delivered')
    await first.lines.count(2)
    copyFileSync(path, `${path}.1`)
    appendFileSync(path, 'written after the copy was made\n'.repeat(100))
    await first.lines.count(102)
    truncateSync(path, 0)
    appendFileSync(path, 'new\n')
    await first.lines.text('new')
    await first.close()
    const second = await readOnce(path, { checkpoints })
    expect(second.lines.texts).toEqual(['two'])
    expect(idsOf(second.lines.lines)).toEqual(idsOf(first.lines.lines.filter(({ text }) => text === 'two')))
  })

  it('that ends before what was read is known all the same', async () => {
    const path = logFile(`${'a line that was copied\n'.repeat(200)}`)
    const checkpoints = memoryCheckpoints()
    const first = await tailing(path, { checkpoints })
    await first.lines.count(200)
    copyFileSync(path, `${path}.1`)
    appendFileSync(path, 'written after the copy was made\n'.repeat(100))
    await first.lines.count(300)
    await first.close()
    truncateSync(path, 0)
    const { lines, warnings } = await readOnce(`${path}*`, { checkpoints })
    expect([lines.texts, warnings]).toEqual([[], []])
    expect((await readOnce(`${path}*`, { checkpoints })).lines.texts).toEqual([])
  })
})

describe('what nobody could read', () => {
  it('is counted in bytes, in the copy and without one, and kept with the checkpoint', async () => {
    const path = logFile('one\n')
    const checkpoints = memoryCheckpoints()
    const counters = { destroyedBytes: 0 }
    const first = await tailing(path, { checkpoints, counters })
    await first.lines.count(1)
    const held = first.lines.hold()
    appendFileSync(path, 'two\n')
    await held.taken
    copyFileSync(path, `${path}.1`)
    appendFileSync(path, 'destroyed\n')
    await until(
      () => first.source.lag()[0]!.bytes >= 10,
      () => 'the look that sees them',
    )
    truncateSync(path, 0)
    held.release()
    await until(
      () => counters.destroyedBytes === 10,
      () => 'the count',
    )
    expect(first.warnings).toEqual([expect.stringContaining('last 10 bytes')])
    await first.close()
    expect([...checkpoints.all()].reduce((sum, { destroyed = 0 }) => sum + destroyed, 0)).toBe(10)
  })

  it('is told after a start, too', async () => {
    const path = logFile('one\n')
    const checkpoints = memoryCheckpoints()
    const first = await tailing(path, { checkpoints })
    first.lines.fate = ({ text }) => (text === 'one' ? 'delivered' : undefined)
    appendFileSync(path, 'two\n')
    await first.lines.text('two')
    await first.close()
    rmSync(path)
    const counters = { destroyedBytes: 0 }
    const second = await readOnce(path, { checkpoints, counters })
    expect(second.warnings).toContainEqual(expect.stringContaining('4 bytes'))
    expect(counters.destroyedBytes).toBe(4)
  })
})

it('reads on in the file under its first name when it is renamed back', async () => {
  const path = logFile('one\n')
  const { lines } = await tailing(path)
  await lines.count(1)
  renameSync(path, `${path}.1`)
  writeFileSync(path, 'other\n')
  await lines.count(2)
  rmSync(path)
  renameSync(`${path}.1`, path)
  appendFileSync(path, 'two\n')
  await lines.count(3)
  expect(lines.lines.map(({ text, offset }) => [text, offset])).toEqual([
    ['one', 0],
    ['other', 0],
    ['two', 4],
  ])
  expect(lines.lines[2]!.generation).toBe(lines.lines[0]!.generation)
})
