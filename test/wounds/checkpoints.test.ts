import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { openStore } from '../../src/checkpoint/store.ts'
import { isRoot, NOBODY, skipUnlessNobodyCanRun } from '../e2e/nobody.ts'
import {
  cleanUp,
  type Finished,
  jsonLines,
  type RunOptions,
  run,
  start,
  startLocal,
  temporaryFolder,
  until,
} from '../e2e/support.ts'
import { tailing } from '../support/tailing.ts'

/** What users of other agents suffered from with their checkpoints. The numbers are those of the projects' own trackers. */

let url = ''
let folder = ''
let log = ''
let dir = ''
let streams = 0
let stream = ''
let written = 0

beforeAll(async () => {
  url = (await startLocal('--no-limits')).url
})
afterAll(cleanUp)
beforeEach(() => {
  folder = temporaryFolder('wounds')
  log = join(folder, 'app.log')
  dir = join(folder, 'checkpoint')
  stream = `wounds-${streams++}`
  written = 0
  writeFileSync(log, '')
})

function write(lines: number): void {
  let text = ''
  for (let i = 0; i < lines; i++)
    text += `{"timestamp":"2024-01-15T10:30:45Z","level":"INFO","message":"line ${written++}"}\n`
  appendFileSync(log, text)
}

function words(...more: string[]): string[] {
  return [
    'stream',
    ...['--stream-name', stream, '--endpoint-url', url, '--region', 'us-east-1', '--create-stream'],
    ...['--log-files', JSON.stringify([{ path: log, type: 'application' }])],
    ...more,
  ]
}

function ship(options: RunOptions = {}, ...more: string[]): Promise<Finished> {
  return run(words('--checkpoint-dir', dir, '--once', ...more), options)
}

/** Lines in the stream, and how many of them came more than once. */
async function proof(): Promise<{ delivered: number; missing: number; doubled: number; ok: boolean }> {
  const where = ['--endpoint-url', url, '--region', 'us-east-1', '--checkpoint-dir', dir]
  const { stdout } = await run(['verify', stream, log, ...where, '--json'])
  const total = jsonLines<Record<string, number> & { ok: boolean }>(stdout).at(-1)!
  const { delivered, missing, pending, doubled_before: doubled } = total
  return { delivered: delivered!, missing: missing! + pending!, doubled: doubled!, ok: total.ok }
}

it('32 (amazon-kinesis-agent#129): the default folder outlives a restart of the machine, which empties /run and /tmp', async () => {
  const home = join(folder, 'home')
  const run1 = join(folder, 'run')
  for (const path of [home, run1]) mkdirSync(path)
  const env = { HOME: home, XDG_RUNTIME_DIR: run1, TMPDIR: run1 }
  write(20)
  expect((await run(words('--once'), { env })).code).toBe(0)
  const state = process.platform === 'darwin' ? 'Library/Application Support' : '.local/state'
  dir = join(home, state, 'kinetail', stream)
  expect(existsSync(join(dir, 'checkpoint.json'))).toBe(true)
  // Node 22 and later keep compiled code there, and miss nothing when it is gone.
  expect(readdirSync(run1).filter((name) => name !== 'node-compile-cache')).toEqual([])
  rmSync(run1, { recursive: true })
  mkdirSync(run1)
  write(5)
  expect((await run(words('--once'), { env })).code).toBe(0)
  expect(await proof()).toEqual({ delivered: 25, missing: 0, doubled: 0, ok: true })
})

it('33 (amazon-kinesis-agent#39): a folder that may not be written is said with its name and reason, and lines are shipped all the same', async (context) => {
  // Root may write anywhere, so it becomes nobody here.
  skipUnlessNobodyCanRun(context)
  const root = isRoot()
  mkdirSync(dir)
  write(20)
  chmodSync(folder, 0o755)
  chmodSync(log, 0o644)
  chmodSync(dir, 0o500)
  if (root) chownSync(dir, NOBODY, NOBODY)
  const nobody = root ? { uid: NOBODY, env: { HOME: folder } } : {}
  const letters = ['--dead-letter', join(folder, 'letters')]
  const { code, stderr } = await ship(nobody, ...letters)
  expect(stderr).toContain(`The checkpoint cannot be saved in ${dir}`)
  expect(stderr).toMatch(/EACCES/)
  expect(stderr.match(/cannot be saved/g)).toHaveLength(1)
  expect(code).toBe(0)
  expect(await proof()).toEqual({ delivered: 20, missing: 0, doubled: 0, ok: true })
  // As soon as it may, it remembers.
  chmodSync(dir, 0o700)
  expect((await ship(nobody, ...letters)).stderr).not.toContain('cannot be saved')
  expect((await ship(nobody, ...letters)).code).toBe(0)
  expect(await proof()).toEqual({ delivered: 20, missing: 0, doubled: 20, ok: true })
})

