/** A set of 32-bit numbers for one use after the other: cleared in no time, without garbage. */
export class HashSet {
  /** Each cell: the number, and the use in which it was put there. */
  #values: Uint32Array = new Uint32Array(64)
  #uses: Uint32Array = new Uint32Array(64)
  #use = 0

  /** Empties it and makes room for `most` numbers. */
  clear(most: number): void {
    this.#use = (this.#use + 1) >>> 0
    const cells = 2 ** Math.ceil(Math.log2(Math.max(64, most * 2)))
    if (cells > this.#values.length || this.#use === 0) {
      this.#values = new Uint32Array(cells)
      this.#uses = new Uint32Array(cells)
      this.#use = 1
    }
  }

  has(value: number): boolean {
    const cell = this.#cellOf(value)
    return this.#uses[cell] === this.#use
  }

  add(value: number): void {
    const cell = this.#cellOf(value)
    this.#values[cell] = value
    this.#uses[cell] = this.#use
  }

  /** The cell that holds the number, or the free one where it belongs. */
  #cellOf(value: number): number {
    const mask = this.#values.length - 1
    let cell = value & mask
    while (this.#uses[cell] === this.#use && this.#values[cell] !== value) cell = (cell + 1) & mask
    return cell
  }
}
