import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { environment } from '../e2e/support.ts'

/** The folder of package.json: this file runs from where it lies and from where it is built to. */
export const root: string = findRoot(import.meta.dirname)
const binary = join(root, 'bin', 'kinetail.js')

function findRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findRoot(dirname(folder))
}

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A `kinetail …` that runs. */
export class KinetailProcess {
  readonly child: ChildProcess
  readonly exited: Promise<Exit>
  ended: Exit | undefined
  stderr = ''

  /** @param onLine called with each line of standard output */
  constructor(
    words: readonly string[],
    env: Readonly<Record<string, string>>,
    onLine: (line: string) => void = () => {},
  ) {
    this.child = spawn(process.execPath, [binary, ...words], {
      env: environment(env),
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let rest = ''
    this.child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop()!
      for (const line of lines) onLine(line)
    })
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
    })
    this.exited = new Promise((resolve, reject) => {
      this.child.on('error', reject)
      this.child.on('close', (code, signal) => {
        this.ended = { code, signal }
        resolve(this.ended)
      })
    })
  }

  /** Sends a signal and waits for the end. */
  async end(signal: NodeJS.Signals): Promise<Exit> {
    if (this.ended === undefined) this.child.kill(signal)
    return this.exited
  }

  /** Memory that is resident now and was at the most, in bytes; 0 where the system does not tell. */
  memory(): { readonly now: number; readonly peak: number } {
    try {
      const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8')
      const kib = (name: string): number =>
        Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0)
      return { now: kib('VmRSS') * 1024, peak: kib('VmHWM') * 1024 }
    } catch {
      return { now: 0, peak: 0 }
    }
  }
}

/** Polls until the condition holds; after `deadlineMs` without progress throws, saying what was waited for. */
export async function waitFor(
  what: () => string,
  condition: () => boolean | Promise<boolean>,
  deadlineMs: number,
  progress: () => boolean = () => false,
): Promise<void> {
  let end = performance.now() + deadlineMs
  while (!(await condition())) {
    if (progress()) end = performance.now() + deadlineMs
    if (performance.now() > end) throw new Error(`waited ${deadlineMs / 1000} s in vain for ${what()}`)
    await sleep(20)
  }
}
