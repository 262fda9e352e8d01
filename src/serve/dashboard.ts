import type { RequestListener } from 'node:http'
import { sleep } from '../base/backoff.ts'
import { KinetailError } from '../base/errors.ts'
import type { DashboardAddress } from '../config/settings.ts'
import { text } from '../messages/messages.ts'
import type { ReadTotals } from '../reader/totals.ts'
import type { Say } from '../sink/trouble.ts'
import { Collector } from './collect/collector.ts'
import type { Watched, WatchedPipeline } from './collect/watched.ts'
import { type Listening, listen } from './listen.ts'
import { Live } from './live.ts'
import { type AlertsPort, NO_ALERTS } from './ports.ts'
import { HEADERS, isLoopback, makeToken } from './security.ts'
import { SqlBox } from './sql/sql-box.ts'

export interface DashboardOptions {
  readonly address: DashboardAddress
  readonly token?: string | undefined
  readonly say: Say
  readonly alerts?: AlertsPort | undefined
}

const LOOK_MS = 1000
/** A port that is taken is tried again so often: the process before may only be about to end. */
const RETRY_MS = 5000

/**
 * The dashboard of this process. It is opened beside what it shows and never in its way: where it cannot listen it says so once, the rest
 * goes on, and it is tried again.
 */
export class Dashboard {
  readonly collector: Collector
  readonly #options: DashboardOptions
  readonly #token: string | undefined
  readonly #alerts: AlertsPort
  readonly #live: Live
  readonly #sql: SqlBox
  readonly #closing = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #listening: Listening | undefined
  #trying: Promise<void> = Promise.resolve()
  #routes: Promise<RequestListener> | undefined
  #ready = false
  #faulty = false

  private constructor(watched: Watched, options: DashboardOptions) {
    const { alerts = NO_ALERTS } = options
    this.collector = new Collector(watched, {
      alerts: () => alerts.firing(),
      fault: (error) => this.#tellFault(error),
    })
    this.#options = options
    this.#alerts = alerts
    this.#live = new Live(this.collector, alerts)
    this.#sql = new SqlBox(this.collector.gathered.store)
    const { host } = options.address
    this.#token = options.token ?? (isLoopback(host) ? undefined : makeToken())
  }

  /** A stream is read back: `readBack` of the collector takes what comes. */
  beginReading(totals: ReadTotals): void {
    this.collector.beginReading(totals)
    this.#ready = true
  }

  /** Resolves when it listens, or when it was said why it does not. */
  static async open(watched: Watched, options: DashboardOptions): Promise<Dashboard> {
    const dashboard = new Dashboard(watched, options)
    await dashboard.#begin()
    return dashboard
  }

  /** As a person opens it, without the token; undefined while it does not listen. */
  get url(): string | undefined {
    return this.#listening?.url
  }

  /** The pipeline is open: it is watched from now on, and `/readyz` says so. */
  begin(pipeline: WatchedPipeline): void {
    this.collector.begin(pipeline)
    this.#ready = true
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#closing.abort()
    await this.#trying
    this.#live.close()
    await this.#sql.close()
    await this.#listening?.close()
  }

  async #begin(): Promise<void> {
    this.#timer = setInterval(() => this.collector.look(), LOOK_MS)
    this.#timer.unref()
    try {
      await this.#listen()
      this.#tell(text.serve.listening)
    } catch (error) {
      if (!(error instanceof KinetailError)) throw error
      this.#options.say.warn(text.serve.stillTrying(error.message, RETRY_MS / 1000))
      this.#trying = this.#tryAgain()
    }
  }

  async #listen(): Promise<void> {
    const { address } = this.#options
    const serve = (to: DashboardAddress): Promise<Listening> => listen(to, this.#answer)
    this.#listening = await serve(address).catch((error: unknown) => {
      if (!address.orAny || !(error instanceof KinetailError) || error.code !== 'in_use') throw error
      return serve({ ...address, port: 0 })
    })
  }

  /** What answers is loaded for the first request: as long as nobody looks, nobody pays for it. */
  readonly #answer: RequestListener = (request, response) => {
    this.#routes ??= this.#load()
    this.#routes.then(
      (answer) => answer(request, response),
      (error: unknown) => {
        this.#routes = undefined
        this.#tellFault(error)
        response
          .writeHead(500, { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' })
          .end(`${text.serve.errors.fault}\n`)
      },
    )
  }

  async #load(): Promise<RequestListener> {
    const { requestListener } = await import('./request-listener.ts')
    return requestListener({
      collector: this.collector,
      live: this.#live,
      sql: this.#sql,
      alerts: this.#alerts,
      address: this.#options.address,
      token: this.#token,
      ready: () => this.#ready,
    })
  }

  async #tryAgain(): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted) {
      await sleep(RETRY_MS, signal)
      if (signal.aborted) return
      try {
        await this.#listen()
        this.#tell(text.serve.startedLate)
        return
      } catch {
        // It was said already.
      }
    }
  }

  /** A fault of the dashboard's own is said once: it must not fill logs either. */
  #tellFault(error: unknown): void {
    if (this.#faulty) return
    this.#faulty = true
    this.#options.say.warn(
      text.serve.fault(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    )
  }

  #tell(words: (url: string) => string): void {
    const { say, address, token } = this.#options
    const url = this.#listening!.url
    if (isLoopback(address.host)) say.info(words(url))
    else if (token === undefined) say.info(text.serve.tokenMade(`${url}?token=${this.#token}`))
    // One that was given stays unsaid: what is said may be kept in logs.
    else say.info(text.serve.tokenGiven(url))
  }
}
