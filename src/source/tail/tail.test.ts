import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { memoryCheckpoints } from '../../checkpoint/checkpoint.ts'
import { Ledger } from '../../stats/ledger.ts'
import { openTail } from './tail.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kinetail-tail-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

it('reads what a file holds, once', async () => {
  const path = join(dir, 'app.log')
  writeFileSync(path, 'one\ntwo\r\nthree')
  const source = await openTail({
    inputs: [{ path }],
    checkpoints: memoryCheckpoints(),
    ledger: new Ledger(),
    host: 'h',
    warn: () => {},
    once: true,
  })
  let all = ''
  for await (const chunk of source.chunks()) all += Buffer.from(chunk.bytes).toString()
  await source.close()
  expect(all).toBe('one\ntwo\r\nthree')
})

it('follows what is appended', async () => {
  const path = join(dir, 'app.log')
  writeFileSync(path, 'one\n')
  const source = await openTail({
    inputs: [{ path }],
    checkpoints: memoryCheckpoints(),
    ledger: new Ledger(),
    host: 'h',
    warn: () => {},
  })
  let all = ''
  for await (const chunk of source.chunks()) {
    all += Buffer.from(chunk.bytes).toString()
    if (all === 'one\n') appendFileSync(path, 'two\n')
    else break
  }
  await source.close()
  expect(all).toBe('one\ntwo\n')
})
