import type { QueryEngine } from '../engine.ts'
import type { RowSource, SourceEvent } from './row-source.ts'

/** The engine is told the time this often, ms. */
const TICK_MS = 1000

export interface PumpOptions {
  readonly signal: AbortSignal
  /** Called once a second, between two calls of the engine: the one place where others may call it, too. */
  readonly onTick?: () => Promise<void>
  readonly tickMs?: number
}

/**
 * Brings the rows of a source to the engine, one call after the other, and the time every second. The source is asked for more
 * only when the engine took what it gave: a slow query makes reading wait.
 * After a failure the source's own signal is to be aborted, so that it does not go on waiting for rows.
 * @returns true when the source came to its end, false when the signal aborted first
 */
export async function pump(source: RowSource, engine: QueryEngine, options: PumpOptions): Promise<boolean> {
  const { signal, onTick, tickMs = TICK_MS } = options
  const inlet = new Inlet(source.events())
  let due = false
  const timer = setInterval(() => {
    due = true
    inlet.wake()
  }, tickMs)
  const wake = (): void => inlet.wake()
  signal.addEventListener('abort', wake)
  try {
    for (;;) {
      if (signal.aborted) return false
      if (due) {
        due = false
        await engine.tick()
        await onTick?.()
        continue
      }
      const got = inlet.take()
      if (got === undefined) await inlet.wait()
      else if (got.done) return true
      else await take(got.value, engine)
    }
  } finally {
    clearInterval(timer)
    signal.removeEventListener('abort', wake)
    await inlet.close()
  }
}

/** One event ahead of a source. Nothing long-lived is waited for by a race: each would stay in memory as long as it is pending. */
class Inlet {
  readonly #events: AsyncGenerator<SourceEvent>
  #arrived: IteratorResult<SourceEvent> | undefined
  #failure: { readonly error: unknown } | undefined
  #coming = false
  #wake: (() => void) | undefined

  constructor(events: AsyncGenerator<SourceEvent>) {
    this.#events = events
  }

  /** The next event, when it is there. The one behind it is asked for with the call after this. */
  take(): IteratorResult<SourceEvent> | undefined {
    if (this.#failure) throw this.#failure.error
    const arrived = this.#arrived
    this.#arrived = undefined
    if (arrived === undefined && !this.#coming) this.#ask()
    return arrived
  }

  /** Resolves when there is something to take, or when somebody wakes it. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
      if (this.#arrived !== undefined || this.#failure !== undefined) resolve()
    })
  }

  wake(): void {
    this.#wake?.()
    this.#wake = undefined
  }

  /** Closes the source. One that is waiting for rows closes when its signal aborts: it is not waited for. */
  async close(): Promise<void> {
    const closed = this.#events.return(undefined).catch(() => {})
    if (!this.#coming) await closed
  }

  #ask(): void {
    this.#coming = true
    this.#events.next().then(
      (result) => {
        this.#coming = false
        this.#arrived = result
        this.wake()
      },
      (error: unknown) => {
        this.#failure = { error }
        this.wake()
      },
    )
  }
}

async function take(event: SourceEvent, engine: QueryEngine): Promise<void> {
  switch (event.kind) {
    case 'open':
      return engine.open(event.shardIds)
    case 'rows':
      return engine.push(event.block)
    case 'progress':
      return engine.progress(event.shardId, event.behindMs)
    case 'finish':
      return engine.finish(event.shardId)
  }
}
