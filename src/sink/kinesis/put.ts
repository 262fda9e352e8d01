import { KinetailError } from '../../base/errors.ts'
import { dataOf, type Entries } from '../../batch/batch.ts'
import type { Outcome } from '../../batch/outcome.ts'
import { text } from '../../messages/messages.ts'
import type { SendResult, Sink } from '../sink.ts'

/** One record of a request, in the API's words. */
export interface PutRecord {
  readonly Data: Uint8Array
  readonly PartitionKey: string
}

/** What became of it. */
export interface PutResult {
  readonly ShardId?: string | undefined
  readonly ErrorCode?: string | undefined
  readonly ErrorMessage?: string | undefined
}

/** An answer that took every record, not taken apart: the shard of the first. */
export interface AllAccepted {
  readonly firstShardId: string
}

export type PutAnswer = { readonly Records?: readonly PutResult[] | undefined } | AllAccepted

/** The one call that the sink needs; a test passes a function. */
export type PutRecordsCall = (entries: Entries, signal: AbortSignal) => Promise<PutAnswer>

/** The call, and what is to be closed after the last. */
export interface PutRecordsPort {
  put(entries: Entries, signal: AbortSignal): Promise<PutAnswer>
  close(): void
}

/** What a refusal of a single record means (API reference of PutRecords; everything else is a failure inside the service). */
const OUTCOMES: Readonly<Record<string, Outcome>> = {
  ProvisionedThroughputExceededException: 'throttled',
  ThrottlingException: 'throttled',
  KMSThrottlingException: 'throttled',
  InvalidArgumentException: 'refused',
  ValidationException: 'refused',
}

/** Entries in the API's words, for a caller that takes objects. */
export function recordsOf(entries: Entries): PutRecord[] {
  return Array.from({ length: entries.length }, (_, i) => ({
    Data: dataOf(entries, i),
    PartitionKey: entries.key(i),
  }))
}

/** Entries into a stream by PutRecords. A 200 may refuse single records: each gets its own outcome. */
export class KinesisSink implements Sink {
  readonly #put: PutRecordsCall

  readonly #close: () => void

  constructor(put: PutRecordsCall, close: () => void = () => {}) {
    this.#put = put
    this.#close = close
  }

  async send(batch: Entries, lane: string, signal: AbortSignal): Promise<SendResult> {
    const answer = await this.#put(batch, signal)
    if ('firstShardId' in answer) return allDelivered(lane, answer)
    const results = answer.Records ?? []
    if (results.length !== batch.length)
      throw new KinetailError('service', text.sink.wrongAnswer(batch.length, results.length), {
        canRetry: true,
      })
    let reason: string | undefined
    let strayLane: string | undefined
    const outcomes = results.map((result): Outcome => {
      if (!result.ErrorCode) {
        if (result.ShardId !== undefined && result.ShardId !== lane) strayLane = result.ShardId
        return 'delivered'
      }
      reason ??= `${result.ErrorCode}: ${result.ErrorMessage ?? ''}`
      return OUTCOMES[result.ErrorCode] ?? 'failed'
    })
    return {
      outcomes,
      ...(reason === undefined ? {} : { reason }),
      ...(strayLane === undefined ? {} : { strayLane }),
    }
  }

  close(): Promise<void> {
    this.#close()
    return Promise.resolve()
  }
}

/**
 * The first shard stands for all: a lane's shard is open and takes its whole range, or closed and takes nothing.
 * An answer from the midst of a resharding tells with its next request.
 */
function allDelivered(lane: string, { firstShardId }: AllAccepted): SendResult {
  return firstShardId === lane
    ? { outcomes: 'delivered' }
    : { outcomes: 'delivered', strayLane: firstShardId }
}
