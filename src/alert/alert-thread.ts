import { Worker } from 'node:worker_threads'
import { sleep } from '../base/backoff.ts'
import { KinetailError } from '../base/errors.ts'
import { language, text } from '../messages/messages.ts'
import type { Say } from '../sink/trouble.ts'
import { AlertBoard } from './board.ts'
import type { AlertMessage } from './message.ts'
import type { AlertReply, AlertRequest, AlertThreadSetup } from './protocol.ts'
import type { ServiceSetup } from './service.ts'

export interface AlertThreadPorts {
  readonly say: Say
  /** Prints a message where a person looks. */
  readonly terminal: (message: AlertMessage) => void
  /** The thread's entry, for where `alert-worker.js` does not lie beside this file. */
  readonly entry?: URL
  /** A thread that died is started again after so long, ms; 5,000 unless told. */
  readonly restartMs?: number
}

/** Records on their way to the thread at most, bytes: beyond it they are left out and counted. */
const MOST_BYTES = 16 * 1024 ** 2
/** Memory of the thread's JavaScript at most, MiB; DuckDB has its own bound. */
const HEAP_MIB = 256
/** What was left out is said at most so often, ms. */
const SAY_MS = 60_000
const RESTART_MS = 5000

/**
 * Alerts of the agent, in a thread of their own: rules and notifiers may be slow, fail or die, and shipping goes on as if they were not
 * there. What they cannot keep up with is left out and said.
 */
export class AlertThread {
  readonly board: AlertBoard
  readonly #setup: AlertThreadSetup
  readonly #ports: AlertThreadPorts
  #worker: Worker | undefined
  #state: string | undefined
  #underWay = 0
  #skipped = 0
  #saidAt = Number.NEGATIVE_INFINITY
  #closing = false
  #closed: () => void = () => {}

  private constructor(setup: ServiceSetup, ports: AlertThreadPorts) {
    this.#setup = { ...setup, language }
    this.#ports = ports
    this.board = new AlertBoard(setup.rules)
  }

  /** Resolves when the rules are at work. @throws KinetailError('config') when they cannot be */
  static async open(setup: ServiceSetup, ports: AlertThreadPorts): Promise<AlertThread> {
    const thread = new AlertThread(setup, ports)
    await thread.#start()
    return thread
  }

  /** Goes on with what a file keeps, and keeps it there: before the first record, and when nobody else uses it. */
  begin(state: string): void {
    this.#state = state
    this.#send({ kind: 'begin', state })
  }

  /**
   * Records of one file, one a line, each with its end or all but the last. They are copied; nothing here waits.
   * @param at when they were read, ms since the epoch
   * @param records how many they are
   */
  take(bytes: Uint8Array, at: number, file: string, records: number): void {
    if (this.#worker === undefined || this.#underWay + bytes.length > MOST_BYTES) {
      this.#skipped += records
      this.#saySkipped()
      return
    }
    // Not a slice: where the kernel's memory is shared, a copy of it would be too.
    const own = new Uint8Array(bytes.length)
    own.set(bytes)
    this.#underWay += own.length
    this.#send({ kind: 'records', bytes: own, at, file }, own.buffer)
  }

  /** Lets the rules judge what was handed over and gives messages `ms` to be taken. */
  async close(ms: number): Promise<void> {
    this.#closing = true
    if (this.#skipped > 0) this.#ports.say.warn(text.alert.skipped(this.#skipped))
    const worker = this.#worker
    if (worker === undefined) return
    const closed = new Promise<void>((resolve) => {
      this.#closed = resolve
    })
    this.#send({ kind: 'close', ms })
    const over = new AbortController()
    // Twice as long: whoever hangs beyond what it was told is ended.
    await Promise.race([closed, sleep(2 * ms + 5000, over.signal)])
    over.abort()
    await worker.terminate()
  }

  #start(): Promise<void> {
    const { entry = new URL('./alert-worker.js', import.meta.url) } = this.#ports
    const worker = new Worker(entry, {
      workerData: this.#setup,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
    })
    this.#underWay = 0
    return new Promise((resolve, reject) => {
      let ready = false
      worker.on('message', (answer: AlertReply) => {
        if (answer.kind === 'ready') {
          ready = true
          this.#worker = worker
          if (this.#state !== undefined) this.begin(this.#state)
          resolve()
        } else if (answer.kind === 'refused') {
          reject(new KinetailError(answer.code, answer.message))
          void worker.terminate()
        } else this.#hear(answer)
      })
      worker.on('error', (error) => {
        if (!ready)
          reject(new KinetailError('internal', text.alert.threadDied(error.message), { cause: error }))
        else this.#ports.say.warn(text.alert.threadDied(error.message))
      })
      worker.on('exit', () => {
        this.#closed()
        if (this.#worker !== worker) return
        this.#worker = undefined
        if (!this.#closing) void this.#startAgain()
      })
    })
  }

  async #startAgain(): Promise<void> {
    await sleep(this.#ports.restartMs ?? RESTART_MS)
    if (this.#closing) return
    await this.#start().catch((error: unknown) => {
      this.#ports.say.warn(String((error as Error).message))
      return this.#startAgain()
    })
  }

  #hear(answer: AlertReply): void {
    const { say, terminal } = this.#ports
    switch (answer.kind) {
      case 'taken':
        this.#underWay -= answer.bytes
        return
      case 'say':
        say[answer.level](answer.sentence)
        return
      case 'show':
        terminal(answer.message)
        return
      case 'states':
        this.board.show(answer.states)
        return
      case 'event':
        this.board.add(answer.event)
        return
      case 'closed':
        this.#closed()
    }
  }

  #send(request: AlertRequest, ...handed: ArrayBuffer[]): void {
    this.#worker?.postMessage(request, handed)
  }

  #saySkipped(): void {
    const now = performance.now()
    if (now - this.#saidAt < SAY_MS) return
    this.#saidAt = now
    this.#ports.say.warn(text.alert.skipped(this.#skipped))
    this.#skipped = 0
  }
}
