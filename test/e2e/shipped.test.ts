import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { folder, line, log, shipWith, streamWords, useAppLog } from './app-log.ts'
import { commandExists, type Finished, jsonLines, run, start, startCommand, until } from './support.ts'

useAppLog('shipped')

const words = (...more: string[]): string[] => streamWords(log, 1, ...more)
const ship = (): Promise<void> => shipWith(words('--once'))

function shipped(...words: string[]): Promise<Finished> {
  return run(['shipped', '--checkpoint-dir', join(folder, 'checkpoint'), ...words])
}

describe('kinetail shipped', () => {
  it('tells what is left in bytes, and nothing when all is acknowledged', async () => {
    writeFileSync(log, line(1) + line(2))
    const before = await shipped(log)
    expect(before.code).toBe(3)
    expect(before.stdout).toContain('knows nothing of this file')
    await ship()
    expect(await shipped(log)).toMatchObject({ code: 0, stderr: '' })
    appendFileSync(log, line(3))
    const after = await shipped(log, '--json')
    expect(after.code).toBe(3)
    const size = 3 * line(1).length
    expect(jsonLines(after.stdout)).toEqual([
      {
        file: log,
        size,
        acknowledged: size - line(3).length,
        left: line(3).length,
        known: true,
        shipped: false,
      },
    ])
  })

  it('knows renamed, copied and compressed files, and not what a truncation left', async () => {
    writeFileSync(log, line(1) + line(2))
    await ship()
    copyFileSync(log, `${log}.copy`)
    writeFileSync(`${log}.gz`, gzipSync(readFileSync(log)))
    renameSync(log, `${log}.1`)
    writeFileSync(log, line(3))
    const one = await shipped(`${log}.1`, `${log}.copy`, `${log}.gz`)
    expect(one.code).toBe(0)
    expect((await shipped(log)).code).toBe(3)
    await ship()
    expect((await shipped(log, `${log}.1`)).code).toBe(0)
    truncateSync(log)
    appendFileSync(log, line(4) + line(5))
    expect((await shipped(log)).stdout).toContain('knows nothing')
  })

  it('works beside the agent, and --wait waits for what the file held at the beginning', async () => {
    writeFileSync(log, line(0))
    const agent = start(words())
    await until('the first line is shipped', async () => (await shipped(log)).code === 0 || undefined, agent)
    for (let i = 1; i < 2000; i++) appendFileSync(log, line(i))
    expect(await shipped(log, '--wait', '60s')).toMatchObject({ code: 0, stderr: '' })
    expect(agent.child.exitCode).toBeNull()
    agent.child.kill('SIGTERM')
    expect((await agent.finished).code).toBe(143)
    // The agent is gone: nobody will ship this, and waiting has an end.
    appendFileSync(log, line(2000))
    expect((await shipped(log, '--wait', '300ms')).code).toBe(3)
  })

  it('ends with 1 when there is no such file, with 2 when it is used wrongly', async () => {
    expect((await shipped(log)).stderr).toContain(`${log} is not there`)
    expect((await shipped(log)).code).toBe(1)
    expect((await run(['shipped'])).code).toBe(2)
    expect((await run(['shipped', log])).stderr).toContain('--checkpoint-dir')
    expect((await shipped(log, '--wait', 'soon')).code).toBe(2)
  })
})

/** Debian has it in a folder that is not on everybody's path. */
const LOGROTATE = commandExists('logrotate') ? 'logrotate' : '/usr/sbin/logrotate'

/** Debian's logrotate with a state file of its own. */
async function logrotate(...words: string[]): Promise<Finished> {
  return startCommand(LOGROTATE, ['--state', join(folder, 'state'), ...words]).finished
}

describe.skipIf(!commandExists('logrotate') && !existsSync(LOGROTATE))(
  'kinetail init --logrotate, read by logrotate',
  () => {
    const init = (...words: string[]): Promise<Finished> =>
      run(['init', '--logrotate', '--checkpoint-dir', join(folder, 'checkpoint'), ...words])

    it('is accepted as it is, for every kind of file and with spaces in names', async () => {
      const spaced = join(folder, "the app's own.log")
      writeFileSync(spaced, line(1))
      writeFileSync(log, line(1))
      const output = join(folder, 'stanza')
      const inputs = [
        { path: log, type: 'nginx' },
        { path: join(folder, 'apache*.log'), type: 'apache' },
        { path: spaced, type: 'application' },
      ]
      const written = await init('--log-files', JSON.stringify(inputs), '--output', output)
      expect(written).toMatchObject({ code: 0, stdout: '' })
      expect(statSync(output).mode & 0o777).toBe(0o644)
      const { code, stderr } = await logrotate('-d', output)
      expect(stderr).not.toContain('error:')
      expect(stderr).toContain(`considering log ${log}`)
      expect(stderr).toContain(`considering log ${spaced}`)
      expect(code).toBe(0)
      // A file that is there is not written over by accident.
      const again = await init('--log-files', JSON.stringify(inputs), '--output', output)
      expect(again.code).toBe(2)
      expect(again.stderr).toContain('--force')
    })

    it.each([
      ['renaming', ['--postrotate', 'true']],
      ['copying and truncating', []],
    ])('rotates a file only when all of it is shipped (%s)', async (_, more) => {
      writeFileSync(log, line(1) + line(2))
      const { stdout, code } = await init(log, ...more)
      expect(code).toBe(0)
      const stanza = join(folder, 'stanza')
      writeFileSync(stanza, stdout.replace('--wait 60s', '--wait 100ms'), { mode: 0o644 })
      const held = await logrotate('--force', stanza)
      expect(held.code).toBe(1)
      expect(existsSync(`${log}.1`)).toBe(false)
      expect(readFileSync(log, 'utf8')).toBe(line(1) + line(2))
      await ship()
      const done = await logrotate('--force', stanza)
      expect(`${done.stderr}${done.code}`).toMatch(/0$/)
      expect(readFileSync(`${log}.1`, 'utf8')).toBe(line(1) + line(2))
      expect(readFileSync(log, 'utf8')).toBe('')
      rmSync(stanza)
    })
  },
)

describe('kinetail init', () => {
  it('refuses what it cannot do with exit code 2', async () => {
    expect((await run(['init', '--logrotate', '--systemd'])).stderr).toContain('--systemd')
    expect((await run(['init', '--logrotate', '--stream-name', 's'])).stderr).toContain('Which files?')
    expect((await run(['init', '--logrotate', log])).stderr).toContain('--checkpoint-dir')
  })
})
