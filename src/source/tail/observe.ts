/** Most observations kept of one file: at a growth every 50 ms, that is 25 s without loss of detail. */
const MOST = 512

/** When each part of a file was first seen to be there. */
export class Observations {
  #sizes: number[] = []
  #times: number[] = []

  /** @param size of the file, in bytes; only growth is remembered. @param time ms since the epoch */
  saw(size: number, time: number): void {
    if (size <= (this.#sizes.at(-1) ?? 0)) return
    this.#sizes.push(size)
    this.#times.push(time)
    if (this.#sizes.length > MOST) this.#thin()
  }

  /** When the file was first seen to have byte `end - 1`, ms since the epoch; `otherwise` if it was not. */
  timeOf(end: number, otherwise: number): number {
    let low = 0
    let high = this.#sizes.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#sizes[middle]! < end) low = middle + 1
      else high = middle
    }
    return this.#times[low] ?? otherwise
  }

  /** Nobody will ask for bytes below `offset` again. */
  forget(offset: number): void {
    let done = 0
    while (done < this.#sizes.length && this.#sizes[done]! <= offset) done++
    if (done === 0) return
    this.#sizes.splice(0, done)
    this.#times.splice(0, done)
  }

  /** Joins neighbours under the earlier time: in a long outage the latency shown is rather too long than too short. */
  #thin(): void {
    const last = this.#sizes.length - 1
    this.#sizes = this.#sizes.filter((_, i) => i % 2 === 1 || i === last)
    this.#times = this.#times.filter((_, i) => i % 2 === 0 || (i === last && last % 2 === 1))
    this.#times.length = this.#sizes.length
  }
}
