import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import type { HeaderKind } from '../format/header-memory.ts'
import { Headers } from './headers.ts'

const folder = mkdtempSync(join(tmpdir(), 'kinetail-headers-'))
afterAll(() => rmSync(folder, { recursive: true }))

const ROWS = Array.from({ length: 200_000 }, (_, i) => `${i},x\n`).join('')

function fileOf(path: string): Parameters<Headers['before']>[0]['file'] {
  return { id: 1, path, name: path, generation: '0', input: 0 }
}

async function told(kind: HeaderKind, path: string, text: string, from: number): Promise<string | undefined> {
  const bytes = Buffer.from(text)
  const offset = bytes.indexOf('\n', from) + 1
  const before = await new Headers(kind).before({
    file: fileOf(path),
    offset,
    bytes: bytes.subarray(offset, offset + 4000),
  })
  return before && Buffer.from(before).toString()
}

describe('a file that is read on', () => {
  const text = `\ufeff\nid,name\r\n${ROWS}`
  const w3c = `#Version: 1.0\n#Fields: a b\n${ROWS}#Fields: b a\n${ROWS}x #Fields: no\n${ROWS}`

  test.each([
    ['plain', (content: string) => Buffer.from(content)],
    ['compressed', (content: string) => gzipSync(content)],
  ])('%s: its header is found before the checkpoint', async (name, pack) => {
    const path = join(folder, `${name}.csv`)
    writeFileSync(path, pack(text))
    expect(await told('first_line', path, text, text.length - 9000)).toBe('id,name')
    writeFileSync(path, pack(w3c))
    expect(await told('fields_line', path, w3c, ROWS.length / 2)).toBe('#Fields: a b')
    expect(await told('fields_line', path, w3c, w3c.length - 9000)).toBe('#Fields: b a')
  })

  test('another file under its name, or none, tells nothing', async () => {
    const path = join(folder, 'rotated.csv')
    writeFileSync(path, `other,header\n${ROWS.replaceAll('x', 'y')}`)
    expect(await told('first_line', path, text, text.length - 9000)).toBeUndefined()
    expect(await told('first_line', join(folder, 'absent.csv'), text, text.length - 9000)).toBeUndefined()
  })
})

test('chunks of a file have the header in their order, though the first has to wait', async () => {
  const path = join(folder, 'order.log')
  const text = '#Fields: a\n1\n#Fields: b\n2\n3\n'
  writeFileSync(path, text)
  renameSync(path, `${path}.1`)
  const headers = new Headers('fields_line')
  const file = fileOf(`${path}.1`)
  const lines = text.match(/.*\n/g)!
  let offset = lines[0]!.length
  const coming = lines.slice(1).map((line) => {
    const chunk = { file, offset, bytes: Buffer.from(line) }
    offset += line.length
    return headers.before(chunk)
  })
  const seen = (await Promise.all(coming)).map((header) => Buffer.from(header!).toString())
  expect(seen).toEqual(['#Fields: a', '#Fields: a', '#Fields: b', '#Fields: b'])
})
