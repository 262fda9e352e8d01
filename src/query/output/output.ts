import type { ResultBatch } from '../result.ts'

/** Where results go. */
export interface Output {
  /** Resolves when the results are where they are to be: what is not there after a crash is handed out again, under the same ids. */
  deliver(batch: ResultBatch): Promise<void>
  /** Delivers what is still held. */
  close(): Promise<void>
}
