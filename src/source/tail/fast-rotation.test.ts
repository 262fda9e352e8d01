import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../../test/support/folder.ts'
import { tailing } from '../../../test/support/tailing.ts'

/** Writes 20 lines, rotates, and so on every 2 ms: many rotations between two looks, and some during one. */
const WRITER = `
  const fs = require('node:fs')
  const path = process.argv[1]
  const pause = new Int32Array(new SharedArrayBuffer(4))
  for (let round = 0, line = 0; round < 60; round++) {
    for (let i = 0; i < 20; i++) fs.appendFileSync(path, 'line ' + line++ + '\\n')
    fs.renameSync(path, path + '.' + round)
    fs.writeFileSync(path, '')
    Atomics.wait(pause, 0, 0, 2)
  }`

it('misses no line, sees none twice and takes nothing for truncation though files rotate faster than they are looked at', async () => {
  const path = join(temporaryFolder(), 'app.log')
  writeFileSync(path, '')
  const { lines, warnings } = await tailing(path, { pollMs: 50 })
  const writer = spawn(process.execPath, ['-e', WRITER, path], { stdio: 'ignore' })
  onTestFinished(() => void writer.kill('SIGKILL'))
  await once(writer, 'close')
  await lines.count(1200)
  expect(new Set(lines.texts).size).toBe(1200)
  expect(lines.texts).toHaveLength(1200)
  expect(warnings).toEqual([])
})
