import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  copyFileSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/folder.ts'
import { readOnce, tailing } from '../../../test/support/tailing.ts'
import { until } from '../../../test/support/until.ts'
import { memoryCheckpoints } from '../../checkpoint/checkpoint.ts'

const packings = [
  ['gzip', '.gz'],
  ['zstd', '.zst'],
] as const

/** Compresses as logrotate does, in place; false where the program is missing. */
function pack(program: string, path: string): void {
  execFileSync(program, program === 'zstd' ? ['-q', '--rm', path] : [path])
}

function hasZstd(): boolean {
  try {
    execFileSync('zstd', ['--version'])
    return true
  } catch {
    return false
  }
}

function logFile(content: string): string {
  const path = join(temporaryFolder(), 'app.log')
  writeFileSync(path, content)
  return path
}

const many = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `line ${from + i} of a log with some text in it`)
const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

describe.each(packings)('%s', (program, suffix) => {
  const skip = program === 'zstd' && !hasZstd()

  it.skipIf(skip)(
    'a half-read file is read on in it after a start, at the right byte and under the same event ids',
    async () => {
      const path = logFile(text(many(0, 5000)))
      const checkpoints = memoryCheckpoints()
      const first = await tailing(path, { checkpoints, chunkBytes: 4096 })
      await first.lines.count(5000)
      await first.close()
      appendFileSync(path, `${text(many(5000, 9000))}the last, without an end`)
      const whole = await readOnce(path)
      renameSync(path, `${path}.1`)
      pack(program, `${path}.1`)
      writeFileSync(path, 'new\n')
      const { lines, warnings } = await readOnce(path, { checkpoints, chunkBytes: 4096 })
      const rest = lines.lines.filter((line) => line.path !== path)
      expect(lines.lines.filter((line) => line.path === path).map((line) => line.text)).toEqual(['new'])
      expect(rest.map((line) => [line.generation, line.offset, line.text])).toEqual(
        whole.lines.lines.slice(5000).map((line) => [line.generation, line.offset, line.text]),
      )
      expect(warnings).toEqual([])
      expect((await readOnce(path, { checkpoints })).lines.texts).toEqual([])
    },
  )

  it.skipIf(skip)(
    'is shipped once though the pattern matches it as well, while running and after a start',
    async () => {
      const path = logFile(text(many(0, 3000)))
      const checkpoints = memoryCheckpoints()
      const first = await tailing(`${path}*`, { checkpoints })
      await first.lines.count(3000)
      renameSync(path, `${path}.1`)
      writeFileSync(path, 'new\n')
      await first.lines.text('new')
      pack(program, `${path}.1`)
      writeFileSync(`${path}.3`, 'another\n')
      await first.lines.text('another')
      appendFileSync(path, 'newer\n')
      await first.lines.text('newer')
      await first.close()
      renameSync(`${path}.1${suffix}`, `${path}.2${suffix}`)
      const second = await readOnce(`${path}*`, { checkpoints })
      expect(first.lines.texts).toHaveLength(3003)
      expect(second.lines.texts).toEqual([])
      expect((await readOnce(`${path}*`, { checkpoints })).lines.texts).toEqual([])
    },
  )

  it.skipIf(skip)('that nobody saw before is read as any file of the pattern, long lines cut', async () => {
    const long = 'x'.repeat(300_000)
    const path = logFile(`${text(many(0, 20))}${long}\n${text(many(20, 40))}${long}`)
    const plain = await readOnce(path, { maxLineBytes: 1000, chunkBytes: 256 })
    pack(program, path)
    const { lines } = await readOnce(`${path}*`, { maxLineBytes: 1000, chunkBytes: 256 })
    const seen = (one: typeof plain.lines): unknown[] =>
      one.lines.map((line) => [line.offset, line.text, line.ended, line.cutLine])
    expect(seen(lines)).toEqual(seen(plain.lines))
    expect(lines.lines).toHaveLength(42)
  })

  it.skipIf(skip)('that came and went while nobody watched is read as well', async () => {
    const path = logFile('one\n')
    const checkpoints = memoryCheckpoints()
    const first = await tailing(path, { checkpoints })
    await first.lines.count(1)
    await first.close()
    renameSync(path, `${path}.2`)
    writeFileSync(path, 'two\n')
    renameSync(path, `${path}.1`)
    writeFileSync(path, 'three\n')
    pack(program, `${path}.2`)
    pack(program, `${path}.1`)
    const second = await readOnce(path, { checkpoints })
    expect(second.lines.texts.slice().sort()).toEqual(['three', 'two'])
    expect((await readOnce(path, { checkpoints })).lines.texts).toEqual([])
  })
})

