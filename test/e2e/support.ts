import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root: string = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const binary = join(root, 'bin', 'kinetail.js')

/** Everything a test started, ended by `cleanUp` in reverse order: processes by pid, folders by name. */
const started: Array<() => void | Promise<void>> = []

export async function cleanUp(): Promise<void> {
  for (const end of started.splice(0).reverse()) await end()
}

export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `kinetail-${name}-`))
  started.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The surroundings of every child: no credentials, profile, region or locale of the person who runs the tests. */
export function environment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(AWS_|KINETAIL_|LC_|LANG|XDG_|NO_COLOR|FORCE_COLOR)/.test(name),
  )
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    LANG: 'C',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    ...extra,
  }
}

export interface Finished {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly child: ChildProcess
  readonly finished: Promise<Finished>
  /** What it printed so far. */
  stdout(): string
  stderr(): string
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string | Uint8Array
  readonly cwd?: string
  /** Run as this user and group (needs root). */
  readonly uid?: number
}

/** Starts `kinetail …` as a real process. */
export function start(words: readonly string[], options: RunOptions = {}): Running {
  return startCommand(process.execPath, [binary, ...words], options)
}

export function startCommand(command: string, words: readonly string[], options: RunOptions = {}): Running {
  const child = spawn(command, words, {
    env: environment(options.env),
    cwd: options.cwd ?? tmpdir(),
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (bytes: Buffer) => out.push(bytes))
  child.stderr.on('data', (bytes: Buffer) => err.push(bytes))
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  const stdout = (): string => Buffer.concat(out).toString()
  const stderr = (): string => Buffer.concat(err).toString()
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, stdout: stdout(), stderr: stderr() }))
  })
  started.push(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await finished
  })
  return { child, finished, stdout, stderr }
}

/** Runs `kinetail …` to its end. */
export function run(words: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return start(words, options).finished
}

/** Starts `kinetail local` on a free port and resolves when it listens. */
export async function startLocal(...words: string[]): Promise<{ url: string; running: Running }> {
  const running = start(['local', '--port', '0', '--json', ...words])
  const line = await until(
    'kinetail local listens',
    () => running.stdout().split('\n')[0] || undefined,
    running,
  )
  return { url: (JSON.parse(line) as { url: string }).url, running }
}

/** Polls until `probe` returns something, or fails with what was waited for. */
export async function until<Value>(
  what: string,
  probe: () => Value | undefined | Promise<Value | undefined>,
  running?: Running,
  deadlineMs = 30_000,
): Promise<Value> {
  const end = Date.now() + deadlineMs
  while (Date.now() < end) {
    const value = await probe()
    if (value !== undefined && value !== false) return value
    if (running && running.child.exitCode !== null) break
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(
    `gave up waiting: ${what}${running ? `\n--- stdout\n${running.stdout()}\n--- stderr\n${running.stderr()}` : ''}`,
  )
}

/** The JSON lines of a text. */
export function jsonLines<Value = Record<string, unknown>>(written: string): Value[] {
  return written
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Value)
}

export function commandExists(name: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((folder) => {
    try {
      return Boolean(folder) && existsSync(join(folder, name))
    } catch {
      return false
    }
  })
}
