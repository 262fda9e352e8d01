import { Histogram } from './histogram.ts'

/**
 * Where lines spend their time, in ms: made by whoever watches (`Counters.stages`), and counted only then. A line's stages
 * together are its delivery latency.
 */
export class StageLatency {
  /** From seen in the file to read. */
  readonly read: Histogram = new Histogram()
  readonly parsed: Histogram = new Histogram()
  /** From parsed until its whole chunk had room among the records that wait. */
  readonly queued: Histogram = new Histogram()
  /** From then on (from parsed, if its chunk was not in whole yet) to the acknowledgement. */
  readonly accepted: Histogram = new Histogram()
}