it('34 (amazon-kinesis-agent#100): no record is skipped or doubled over restarts, also in the middle of a line', {
  timeout: 120_000,
}, async () => {
  for (let round = 0; round < 4; round++) {
    write(50)
    const agent = start(words('--checkpoint-dir', dir))
    const settled = (): Promise<Finished> => run(['shipped', log, '--checkpoint-dir', dir])
    await until('the round is settled', async () => (await settled()).code === 0 || undefined, agent)
    // Half a line is there when the agent stops, the other half comes while it is away.
    appendFileSync(log, '{"timestamp":"2024-01-15T10:30:45Z","level":"INFO",')
    agent.child.kill('SIGTERM')
    expect((await agent.finished).code).toBe(143)
    appendFileSync(log, `"message":"line ${written++}"}\n`)
  }
  expect((await ship()).code).toBe(0)
  expect(await proof()).toEqual({ delivered: written, missing: 0, doubled: 0, ok: true })
})

describe('35 (beats#3537, #25135, #4733, #19634): a checkpoint that was spoilt never keeps the agent from starting', () => {
  const spoilt: readonly (readonly [string, (whole: string) => string, string])[] = [
    ['zeros, as a power loss leaves them', (whole) => '\0'.repeat(whole.length), 'is damaged'],
    [
      'cut in the middle, as a full disk leaves it',
      (whole) => whole.slice(0, whole.length / 2),
      'is damaged',
    ],
    ["a newer kinetail's", (whole) => whole.replace('"version":2', '"version":9'), 'newer kinetail'],
  ]

  it.each(spoilt)('%s', async (_, spoil, told) => {
    write(20)
    expect((await ship()).code).toBe(0)
    write(10)
    expect((await ship()).code).toBe(0)
    const newer = join(dir, 'checkpoint.json')
    writeFileSync(newer, spoil(readFileSync(newer, 'utf8')))
    write(5)
    const second = await ship()
    expect(second.stderr).toContain(told)
    expect(second.stderr).toContain('the checkpoint before it is used')
    expect(second.code).toBe(0)
    // Both: it begins again, and whoever drops doubles has every line once.
    for (const name of ['checkpoint.json', 'checkpoint.previous.json']) {
      const path = join(dir, name)
      writeFileSync(path, spoil(readFileSync(path, 'utf8')))
    }
    const third = await ship()
    expect(third.stderr.split(told)).toHaveLength(3)
    expect(third.code).toBe(0)
    expect(await proof()).toMatchObject({ delivered: 35, missing: 0, ok: true })
  })

  it.skipIf(!existsSync('/dev/full'))(
    'a full disk while it runs: one warning, and shipping goes on',
    async () => {
      write(10)
      expect((await ship()).code).toBe(0)
      // Whatever is written there fails with ENOSPC, from the kernel itself.
      symlinkSync('/dev/full', join(dir, 'checkpoint.json.tmp'))
      const agent = start(words('--checkpoint-dir', dir))
      write(20)
      const delivered = async (count: number): Promise<true | undefined> =>
        (await proof()).delivered === count || undefined
      await until('the lines are shipped', () => delivered(30), agent)
      await until('the warning', () => agent.stderr().includes('ENOSPC') || undefined, agent)
      write(20)
      await until('the lines after it too', () => delivered(50), agent)
      expect(agent.stderr().match(/cannot be saved/g)).toHaveLength(1)
      unlinkSync(join(dir, 'checkpoint.json.tmp'))
      await until('it is saved again', () => agent.stderr().includes('is saved in') || undefined, agent)
      agent.child.kill('SIGTERM')
      await agent.finished
      expect((await ship()).stderr).not.toContain('checkpoint')
      expect(await proof()).toEqual({ delivered: 50, missing: 0, doubled: 0, ok: true })
    },
  )
})

it('36 (vector#11863): the checkpoint does not grow with every file that ever was', {
  timeout: 60_000,
}, async () => {
  const logs = join(folder, 'logs')
  mkdirSync(logs)
  let days = 0
  const now = (): number => Date.now() + days * 24 * 3_600_000
  const checkpoints = await openStore({ dir, now, steady: now, intervalMs: 5, warn: () => {} })
  onTestFinished(() => checkpoints.close())
  const { lines, source } = await tailing(join(logs, '*.log'), { checkpoints, rotateWaitMs: 20 })
  writeFileSync(join(logs, 'quiet.log'), 'quiet\n')
  let files = 0
  for (let generation = 0; generation < 5; generation++) {
    for (let i = 0; i < 40; i++) {
      writeFileSync(join(logs, `pod-${files}.log`), `line of ${files++}\n`)
    }
    await lines.count(1 + files)
    for (const name of readdirSync(logs)) if (name.startsWith('pod-')) unlinkSync(join(logs, name))
    await until('the files are known to be gone', () => {
      const live = [...checkpoints.all()].filter(({ gone }) => gone === undefined)
      return live.length === 1 || undefined
    })
    days += 8
    checkpoints.touch()
    await until('they are forgotten', () => [...checkpoints.all()].length === 1 || undefined)
    await checkpoints.save()
    expect(readFileSync(join(dir, 'checkpoint.json'), 'utf8').length).toBeLessThan(2000)
  }
  expect([...checkpoints.all()].map(({ path }) => path)).toEqual([join(logs, 'quiet.log')])
  // What it forgot is no hindrance: a file of the same name is a new one.
  writeFileSync(join(logs, 'pod-0.log'), 'again\n')
  await lines.text('again')
  await source.close()
})
