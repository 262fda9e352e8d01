import { once } from 'node:events'
import type { Entry } from '../batch/batch.ts'
import type { SendResult, Sink } from './sink.ts'

const LF: Buffer = Buffer.from('\n')

/** Records as NDJSON into a stream of Node, at its pace: what `kinetail stream` would send, without a service. */
export class StdoutSink implements Sink {
  readonly #output: NodeJS.WritableStream

  constructor(output: NodeJS.WritableStream = process.stdout) {
    this.#output = output
  }

  async send(entries: readonly Entry[], _lane: string, signal: AbortSignal): Promise<SendResult> {
    const bytes = Buffer.concat(entries.flatMap((entry) => [entry.data, LF]))
    if (!this.#output.write(bytes)) await once(this.#output, 'drain', { signal })
    return { outcomes: entries.map(() => 'delivered' as const) }
  }

  close(): Promise<void> {
    return Promise.resolve()
  }
}
