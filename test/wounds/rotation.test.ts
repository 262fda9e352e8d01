import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { memoryCheckpoints } from '../../src/checkpoint/checkpoint.ts'
import { look } from '../../src/reader/verify/files.ts'
import { shippedOf } from '../../src/reader/verify/shipped.ts'
import { temporaryFolder } from '../support/folder.ts'
import { readOnce, type Tailing, tailing } from '../support/tailing.ts'
import { until } from '../support/until.ts'

/** What users of other agents suffered from at the end of their files. The numbers are those of the projects' own trackers. */

function logFile(content = ''): string {
  const path = join(temporaryFolder(), 'app.log')
  writeFileSync(path, content)
  return path
}

const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `line ${from + i}`)
const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

/** Every line once, each under one place. */
function expectExactly(runs: readonly Pick<Tailing, 'lines'>[], lines: readonly string[]): void {
  const seen = runs.flatMap((run) => run.lines.lines)
  expect(seen.map((line) => line.text).sort()).toEqual([...lines].sort())
  expect(new Set(seen.map(({ generation, offset }) => `${generation}:${offset}`)).size).toBe(lines.length)
}

describe('Kinesis Agent', () => {
  it('12 (#17, #75): no line is missing or doubled around rotation, however often', async () => {
    const path = logFile()
    const run = await tailing(path)
    for (let round = 0; round < 20; round++) {
      appendFileSync(path, text(numbered(round * 50, round * 50 + 50)))
      if (round % 2 === 0) {
        renameSync(path, `${path}.${round}`)
        writeFileSync(path, '')
      }
    }
    await run.lines.count(1000)
    expectExactly([run], numbered(0, 1000))
    expect(run.warnings).toEqual([])
  })

  it('13 (#87): files that go away at rotation come again without doubles', async () => {
    const path = logFile(text(numbered(0, 10)))
    const run = await tailing(`${path}*`)
    await run.lines.count(10)
    renameSync(path, `${path}.1`)
    rmSync(`${path}.1`)
    writeFileSync(path, text(numbered(10, 20)))
    await run.lines.count(20)
    expectExactly([run], numbered(0, 20))
  })

  it('14 (#14, #50, #118): rotation and copytruncate, again and again, are no trouble to speak of', async () => {
    const path = logFile()
    const run = await tailing(`${path}*`, { chunkBytes: 64 })
    for (let round = 0; round < 10; round++) {
      appendFileSync(path, text(numbered(round * 20, round * 20 + 20)))
      await run.lines.text(`line ${round * 20 + 19}`)
      if (round % 2 === 0) copyFileSync(path, `${path}.${round}`)
      if (round % 2 === 0) truncateSync(path, 0)
      else renameSync(path, `${path}.${round}`)
    }
    expectExactly([run], numbered(0, 200))
    expect(
      run.warnings.filter(
        (warning) => !warning.includes('app.log is there') && !warning.includes('does not exist'),
      ),
    ).toEqual([])
  })

  it('15 (#114, #102): a start after a rotation goes on from the checkpoint', async () => {
    const path = logFile(text(numbered(0, 10)))
    const checkpoints = memoryCheckpoints()
    const first = await readOnce(path, { checkpoints })
    appendFileSync(path, text(numbered(10, 20)))
    renameSync(path, `${path}.1`)
    execFileSync('gzip', [`${path}.1`])
    writeFileSync(path, text(numbered(20, 30)))
    const second = await readOnce(path, { checkpoints })
    expectExactly([first, second], numbered(0, 30))
  })

  it('16 (PR#288, #289): a file is followed again whatever took its name meanwhile, and trouble is told', async () => {
    const path = logFile('one\n')
    const run = await tailing(path)
    await run.lines.count(1)
    // Whatever takes the name in between, the log is followed when it is there again.
    rmSync(path)
    mkdirSync(path)
    await until(
      () => run.warnings.length > 0,
      () => 'a word about the folder',
    )
    rmSync(path, { recursive: true })
    writeFileSync(path, 'two\n')
    await run.lines.count(2)
    expectExactly([run], ['one', 'two'])
    expect(run.warnings[0]).toContain(path)
  })

  it('17 (#110): files are known by their content where the numbers of the file system change', async () => {
    const path = logFile(text(numbered(0, 5)))
    const checkpoints = memoryCheckpoints()
    const first = await readOnce(path, { checkpoints })
    // The device has another number, the path and the content are the same.
    for (const checkpoint of [...checkpoints.all()]) {
      checkpoints.drop(checkpoint)
      checkpoints.set({ ...checkpoint, device: '424242' })
    }
    appendFileSync(path, text(numbered(5, 10)))
    const second = await readOnce(path, { checkpoints })
    expectExactly([first, second], numbered(0, 10))
  })

  it('28 (#78, #172, PR#212): patterns match folders, also those that come later', async () => {
    const dir = temporaryFolder()
    const run = await tailing(join(dir, '*/logs/**/*.log'))
    for (const [i, folder] of ['a/logs', 'b/logs/deep/er'].entries()) {
      mkdirSync(join(dir, folder), { recursive: true })
      writeFileSync(join(dir, folder, 'app.log'), `line ${i}\n`)
    }
    await run.lines.count(2)
    expectExactly([run], numbered(0, 2))
  })

  it('29 (#127): it can be asked whether a file is shipped to its last byte', async () => {
    const path = logFile(text(numbered(0, 10)))
    const checkpoints = memoryCheckpoints()
    const run = await tailing(path, { checkpoints })
    run.lines.fate = ({ text: line }) => (line === 'line 9' ? undefined : 'delivered')
    await run.lines.count(10)
    const size = statSync(path).size
    const shipped = async (): Promise<unknown> => shippedOf((await look(path, true))!, [...checkpoints.all()])
    expect(await shipped()).toMatchObject({ size, acknowledged: size - 7 })
    run.lines.settleRest()
    expect(await shipped()).toMatchObject({ size, acknowledged: size })
  })
})

