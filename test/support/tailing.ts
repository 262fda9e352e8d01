import { onTestFinished } from 'vitest'
import { memoryCheckpoints } from '../../src/checkpoint/checkpoint.ts'
import type { Source } from '../../src/source/source.ts'
import type { TailOptions } from '../../src/source/tail/options.ts'
import { openTail } from '../../src/source/tail/tail.ts'
import { Ledger } from '../../src/stats/ledger.ts'
import { Collector } from './collector.ts'

export interface Tailing {
  readonly source: Source
  readonly lines: Collector
  readonly warnings: string[]
  readonly ledger: Ledger
  /** Ends the source as the pipeline would; also done when the test ends. */
  close(): Promise<void>
}

/** A running tail with somebody who takes its lines. */
export async function tailing(
  paths: string | readonly string[],
  options: Partial<TailOptions> = {},
): Promise<Tailing> {
  const warnings: string[] = []
  const ledger = new Ledger()
  const source = await openTail({
    inputs: [paths].flat().map((path) => ({ path })),
    checkpoints: memoryCheckpoints(),
    ledger,
    host: 'test',
    warn: (message) => warnings.push(message),
    pollMs: 10,
    rotateWaitMs: 200,
    ...options,
  })
  const lines = new Collector(source)
  let closed: Promise<void> | undefined
  const close = (): Promise<void> => {
    closed ??= source.close().then(() => lines.ended)
    return closed
  }
  onTestFinished(close)
  return { source, lines, warnings, ledger, close }
}

/** Everything that files hold now. */
export async function readOnce(
  paths: string | readonly string[],
  options: Partial<TailOptions> = {},
): Promise<Tailing> {
  const one = await tailing(paths, { once: true, ...options })
  await one.lines.ended
  await one.close()
  return one
}
