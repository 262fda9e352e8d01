import { describe, expect, it } from 'vitest'
import type { QueryEngine } from '../engine.ts'
import { pump } from './pump.ts'
import type { RowSource, SourceEvent } from './row-source.ts'

const STATE = { rows: 0, rejected: 0, behindMs: undefined, shards: 0 }

/** An engine that notes what it is told, and that nobody calls it while it is busy. */
function noting(fails?: string): { engine: QueryEngine; told: string[] } {
  const told: string[] = []
  let busy = false
  const note =
    (name: string) =>
    async (...args: readonly unknown[]): Promise<void> => {
      expect(busy, `${name} while another call is under way`).toBe(false)
      busy = true
      await new Promise((resolve) => setImmediate(resolve))
      busy = false
      if (name === fails) throw new Error(`${name} fails`)
      told.push(name === 'tick' ? name : `${name} ${JSON.stringify(args)}`)
    }
  const engine = Object.fromEntries(
    ['open', 'push', 'progress', 'finish', 'tick'].map((name) => [name, note(name)]),
  )
  return { engine: engine as unknown as QueryEngine, told }
}

function sourceOf(events: () => AsyncGenerator<SourceEvent>): RowSource {
  return { events, state: () => STATE }
}

const ROWS: SourceEvent = { kind: 'rows', block: { shardId: 'a', rows: [] } }

describe('the pump', () => {
  it('brings everything in its order, one call after the other', async () => {
    const { engine, told } = noting()
    const source = sourceOf(async function* () {
      yield { kind: 'open', shardIds: ['a'] }
      yield ROWS
      yield { kind: 'progress', shardId: 'a', behindMs: 5 }
      yield { kind: 'finish', shardId: 'a' }
    })
    expect(await pump(source, engine, { signal: new AbortController().signal, tickMs: 60_000 })).toBe(true)
    expect(told).toEqual([
      'open [["a"]]',
      'push [{"shardId":"a","rows":[]}]',
      'progress ["a",5]',
      'finish ["a"]',
    ])
  })

  it('tells the time while nothing comes, and while rows never cease', async () => {
    const { engine, told } = noting()
    const stop = new AbortController()
    const silent = sourceOf(async function* () {
      yield ROWS
      await new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve()))
    })
    let ticks = 0
    const onTick = async (): Promise<void> => {
      if (++ticks === 3) stop.abort()
    }
    expect(await pump(silent, engine, { signal: stop.signal, onTick, tickMs: 1 })).toBe(false)
    expect(told.filter((one) => one === 'tick')).toHaveLength(3)
    const busy = new AbortController()
    const endless = sourceOf(async function* () {
      for (;;) yield ROWS
    })
    const other = noting()
    const stopSoon = async (): Promise<void> => busy.abort()
    expect(await pump(endless, other.engine, { signal: busy.signal, onTick: stopSoon, tickMs: 1 })).toBe(
      false,
    )
    expect(other.told).toContain('tick')
  })

  it('closes the source when the engine fails', async () => {
    let closed = false
    const source = sourceOf(async function* () {
      try {
        yield ROWS
        yield ROWS
      } finally {
        closed = true
      }
    })
    const { engine } = noting('push')
    await expect(pump(source, engine, { signal: new AbortController().signal })).rejects.toThrow('push fails')
    expect(closed).toBe(true)
  })

  it('waits for no row of a silent source when the engine fails', async () => {
    const silent = sourceOf(async function* () {
      yield ROWS
      await new Promise(() => {})
    })
    const { engine } = noting('tick')
    const running = pump(silent, engine, { signal: new AbortController().signal, tickMs: 1 })
    await expect(running).rejects.toThrow('tick fails')
  })
})
