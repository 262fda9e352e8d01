import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

export interface Job {
  readonly command: string
  readonly words: readonly string[]
  readonly env?: Readonly<Record<string, string>> | undefined
  /** Its standard output is read and kept; else it goes to /dev/null. */
  readonly keepOutput?: boolean
}

/** What a whole process cost, from its start to its end. */
export interface Cost {
  /** When it was started, ms since the epoch with fractions. */
  readonly startedAt: number
  readonly wallSeconds: number
  /** User and system time of the process, its threads and children. */
  readonly cpuSeconds: number
  readonly peakMB: number
  readonly output: string
}

const PRELOAD = pathToFileURL(join(import.meta.dirname, 'report-usage.js')).href
const TIMER = '/usr/bin/time'

/** ms since the epoch, with fractions. */
export function now(): number {
  return performance.timeOrigin + performance.now()
}

/**
 * Runs a process to its end. What it used comes from the kernel's account of it: a Node process tells it itself when it
 * exits (to the microsecond), any other is started by GNU time (to the hundredth of a second).
 * Throws when it fails, with what it said.
 */
export async function runChild(job: Job): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), 'kinetail-bench-'))
  const report = join(folder, 'usage')
  const isNode = job.command === process.execPath
  const env = { ...process.env, ...job.env }
  if (isNode) {
    env['NODE_OPTIONS'] = `${env['NODE_OPTIONS'] ?? ''} --import=${PRELOAD}`.trim()
    env['KINETAIL_BENCH_USAGE'] = report
  }
  const words = isNode ? job.words : ['-f', '%U %S %M', '-o', report, job.command, ...job.words]
  try {
    const startedAt = now()
    const child = spawn(isNode ? job.command : TIMER, words, {
      env,
      stdio: ['ignore', job.keepOutput ? 'pipe' : 'ignore', 'pipe'],
    })
    let [output, complaints] = ['', '']
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      complaints += text
    })
    // `exit`, not `close`: a pipe that drains late is no cost of the process.
    const closed = once(child, 'close')
    const [code] = (await once(child, 'exit')) as [number | null]
    const wallSeconds = (now() - startedAt) / 1000
    await closed
    if (code !== 0) throw new Error(`${job.command} ${job.words.join(' ')}: exit code ${code}\n${complaints}`)
    return { startedAt, wallSeconds, output, ...usageOf(readFileSync(report, 'utf8')) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function usageOf(report: string): Pick<Cost, 'cpuSeconds' | 'peakMB'> {
  const [user, system, peakKiB] = report.trim().split(' ').map(Number)
  return { cpuSeconds: user! + system!, peakMB: (peakKiB! * 1024) / 1e6 }
}
