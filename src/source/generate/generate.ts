import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { KinetailError, messageOf } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'
import { type GeneratedType, generateLine } from './lines.ts'
import { isOutage, OUTAGE_SHARE, type Outage } from './outage.ts'
import { pace } from './pace.ts'
import { Random } from './random.ts'
import { type Rotation, rotate } from './rotate.ts'

export interface GenerateOptions {
  readonly files: readonly { readonly path: string; readonly type: GeneratedType }[]
  /** Lines a second over all files. */
  readonly rate: number
  /** Share of malformed lines, 0 to 1. Default 0. */
  readonly malformed?: number
  /** When the servers fail half of all requests; never unless told. */
  readonly outage?: Outage
  /** The same seed gives the same lines but for their times. Default: another one each time. */
  readonly seed?: number
  /** Lines in all. */
  readonly count?: number
  readonly durationMs?: number
  readonly rotation?: { readonly how: Rotation; readonly everyMs: number }
  readonly signal?: AbortSignal
  /** Time in the lines, ms since the epoch. Default the clock. */
  readonly now?: () => number
}

export interface Generation {
  /** Lines written so far, by path. */
  readonly written: ReadonlyMap<string, number>
  /** Resolves when the last line is in its file; rejects when a file could not be written. */
  readonly done: Promise<void>
  /** Ends it; resolves as `done`. */
  stop(): Promise<void>
}

/** Appends realistic lines to log files, at a set rate, as servers would: folders are made, files are opened for appending. */
export function generateLogs(options: GenerateOptions): Generation {
  const { files, rate, malformed = 0, outage, signal, now = Date.now } = options
  const random = new Random(options.seed ?? Math.floor(Math.random() * 2 ** 32))
  const written = new Map(files.map((file) => [file.path, 0]))
  const stopping = new AbortController()
  const stop = (): void => stopping.abort()
  signal?.addEventListener('abort', stop, { once: true })
  if (signal?.aborted) stop()

  const run = async (): Promise<void> => {
    const logs: LogFile[] = []
    try {
      for (const { path, type } of files) logs.push(new LogFile(path, type))
      const startedAt = performance.now()
      let rotatedAt = startedAt
      const pacing = { ...options, rate, signal: stopping.signal }
      await pace(pacing, (events) => {
        const time = now()
        const failing = outage && isOutage(outage, performance.now() - startedAt) ? OUTAGE_SHARE : 0
        for (let i = 0; i < events; i++) {
          const log = random.pick(logs)
          log.add(generateLine(log.type, time, random, malformed, failing))
        }
        for (const log of logs) written.set(log.path, written.get(log.path)! + log.flush())
        const { rotation } = options
        if (rotation === undefined || performance.now() - rotatedAt < rotation.everyMs) return
        rotatedAt = performance.now()
        for (const log of logs) log.rotate(rotation.how)
      })
    } finally {
      signal?.removeEventListener('abort', stop)
      for (const log of logs) log.close()
    }
  }
  const done = run()
  // Whoever does not look at `done` learns of a failure from `stop`.
  done.catch(() => {})
  return {
    written,
    done,
    stop: () => {
      stop()
      return done
    },
  }
}

class LogFile {
  readonly path: string
  readonly type: GeneratedType
  #fd: number
  #lines: string[] = []

  constructor(path: string, type: GeneratedType) {
    this.path = path
    this.type = type
    this.#fd = this.#open()
  }

  add(line: string): void {
    this.#lines.push(line)
  }

  /** One write for all lines of a beat. Returns how many. */
  flush(): number {
    const lines = this.#lines.length
    if (lines === 0) return 0
    const bytes = Buffer.from(`${this.#lines.join('\n')}\n`)
    this.#lines = []
    for (let done = 0; done < bytes.length; ) done += this.#guard(() => writeSync(this.#fd, bytes, done))
    return lines
  }

  rotate(how: Rotation): void {
    this.#guard(() => rotate(this.path, how))
    if (how === 'copytruncate') return
    closeSync(this.#fd)
    this.#fd = this.#open()
  }

  close(): void {
    closeSync(this.#fd)
  }

  #open(): number {
    return this.#guard(() => {
      mkdirSync(dirname(this.path), { recursive: true })
      return openSync(this.path, 'a')
    })
  }

  #guard<T>(write: () => T): T {
    try {
      return write()
    } catch (error) {
      throw new KinetailError('file', text.source.cannotGenerate(this.path, messageOf(error)), {
        cause: error,
      })
    }
  }
}