describe('Fluent Bit', () => {
  it('18 (#10414): the old file is read to its end though the wait after rotation is over', async () => {
    const path = logFile('')
    const run = await tailing(path, { rotateWaitMs: 30, chunkBytes: 64, chunksPerFile: 1 })
    const held = run.lines.hold()
    appendFileSync(path, text(numbered(0, 500)))
    await held.taken
    renameSync(path, `${path}.1`)
    writeFileSync(path, 'new\n')
    // Longer than the wait, told by the age of what nobody took.
    await until(
      () => run.source.lag().some(({ seconds }) => seconds > 0.1),
      () => 'the wait to be over',
    )
    held.release()
    await run.lines.count(501)
    expectExactly([run], [...numbered(0, 500), 'new'])
  })

  it('19 (#1108, #2110, #2847, #9580): no line is lost at rotation under load, nor what is written after it', async () => {
    const path = logFile()
    const run = await tailing(path, { chunkBytes: 4096 })
    for (let round = 0; round < 10; round++) {
      const fd = openSync(path, 'a')
      writeSync(fd, text(numbered(round * 1000, round * 1000 + 900)))
      renameSync(path, `${path}.${round}`)
      writeFileSync(path, '')
      writeSync(fd, text(numbered(round * 1000 + 900, round * 1000 + 1000)))
      closeSync(fd)
      if (round === 0) await run.lines.count(1000)
    }
    await run.lines.count(10_000)
    expectExactly([run], numbered(0, 10_000))
  })

  it('20 (#8025, PR#8062, #4895, #1875, #11455): a file that got the inode of another is read from its beginning', async () => {
    const path = logFile(text(numbered(0, 100)))
    const checkpoints = memoryCheckpoints()
    const first = await readOnce(path, { checkpoints })
    const { ino } = statSync(path)
    // Files are made until one gets the inode, as ext4 gives it out again at once; else the same inode gets other bytes.
    rmSync(path)
    writeFileSync(path, text(numbered(100, 400)))
    if (statSync(path).ino !== ino) {
      const [checkpoint] = [...checkpoints.all()]
      checkpoints.drop(checkpoint!)
      checkpoints.set({ ...checkpoint!, inode: String(statSync(path).ino) })
    }
    const second = await readOnce(path, { checkpoints })
    expectExactly([first, second], numbered(0, 400))
  })

  it('21 (#8039, #6369): nothing is doubled after restarts and rotations', async () => {
    const path = logFile(text(numbered(0, 100)))
    const checkpoints = memoryCheckpoints()
    const runs: Tailing[] = []
    for (let round = 1; round <= 5; round++) {
      runs.push(await readOnce(`${path}*`, { checkpoints }))
      renameSync(path, `${path}.${round}`)
      writeFileSync(path, text(numbered(round * 100, round * 100 + 100)))
    }
    runs.push(await readOnce(`${path}*`, { checkpoints }))
    expectExactly(runs, numbered(0, 600))
  })

  it('30 (#10435, #370, #9990): a long line is cut with a mark, and the rest of the file goes on, compressed too', async () => {
    const path = logFile('before\n')
    const run = await tailing(path, { maxLineBytes: 1000, chunkBytes: 256 })
    appendFileSync(path, `${'x'.repeat(500_000)}\nafter\n`)
    await run.lines.text('after')
    expect(run.lines.lines.map((line) => [line.text.length, line.cutLine])).toEqual([
      [6, undefined],
      [1000, 500_000],
      [5, undefined],
    ])
    execFileSync('gzip', [path])
    const packed = await readOnce(`${path}.gz`, { maxLineBytes: 1000, chunkBytes: 256 })
    expect(packed.lines.lines.map((line) => [line.text, line.cutLine])).toEqual(
      run.lines.lines.map((line) => [line.text, line.cutLine]),
    )
  })
})

