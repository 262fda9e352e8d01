import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/support/folder.ts'

const bin = fileURLToPath(new URL('../../bin/kinetail.js', import.meta.url))

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs `kinetail generate`; `interrupt` sends SIGINT with the first output. */
async function generate(args: readonly string[], interrupt = false): Promise<Ended> {
  const child = spawn(process.execPath, [bin, 'generate', ...args], {
    env: { ...process.env, LANG: 'C', LC_ALL: 'C' },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let [out, err] = ['', '']
  child.stdout.on('data', (bytes) => {
    out += bytes
    if (interrupt) child.kill('SIGINT')
  })
  child.stderr.on('data', (bytes) => {
    err += bytes
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out, err }
}

describe('kinetail generate', () => {
  it('prints so many lines, the same for the same seed', async () => {
    const args = ['--count', '200', '--seed', '4', '--type', 'nginx']
    const [one, two] = await Promise.all([generate(args), generate(args)])
    expect(one.code).toBe(0)
    expect(one.out.split('\n')).toHaveLength(201)
    const timeless = (out: string): string => out.replaceAll(/\[[^\]]*\]/g, '')
    expect(timeless(one.out)).toBe(timeless(two.out))
  })

  it("writes the guide's three files and says how much, as JSON if asked", async () => {
    const dir = temporaryFolder()
    const { code, out } = await generate(['--dir', dir, '--count', '300', '--json'])
    expect(code).toBe(0)
    const rows = out
      .trim()
      .split('\n')
      .map((row) => JSON.parse(row) as { path: string; lines: number })
    expect(rows.map(({ path }) => path)).toEqual(
      ['apache/access.log', 'nginx/access.log', 'application/app.log'].map((name) => join(dir, name)),
    )
    expect(rows.reduce((sum, { lines }) => sum + lines, 0)).toBe(300)
    for (const { path, lines } of rows) expect(readFileSync(path, 'utf8').split('\n').length - 1).toBe(lines)
  })

  it('ends with 130 on Ctrl-C, with whole lines', async () => {
    const { code, out } = await generate(['--rate', '500/s'], true)
    expect(code).toBe(130)
    expect(out.endsWith('\n')).toBe(true)
  })

  it.each([
    [['--rate', 'fast'], 'is not a rate'],
    [['--rate', '0'], 'is not a rate'],
    [['--malformed', '2'], 'is not a share'],
    [['--count', '-1'], 'is not a whole number'],
    [['--rotate', 'rename'], 'Rotation needs files'],
    [['--out', 'a', '--dir', 'b'], 'exclude each other'],
    [['--type', 'iis'], 'iis'],
  ])('refuses %j', async (args, words) => {
    const { code, err } = await generate(args)
    expect(code).toBe(2)
    expect(err).toContain(words)
  })
})
