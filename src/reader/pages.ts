import type { Page } from './event.ts'

/**
 * Where the shards' loops meet the one consumer: a first-in first-out queue of pages with a fixed number of slots.
 * A loop takes a slot before it asks the service, and the consumer gives it back when it comes for its next page: however many
 * shards there are and however slow the consumer is, no more than `slots` answers (10 MiB each at the most) are in memory.
 */
export class Pages {
  #free: number
  readonly #waitingForSlot: (() => void)[] = []
  readonly #queue: Page[] = []
  #wake: (() => void) | undefined
  #ended = false
  #failure: { error: unknown } | undefined

  constructor(slots: number) {
    this.#free = slots
  }

  /** Resolves when a slot is the caller's; in the order of asking. */
  acquire(): Promise<void> {
    if (this.#free > 0) {
      this.#free--
      return Promise.resolve()
    }
    return new Promise((resolve) => this.#waitingForSlot.push(resolve))
  }

  release(): void {
    const next = this.#waitingForSlot.shift()
    if (next) next()
    else this.#free++
  }

  /** Hands a page over; its slot goes with it. */
  put(page: Page): void {
    this.#queue.push(page)
    this.#wakeUp()
  }

  /** No more pages come. What is queued is still given out. */
  end(): void {
    this.#ended = true
    this.#wakeUp()
  }

  /** Ends with a failure, after what is queued. The first failure counts. */
  fail(error: unknown): void {
    this.#failure ??= { error }
    this.end()
  }

  /** The next page, or undefined at the end. One consumer, one call at a time. */
  async take(): Promise<Page | undefined> {
    for (;;) {
      const page = this.#queue.shift()
      if (page) return page
      if (this.#failure) throw this.#failure.error
      if (this.#ended) return undefined
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  #wakeUp(): void {
    this.#wake?.()
    this.#wake = undefined
  }
}