it('reads on in the compressed copy when a file is compressed and truncated unread', async () => {
  const path = logFile('one\n')
  const { lines, warnings } = await tailing(path, { chunkBytes: 16 })
  await lines.count(1)
  const held = lines.hold()
  appendFileSync(path, 'two two two two\nthree\n')
  await held.taken
  appendFileSync(path, 'four\nfive')
  writeFileSync(`${path}.1.gz`, gzipSync(readFileSync(path)))
  truncateSync(path, 0)
  appendFileSync(path, 'new\n')
  held.release()
  await lines.text('five')
  await lines.text('new')
  const old = lines.lines.filter((line) => line.text !== 'new')
  expect(old.map((line) => [line.text, line.offset])).toEqual([
    ['one', 0],
    ['two two two two', 4],
    ['three', 20],
    ['four', 26],
    ['five', 31],
  ])
  expect(new Set(old.map(({ generation }) => generation)).size).toBe(1)
  expect(warnings).toEqual([])
})

it('takes a compressed file with the same first kilobyte for what it is', async () => {
  const banner = `${'='.repeat(1100)}\n`
  const path = logFile(`${banner}one\n`)
  const checkpoints = memoryCheckpoints()
  const first = await readOnce(`${path}*`, { checkpoints })
  writeFileSync(`${path}.1.gz`, gzipSync(`${banner}two\n`))
  const second = await readOnce(`${path}*`, { checkpoints })
  expect(first.lines.texts).toEqual([banner.slice(0, -1), 'one'])
  expect(second.lines.texts).toEqual([banner.slice(0, -1), 'two'])
})

it('reads what there is of a damaged one, and says so once', async () => {
  const path = logFile('')
  const bytes = gzipSync(text(many(0, 20_000)))
  writeFileSync(`${path}.1.gz`, bytes.subarray(0, bytes.length - 2000))
  const { lines, warnings } = await readOnce(`${path}*`)
  expect(lines.texts.length).toBeGreaterThan(10_000)
  expect(lines.texts.slice(0, -1)).toEqual(many(0, 20_000).slice(0, lines.texts.length - 1))
  expect(warnings).toEqual([expect.stringContaining(`${path}.1.gz is damaged`)])
})

it('says once that one is damaged, also where it is found out before nothing comes any more', async () => {
  const path = logFile('')
  const bytes = gzipSync(text(many(0, 200)))
  const packed = `${path}.1.gz`
  writeFileSync(packed, bytes.subarray(0, bytes.length - 20))
  const { lines, warnings, source } = await tailing(`${path}*`)
  await until(
    () => warnings.length > 0,
    () => 'a word of the damage',
  )
  rmSync(packed)
  await until(
    () => source.lag().every((file) => file.path !== packed),
    () => 'the last turn of it',
  )
  expect(lines.texts.length).toBeGreaterThan(0)
  expect(warnings).toEqual([expect.stringContaining(`${packed} is damaged`)])
})

it('waits for the end of one that is being written, and of members that are appended', async () => {
  const path = join(temporaryFolder(), 'app.log.1.gz')
  const [one, two] = [gzipSync(text(many(0, 3000))), gzipSync('more\n')]
  writeFileSync(path, one.subarray(0, 5))
  const { lines, warnings } = await tailing(`${path}*`)
  appendFileSync(path, one.subarray(5, one.length - 4))
  await until(
    () => lines.lines.length > 2000,
    () => 'lines of the beginning',
  )
  appendFileSync(path, one.subarray(one.length - 4))
  await lines.count(3000)
  appendFileSync(path, two)
  await lines.count(3001)
  expect(lines.texts).toEqual([...many(0, 3000), 'more'])
  expect(warnings).toEqual([])
})

it('reads many, a few at a time', async () => {
  const dir = temporaryFolder()
  for (let i = 0; i < 40; i++)
    writeFileSync(join(dir, `${i}.log.gz`), gzipSync(text(many(i * 100, i * 100 + 100))))
  const { lines } = await readOnce(join(dir, '*.gz'))
  expect(lines.texts.slice().sort()).toEqual(many(0, 4000).sort())
})

it('takes a name for no proof: text is text, whatever it is called', async () => {
  const path = join(temporaryFolder(), 'notes.gz')
  writeFileSync(path, 'plain\n')
  copyFileSync(path, `${path}.other`)
  rmSync(`${path}.other`)
  expect((await readOnce(path)).lines.texts).toEqual(['plain'])
})
