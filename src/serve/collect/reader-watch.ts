import type { StreamEvent } from '../../reader/event.ts'
import type { ReadTotals } from '../../reader/totals.ts'
import { Histogram } from '../../stats/histogram.ts'
import type { HostJson, PercentilesJson, ReadingJson } from '../api.ts'
import { Hosts } from './hosts.ts'
import { parseRecord, timeOf } from './parse-record.ts'
import { percentiles } from './percentiles.ts'
import { Rate, SPAN_SECONDS } from './rate.ts'
import type { Figures } from './series.ts'

/** How a host stands in a record, in the guide's names, OpenTelemetry's and ECS's. */
const HOSTS = ['"host":"', '"host.name":"', '"host":{"name":"'].map((label) => Buffer.from(label))
const UNPARSED = ['"log_type":"unparsed"', '"dataset":"unparsed"'].map((label) => Buffer.from(label))
const QUOTE = 0x22
const BACKSLASH = 0x5c
/** Records that tell no host. */
const NO_HOST = '-'

/** Counts what is read back from a stream: each record, by host and by shard, without making an object of it. */
export class ReaderWatch {
  readonly #totals: ReadTotals
  readonly #hosts: Hosts
  readonly #shards = new Map<string, number>()
  readonly #events: Rate
  readonly #records: Rate
  readonly #bytes: Rate
  /** From a record's own time to its arrival, in ms: of those that were looked at. */
  readonly #latency = new Histogram()
  readonly #copies: Histogram[] = [new Histogram()]
  #before = { events: 0, records: 0, bytes: 0, unparsed: 0, at: 0 }
  readonly #behind = new Map<string, number>()
  readonly #newest = new Map<string, Pick<StreamEvent, 'data' | 'arrivedAt'>>()
  latency: PercentilesJson | null = null

  constructor(totals: ReadTotals, now: number) {
    this.#totals = totals
    this.#hosts = new Hosts(now)
    this.#events = new Rate(now)
    this.#records = new Rate(now)
    this.#bytes = new Rate(now)
    this.#before.at = now
  }

  /** A record that was read back. @returns its host */
  event({ data, shardId }: StreamEvent): string {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    this.#shards.set(shardId, (this.#shards.get(shardId) ?? 0) + 1)
    const name = this.#hosts.count(hostOf(bytes), bytes.length)
    if (UNPARSED.some((label) => bytes.includes(label))) this.#hosts.unparsed(name)
    return name
  }

  /** How far a shard's reading is behind its tip, in ms. */
  answered(shardId: string, behindMs: number): void {
    this.#behind.set(shardId, behindMs)
  }

  /** A record that was looked at. @param time its own time, ms since the epoch; NaN where it has none */
  record(host: string, text: string, at: number, time: number): void {
    const ms = Number.isNaN(time) ? undefined : at - time
    if (ms !== undefined) this.#latency.record(ms)
    this.#hosts.record(host, text, at, ms)
  }

  /** The newest record of a host, where records are looked at elsewhere: kept as it is until somebody asks. */
  newest(host: string, { data, arrivedAt }: StreamEvent): void {
    this.#newest.set(host, { data, arrivedAt })
  }

  /** Records that did not parse, since the start. */
  get unparsed(): number {
    return this.#hosts.unparsedRecords
  }

  /** Once a second. */
  look(now: number): Figures {
    const { events, records, bytes } = this.#totals
    const unparsed = this.#hosts.unparsedRecords
    this.#events.look(events, now)
    this.#records.look(records, now)
    this.#bytes.look(bytes, now)
    this.#hosts.look(now)
    for (const [host, { data, arrivedAt }] of this.#newest) {
      const words = Buffer.from(data).toString()
      this.record(host, words, arrivedAt || now, timeOf(parseRecord(words).timestamp))
    }
    this.#newest.clear()
    const before = this.#before
    const seconds = Math.max(0.001, (now - before.at) / 1000)
    this.#before = { events, records, bytes, unparsed, at: now }
    const ofSecond = percentiles(this.#latency.since(this.#copies.at(-1)!))
    this.latency = percentiles(this.#latency.since(this.#copies[0]!))
    this.#copies.push(this.#latency.copy())
    if (this.#copies.length > SPAN_SECONDS) this.#copies.shift()
    return {
      lines_per_second: (events - before.events) / seconds,
      records_per_second: (records - before.records) / seconds,
      bytes_per_second: (bytes - before.bytes) / seconds,
      parse_failures_per_second: (unparsed - before.unparsed) / seconds,
      latency_p50_ms: ofSecond?.p50 ?? null,
      latency_p95_ms: ofSecond?.p95 ?? null,
      latency_p99_ms: ofSecond?.p99 ?? null,
      lag_seconds: (this.behindMs ?? 0) / 1000,
    }
  }

  /** Of the slowest shard; null before the first answer. */
  get behindMs(): number | null {
    return this.#behind.size === 0 ? null : Math.max(...this.#behind.values())
  }

  get shards(): ReadonlyMap<string, number> {
    return this.#shards
  }

  get hostsTotal(): number {
    return this.#hosts.total
  }

  hosts(): HostJson[] {
    return this.#hosts.list()
  }

  get rates(): { events: number; records: number; bytes: number; parseSuccess: number | null } {
    const { events } = this.#totals
    return {
      events: this.#events.perSecond,
      records: this.#records.perSecond,
      bytes: this.#bytes.perSecond,
      parseSuccess: events === 0 ? null : 1 - this.#hosts.unparsedRecords / events,
    }
  }

  reading(): ReadingJson {
    const { shards, records, bytes, events, duplicates, given, damaged, throttles, retries } = this.#totals
    const counts = { shards, records, bytes, events, duplicates, given, damaged, throttles, retries }
    return { ...counts, behind_ms: this.behindMs }
  }
}

/** The host of a record that kinetail wrote: it stands near its end. Read from the bytes; what was quoted in a value has a backslash before it. */
function hostOf(bytes: Buffer): string {
  for (const label of HOSTS) {
    const at = bytes.lastIndexOf(label)
    if (at <= 0 || bytes[at - 1] === BACKSLASH) continue
    const start = at + label.length
    const end = bytes.indexOf(QUOTE, start)
    if (end > 0) return bytes.toString('utf8', start, Math.min(end, start + 256))
  }
  return NO_HOST
}
