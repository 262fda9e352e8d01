import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createParser } from '../format/pool.ts'
import { AutoInput, type Chosen } from './auto-input.ts'

const folder = mkdtempSync(join(tmpdir(), 'kinetail-auto-'))
afterAll(() => rmSync(folder, { recursive: true }))

const NGINX = '2024/01/15 10:30:46 [error] 31#31: *46 x, client: 10.0.0.1, server: s\n'
const LOGFMT = 'ts=2024-01-15T10:30:45Z level=info msg=x\n'
const options = { host: null, keyField: null, maxRecordBytes: 1_000_000 }

function auto(): { input: AutoInput; said: string[]; opened: string[] } {
  const said: string[] = []
  const opened: string[] = []
  const open = (type: string): Chosen => {
    opened.push(type)
    return { type, parser: createParser({ spec: { type }, options, workers: 0 }) }
  }
  const say = {
    info: (words: string) => void said.push(words),
    warn: (words: string) => void said.push(words),
  }
  return { input: new AutoInput(open, say), said, opened }
}

const fileOf = (path: string, id = 1) => ({ id, path, name: path, generation: '0', input: 0 })

test('each file has the format of its first lines, is said once, and formats are opened once', async () => {
  const { input, said, opened } = auto()
  const [a, b, c] = ['a', 'b', 'c'].map((name, i) => fileOf(`/var/log/${name}`, i))
  const types: string[] = []
  for (const [file, text] of [
    [a, NGINX],
    [b, LOGFMT],
    [a, LOGFMT],
    [c, NGINX],
  ] as const)
    types.push((await input.of({ file: file!, offset: 0, bytes: Buffer.from(text.repeat(20)) })).type)
  expect(types).toEqual(['nginx_error', 'logfmt', 'nginx_error', 'nginx_error'])
  expect(opened).toEqual(['nginx_error', 'logfmt'])
  expect(said).toEqual([
    '/var/log/a: nginx_error (sure: it reads 100 % of the first 20 lines).',
    '/var/log/b: logfmt (sure: it reads 100 % of the first 20 lines).',
    '/var/log/c: nginx_error (sure: it reads 100 % of the first 20 lines).',
  ])
  await input.close()
})

test('a file that is read on has the format of its beginning, not of what comes next', async () => {
  const { input } = auto()
  const path = join(folder, 'log')
  const text = NGINX.repeat(50) + LOGFMT.repeat(50)
  writeFileSync(path, text)
  const offset = NGINX.length * 50
  const chunk = { file: fileOf(path), offset, bytes: Buffer.from(text).subarray(offset) }
  expect((await input.of(chunk)).type).toBe('nginx_error')
  await input.close()
})

test('many lines that are refused later are said once, with the format that would read them, and nothing changes', async () => {
  const { input, said } = auto()
  const file = fileOf('/var/log/a')
  const chosen = await input.of({ file, offset: 0, bytes: Buffer.from(NGINX.repeat(20)) })
  for (const text of [LOGFMT.repeat(5), LOGFMT.repeat(30), LOGFMT.repeat(30)]) {
    const chunk = { file, offset: 5000, bytes: Buffer.from(text) }
    expect(await input.of(chunk)).toBe(chosen)
    const block = await chosen.parser.parse({ bytes: chunk.bytes, offset: 5000, readAt: 0, generation: '' })
    input.watch(chunk, chosen, block)
  }
  expect(said.slice(1)).toEqual([
    '/var/log/a: 30 of 30 lines do not read as nginx_error, the format that its first lines had; these would read as logfmt. It stays nginx_error: set "type" for this file to change it.',
  ])
  await input.close()
})
