import { sleep } from '../../base/backoff.ts'
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
 * @returns true when the source came to its end, false when the signal aborted first
 */
export async function pump(source: RowSource, engine: QueryEngine, options: PumpOptions): Promise<boolean> {
  const { signal, onTick, tickMs = TICK_MS } = options
  const events = source.events()
  const tick = async (): Promise<void> => {
    await engine.tick()
    await onTick?.()
  }
  let ticked = performance.now()
  let coming = events.next()
  try {
    for (;;) {
      const got = await orTime(coming, Math.max(0, ticked + tickMs - performance.now()), signal)
      if (signal.aborted) return false
      if (got === 'time' || performance.now() - ticked >= tickMs) {
        await tick()
        ticked = performance.now()
      }
      if (got === 'time') continue
      if (got.done) return true
      await take(got.value, engine)
      coming = events.next()
    }
  } finally {
    // What is still coming must not fail unheard, nor keep the source open.
    coming.catch(() => {})
    await events.return(undefined).catch(() => {})
  }
}

async function orTime<Value>(
  coming: Promise<Value>,
  ms: number,
  signal: AbortSignal,
): Promise<Value | 'time'> {
  const over = new AbortController()
  const time = sleep(ms, AbortSignal.any([signal, over.signal])).then(() => 'time' as const)
  try {
    return await Promise.race([coming, time])
  } finally {
    over.abort()
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
