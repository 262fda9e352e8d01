import type { Shard } from '../stream/shard.ts'
import type { Stream } from '../stream/stream.ts'
import { type MetricStore, observation } from './metric-store.ts'

type Unit = 'Count' | 'Bytes' | 'Milliseconds' | 'None'

/** What one PutRecords did. */
export interface PutRecordsFigures {
  readonly records: number
  readonly stored: number
  readonly throttled: number
  readonly bytes: number
}

/** The metrics of `AWS/Kinesis` that the service publishes, fed call by call and visible at once. */
export class KinesisMetrics {
  readonly #storeOf: (region: string) => MetricStore
  readonly #nowMs: () => number
  readonly #startedMs: number

  /** Made for one call: latencies count from now. */
  constructor(storeOf: (region: string) => MetricStore, nowMs: () => number) {
    this.#storeOf = storeOf
    this.#nowMs = nowMs
    this.#startedMs = nowMs()
  }

  /** What a call wrote to one shard. */
  written(stream: Stream, shard: Shard, records: number, bytes: number, throttled: number): void {
    for (const of of [undefined, shard]) {
      this.#add(stream, 'IncomingRecords', records, 'Count', of)
      this.#add(stream, 'IncomingBytes', bytes, 'Bytes', of)
      this.#add(stream, 'WriteProvisionedThroughputExceeded', throttled, 'Count', of)
    }
  }

  putRecords(stream: Stream, figures: PutRecordsFigures): void {
    const { records, stored, throttled, bytes } = figures
    this.#add(stream, 'PutRecords.Bytes', bytes, 'Bytes')
    this.#add(stream, 'PutRecords.Latency', this.#latency(), 'Milliseconds')
    this.#add(stream, 'PutRecords.Success', stored > 0 ? 1 : 0, 'Count')
    this.#add(stream, 'PutRecords.TotalRecords', records, 'Count')
    this.#add(stream, 'PutRecords.SuccessfulRecords', stored, 'Count')
    this.#add(stream, 'PutRecords.FailedRecords', records - stored - throttled, 'Count')
    this.#add(stream, 'PutRecords.ThrottledRecords', throttled, 'Count')
  }

  putRecord(stream: Stream, bytes: number, success: boolean): void {
    this.#add(stream, 'PutRecord.Bytes', bytes, 'Bytes')
    this.#add(stream, 'PutRecord.Latency', this.#latency(), 'Milliseconds')
    this.#add(stream, 'PutRecord.Success', success ? 1 : 0, 'Count')
  }

  /** `ageMs`: how long ago the last record that the call returned had arrived. */
  getRecords(stream: Stream, records: number, bytes: number, ageMs: number): void {
    this.#add(stream, 'GetRecords.Bytes', bytes, 'Bytes')
    this.#add(stream, 'GetRecords.Records', records, 'Count')
    this.#add(stream, 'GetRecords.Latency', this.#latency(), 'Milliseconds')
    this.#add(stream, 'GetRecords.IteratorAgeMilliseconds', ageMs, 'Milliseconds')
    this.#add(stream, 'GetRecords.Success', 1, 'Count')
    this.#add(stream, 'ReadProvisionedThroughputExceeded', 0, 'Count')
  }

  readThrottled(stream: Stream): void {
    this.#add(stream, 'GetRecords.Success', 0, 'Count')
    this.#add(stream, 'ReadProvisionedThroughputExceeded', 1, 'Count')
  }

  #latency(): number {
    return Math.max(0, this.#nowMs() - this.#startedMs)
  }

  #add(stream: Stream, name: string, value: number, unit: Unit, shard?: Shard): void {
    const dimensions = [
      { Name: 'StreamName', Value: stream.name },
      ...(shard ? [{ Name: 'ShardId', Value: shard.id }] : []),
    ]
    this.#storeOf(stream.region).add(
      { namespace: 'AWS/Kinesis', name, dimensions },
      unit,
      observation(value),
      this.#nowMs(),
    )
  }
}
