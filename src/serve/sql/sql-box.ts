import { Worker } from 'node:worker_threads'
import { sleep } from '../../base/backoff.ts'
import { messageOf } from '../../base/errors.ts'
import { language, text } from '../../messages/messages.ts'
import type { ApiError, SqlResult } from '../api.ts'
import type { RecordStore, StoredMinute } from '../collect/record-store.ts'
import type { FromWorker, MinuteRecords, RunQuery, ToWorker, WorkerOptions } from './protocol.ts'

/** How long a query may take, and then to end, in ms. */
const TIMEOUT_MS = 10_000
const INTERRUPT_MS = 5000
/** The worker and its memory are given back when nobody asked for so long, in ms. */
const IDLE_MS = 300_000

export interface SqlQuery {
  readonly sql: string
  /** ms since the epoch. */
  readonly from: number
  readonly to: number
}

export type SqlAnswer =
  | { readonly result: Omit<SqlResult, 'sampling'> }
  | { readonly error: ApiError['error'] }

export interface SqlBoxOptions {
  readonly timeoutMs?: number
  /** The worker's entry, for where `sql-worker.js` does not lie beside this file. */
  readonly entry?: URL
}

/** SQL over the records of the last hour, in a thread of its own that begins with the first query. One query at a time. */
export class SqlBox {
  readonly #store: RecordStore
  readonly #options: SqlBoxOptions
  #worker: Worker | undefined
  /** What the worker has: by minute, how often it was thinned, and how many records. */
  #has = new Map<number, { thinned: number; count: number }>()
  #busy = false
  #idle: NodeJS.Timeout | undefined
  /** Resolves when the query that runs has its answer. */
  #asking: Promise<void> = Promise.resolve()
  #closed = false

  constructor(store: RecordStore, options: SqlBoxOptions = {}) {
    this.#store = store
    this.#options = options
  }

  async run(query: SqlQuery): Promise<SqlAnswer> {
    if (this.#busy || this.#closed) return { error: { code: 'busy', message: text.serve.sql.busy } }
    this.#busy = true
    clearTimeout(this.#idle)
    try {
      const answer = this.#ask(query)
      this.#asking = answer.then(nothing, nothing)
      return await answer
    } finally {
      this.#busy = false
      this.#idle = setTimeout(() => void this.#end(), IDLE_MS).unref()
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#end()
  }

  /** Ends the worker; the next query begins another. */
  async #end(): Promise<void> {
    clearTimeout(this.#idle)
    const worker = this.#worker
    this.#worker = undefined
    this.#has.clear()
    if (!worker) return
    worker.postMessage({ kind: 'cancel' } satisfies ToWorker)
    await atMost(INTERRUPT_MS, this.#asking)
    await atMost(INTERRUPT_MS, worker.terminate())
  }

  async #ask({ sql, from, to }: SqlQuery): Promise<SqlAnswer> {
    const began = performance.now()
    const worker = this.#start()
    const { message, moved } = this.#message(sql, from, to)
    const answer = await new Promise<FromWorker | 'timeout'>((resolve) => {
      const { timeoutMs = TIMEOUT_MS } = this.#options
      const settle = (with_: FromWorker | 'timeout'): void => {
        clearTimeout(patience)
        clearTimeout(lastPatience)
        worker.off('message', told).off('error', failed).off('exit', ended)
        resolve(with_)
      }
      const unavailable = (message: string): void =>
        settle({ error: { code: 'unavailable', message }, spoilt: true })
      // What was interrupted may have been the taking in of records.
      const told = (from: FromWorker): void =>
        settle(timedOut ? { ...timeoutError(timeoutMs), spoilt: true } : from)
      const failed = (error: Error): void => unavailable(text.serve.sql.failed(messageOf(error)))
      const ended = (): void => unavailable(text.serve.sql.ended)
      let timedOut = false
      let lastPatience: NodeJS.Timeout | undefined
      const patience = setTimeout(() => {
        timedOut = true
        worker.postMessage({ kind: 'cancel' } satisfies ToWorker)
        lastPatience = setTimeout(() => settle('timeout'), INTERRUPT_MS)
      }, timeoutMs)
      worker.on('message', told).on('error', failed).on('exit', ended)
      worker.postMessage(message, moved)
    })
    if (answer === 'timeout') {
      void this.#end()
      return timeoutError(this.#options.timeoutMs ?? TIMEOUT_MS)
    }
    if ('error' in answer) {
      if (answer.spoilt) void this.#end()
      return { error: answer.error }
    }
    return { result: { ...answer.result, ms: Math.round(performance.now() - began) } }
  }

  #start(): Worker {
    if (this.#worker) return this.#worker
    const workerData: WorkerOptions = { language }
    const entry = this.#options.entry ?? new URL('./sql-worker.js', import.meta.url)
    const worker = new Worker(entry, { workerData, resourceLimits: { maxOldGenerationSizeMb: 256 } })
    worker.unref()
    worker.on('exit', () => {
      if (this.#worker !== worker) return
      this.#worker = undefined
      this.#has.clear()
    })
    this.#worker = worker
    return worker
  }

  #message(sql: string, from: number, to: number): { message: RunQuery; moved: ArrayBuffer[] } {
    const all = this.#store.between(0, Number.MAX_SAFE_INTEGER)
    const wanted = this.#store.between(from, to)
    const minutes = all.map(({ minute }) => minute)
    for (const minute of this.#has.keys()) if (!minutes.includes(minute)) this.#has.delete(minute)
    const news = wanted.flatMap((minute) => this.#newsOf(minute))
    const moved = news.flatMap(({ bytes, ends, at, weights }) =>
      [bytes, ends, at, weights].map(({ buffer }) => buffer as ArrayBuffer),
    )
    return { message: { kind: 'run', sql, from, to, news, minutes }, moved }
  }

  /** What the worker has not yet of a minute; copies, which are moved to it. */
  #newsOf({ minute, thinned, bytes, ends, at, weights }: StoredMinute): MinuteRecords[] {
    const has = this.#has.get(minute)
    const anew = has !== undefined && has.thinned !== thinned
    const first = has === undefined || anew ? 0 : has.count
    this.#has.set(minute, { thinned, count: ends.length })
    if (first === ends.length && !anew) return []
    const start = first === 0 ? 0 : ends[first - 1]!
    return [
      {
        minute,
        anew,
        bytes: new Uint8Array(bytes.subarray(start)),
        ends: Uint32Array.from(ends.slice(first), (end) => end - start),
        at: Float64Array.from(at.slice(first)),
        weights: Float64Array.from(weights.slice(first)),
      },
    ]
  }
}

function nothing(): void {}

/** Waits for something, but not for ever. */
async function atMost(ms: number, done: Promise<unknown>): Promise<void> {
  const over = new AbortController()
  await Promise.race([done, sleep(ms, over.signal)])
  over.abort()
}

function timeoutError(ms: number): { error: ApiError['error'] } {
  return { error: { code: 'timeout', message: text.serve.sql.timeout(Math.round(ms / 1000)) } }
}
