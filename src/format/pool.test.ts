import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { plainBlock } from '../testing/parse-text.ts'
import { arraysOf, type BlockArrays } from './block-builder.ts'
import { createParser, type Parser } from './pool.ts'

/** Workers start from the build: Node 20 does not run TypeScript. */
const entry = new URL('../../dist/format/worker.js', import.meta.url)
const sample = readFileSync(new URL('../../test/fixtures/logs/apache.log', import.meta.url))
const parsers: Parser[] = []

afterEach(async () => {
  for (const parser of parsers.splice(0)) await parser.close()
})

function open(workers: number | 'auto', url: URL = entry, type = 'apache'): Parser {
  const options = { host: 'web-1', keyField: 'auto', maxRecordBytes: 1024 * 1024 } as const
  const parser = createParser({ spec: { type }, options, workers, entry: url })
  parsers.push(parser)
  return parser
}

const input = (bytes: Uint8Array, offset = 0): Parameters<Parser['parse']>[0] => ({
  bytes,
  offset,
  readAt: 1_705_314_645_000,
  generation: '0123456789abcdef',
})
const line = (n: number): Buffer =>
  Buffer.from(`10.0.0.1 - - [15/Jan/2024:10:30:45 +0000] "GET /${n} HTTP/1.1" 200 ${n} "-" "-"\n`)

/** Blocks may lie in one memory, never on each other. */
function overlap(a: Uint8Array, b: Uint8Array): boolean {
  return (
    a.buffer === b.buffer &&
    a.byteOffset < b.byteOffset + b.byteLength &&
    b.byteOffset < a.byteOffset + a.byteLength
  )
}

describe.each([0, 1, 2])('%i workers', (workers) => {
  test('give what the calling thread gives', async () => {
    const parser = open(workers)
    const here = await open(0).parse(input(sample, 7))
    const block = await parser.parse(input(sample, 7))
    expect(plainBlock(block, parser.logTypes)).toEqual(plainBlock(here, parser.logTypes))
    expect(block.bytes[block.length]).toBe(0x0a)
  })

  test('answer each call with its own block, which stays as it is until it is released', async () => {
    const parser = open(workers)
    const blocks = await Promise.all(Array.from({ length: 20 }, (_, n) => parser.parse(input(line(n)))))
    const pathOf = (n: number): string =>
      JSON.parse(plainBlock(blocks[n]!, parser.logTypes).records[0]!.json).path as string
    for (let n = 0; n < 20; n++) expect(pathOf(n)).toBe(`/${n}`)
    for (let n = 0; n < 20; n += 2) blocks[n]!.release()
    const later = await Promise.all(Array.from({ length: 20 }, (_, n) => parser.parse(input(line(n + 100)))))
    for (let n = 1; n < 20; n += 2) expect(pathOf(n)).toBe(`/${n}`)
    expect(plainBlock(later[7]!, parser.logTypes).records[0]!.json).toContain('"path":"/107"')
  })

  test('use the buffers of released blocks again, once', async () => {
    const parser = open(workers)
    const first = await parser.parse(input(line(1)))
    first.release()
    expect(() => first.release()).toThrow()
    const second = await parser.parse(input(line(2)))
    const third = await parser.parse(input(line(3)))
    expect(overlap(second.bytes, third.bytes)).toBe(false)
    expect(plainBlock(second, parser.logTypes).records[0]!.json).toContain('"path":"/2"')
  })

  test('hold little for a chunk of one line: in an outage thousands of them wait', async () => {
    const parser = open(workers)
    const blocks = await Promise.all(Array.from({ length: 20 }, (_, n) => parser.parse(input(line(n)))))
    for (const block of blocks)
      expect(
        Object.values(arraysOf(block as unknown as BlockArrays)).reduce(
          (sum, { byteLength }) => sum + byteLength,
          0,
        ),
      ).toBeLessThan(4096)
  })

  test('never write into a block that somebody holds, whichever engine reads the next chunk', async () => {
    const parser = open(workers)
    const first = await parser.parse(input(line(1)))
    first.release()
    const second = await open(workers).parse(input(line(2)))
    const cut = await parser.parse({ ...input(line(3)), cutLine: 5000 })
    expect(plainBlock(second, parser.logTypes).records[0]!.json).toContain('"path":"/2"')
    expect(plainBlock(cut, parser.logTypes).records[0]!.json).toContain('"line_bytes":5000')
  })

  test('leave the bytes of the caller alone', async () => {
    const bytes = line(1)
    await open(workers).parse(input(bytes))
    expect(bytes).toEqual(line(1))
  })
})

test('a wrong type is refused before any thread starts', () => {
  expect(() => open(2, entry, 'apachee')).toThrow(/apachee/)
})

test('a worker that cannot start fails the calls that wait, and those that come', async () => {
  const parser = open(1, new URL('no-such-file.js', entry))
  await expect(parser.parse(input(line(1)))).rejects.toThrow(/no-such-file/)
  await expect(parser.parse(input(line(1)))).rejects.toThrow(/no-such-file/)
})

test('closing ends the calls that wait', async () => {
  const parser = open(1)
  const waiting = parser.parse(input(sample))
  const outcome = expect(waiting).rejects.toThrow(/closed/)
  await parser.close()
  await outcome
})
