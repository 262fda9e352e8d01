import { SHARD_LIMITS } from '../../aws/limits.ts'
import type { LaneState } from '../../sink/delivery-ports.ts'
import type { ShardJson, ShardStatisticsJson } from '../api.ts'
import { Rate } from './rate.ts'
import { rounded } from './series.ts'

/** What a shard took and refused up to now. */
export interface ShardCounts {
  readonly sent: number
  readonly throttled: number
}

/** Shards that were closed are shown no more after so long. */
const GONE_MS = 60_000

interface Followed {
  /** Records that were sent into it, and read back from it. */
  readonly sent: Rate
  readonly read: Rate
  seenAt: number
}

/** Shards of the stream, as they are now and how they were lately. */
export class Shards {
  readonly #followed = new Map<string, Followed>()
  #lanes: readonly LaneState[] = []
  #started: number

  constructor(started: number) {
    this.#started = started
  }

  /** Once a second. @param readBack records read back, by shard; empty where nothing is read back */
  look(lanes: readonly LaneState[], readBack: ReadonlyMap<string, number>, now: number): void {
    const sent = new Map<string, number>()
    for (const lane of lanes) sent.set(lane.name, (sent.get(lane.name) ?? 0) + lane.sent)
    for (const name of new Set([...sent.keys(), ...readBack.keys()])) {
      let shard = this.#followed.get(name)
      if (!shard) {
        shard = { sent: new Rate(this.#started), read: new Rate(this.#started), seenAt: now }
        this.#followed.set(name, shard)
      }
      shard.sent.look(sent.get(name) ?? shard.sent.count, now)
      shard.read.look(readBack.get(name) ?? 0, now)
      if (sent.has(name) || shard.read.movedAt === now) shard.seenAt = now
    }
    for (const [name, { seenAt }] of this.#followed) if (now - seenAt > GONE_MS) this.#followed.delete(name)
    this.#lanes = lanes
    this.#started = now
  }

  /**
   * @param statistics of the open shards; null where there is no pipeline
   * @param strays see `Counters.strays`
   * @param minuteAgo what they had a minute ago
   * @param readBack true where the stream is read back: what was read from a shard is then what it took
   */
  list(
    statistics: Readonly<Record<string, ShardStatisticsJson>> | null,
    strays: ReadonlyMap<string, number>,
    minuteAgo: Readonly<Record<string, ShardCounts>>,
    readBack: boolean,
  ): ShardJson[] {
    const names = statistics === null ? [...this.#followed.keys()] : Object.keys(statistics)
    const rows = names.sort().map((name) => {
      const lanes = this.#lanes.filter((lane) => lane.name === name)
      const shard = this.#followed.get(name)
      const own = statistics?.[name]
      const rate = own === undefined ? shard?.read : shard?.sent
      const before = minuteAgo[name] ?? { sent: 0, throttled: 0 }
      const used = usedOf(lanes)
      return {
        name,
        heat: used && rounded(Math.max(used.records, used.bytes)),
        records_per_second: rounded(rate?.perSecond ?? 0),
        bytes_per_second: used && Math.round(used.bytes * SHARD_LIMITS.bytesPerSecond),
        limit_records_per_second: SHARD_LIMITS.recordsPerSecond,
        limit_bytes_per_second: SHARD_LIMITS.bytesPerSecond,
        throttles_last_minute: own === undefined ? 0 : Math.max(0, own.throttled - before.throttled),
        expected_share: shareOfKeys(lanes[0]?.span),
        minute: own === undefined ? (rate?.perSecond ?? 0) : Math.max(0, own.sent - before.sent),
        predicted: own?.sent ?? null,
        real: realOf(own, lanes, strays.get(name) ?? 0, readBack ? shard?.read.count : undefined),
        trend: rate?.trend() ?? [],
        statistics: own ?? null,
      }
    })
    const all = rows.reduce((sum, { minute }) => sum + minute, 0)
    return rows.map(({ minute, ...row }) => ({ ...row, share: all === 0 ? null : rounded(minute / all) }))
  }
}

/** The parts of a second's records and bytes that were used, over the lanes of a shard. */
function usedOf(lanes: readonly LaneState[]): { records: number; bytes: number } | null {
  const paced = lanes.flatMap(({ used }) => used ?? [])
  if (paced.length === 0) return null
  return {
    records: paced.reduce((sum, { records }) => sum + records, 0) / SHARD_LIMITS.recordsPerSecond,
    bytes: paced.reduce((sum, { bytes }) => sum + bytes, 0) / SHARD_LIMITS.bytesPerSecond,
  }
}

function realOf(
  own: ShardStatisticsJson | undefined,
  lanes: readonly LaneState[],
  came: number,
  read: number | undefined,
): number | null {
  if (read !== undefined) return read
  if (own === undefined) return null
  return own.sent - lanes.reduce((sum, { strayed }) => sum + strayed, 0) + came
}

/** The part of the key space of a span such as `00…-7f…`: hash keys are 128 bits, of which 52 are more than is shown. */
function shareOfKeys(span: string | undefined): number | null {
  const [, first, last] = /^([\da-f]{32})-([\da-f]{32})/i.exec(span ?? '') ?? []
  if (first === undefined || last === undefined) return null
  const part = (hex: string): number => Number.parseInt(hex.slice(0, 13), 16)
  return rounded((part(last) + 1 - part(first)) / 2 ** 52)
}
