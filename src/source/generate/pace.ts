import { sleep } from '../../base/backoff.ts'

export interface PaceOptions {
  /** Events a second; Infinity is as fast as `emit` takes them. */
  readonly rate: number
  /** Stop after so many events. */
  readonly count?: number
  /** Stop after so long, in ms. */
  readonly durationMs?: number
  readonly signal: AbortSignal
}

/** A beat of this length is smooth to the eye and cheap: 50 small writes a second at any rate. */
const BEAT_MS = 20
/** Most events in one beat: after a suspend, what is due comes in portions. */
const MOST = 5000

/** Calls `emit` with the number of events that are due, on the beat, so that the rate holds over any length of time. */
export async function pace(
  options: PaceOptions,
  emit: (events: number) => void | Promise<void>,
): Promise<void> {
  const { rate, signal, count = Number.POSITIVE_INFINITY, durationMs = Number.POSITIVE_INFINITY } = options
  const beat = Math.max(BEAT_MS, Math.min(250, 1000 / rate))
  const started = performance.now()
  let emitted = 0
  while (!signal.aborted && emitted < count) {
    const elapsed = Math.min(performance.now() - started, durationMs)
    const due = rate === Number.POSITIVE_INFINITY ? MOST : Math.floor((elapsed * rate) / 1000) - emitted
    const events = Math.min(due, count - emitted, MOST)
    if (events > 0) {
      await emit(events)
      emitted += events
    }
    if (elapsed >= durationMs && (events < MOST || rate === Number.POSITIVE_INFINITY)) return
    if (events === MOST) await new Promise(setImmediate)
    else await sleep(Math.min(beat, Math.max(1, durationMs - elapsed)), signal)
  }
}
