import type { Entry } from '../batch/batch.ts'

/** What became of one Entry of a request. `throttled` and `failed` may be tried again; `refused` never succeeds. */
export type Outcome = 'delivered' | 'throttled' | 'failed' | 'refused'

export interface SendResult {
  /** One per entry, by index. */
  readonly outcomes: readonly Outcome[]
  /** The service's words for the first entry that was not delivered. */
  readonly reason?: string
}

/** Takes Entries, tells the Outcome of each. A request that failed as a whole throws a KinetailError. */
export interface Sink {
  send(entries: readonly Entry[], signal: AbortSignal): Promise<SendResult>
  close(): Promise<void>
}
