import type { FormatSpec } from '../../format/create-engine.ts'
import { Failures } from './failures.ts'
import { type ParsedRecord, parseRecord } from './parse-record.ts'
import { RecordStore } from './record-store.ts'
import { type SampledRecord, type SampledReject, Sampler } from './sampler.ts'
import { TailRing } from './tail-ring.ts'
import { Tops } from './tops.ts'

type Status =
  | 'status_2xx_per_second'
  | 'status_3xx_per_second'
  | 'status_4xx_per_second'
  | 'status_5xx_per_second'

export interface GatheredPorts {
  readonly clock: () => number
  readonly specOf: (input: number, type: string) => FormatSpec
  /** Told of each record that was looked at. */
  record(sampled: SampledRecord, parsed: ParsedRecord): void
  /** Told of each line that became none. */
  rejected(sampled: SampledReject): void
  /** Runs something later. */
  readonly later: (run: () => void, ms: number) => void
}

/** What comes of the records that are looked at: rankings, failures, the live tail, the records of the SQL box. */
export class Gathered {
  readonly sampler: Sampler
  readonly tops: Tops = new Tops()
  readonly failures: Failures
  readonly tail: TailRing = new TailRing()
  readonly store: RecordStore = new RecordStore()
  /** Records by class of status code since the last look. */
  #statuses: Partial<Record<Status, number>> = {}
  readonly #ports: GatheredPorts

  constructor(ports: GatheredPorts) {
    this.#ports = ports
    this.failures = new Failures(ports.specOf, ports.later)
    this.sampler = new Sampler({
      record: (record) => this.#record(record),
      reject: (reject) => this.#reject(reject),
      clock: ports.clock,
      later: ports.later,
    })
  }

  /** Records by class of status code since the last call. */
  takeStatuses(): Partial<Record<Status, number>> {
    const statuses = this.#statuses
    this.#statuses = {}
    return statuses
  }

  #record(sampled: SampledRecord): void {
    const { text, source, at, weight } = sampled
    const parsed = parseRecord(text)
    this.tops.add(parsed, weight, at)
    this.store.add(text, at, weight)
    this.tail.add({ time: at, source, kind: 'record', text, reason: null, column: null })
    const status = statusClass(parsed.status_code)
    if (status) this.#statuses[status] = (this.#statuses[status] ?? 0) + weight
    this.#ports.record(sampled, parsed)
  }

  #reject(sampled: SampledReject): void {
    const { source, at, line, reason, column } = sampled
    this.failures.add(sampled)
    this.tail.add({ time: at, source, kind: 'rejected', text: line.toString(), reason, column })
    this.#ports.rejected(sampled)
  }
}

function statusClass(code: unknown): Status | undefined {
  if (typeof code !== 'number') return undefined
  const hundreds = Math.floor(code / 100)
  return hundreds >= 2 && hundreds <= 5 ? (`status_${hundreds}xx_per_second` as Status) : undefined
}
