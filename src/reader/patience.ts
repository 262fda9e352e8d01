import { type BackoffBounds, fullJitter, sleep } from '../base/backoff.ts'
import { KinetailError } from '../base/errors.ts'

/** What is said of failures that are tried again. */
export type Trouble =
  | { readonly kind: 'failing'; readonly error: KinetailError; readonly sinceMs: number }
  | { readonly kind: 'recovered'; readonly afterMs: number }

export interface PatienceOptions {
  /** True: try again for ever. False: give up after `tries`. Throttling is waited out in both cases. */
  readonly forever: boolean
  readonly signal: AbortSignal
  readonly onTrouble?: ((trouble: Trouble) => void) | undefined
  /** Counted up. */
  readonly totals: { throttles: number; retries: number }
  readonly bounds?: BackoffBounds
  readonly tries?: number
  readonly now?: () => number
}

const BOUNDS: BackoffBounds = { baseMs: 100, capMs: 3_000 }
/** About 8 s of waiting in the mean, with `BOUNDS`: longer than a restart of an endpoint, shorter than a person's patience. */
const TRIES = 10
/** A failure is said when nothing worked for this long, ms: one lost connection is no news. */
const SAY_AFTER_MS = 1_000
/** A failure that lasts is said again this often, ms. */
const SAY_AGAIN_MS = 30_000

/** Tries calls again with full jitter, and says so once however many shards fail together. */
export class Patience {
  readonly #options: PatienceOptions
  readonly #now: () => number
  #failingSince: number | undefined
  #saidAt: number | undefined

  constructor(options: PatienceOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
  }

  /** Calls until it works. Rejects with what cannot be tried again, and with the last failure when the signal aborts. */
  async run<Result>(call: () => Promise<Result>): Promise<Result> {
    const { signal, forever, bounds = BOUNDS, tries = TRIES } = this.#options
    let failures = 0
    for (let attempt = 0; ; attempt++) {
      try {
        const result = await call()
        this.#worked()
        return result
      } catch (error) {
        if (signal.aborted || !(error instanceof KinetailError)) throw error
        if (isThrottle(error)) this.#options.totals.throttles++
        else {
          failures++
          if (!error.canRetry || (!forever && failures >= tries)) throw error
          this.#options.totals.retries++
          this.#failed(error)
        }
        await sleep(fullJitter(attempt, bounds), signal)
        if (signal.aborted) throw error
      }
    }
  }

  #failed(error: KinetailError): void {
    const now = this.#now()
    this.#failingSince ??= now
    const due = this.#saidAt === undefined ? this.#failingSince + SAY_AFTER_MS : this.#saidAt + SAY_AGAIN_MS
    if (now < due) return
    this.#saidAt = now
    this.#options.onTrouble?.({ kind: 'failing', error, sinceMs: this.#failingSince })
  }

  #worked(): void {
    if (this.#failingSince === undefined) return
    const afterMs = this.#now() - this.#failingSince
    const said = this.#saidAt !== undefined
    this.#failingSince = undefined
    this.#saidAt = undefined
    if (said) this.#options.onTrouble?.({ kind: 'recovered', afterMs })
  }
}

/** ListShards answers LimitExceededException where the other calls say ProvisionedThroughputExceededException. */
function isThrottle(error: KinetailError): boolean {
  return error.code === 'throttled' || error.code === 'limit'
}
