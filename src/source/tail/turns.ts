/** Files with something to read, in the order of their turns: each gets one chunk, then the next one is due. */
export class Turns<T> {
  readonly #waiting = new Set<T>()
  readonly #held = new Set<T>()
  #wake: (() => void) | undefined

  /** True when nobody waits for a turn, held or not. */
  get idle(): boolean {
    return this.#waiting.size === 0
  }

  /** Gives it no turn until `free`; its place is kept. */
  hold(one: T): void {
    this.#held.add(one)
  }

  free(one: T): void {
    if (this.#held.delete(one)) this.wake()
  }

  /** Puts it at the end; where it stands already, it keeps its place. */
  add(one: T): void {
    this.#waiting.add(one)
    this.wake()
  }

  remove(one: T): void {
    this.#waiting.delete(one)
  }

  take(): T | undefined {
    for (const one of this.#waiting) {
      if (this.#held.has(one)) continue
      this.#waiting.delete(one)
      return one
    }
    return undefined
  }

  /** Resolves when something was added or freed, or `wake` was called. */
  change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  wake(): void {
    this.#wake?.()
    this.#wake = undefined
  }
}
