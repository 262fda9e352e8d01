import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { MAX_LINE_BYTES } from './lines.ts'
import type { Plan } from './plan.ts'
import { KinetailProcess, root, waitFor } from './processes.ts'

/** What of the statistics is looked at. */
export interface AgentStatistics {
  readonly lag_bytes: number
  readonly order_risks: number
  readonly ledger: Account
  readonly files: Readonly<Record<string, Account>>
  /** Of this agent and those before it. */
  readonly lifetime: Account
}

interface Account {
  readonly read: number
  readonly sent: number
  readonly dead_lettered: number
  readonly filtered: number
  readonly in_flight: number
}

/** One agent's life. */
export interface Life {
  readonly how: 'once' | NodeJS.Signals
  /** The last that it told of itself. */
  readonly statistics: AgentStatistics | undefined
  readonly peakBytes: number
}

export interface AgentPlace {
  readonly stream: string
  readonly url: string
  readonly checkpointDir: string
  readonly deadLetter: string
  readonly inputs: readonly { readonly path: string; readonly type: string }[]
  /** The file with the jumps of its clock, where it has any: see shift-clock.mjs. */
  readonly clock: string | undefined
}

const CLOCK = pathToFileURL(join(root, 'test', 'chaos', 'shift-clock.mjs')).href
const PATIENCE_MS = 40_000
/** An agent that is to end in an outage gives up so soon; what it leaves the next one sends. */
const SHUTDOWN = '2s'

/** The agents of a round: one at a time, each a process of its own. */
export class Agents {
  readonly lives: Life[] = []
  /** What no agent may do: end by itself, end with the wrong code, tell a ledger that does not add up. */
  readonly faults: string[] = []
  /** All that they said. */
  said = ''
  readonly #plan: Plan
  readonly #place: AgentPlace
  #running: KinetailProcess | undefined
  #statistics: AgentStatistics | undefined
  #peakBytes = 0
  #closed = false

  constructor(plan: Plan, place: AgentPlace) {
    this.#plan = plan
    this.#place = place
  }

  start(once = false): void {
    // A deed of a round that broke off.
    if (this.#closed) return
    const { clock } = this.#place
    const env: Record<string, string> = { AWS_ACCESS_KEY_ID: 'chaos', AWS_SECRET_ACCESS_KEY: 'chaos' }
    if (clock !== undefined) {
      env['NODE_OPTIONS'] = `--import=${CLOCK}`
      env['KINETAIL_CHAOS_CLOCK'] = clock
    }
    this.#statistics = undefined
    this.#peakBytes = 0
    this.#running = new KinetailProcess(this.#words(once), env, (line) => this.#told(line))
  }

  /** Waits until the agent knows its files: what was rotated away before that is nobody's loss. */
  async ready(): Promise<void> {
    await waitFor(
      () => `the agent to begin\n${this.#running!.stderr}`,
      () => this.#running!.ended !== undefined || this.#statistics !== undefined,
      PATIENCE_MS,
    )
  }

  /** Ends the agent with a signal. */
  async end(how: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const running = this.#running
    if (running === undefined) return
    if (running.ended !== undefined) this.#fault(`ended by itself: ${JSON.stringify(running.ended)}`)
    this.#peakBytes = Math.max(this.#peakBytes, running.memory().peak)
    const exit = await running.end(how)
    // 1: it could not send everything in time, because the service was away. While Node starts, a signal ends it as any process.
    const early = this.#statistics === undefined && exit.signal === 'SIGTERM'
    if (how === 'SIGTERM' && exit.code !== 143 && exit.code !== 1 && !early)
      this.#fault(`ended after SIGTERM with ${JSON.stringify(exit)}`)
    this.#over(how)
  }

  /** Waits until all that is written is settled. Waits on while more is. */
  async drained(): Promise<void> {
    let sent = -1
    await waitFor(
      () => `the agent to catch up: ${JSON.stringify(this.#statistics)}\n${this.said}`,
      () =>
        this.#running!.ended !== undefined ||
        (this.#statistics?.lag_bytes === 0 && this.#statistics.ledger.in_flight === 0),
      PATIENCE_MS,
      () => {
        const before = sent
        sent = this.#statistics?.ledger.sent ?? sent
        return sent > before
      },
    )
  }

  /** An agent with `--once` reads what is left and ends. */
  async last(): Promise<void> {
    this.start(true)
    const running = this.#running!
    const exit = await Promise.race([running.exited, sleep(PATIENCE_MS, undefined, { ref: false })])
    if (exit === undefined) {
      this.#fault(`did not end with --once: ${JSON.stringify(this.#statistics)}`)
      await running.end('SIGKILL')
    } else if (exit.code !== 0) this.#fault(`ended with --once with ${JSON.stringify(exit)}`)
    else if (this.#statistics?.ledger.in_flight !== 0) this.#fault('ended with --once and lines in flight')
    this.#over('once')
  }

  /** Whatever happened: no process stays. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#running?.end('SIGKILL')
    if (this.#running !== undefined) this.#over('SIGKILL')
  }

  /** Memory of the one that runs, in bytes. */
  memory(): { readonly now: number; readonly peak: number } {
    return this.#running?.memory() ?? { now: 0, peak: 0 }
  }

  get peakBytes(): number {
    return Math.max(0, ...this.lives.map((life) => life.peakBytes))
  }

  #words(once: boolean): string[] {
    const { stream, url, checkpointDir, deadLetter, inputs } = this.#place
    const { partitionKey, pack, wire, limited, strictOrder } = this.#plan
    return [
      'stream',
      ...['--stream-name', stream, '--endpoint-url', url, '--region', 'us-east-1'],
      ...[
        '--log-files',
        JSON.stringify(inputs),
        '--checkpoint-dir',
        checkpointDir,
        '--dead-letter',
        deadLetter,
      ],
      ...['--partition-key', partitionKey, '--pack', pack, '--wire', wire, '--host', 'chaos'],
      ...['--request-timeout', '1s', '--shutdown-timeout', SHUTDOWN, '--max-line', `${MAX_LINE_BYTES}`],
      ...[
        '--stats-interval',
        '200ms',
        '--json',
        ...(limited ? [] : ['--no-pacing']),
        ...(once ? ['--once'] : []),
      ],
      ...(strictOrder ? ['--strict-order'] : []),
    ]
  }

  #told(line: string): void {
    const running = this.#running!
    this.#peakBytes = Math.max(this.#peakBytes, running.memory().peak)
    // Not everything on standard output is statistics.
    if (!line.startsWith('{"time"')) return
    this.#statistics = JSON.parse(line) as AgentStatistics
    const { ledger, files } = this.#statistics
    for (const column of ['read', 'sent', 'dead_lettered', 'filtered', 'in_flight'] as const) {
      const sum = Object.values(files).reduce((all, account) => all + account[column], 0)
      if (sum !== ledger[column]) this.#fault(`${column}: ${sum} over all files, ${ledger[column]} in all`)
    }
    for (const [name, account] of [...Object.entries(files), ['all', ledger] as const]) {
      const { read, sent, dead_lettered, filtered, in_flight } = account
      if (in_flight < 0 || read !== sent + dead_lettered + filtered + in_flight)
        this.#fault(`the ledger of ${name} does not add up: ${JSON.stringify(account)}`)
    }
  }

  #over(how: Life['how']): void {
    this.lives.push({ how, statistics: this.#statistics, peakBytes: this.#peakBytes })
    this.said += `--- ${how}\n${this.#running!.stderr}`
    this.#running = undefined
  }

  #fault(words: string): void {
    this.faults.push(`agent ${this.lives.length + 1} ${words}`)
  }
}
