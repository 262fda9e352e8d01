/** Files with something to read, in the order of their turns: each gets one chunk, then the next one is due. */
export class Turns<T> {
  readonly #waiting = new Set<T>()
  #wake: (() => void) | undefined

  get empty(): boolean {
    return this.#waiting.size === 0
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
    const [first] = this.#waiting
    if (first !== undefined) this.#waiting.delete(first)
    return first
  }

  /** Resolves when something was added, or `wake` was called. */
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
