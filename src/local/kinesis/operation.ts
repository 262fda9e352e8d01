import type { KinesisMetrics } from '../cloudwatch/kinesis-metrics.ts'
import type { Faults } from '../faults.ts'
import type { StreamStore } from '../stream/store.ts'
import type { Fields } from './field.ts'

/** What an operation works on, made for each call. */
export interface Context {
  readonly store: StreamStore
  readonly metrics: KinesisMetrics
  readonly faults: Readonly<Faults>
  readonly random: () => number
  /** From the signature of the call: a stream belongs to one region. */
  readonly region: string
  readonly nowMs: number
  /** Whether rates and quotas are enforced. */
  readonly limited: boolean
}

export type Answer = object | string | undefined

interface Options {
  /** Whether call faults (latency, HTTP 500, reset) may hit it. */
  readonly dataPlane?: boolean
  /** A quick yes for well-formed inputs of the busiest operation; after a no, `fields` have the last word. */
  readonly accepts?: (input: Readonly<Record<string, unknown>>) => boolean
}

/** One operation of the API. */
export interface Operation extends Options {
  readonly fields: Fields
  /** The answer as an object, as JSON text already, or undefined for an empty body. */
  readonly run: (input: never, context: Context) => Answer
}

export function operation<Input>(
  fields: Fields,
  run: (input: Input, context: Context) => Answer,
  options: Options = {},
): Operation {
  return { fields, run, ...options }
}
