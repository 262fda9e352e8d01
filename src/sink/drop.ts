import type { SendResult, Sink } from './sink.ts'

/** Takes everything and keeps nothing: what the rest of the pipeline costs, for benchmarks. */
export class DropSink implements Sink {
  send(): Promise<SendResult> {
    return Promise.resolve({ outcomes: 'delivered' })
  }

  close(): Promise<void> {
    return Promise.resolve()
  }
}
