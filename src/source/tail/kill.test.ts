import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../../test/support/folder.ts'
import { until } from '../../../test/support/until.ts'

const dist = fileURLToPath(new URL('../../../dist/', import.meta.url))

/** A process that follows a file with a checkpoint folder, prints `generation offset text` and settles each line. */
const PROGRAM = `
  import { openStore } from ${JSON.stringify(`${dist}checkpoint/store.js`)}
  import { openTail } from ${JSON.stringify(`${dist}source/tail/tail.js`)}
  import { Ledger } from ${JSON.stringify(`${dist}stats/ledger.js`)}
  const [path, dir] = process.argv.slice(-2)
  const checkpoints = await openStore({ dir, intervalMs: 20, warn: console.error })
  const source = await openTail({ inputs: [{ path }], checkpoints, ledger: new Ledger(), host: 'h', warn: console.error, pollMs: 5 })
  console.log('ready')
  for await (const chunk of source.chunks()) {
    const text = Buffer.from(chunk.bytes).toString()
    const ends = []
    for (let at = text.indexOf('\\n'); at >= 0; at = text.indexOf('\\n', at + 1)) ends.push(at + 1)
    chunk.ack.cut(Uint32Array.from(ends), ends.length)
    let start = 0
    let out = ''
    for (const end of ends) {
      out += chunk.file.generation + ' ' + (chunk.offset + start) + ' ' + text.slice(start, end)
      start = end
    }
    // What was printed counts as delivered only once it is out: a kill in between sends it again.
    process.stdout.write(out, () => ends.forEach((_, i) => chunk.ack.settle(i, 'delivered')))
    chunk.release()
  }`

it('killed again and again while files rotate: every line, always under the same generation and offset', async () => {
  const dir = temporaryFolder()
  const path = join(dir, 'app.log')
  writeFileSync(path, '')
  const places = new Map<string, Set<string>>()
  let copies = 0
  let runs = 0

  const run = async (): Promise<() => Promise<void>> => {
    const args = ['--input-type=module', '-e', PROGRAM, path, join(dir, 'state')]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    let out = ''
    let ready = false
    child.stdout.on('data', (bytes) => {
      out += bytes
      const lines = out.split('\n')
      out = lines.pop()!
      for (const line of lines) {
        ready ||= line === 'ready'
        const [generation, offset, text] = line.split(' ')
        if (text === undefined) continue
        copies++
        const known = places.get(text) ?? new Set()
        places.set(text, known.add(`${generation}:${offset}`))
      }
    })
    await until(
      () => ready,
      () => 'the process to be ready',
    )
    runs++
    return async () => {
      const ended = once(child, 'close')
      child.kill('SIGKILL')
      await ended
    }
  }

  let written = 0
  const write = (lines: number): number => {
    let bytes = ''
    for (let i = 0; i < lines; i++) bytes += `line-${written++}\n`
    appendFileSync(path, bytes)
    return bytes.length
  }
  /** Bytes that the checkpoint on the disk tells as settled, of all files. */
  const settled = (): number => {
    const file = join(dir, 'state', 'checkpoint.json')
    const { files } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { files: [] }
    return files.reduce((sum: number, { offset }: { offset: number }) => sum + offset, 0)
  }
  for (let round = 0; round < 5; round++) {
    const before = settled()
    const bytes = write(2000)
    const kill = await run()
    write(500)
    await until(
      () => places.has(`line-${written - 1}`),
      () => 'the lines of this round',
    )
    // Some of them are remembered, however slow the machine: what is killed before its first checkpoint begins again.
    await until(
      () => settled() >= before + bytes,
      () => 'a checkpoint of this round',
    )
    // A truncated file cannot be read again, so that all of it is out first; a renamed one need not be.
    if (round % 2 === 0) {
      write(500)
      renameSync(path, `${path}.${round}`)
      writeFileSync(path, '')
    } else {
      copyFileSync(path, `${path}.${round}`)
      truncateSync(path, 0)
      write(1)
      await until(
        () => places.has(`line-${written - 1}`),
        () => 'the first line after truncation',
      )
    }
    await kill()
  }
  write(1)
  const kill = await run()
  await until(
    () => places.size === written,
    () => `${written} lines, got ${places.size}`,
  )
  await kill()
  expect(runs).toBe(6)
  for (const [text, known] of places) expect([text, known.size]).toEqual([text, 1])
  // Checkpoints spare most of the work: far fewer copies than lines.
  expect(copies - written).toBeLessThan(written)
})
