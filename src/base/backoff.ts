/** Bounds of the wait between tries, in milliseconds. */
export interface BackoffBounds {
  readonly baseMs: number
  readonly capMs: number
}

/**
 * Full jitter: a random wait between 0 and min(cap, base * 2^attempt). Spreads clients that failed together
 * (Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog 2015).
 * @param attempt how many tries have failed, from 0
 */
export function fullJitter(
  attempt: number,
  bounds: BackoffBounds,
  random: () => number = Math.random,
): number {
  const ceiling = Math.min(bounds.capMs, bounds.baseMs * 2 ** Math.min(attempt, 30))
  return random() * ceiling
}

/** Resolves after `ms`, or at once when `signal` aborts (it never rejects: the caller looks at the signal). */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve()
      return
    }
    const done = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done, { once: true })
  })
}
