/** Faults on demand. Rates are probabilities from 0 to 1; changing them takes effect at once. */
export interface Faults {
  /** Each record of PutRecords fails alone with InternalFailure, and PutRecord as a whole. */
  failRate: number
  /** A shard refuses the rest of a request, from a random record of it on, with ProvisionedThroughputExceededException. */
  throttleRate: number
  /** Milliseconds that every data-plane call waits before it is answered. */
  latencyMs: number
  /** A data-plane call fails as a whole with InternalFailure, HTTP 500; nothing is stored. */
  http500Rate: number
  /** The connection of a data-plane call is cut: half of the times before anything is stored, half after. */
  resetRate: number
  /** A data-plane call is carried out, and its answer never sent: the client runs into its own time limit. */
  hangRate: number
  /**
   * Milliseconds that the clock of the service is ahead of the machine's, as its answers' `date` has it. Other than 0, a call of
   * Kinesis that was signed for a time more than five minutes off is refused.
   */
  clockAheadMs: number
}

export const NO_FAULTS: Readonly<Faults> = {
  failRate: 0,
  throttleRate: 0,
  latencyMs: 0,
  http500Rate: 0,
  resetRate: 0,
  hangRate: 0,
  clockAheadMs: 0,
}

/** What happens to one data-plane call as a whole. */
export type CallFault = 'none' | 'fail' | 'reset-before' | 'reset-after' | 'hang-after'

export function drawCallFault(faults: Readonly<Faults>, random: () => number): CallFault {
  if (faults.resetRate > 0 && random() < faults.resetRate)
    return random() < 0.5 ? 'reset-before' : 'reset-after'
  if (faults.http500Rate > 0 && random() < faults.http500Rate) return 'fail'
  return faults.hangRate > 0 && random() < faults.hangRate ? 'hang-after' : 'none'
}

/** Of `count` records that a request brings one shard, the index from which the shard refuses them; Infinity for none. */
export function drawRefusal(faults: Readonly<Faults>, random: () => number, count: number): number {
  if (faults.throttleRate <= 0 || random() >= faults.throttleRate) return Number.POSITIVE_INFINITY
  return Math.floor(random() * count)
}
