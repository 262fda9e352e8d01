import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DeadLetter } from './dead-letter.ts'
import { DeadLetterFile } from './dead-letter-file.ts'

let folder: string
let said: string[]
const open: DeadLetterFile[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kinetail-dead-'))
  said = []
})
afterEach(async () => {
  for (const file of open.splice(0)) await file.close()
  rmSync(folder, { recursive: true, force: true })
})

function deadLetters(path: string, maxBytes?: number): DeadLetterFile {
  const say = {
    info: (sentence: string) => said.push(sentence),
    warn: (sentence: string) => said.push(sentence),
  }
  const file = new DeadLetterFile(path, say, maxBytes)
  open.push(file)
  return file
}

function letter(n: number, line: Uint8Array = Buffer.from(`line ${n}`)): DeadLetter {
  return {
    file: '/var/log/access.log',
    offset: n,
    generation: '0123456789abcdef',
    reason: 'bad_timestamp',
    column: 4,
    type: 'apache',
    line,
  }
}

function read(path: string): Record<string, unknown>[] {
  const written = readFileSync(path, 'utf8')
  expect(written.endsWith('\n')).toBe(true)
  return written
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe('the dead-letter file', () => {
  it('has a letter on the disk when write resolves, readable by its owner only', async () => {
    const path = join(folder, 'not', 'there', 'yet', 'dead.ndjson')
    const file = deadLetters(path)
    await file.write([letter(1), letter(2)])
    expect(read(path)).toMatchObject([
      {
        file: '/var/log/access.log',
        offset: 1,
        reason: 'bad_timestamp',
        column: 4,
        type: 'apache',
        line: 'line 1',
      },
      { offset: 2 },
    ])
    expect(read(path)[0]!['time']).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('keeps the bytes of a line that is no UTF-8', async () => {
    const path = join(folder, 'dead.ndjson')
    const bytes = Uint8Array.from([0x61, 0xff, 0xfe, 0x62])
    await deadLetters(path).write([letter(1, bytes), letter(2)])
    const [first, second] = read(path)
    expect(first!['line']).toBe('a\uFFFD\uFFFDb')
    expect(Buffer.from(String(first!['line_base64']), 'base64')).toEqual(Buffer.from(bytes))
    expect(second).not.toHaveProperty('line_base64')
  })

  it('keeps the order of many writers', async () => {
    const path = join(folder, 'dead.ndjson')
    const file = deadLetters(path)
    await Promise.all(Array.from({ length: 200 }, (_, n) => file.write([letter(n)])))
    expect(read(path).map((one) => one['offset'])).toEqual(Array.from({ length: 200 }, (_, n) => n))
  })

  it('begins anew at its size limit, keeps one older file, and says when letters give way', async () => {
    const path = join(folder, 'dead.ndjson')
    const file = deadLetters(path, 2000)
    for (let n = 0; n < 60; n++) await file.write([letter(n)])
    expect(statSync(path).size).toBeLessThanOrEqual(2000)
    expect(statSync(`${path}.1`).size).toBeLessThanOrEqual(2000)
    const kept = [...read(`${path}.1`), ...read(path)].map((one) => one['offset'] as number)
    expect(kept.at(-1)).toBe(59)
    expect(kept).toEqual(kept.map((_, i) => kept[0]! + i))
    expect(said.every((sentence) => sentence.includes(`${path}.1`))).toBe(true)
    expect(said.length).toBeGreaterThan(0)
  })

  it('ends a letter that a killed process left torn, and goes on after it', async () => {
    const path = join(folder, 'dead.ndjson')
    writeFileSync(path, '{"time":"2026-01-01T00:00:00.000Z","fi')
    await deadLetters(path).write([letter(5)])
    const [torn, whole, end] = readFileSync(path, 'utf8').split('\n')
    expect(torn).toBe('{"time":"2026-01-01T00:00:00.000Z","fi')
    expect(JSON.parse(whole!)).toMatchObject({ offset: 5 })
    expect(end).toBe('')
  })

  it('waits while it cannot be written, says so, and loses nothing', async () => {
    const path = join(folder, 'dead.ndjson')
    // A folder in its place fails for every user, root too.
    mkdirSync(path)
    const file = deadLetters(path)
    let settled = false
    const writing = file.write([letter(1)]).then(() => {
      settled = true
    })
    await expect.poll(() => said.length, { timeout: 5000 }).toBe(1)
    expect(said[0]).toContain(path)
    expect(said[0]).toContain('EISDIR')
    expect(settled).toBe(false)
    rmSync(path, { recursive: true })
    await writing
    await file.write([letter(2)])
    expect(read(path).map((one) => one['offset'])).toEqual([1, 2])
  })

  it('rejects what it could not write when it is closed, so that the line is not settled', async () => {
    const path = join(folder, 'dead.ndjson')
    mkdirSync(path)
    const file = deadLetters(path)
    const writing = file.write([letter(1)])
    const caught = expect(writing).rejects.toMatchObject({ code: 'file' })
    await expect.poll(() => said.length).toBe(1)
    await file.close()
    await caught
  })

  it.skipIf(!existsSync('/dev/full'))('takes a full disk for what it is', async () => {
    const file = deadLetters('/dev/full')
    const caught = expect(file.write([letter(1)])).rejects.toMatchObject({ code: 'file' })
    await expect.poll(() => said.length, { timeout: 5000 }).toBeGreaterThan(0)
    expect(said[0]).toContain('ENOSPC')
    await file.close()
    await caught
  })

  it.skipIf(process.getuid?.() === 0)(
    'names the file that it may not write (not as root, who may write everything)',
    async () => {
      const path = join(folder, 'dead.ndjson')
      writeFileSync(path, '')
      chmodSync(path, 0o400)
      const file = deadLetters(path)
      const caught = expect(file.write([letter(1)])).rejects.toMatchObject({ code: 'file' })
      await expect.poll(() => said.length, { timeout: 5000 }).toBeGreaterThan(0)
      expect(said[0]).toContain('EACCES')
      await file.close()
      await caught
    },
  )
})
