/** Wakes whoever waits for a change: cheap to ring while nobody waits. */
export class Bell {
  #waiting = new Set<() => void>()

  /** Resolves at the next `ring`, or after `ms`. */
  next(ms?: number): Promise<void> {
    return new Promise((resolve) => {
      const heard = (): void => {
        clearTimeout(timer)
        this.#waiting.delete(heard)
        resolve()
      }
      const timer = ms === undefined ? undefined : setTimeout(heard, Math.max(1, ms))
      this.#waiting.add(heard)
    })
  }

  ring(): void {
    if (this.#waiting.size === 0) return
    const waiting = this.#waiting
    this.#waiting = new Set()
    for (const heard of waiting) heard()
  }
}
