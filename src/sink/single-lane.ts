import type { Lanes } from './sink.ts'

/** A sink without shards: everything goes one way, in order. */
export const SINGLE_LANE: Lanes = { names: ['all'], spans: ['all'], laneOf: () => 0 }
