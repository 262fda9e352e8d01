import { fullJitter, sleep } from '../../base/backoff.ts'
import { KinetailError, messageOf } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'
import type { ResultBatch, ResultRow } from '../result.ts'
import type { Output } from './output.ts'
import { jsonOf, type ResultLabels, resultJson } from './result-json.ts'

export interface HttpOptions {
  readonly url: string
  readonly labels: ResultLabels
  /** Gives up waiting and trying again. */
  readonly signal: AbortSignal
  readonly warn: (message: string) => void
  /** An answer that takes longer than this (ms) has failed; 30 s unless told. */
  readonly timeoutMs?: number
}

/** Results of one request at most: a megabyte or so, which every receiver takes. */
const ROWS = 1_000
const BOUNDS = { baseMs: 200, capMs: 30_000 }
/** Failures are said again this often, ms. */
const SAY_AGAIN_MS = 30_000

/**
 * Posts results as JSON: one object with the window and its rows. Tries again, with full jitter, for as long as it takes, where the
 * receiver is away, busy or ill; an answer that says the request itself is wrong ends the query. `Idempotency-Key` is the same
 * whenever the same results come again.
 */
export function httpOutput(options: HttpOptions): Output {
  return {
    deliver: async (batch) => {
      for (let at = 0; at < batch.rows.length; at += ROWS)
        await post(batch, batch.rows.slice(at, at + ROWS), options)
    },
    close: () => Promise.resolve(),
  }
}

async function post(batch: ResultBatch, rows: readonly ResultRow[], options: HttpOptions): Promise<void> {
  const { url, signal, warn } = options
  const body = bodyOf(batch, rows, options.labels)
  const key = `${rows[0]!.id}-${rows.length}-${batch.revision}`
  let saidAt = Number.NEGATIVE_INFINITY
  for (let attempt = 0; ; attempt++) {
    const failure = await tryOnce(body, key, options)
    if (failure === undefined) return
    if (!failure.canRetry) throw new KinetailError('service', text.queryCommand.httpRefused(url, failure.why))
    if (signal.aborted) throw new KinetailError('network', text.queryCommand.httpGaveUp(url, failure.why))
    if (performance.now() - saidAt >= SAY_AGAIN_MS) {
      saidAt = performance.now()
      warn(text.queryCommand.httpTriesAgain(url, failure.why))
    }
    await sleep(fullJitter(attempt, BOUNDS), signal)
  }
}

interface Failure {
  readonly why: string
  readonly canRetry: boolean
}

async function tryOnce(body: string, key: string, options: HttpOptions): Promise<Failure | undefined> {
  const { url, signal, timeoutMs = 30_000 } = options
  const request = new AbortController()
  const abort = (): void => request.abort()
  const timer = setTimeout(
    () => request.abort(new Error(text.queryCommand.httpTimeout(timeoutMs))),
    timeoutMs,
  )
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      // Followed, a redirected POST would become a GET: the results would be gone.
      redirect: 'manual',
      signal: request.signal,
    })
    await answer.body?.cancel()
    if (answer.ok) return undefined
    // RFC 9110: these say that the same request may be taken later.
    const canRetry = answer.status >= 500 || [408, 425, 429].includes(answer.status)
    return { why: `HTTP ${answer.status}`, canRetry }
  } catch (error) {
    const { cause } = error as { cause?: unknown }
    return { why: messageOf(cause ?? error), canRetry: true }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
}

function bodyOf(batch: ResultBatch, rows: readonly ResultRow[], labels: ResultLabels): string {
  const { stream, query, window, revision } = batch
  const head = {
    stream,
    query,
    ...(window === undefined
      ? {}
      : {
          window_start: new Date(window.start).toISOString(),
          window_end: new Date(window.end).toISOString(),
        }),
    revision,
  }
  const results = rows.map((row) => resultJson(batch, row, labels)).join(',')
  return `${jsonOf(head).slice(0, -1)},"results":[${results}]}`
}
