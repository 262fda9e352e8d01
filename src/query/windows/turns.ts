/** Event time between two rounds at least, ms. */
const STEP_MS = 1_000
/** Of the time, a round may take one part in so many. */
const SHARE = 10

/**
 * When windows that differ from key to key are looked for: each round goes through all rows that are kept, so it must not be
 * done for every block. Results come the later for it, never other ones.
 */
export class Turns {
  #last = Number.NEGATIVE_INFINITY
  #notBefore = 0

  due(watermark: number): boolean {
    return watermark >= this.#last + STEP_MS && performance.now() >= this.#notBefore
  }

  async take(watermark: number, round: () => Promise<void>): Promise<void> {
    const started = performance.now()
    await round()
    const ended = performance.now()
    this.#last = watermark
    this.#notBefore = ended + (ended - started) * SHARE
  }
}
