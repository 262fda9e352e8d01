import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/support/folder.ts'
import { takeLock } from './lock.ts'

const built = fileURLToPath(new URL('../../dist/checkpoint/lock.js', import.meta.url))

/** Another process that takes the lock, says so, and holds it until it is ended. */
async function holder(dir: string): Promise<{ child: ChildProcess; said: string }> {
  const code = `
    import { takeLock } from ${JSON.stringify(built)}
    try { takeLock(${JSON.stringify(dir)}); console.log('held') } catch (error) { console.log(error.code) }
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [said] = (await once(child.stdout!, 'data')) as [Buffer]
  return { child, said: said.toString().trim() }
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

/** A lock as a process that is not this one would have left it. */
function leave(dir: string, lock: object): void {
  writeFileSync(join(dir, 'lock'), JSON.stringify(lock))
}

describe('takeLock', () => {
  it('refuses a folder that a living process holds, and takes it over once that was killed', async () => {
    const dir = temporaryFolder()
    const { child, said } = await holder(dir)
    expect(said).toBe('held')
    expect(() => takeLock(dir)).toThrow(
      expect.objectContaining({ code: 'locked', message: expect.stringContaining(`process ${child.pid}`) }),
    )
    expect(() => takeLock(dir)).toThrow(/--checkpoint-dir/)
    await end(child)
    const notes: string[] = []
    const lock = takeLock(dir, (note) => notes.push(note))
    expect(notes).toHaveLength(1)
    expect(notes[0]).toContain(`process ${child.pid}`)
    const second = await holder(dir)
    expect(second.said).toBe('locked')
    lock.release()
    expect(existsSync(join(dir, 'lock'))).toBe(false)
  })

  it('lets one of many win a lock that was left behind', async () => {
    const dir = temporaryFolder()
    leave(dir, { pid: 2 ** 22 + 1, started: '', host: hostname() })
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => holder(dir)))
    expect(outcomes.map(({ said }) => said).sort()).toEqual(['held', 'locked', 'locked', 'locked'])
  })

  it('does not wait for one that was killed while it took over', async () => {
    const dir = temporaryFolder()
    const { child } = await holder(dir)
    // As it is when the one that takes over is killed before its last step: its guard lies beside its lock.
    writeFileSync(join(dir, 'lock.takeover'), readFileSync(join(dir, 'lock')))
    expect(() => takeLock(dir)).toThrow(expect.objectContaining({ code: 'locked' }))
    expect(existsSync(join(dir, 'lock.takeover'))).toBe(true)
    await end(child)
    const notes: string[] = []
    takeLock(dir, (note) => notes.push(note)).release()
    expect(notes).toHaveLength(1)
    expect(readdirSync(dir)).toEqual([])
  })

  it('lets one of many win where such a guard was left, too', async () => {
    const dir = temporaryFolder()
    const gone = { pid: 2 ** 22 + 1, started: '', host: hostname() }
    leave(dir, gone)
    writeFileSync(join(dir, 'lock.takeover'), JSON.stringify(gone))
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => holder(dir)))
    expect(outcomes.map(({ said }) => said).sort()).toEqual(['held', 'locked', 'locked', 'locked'])
  })

  // Only /proc tells when a process started; elsewhere a pid that is in use counts as the owner.
  it.skipIf(!existsSync('/proc/self/stat'))(
    'takes over when the pid belongs to another process by now',
    () => {
      const dir = temporaryFolder()
      leave(dir, { pid: process.pid, started: 'another boot/1', host: hostname() })
      takeLock(dir).release()
      expect(existsSync(join(dir, 'lock'))).toBe(false)
    },
  )

  it('believes a lock of another host while it is fresh', () => {
    const dir = temporaryFolder()
    leave(dir, { pid: 1, started: '', host: 'elsewhere' })
    expect(() => takeLock(dir)).toThrow(/process 1 on elsewhere/)
    const old = new Date(Date.now() - 61_000)
    utimesSync(join(dir, 'lock'), old, old)
    takeLock(dir).release()
  })

  it.each(['', '{"pid":', 'null', '{"pid":-1}'])('takes over a lock that says nothing: %j', (content) => {
    const dir = temporaryFolder()
    writeFileSync(join(dir, 'lock'), content)
    const old = new Date(Date.now() - 5000)
    utimesSync(join(dir, 'lock'), old, old)
    const lock = takeLock(dir)
    expect(JSON.parse(readFileSync(join(dir, 'lock'), 'utf8'))).toMatchObject({ pid: process.pid })
    lock.release()
  })

  it('leaves a lock alone that is no longer its own', () => {
    const dir = temporaryFolder()
    const lock = takeLock(dir)
    leave(dir, { pid: 1, started: 'x', host: 'elsewhere' })
    lock.release()
    expect(existsSync(join(dir, 'lock'))).toBe(true)
  })
})
