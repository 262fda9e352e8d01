import { type HostJson, MOST_ROWS } from '../api.ts'
import { Rate } from './rate.ts'
import { rounded } from './series.ts'

/** Hosts that are followed; of more, those that come later count as one, named so. */
const FOLLOWED = 5000
export const OTHER_HOSTS = '…'
const RECORD_CHARACTERS = 500

interface Host {
  readonly rate: Rate
  readonly bytesRate: Rate
  records: number
  bytes: number
  unparsed: number
  lagSeconds: number | null
  lastAt: number | null
  last: string | null
}

/** The hosts whose records are read back. */
export class Hosts {
  readonly #hosts = new Map<string, Host>()
  #looked: number

  /** @param started ms since the epoch */
  constructor(started: number) {
    this.#looked = started
  }

  /** @returns the name that it is counted under */
  count(name: string, bytes: number): string {
    const key = this.#hosts.has(name) || this.#hosts.size < FOLLOWED ? name : OTHER_HOSTS
    let host = this.#hosts.get(key)
    if (!host) {
      host = {
        rate: new Rate(this.#looked),
        bytesRate: new Rate(this.#looked),
        records: 0,
        bytes: 0,
        unparsed: 0,
        lagSeconds: null,
        lastAt: null,
        last: null,
      }
      this.#hosts.set(key, host)
    }
    host.records++
    host.bytes += bytes
    return key
  }

  unparsed(name: string): void {
    const host = this.#hosts.get(name)
    if (host) host.unparsed++
  }

  /** A record of a host. @param lagMs from its own time to its arrival; undefined where that is unknown */
  record(name: string, text: string, at: number, lagMs: number | undefined): void {
    const host = this.#hosts.get(name)
    if (!host) return
    host.last = text.length > RECORD_CHARACTERS ? `${text.slice(0, RECORD_CHARACTERS)}…` : text
    host.lastAt = at
    host.lagSeconds = lagMs === undefined ? null : rounded(Math.max(0, lagMs) / 1000)
  }

  /** Once a second. @param now ms since the epoch */
  look(now: number): void {
    for (const host of this.#hosts.values()) {
      host.rate.look(host.records, now)
      host.bytesRate.look(host.bytes, now)
    }
    this.#looked = now
  }

  get total(): number {
    return this.#hosts.size
  }

  get unparsedRecords(): number {
    let sum = 0
    for (const { unparsed } of this.#hosts.values()) sum += unparsed
    return sum
  }

  /** Those with the most records a second first. */
  list(): HostJson[] {
    const rows = [...this.#hosts].sort(
      ([, a], [, b]) => b.rate.perSecond - a.rate.perSecond || b.records - a.records,
    )
    return rows.slice(0, MOST_ROWS).map(([name, host]) => ({
      name,
      records: host.records,
      records_per_second: rounded(host.rate.perSecond),
      bytes_per_second: Math.round(host.bytesRate.perSecond),
      unparsed: host.unparsed,
      lag_seconds: host.lagSeconds,
      last_record_at: host.lastAt,
      last_record: host.last,
      trend: host.rate.trend(),
    }))
  }
}
