import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../../test/support/folder.ts'
import { memoryCheckpoints } from '../../checkpoint/checkpoint.ts'
import { Ledger } from '../../stats/ledger.ts'
import type { Chunk, Source } from '../source.ts'
import { openTail } from './tail.ts'

const LINE = `${'x'.repeat(99)}\n`

/** One chunk is ten lines; two chunks of a file may be out. */
async function open(
  folder: string,
  once: boolean,
): Promise<{ source: Source; chunks: AsyncIterator<Chunk> }> {
  const source = await openTail({
    inputs: [{ path: join(folder, '*.log') }],
    checkpoints: memoryCheckpoints(),
    ledger: new Ledger(),
    host: 'test',
    warn: () => {},
    pollMs: 10,
    chunkBytes: 10 * LINE.length,
    chunksPerFile: 2,
    once,
  })
  onTestFinished(() => source.close())
  return { source, chunks: source.chunks()[Symbol.asyncIterator]() }
}

async function next(chunks: AsyncIterator<Chunk>): Promise<Chunk> {
  const { value } = (await chunks.next()) as IteratorResult<Chunk, undefined>
  if (value === undefined) throw new Error('the source ended')
  return value
}

it('reads no more of a file while two of its chunks are out, and goes on with others', async () => {
  const folder = temporaryFolder()
  const [large, small] = [join(folder, 'large.log'), join(folder, 'small.log')]
  writeFileSync(large, LINE.repeat(100))
  writeFileSync(small, '')
  const { chunks } = await open(folder, false)
  const lent = [await next(chunks), await next(chunks)]
  expect(lent.map(({ file, offset }) => [file.path, offset])).toEqual([
    [large, 0],
    [large, 1000],
  ])
  const third = next(chunks)
  appendFileSync(small, LINE)
  expect((await third).file.path).toBe(small)
  lent[0]!.release()
  expect((await next(chunks)).offset).toBe(2000)
})

it('ends with all read, also where the last chunks were held back', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'large.log'), LINE.repeat(100).slice(0, -1))
  const { chunks } = await open(folder, true)
  let bytes = 0
  const lent: Chunk[] = []
  const release = setInterval(() => lent.shift()?.release(), 1)
  for (let step = await chunks.next(); !step.done; step = await chunks.next()) {
    bytes += step.value.length
    lent.push(step.value)
    expect(lent.length).toBeLessThanOrEqual(2)
  }
  clearInterval(release)
  expect(bytes).toBe(100 * LINE.length - 1)
})
