import { KinetailError } from '../../base/errors.ts'
import type { Entries } from '../../batch/batch.ts'
import type { PutAnswer, PutRecordsPort } from './put.ts'

/**
 * Sends in CBOR; in JSON for good once the endpoint has refused a first request as one that it cannot read. AWS reads both,
 * and so do most that speak its API; with one that does not, every record would look bad.
 */
export class CborFirst implements PutRecordsPort {
  readonly #cbor: PutRecordsPort
  readonly #json: PutRecordsPort
  #isUnderstood: boolean | undefined

  constructor(cbor: PutRecordsPort, json: PutRecordsPort) {
    this.#cbor = cbor
    this.#json = json
  }

  async put(entries: Entries, signal: AbortSignal): Promise<PutAnswer> {
    if (this.#isUnderstood === false) return this.#json.put(entries, signal)
    try {
      const answer = await this.#cbor.put(entries, signal)
      this.#isUnderstood = true
      return answer
    } catch (error) {
      if (this.#isUnderstood || !isUnread(error)) throw error
      this.#isUnderstood = false
      return this.#json.put(entries, signal)
    }
  }

  close(): void {
    this.#cbor.close()
    this.#json.close()
  }
}

/** The service's word for a body that it cannot read; and HTTP's for a type that it does not take. */
function isUnread(error: unknown): boolean {
  if (!(error instanceof KinetailError)) return false
  const { name, status } = error.facts
  return name === 'SerializationException' || status === 415
}
