import { once } from 'node:events'
import { type Batch, dataOf } from '../batch/batch.ts'
import type { SendResult, Sink } from './sink.ts'

const LF: Buffer = Buffer.from('\n')

/** Records as NDJSON into a stream of Node, at its pace: what `kinetail stream` would send, without a service. */
export class StdoutSink implements Sink {
  readonly #output: NodeJS.WritableStream

  constructor(output: NodeJS.WritableStream = process.stdout) {
    this.#output = output
  }

  async send(batch: Batch, _lane: string, signal: AbortSignal): Promise<SendResult> {
    const pieces = Array.from({ length: batch.length }, (_, i) => [dataOf(batch, i), LF])
    const bytes = Buffer.concat(pieces.flat())
    if (!this.#output.write(bytes)) await once(this.#output, 'drain', { signal })
    return { outcomes: 'delivered' }
  }

  close(): Promise<void> {
    return Promise.resolve()
  }
}
