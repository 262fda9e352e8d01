import { fullJitter, sleep } from '../../base/backoff.ts'
import { KinetailError, messageOf } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'
import { type Say, Trouble } from '../../sink/trouble.ts'
import type { AlertMessage } from '../message.ts'
import type { Notifier } from './notifier.ts'

/** Messages that wait for one notifier at most; then the oldest goes. */
export const MOST_WAITING = 1000
/** Wait between tries, ms. */
const BACKOFF = { baseMs: 500, capMs: 60_000 }
/** Tries of a message that the other side refuses for good, as a wrong address does: it must not keep the next ones back for ever. */
const REFUSALS = 3

export interface OutboxOptions {
  readonly notifier: Notifier
  readonly say: Say
  /** Told how each message ended; `error` undefined: it was taken. */
  readonly done?: (message: AlertMessage, error: KinetailError | undefined) => void
  /** Told of each try that failed. */
  readonly failed?: (message: AlertMessage, error: KinetailError) => void
  readonly backoff?: { readonly baseMs: number; readonly capMs: number }
}

/**
 * The messages for one notifier, in their order: one under way at a time, tried again with growing waits until it is taken. Nobody waits for
 * it. What goes wrong is said once, and again when it works.
 */
export class Outbox {
  readonly #options: OutboxOptions
  readonly #trouble: Trouble
  readonly #closing = new AbortController()
  #waiting: AlertMessage[] = []
  #working: Promise<void> | undefined
  #idle: () => void = () => {}

  constructor(options: OutboxOptions) {
    this.#options = options
    const { name } = options.notifier
    this.#trouble = new Trouble(options.say, {
      fails: (reason, since) => text.alert.notifierFails(name, reason, since),
      works: (after) => text.alert.notifierWorks(name, after),
    })
  }

  get name(): string {
    return this.#options.notifier.name
  }

  /** Messages that were not taken yet, the one under way too. */
  get waiting(): readonly AlertMessage[] {
    return this.#waiting
  }

  push(message: AlertMessage): void {
    if (this.#waiting.length >= MOST_WAITING) {
      // The first is under way.
      const [lost] = this.#waiting.splice(1, 1)
      const error = new KinetailError('limit', text.alert.outboxFull(this.name, MOST_WAITING))
      this.#options.say.warn(error.message)
      this.#options.done?.(lost!, error)
    }
    this.#waiting.push(message)
    this.#working ??= this.#work()
  }

  /** Gives what waits `ms` to be taken, then lets go of it. @returns messages that were not taken */
  async close(ms: number): Promise<readonly AlertMessage[]> {
    if (this.#working) {
      const idle = new Promise<void>((resolve) => {
        this.#idle = resolve
      })
      const patience = new AbortController()
      await Promise.race([idle, sleep(ms, patience.signal)])
      patience.abort()
    }
    this.#closing.abort()
    await this.#working
    this.#options.notifier.close?.()
    return this.#waiting
  }

  async #work(): Promise<void> {
    const { signal } = this.#closing
    while (this.#waiting.length > 0 && !signal.aborted) {
      const [message] = this.#waiting
      const end = await this.#deliver(message!)
      if (end === undefined) break
      this.#waiting = this.#waiting.slice(1)
      this.#options.done?.(message!, end.error)
    }
    this.#working = undefined
    this.#idle()
  }

  /** Tries until it is taken, or given up for an error; undefined: closing came first. */
  async #deliver(message: AlertMessage): Promise<{ readonly error?: KinetailError } | undefined> {
    const { notifier, failed, backoff = BACKOFF } = this.#options
    const { signal } = this.#closing
    let refusals = 0
    for (let attempt = 0; ; attempt++) {
      try {
        await notifier.send(message, signal)
        this.#trouble.succeeded()
        return {}
      } catch (thrown) {
        if (signal.aborted) return undefined
        const error =
          thrown instanceof KinetailError
            ? thrown
            : new KinetailError('internal', messageOf(thrown), { cause: thrown })
        this.#trouble.failed(error)
        failed?.(message, error)
        if (!error.canRetry && ++refusals >= REFUSALS) return { error }
        const asked = Number(error.facts['retryAfterMs'] ?? 0)
        await sleep(Math.max(asked, fullJitter(attempt, backoff)), signal)
        if (signal.aborted) return undefined
      }
    }
  }
}
