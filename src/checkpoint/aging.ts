import type { Checkpoint } from './checkpoint.ts'
import { goneSince } from './expiry.ts'

/** So far the clock may be ahead of what anybody watched, in ms: a run a day is enough for files to be forgotten in time. */
const MOST_UNWATCHED_MS = 24 * 3_600_000

/**
 * Counts for the age of what is gone only time in which somebody could have looked for it: a clock that jumps, or a machine that stood
 * still for weeks, must not make a store forget at once what it would have needed. Times of the clock are in ms since the epoch.
 */
export class Aging {
  readonly #now: () => number
  readonly #steady: () => number
  #wall: number
  #ran: number

  /** @param now the clock @param steady ms that went by, whatever the clock says */
  constructor(now: () => number, steady: () => number) {
    this.#now = now
    this.#steady = steady
    this.#wall = now()
    this.#ran = steady()
  }

  /** What an earlier process left ages by a day at most for the time since. Returns whether any time was moved. */
  open(checkpoints: Iterable<Checkpoint>): boolean {
    const all = [...checkpoints]
    let newest = Number.NEGATIVE_INFINITY
    for (const { updated, gone = updated, seen = updated } of all)
      newest = Math.max(newest, updated, gone, seen)
    const idle = this.#now() - newest
    return postpone(all, Math.max(0, idle - MOST_UNWATCHED_MS), this.#now())
  }

  /** While the process runs: a clock that moved by a day more than time did, or less, jumped. */
  look(checkpoints: Iterable<Checkpoint>): void {
    const [wall, ran] = [this.#now(), this.#steady()]
    const jump = wall - this.#wall - (ran - this.#ran)
    this.#wall = wall
    this.#ran = ran
    if (Math.abs(jump) > MOST_UNWATCHED_MS) postpone(checkpoints, jump, wall)
  }
}

/** Makes what is gone younger by `ms`; nothing is gone since later than now. */
function postpone(checkpoints: Iterable<Checkpoint>, ms: number, now: number): boolean {
  let moved = false
  for (const checkpoint of checkpoints) {
    // `updated` stays as it is: it tells since when files may have been missed.
    const since = goneSince(checkpoint)
    if (since === undefined) continue
    const later = Math.min(since + ms, now)
    if (later === since) continue
    checkpoint.gone = later
    moved = true
  }
  return moved
}
