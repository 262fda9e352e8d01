import type { Top, TopField, TopRow } from '../api.ts'
import { type Ranked, Ranking, rankedTogether } from './ranking.ts'
import { rounded } from './series.ts'

const MINUTE_MS = 60_000
/** Minutes kept: an hour. */
const MINUTES = 60
/** Values kept of each field and minute. */
const KEPT = 100

interface Minute {
  readonly minute: number
  readonly fields: Readonly<Record<TopField, Ranking>>
  /** Records that were looked at, and that they stand for. */
  looked: number
  records: number
}

/** A record as far as it is ranked. */
export interface RankedRecord {
  readonly path?: unknown
  readonly ip_address?: unknown
  readonly user_agent?: unknown
  readonly status_code?: unknown
  readonly request_time?: unknown
  readonly target_processing_time?: unknown
}

/** The most frequent paths, clients, user agents and status codes, and the slowest paths: by the minute, an hour of them. */
export class Tops {
  #minutes: Minute[] = []

  /** @param at ms since the epoch; @param weight see SampledRecord */
  add(record: RankedRecord, weight: number, at: number): void {
    const minute = this.#minuteOf(at)
    minute.looked++
    minute.records += weight
    const { path, ip_address, user_agent, status_code } = record
    const { fields } = minute
    const seconds = record.request_time ?? record.target_processing_time
    const ms = typeof seconds === 'number' && seconds >= 0 ? seconds * 1000 : undefined
    if (typeof path === 'string') {
      const bare = withoutQuery(path)
      fields.path.add(bare, weight, ms)
      if (ms !== undefined) fields.slowest.add(bare, weight, ms)
    }
    if (typeof ip_address === 'string') fields.ip_address.add(ip_address, weight, undefined)
    if (typeof user_agent === 'string') fields.user_agent.add(user_agent, weight, undefined)
    if (typeof status_code === 'number') fields.status.add(String(status_code), weight, undefined)
  }

  read(field: TopField, from: number, to: number, limit: number): Top {
    const minutes = this.#between(from, to)
    const rankings = minutes.map(({ fields }) => fields[field])
    const total = rankings.reduce((sum, ranking) => sum + ranking.total, 0)
    const by = field === 'slowest' ? 'maxMs' : 'count'
    const rows = [...rankedTogether(rankings).values()].sort((a, b) => b[by] - a[by] || b.count - a.count)
    return {
      field,
      from: (minutes[0]?.minute ?? Math.floor(from / MINUTE_MS)) * MINUTE_MS,
      to,
      total: Math.round(total),
      sampling: { one_of: this.oneOf(from, to) },
      rows: rows.slice(0, limit).map((row) => rowOf(row, total)),
    }
  }

  /** One of so many records was looked at, in the minute in which that was the most. */
  oneOf(from: number, to: number): number {
    const parts = this.#between(from, to).map(({ looked, records }) => (looked === 0 ? 1 : records / looked))
    return Math.max(1, ...parts.map((part) => Math.round(part * 10) / 10))
  }

  #between(from: number, to: number): Minute[] {
    const [first, last] = [Math.floor(from / MINUTE_MS), Math.floor(to / MINUTE_MS)]
    return this.#minutes.filter(({ minute }) => minute >= first && minute <= last)
  }

  #minuteOf(at: number): Minute {
    const minute = Math.floor(at / MINUTE_MS)
    const last = this.#minutes.at(-1)
    if (last?.minute === minute) return last
    // A clock that was set back: what comes counts with the newest.
    if (last !== undefined && minute < last.minute)
      return this.#minutes.find((one) => one.minute === minute) ?? last
    if (last) for (const ranking of Object.values(last.fields)) ranking.shrink()
    const added: Minute = {
      minute,
      fields: {
        path: new Ranking(KEPT),
        ip_address: new Ranking(KEPT),
        user_agent: new Ranking(KEPT),
        status: new Ranking(KEPT),
        slowest: new Ranking(KEPT, 'maxMs'),
      },
      looked: 0,
      records: 0,
    }
    this.#minutes.push(added)
    this.#minutes = this.#minutes.filter((one) => one.minute > minute - MINUTES)
    return added
  }
}

function rowOf({ value, count, over, timed, sumMs, maxMs }: Ranked, total: number): TopRow {
  return {
    value,
    count: Math.round(count),
    at_most_over: Math.round(over),
    share: total === 0 ? 0 : rounded(Math.min(1, count / total)),
    mean_ms: timed === 0 ? null : rounded(sumMs / timed),
    max_ms: timed === 0 ? null : rounded(maxMs),
  }
}

function withoutQuery(path: string): string {
  const at = path.indexOf('?')
  return at < 0 ? path : path.slice(0, at)
}
