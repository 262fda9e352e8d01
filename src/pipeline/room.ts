/** Room for so much and no more: who finds none waits, in the order of asking. */
export class Room {
  readonly #size: number
  readonly #waiting: { readonly wanted: number; readonly enter: () => void }[] = []
  #taken = 0

  constructor(size: number) {
    this.#size = size
  }

  /** Resolves when there is room; what is larger than all of it waits until it is empty. */
  take(wanted: number): Promise<void> {
    if (this.#waiting.length === 0 && this.#fits(wanted)) {
      this.#taken += wanted
      return Promise.resolve()
    }
    return new Promise((enter) => this.#waiting.push({ wanted, enter }))
  }

  giveBack(taken: number): void {
    this.#taken -= taken
    for (let next = this.#waiting[0]; next && this.#fits(next.wanted); next = this.#waiting[0]) {
      this.#waiting.shift()
      this.#taken += next.wanted
      next.enter()
    }
  }

  #fits(wanted: number): boolean {
    return this.#taken === 0 || this.#taken + wanted <= this.#size
  }
}
