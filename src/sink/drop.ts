import type { Entry } from '../batch/batch.ts'
import type { SendResult, Sink } from './sink.ts'

/** Takes everything and keeps nothing: what the rest of the pipeline costs, for benchmarks. */
export class DropSink implements Sink {
  send(entries: readonly Entry[]): Promise<SendResult> {
    return Promise.resolve({ outcomes: entries.map(() => 'delivered' as const) })
  }

  close(): Promise<void> {
    return Promise.resolve()
  }
}
