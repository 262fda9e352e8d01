import type { Kinesis } from '../aws/client.ts'
import { readEvents } from '../reader/events.ts'
import { newTotals } from '../reader/totals.ts'
import type { Collector } from '../serve/collect/collector.ts'

/** What came back from the stream. */
export interface ReadBack {
  /** Different records, by event id. */
  readonly records: number
  /** Records that came again. */
  readonly doubled: number
  readonly logTypes: ReadonlyMap<string, number>
}

/** Follows the stream from its beginning while the demo runs, and counts: the proof that what was sent is there. */
export class DemoReader {
  readonly #totals = newTotals()
  readonly #logTypes = new Map<string, number>()
  readonly #stop = new AbortController()
  readonly #running: Promise<void>
  #records = 0

  /**
   * @param sample told the first record of each log type, and whether it is the first of all
   * @param collector of the dashboard, which shows what comes back
   */
  constructor(
    kinesis: Kinesis,
    streamName: string,
    sample: (record: string, first: boolean) => void,
    collector?: Collector,
  ) {
    collector?.beginReading(this.#totals)
    this.#running = this.#read(kinesis, streamName, sample, collector)
    this.#running.catch(() => {})
  }

  get counts(): ReadBack {
    return { records: this.#records, doubled: this.#totals.duplicates, logTypes: this.#logTypes }
  }

  close(): Promise<void> {
    this.#stop.abort()
    return this.#running
  }

  async #read(
    kinesis: Kinesis,
    streamName: string,
    sample: (record: string, first: boolean) => void,
    collector: Collector | undefined,
  ): Promise<void> {
    const options = {
      streamName,
      from: { at: 'trim-horizon' },
      follow: true,
      signal: this.#stop.signal,
      onAnswer: (shardId: string, behindMs: number) => collector?.answered(shardId, behindMs),
    } as const
    for await (const block of readEvents(kinesis, options, this.#totals)) {
      collector?.readBack(block)
      for (const { data } of block) {
        this.#records++
        const record = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString()
        const { log_type } = JSON.parse(record) as { log_type: string }
        const seen = this.#logTypes.get(log_type) ?? 0
        if (seen === 0) sample(record, this.#logTypes.size === 0)
        this.#logTypes.set(log_type, seen + 1)
      }
    }
  }
}
