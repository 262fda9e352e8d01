import { sleep } from '../base/backoff.ts'
import { KinetailError, messageOf } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import type { Now } from '../serve/api.ts'

/** Longest wait for an answer, and silence after which a connection is taken for lost: events come each second. In ms. */
const ANSWER_MS = 5000
const SILENCE_MS = 5000
/** Between two tries to connect, in ms. */
const RETRY_MS = 1000
/** An event is some hundred files long at most; what is longer is none. */
const LONGEST_EVENT = 16 * 1024 ** 2

/** Asks a dashboard. */
export class TopClient {
  readonly #base: URL
  readonly #token: string | undefined

  constructor(base: URL, token: string | undefined) {
    this.#base = base
    this.#token = token
  }

  /** @throws KinetailError that tells what to do */
  async get<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
    const patience = AbortSignal.timeout(ANSWER_MS)
    const response = await this.#fetch(path, signal ? AbortSignal.any([signal, patience]) : patience)
    const body: unknown = await response.json().catch(() => undefined)
    if (body === undefined) throw new KinetailError('invalid', text.top.noKinetail(this.url))
    return body as Answer
  }

  /**
   * Events until `signal` aborts; a connection that is lost is made again.
   * @param lost told with the moment, ms since the epoch, and before each try with the same
   */
  async follow(onNow: (now: Now) => void, lost: (at: number) => void, signal: AbortSignal): Promise<void> {
    let heardAt = Date.now()
    let lostAt: number | undefined
    while (!signal.aborted) {
      const silent = new AbortController()
      const watch = setInterval(() => {
        if (Date.now() - heardAt > SILENCE_MS) silent.abort()
      }, 500)
      try {
        const response = await this.#fetch('api/events?tail=0', AbortSignal.any([signal, silent.signal]))
        for await (const now of nowEvents(response)) {
          heardAt = Date.now()
          lostAt = undefined
          onNow(now)
        }
      } catch {
        // Whatever it was: it is tried again until the person ends it.
      } finally {
        clearInterval(watch)
      }
      if (signal.aborted) return
      lostAt ??= heardAt
      lost(lostAt)
      await sleep(RETRY_MS, signal)
      heardAt = Date.now()
    }
  }

  async #fetch(path: string, signal: AbortSignal): Promise<Response> {
    const headers: Record<string, string> =
      this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }
    let response: Response
    try {
      response = await fetch(new URL(path, this.#base), { headers, signal, redirect: 'error' })
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
      throw new KinetailError('network', text.top.nothingThere(this.url, messageOf(cause)), { cause: error })
    }
    if (response.status === 401) throw new KinetailError('permission', text.top.noToken(this.url))
    if (response.ok) return response
    const body = (await response.json().catch(() => undefined)) as
      | { error?: { message?: unknown } }
      | undefined
    const words = body?.error?.message
    if (typeof words !== 'string') throw new KinetailError('invalid', text.top.noKinetail(this.url))
    throw new KinetailError('service', text.top.refused(this.url, response.status, words))
  }

  /** Without the token. */
  get url(): string {
    return this.#base.href
  }
}

/** The events `now` of an answer (server-sent events, HTML standard, 9.2). */
async function* nowEvents({ body }: Response): AsyncGenerator<Now> {
  if (!body) return
  const decoder = new TextDecoder()
  let waiting = ''
  for await (const bytes of body) {
    waiting += decoder.decode(bytes as Uint8Array, { stream: true })
    for (let end = waiting.indexOf('\n\n'); end >= 0; end = waiting.indexOf('\n\n')) {
      const fields = waiting.slice(0, end).split('\n')
      waiting = waiting.slice(end + 2)
      const data = fields.find((field) => field.startsWith('data: '))
      if (fields.includes('event: now') && data !== undefined) yield JSON.parse(data.slice(6)) as Now
    }
    if (waiting.length > LONGEST_EVENT) return
  }
}
