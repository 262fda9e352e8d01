/** A bounded number of places for what costs memory while it lasts; who finds none waits for his turn, in order. */
export class Slots<T> {
  readonly #most: number
  readonly #taken = new Set<T>()
  readonly #waiting = new Set<T>()
  readonly #hold: (one: T) => void
  readonly #free: (one: T) => void

  constructor(most: number, hold: (one: T) => void, free: (one: T) => void) {
    this.#most = most
    this.#hold = hold
    this.#free = free
  }

  /** True when it has a place; else `hold` was called, and `free` will be when there is one. */
  take(one: T): boolean {
    if (this.#taken.has(one)) return true
    if (this.#taken.size >= this.#most) {
      this.#waiting.add(one)
      this.#hold(one)
      return false
    }
    this.#waiting.delete(one)
    this.#taken.add(one)
    return true
  }

  give(one: T): void {
    this.#waiting.delete(one)
    if (!this.#taken.delete(one)) return
    const [next] = this.#waiting
    if (next === undefined) return
    this.#waiting.delete(next)
    this.#free(next)
  }
}
