/** Event time between two rounds at least, ms. */
const STEP_MS = 1_000
/** Of the time, rounds may take one part in so many. */
const SHARE = 10

/** Lets work that goes through many rows be done now and then, so that most of the time is left for rows. */
export class Pace {
  readonly #clock: () => number
  readonly #leastMs: number
  #notBefore = Number.NEGATIVE_INFINITY

  /**
   * @param clock ms
   * @param leastMs between two rounds
   */
  constructor(clock: () => number, leastMs: number) {
    this.#clock = clock
    this.#leastMs = leastMs
  }

  get ready(): boolean {
    return this.#clock() >= this.#notBefore
  }

  async take(round: () => Promise<void>): Promise<void> {
    const started = performance.now()
    await round()
    this.#notBefore = this.#clock() + Math.max(this.#leastMs, (performance.now() - started) * SHARE)
  }
}

/**
 * When windows that differ from key to key are looked for: each round goes through all rows that are kept, so it must not be
 * done for every block. Results come the later for it, never other ones.
 */
export class Turns {
  readonly #pace: Pace
  #last = Number.NEGATIVE_INFINITY

  constructor(clock: () => number) {
    this.#pace = new Pace(clock, 0)
  }

  due(watermark: number): boolean {
    return watermark >= this.#last + STEP_MS && this.#pace.ready
  }

  async take(watermark: number, round: () => Promise<void>): Promise<void> {
    await this.#pace.take(round)
    this.#last = watermark
  }
}