describe('Vector', () => {
  it('22 (#25079): files with the same first bytes are read each', async () => {
    const dir = temporaryFolder()
    const banner = `${'#'.repeat(2000)}\n`
    for (const name of ['a.log', 'b.log', 'c.log']) writeFileSync(join(dir, name), `${banner}${name}\n`)
    const { lines } = await readOnce(join(dir, '*.log'))
    expect(lines.texts.filter((line) => !line.startsWith('#')).sort()).toEqual(['a.log', 'b.log', 'c.log'])
  })

  it('23 (#23619, #15885): a file truncated and written anew with the same beginning is read whole, and once', async () => {
    const path = logFile(`header\n${text(numbered(0, 300))}`)
    const checkpoints = memoryCheckpoints()
    const first = await readOnce(path, { checkpoints })
    truncateSync(path, 0)
    appendFileSync(path, `header\n${text(numbered(300, 900))}`)
    const second = await readOnce(path, { checkpoints })
    expectExactly([first, second], ['header', 'header', ...numbered(0, 900)])
  })

  it('31 (#23195, #19585, PR#24377): a rarely written file is read when it is written', async () => {
    const path = logFile('one\n')
    const run = await tailing(path, { pollMs: 50 })
    await run.lines.count(1)
    const written = Date.now()
    appendFileSync(path, 'two\n')
    await run.lines.count(2)
    const { writtenAt, readAt } = run.lines.lines[1]!
    expect(writtenAt).toBeGreaterThanOrEqual(written)
    // Read in the turn that saw it: nothing waits for a rhythm of its own.
    expect(readAt - writtenAt).toBeLessThan(5000)
  })
})

describe('OpenTelemetry', () => {
  it('24 (#43693): reading goes on after copytruncate', async () => {
    const path = logFile()
    const run = await tailing(path)
    for (let round = 0; round < 5; round++) {
      appendFileSync(path, text(numbered(round * 10, round * 10 + 10)))
      await run.lines.count(round * 10 + 10)
      copyFileSync(path, `${path}.${round}`)
      truncateSync(path, 0)
    }
    expectExactly([run], numbered(0, 50))
    expect(run.warnings).toEqual([])
  })

  it('25 (#40523, #46105, PR#46239, #19765): compression of a rotated file, seen half done, neither doubles nor spoils a line', async () => {
    const path = logFile(text(numbered(0, 2000)))
    const checkpoints = memoryCheckpoints()
    const first = await tailing(`${path}*`, { checkpoints })
    await first.lines.count(2000)
    renameSync(path, `${path}.1`)
    const bytes = gzipSync(readFileSync(`${path}.1`))
    writeFileSync(`${path}.1.gz`, bytes.subarray(0, 100))
    writeFileSync(path, text(numbered(2000, 2100)))
    await first.lines.count(2100)
    writeFileSync(`${path}.1.gz`, bytes)
    rmSync(`${path}.1`)
    appendFileSync(path, text(numbered(2100, 2200)))
    await first.lines.count(2200)
    await first.close()
    const second = await readOnce(`${path}*`, { checkpoints })
    expectExactly([first, second], numbered(0, 2200))
  })
})

describe('Filebeat', () => {
  it('26 (#44749, PR#50566): files of one byte and more are read', async () => {
    const dir = temporaryFolder()
    for (let bytes = 1; bytes <= 20; bytes++)
      writeFileSync(join(dir, `${bytes}.log`), `${'x'.repeat(bytes - 1)}\n`)
    const { lines } = await readOnce(join(dir, '*.log'))
    expect(lines.texts.map(({ length }) => length).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, i) => i),
    )
  })

  it('27 (#1341, #36541, #40197, #38003): inodes that are used again lose and double nothing', async () => {
    const dir = temporaryFolder()
    const checkpoints = memoryCheckpoints()
    const runs: Tailing[] = []
    for (let round = 0; round < 10; round++) {
      writeFileSync(join(dir, `${round}.log`), text(numbered(round * 10, round * 10 + 10)))
      runs.push(await readOnce(join(dir, '*.log'), { checkpoints }))
      rmSync(join(dir, `${round}.log`))
    }
    expectExactly(runs, numbered(0, 100))
  })
})
