/** What one host last brought to one shard. */
interface Host {
  /** The latest event time, ms. */
  latest: number
  /** When its last row arrived in the stream, ms. */
  arrivedAt: number
  /** When its last row was read, by this machine's clock, ms. */
  readAt: number
}

interface Shard {
  readonly hosts: Map<string, Host>
  /** Rows of it, or the word that it has none, were there: before, nobody knows what it will bring. */
  heard: boolean
  caughtUp: boolean
  /** Arrival of its last row, ms. */
  arrivedAt: number
  /** When it was last heard of, by this machine's clock, ms. */
  heardAt: number
}

/** What a checkpoint keeps of it. */
export interface WatermarkState {
  readonly value: number | null
  readonly ahead: number | null
  readonly shards: Readonly<
    Record<string, readonly (readonly [host: string, latest: number, arrivedAt: number])[]>
  >
}

/** A shard so little behind its tip has no backlog: an answer always takes some time. */
const CAUGHT_UP_MS = 1_000
/** Hosts of a shard at most; beyond, those that were silent for longest count as gone. */
const MAX_HOSTS = 10_000

/**
 * Up to which event time everything is thought to be there: the least, over all hosts of all shards, of the latest that each
 * brought, less the allowed lateness. It never goes back.
 *
 * - A shard that nobody has heard of yet, or that has a backlog and brought nothing, holds it where it is.
 * - A host is idle when, by arrival, the shard went on for `idleMs` without it, or when the shard has no backlog and nothing came
 *   from it for `idleMs` of this machine's clock. Idle hosts do not count, unless their shard has a backlog and no other hosts.
 * - When all are idle, time goes on at the pace of the clock, from the latest event: the last window ends too.
 * - An event is not from after its own arrival: a clock that is fast, or a damaged year, does not close windows of the others.
 */
export class Watermark {
  readonly #lateMs: number
  readonly #idleMs: number
  readonly #shards = new Map<string, Shard>()
  #value: number | undefined
  /** The latest event of shards that are at their end. */
  #ahead: number | undefined
  #heldBy: { shardId: string; host: string } | undefined

  constructor(lateMs: number, idleMs: number, state?: WatermarkState) {
    this.#lateMs = lateMs
    this.#idleMs = idleMs
    if (state === undefined) return
    this.#value = state.value ?? undefined
    this.#ahead = state.ahead ?? undefined
    for (const [shardId, hosts] of Object.entries(state.shards)) {
      const shard = this.#open(shardId)
      for (const [host, latest, arrivedAt] of hosts)
        shard.hosts.set(host, { latest, arrivedAt, readAt: Number.NaN })
    }
  }

  get value(): number | undefined {
    return this.#value
  }

  /** What held it back when it was last computed. */
  get heldBy(): { readonly shardId: string; readonly host: string } | undefined {
    return this.#heldBy
  }

  get state(): WatermarkState {
    return {
      value: this.#value ?? null,
      ahead: this.#ahead ?? null,
      shards: Object.fromEntries(
        [...this.#shards].map(([shardId, { hosts }]) => [
          shardId,
          [...hosts].map(([host, { latest, arrivedAt }]) => [host, latest, arrivedAt] as const),
        ]),
      ),
    }
  }

  open(shardId: string): void {
    this.#open(shardId)
  }

  /** A row, in the order of its shard. Times in ms: of the event, of its arrival, of now. */
  row(shardId: string, host: string, event: number, arrivedAt: number, now: number): void {
    const shard = this.#open(shardId)
    shard.heard = true
    shard.heardAt = now
    if (arrivedAt > shard.arrivedAt) shard.arrivedAt = arrivedAt
    const latest = Math.min(event, arrivedAt)
    const known = shard.hosts.get(host)
    if (known === undefined) {
      shard.hosts.set(host, { latest, arrivedAt, readAt: now })
      if (shard.hosts.size > MAX_HOSTS) this.#forgetSilentest(shard)
      return
    }
    if (latest > known.latest) known.latest = latest
    known.arrivedAt = arrivedAt
    known.readAt = now
  }

  /** How far reading is behind a shard's tip, ms. */
  progress(shardId: string, behindMs: number, now: number): void {
    const shard = this.#open(shardId)
    shard.heard = true
    shard.heardAt = now
    shard.caughtUp = behindMs <= CAUGHT_UP_MS
    // After a restart a host counts as silent from now on.
    for (const host of shard.hosts.values()) if (Number.isNaN(host.readAt)) host.readAt = now
  }

  /** A shard that is at its end. */
  finish(shardId: string): void {
    const shard = this.#shards.get(shardId)
    this.#shards.delete(shardId)
    for (const { latest } of shard?.hosts.values() ?? [])
      this.#ahead = Math.max(this.#ahead ?? latest, latest)
  }

  /** Computes it anew. Undefined while nothing is known. */
  advance(): number | undefined {
    const next = this.#least()
    if (next !== undefined) this.#value = Math.max(this.#value ?? next - this.#lateMs, next - this.#lateMs)
    return this.#value
  }

  #least(): number | undefined {
    let least = Number.POSITIVE_INFINITY
    let ahead = this.#ahead ?? Number.NEGATIVE_INFINITY
    this.#heldBy = undefined
    for (const [shardId, shard] of this.#shards) {
      if (!shard.heard || (shard.hosts.size === 0 && !shard.caughtUp)) {
        this.#heldBy = { shardId, host: '' }
        return undefined
      }
      let active = false
      let latest: [number, string] = [Number.NEGATIVE_INFINITY, '']
      for (const [name, host] of shard.hosts) {
        const silent = silentFor(shard, host)
        if (host.latest > latest[0]) latest = [host.latest, name]
        ahead = Math.max(ahead, host.latest + Math.max(0, silent - this.#idleMs))
        if (silent > this.#idleMs) continue
        active = true
        if (host.latest >= least) continue
        least = host.latest
        this.#heldBy = { shardId, host: name }
      }
      if (active || shard.caughtUp || latest[0] >= least) continue
      least = latest[0]
      this.#heldBy = { shardId, host: latest[1] }
    }
    if (least !== Number.POSITIVE_INFINITY) return least
    return ahead === Number.NEGATIVE_INFINITY ? undefined : ahead
  }

  #open(shardId: string): Shard {
    let shard = this.#shards.get(shardId)
    if (shard === undefined) {
      shard = {
        hosts: new Map(),
        heard: false,
        caughtUp: false,
        arrivedAt: Number.NEGATIVE_INFINITY,
        heardAt: Number.NaN,
      }
      this.#shards.set(shardId, shard)
    }
    return shard
  }

  #forgetSilentest(shard: Shard): void {
    let silentest: [string, number] | undefined
    for (const [name, { arrivedAt }] of shard.hosts)
      if (silentest === undefined || arrivedAt < silentest[1]) silentest = [name, arrivedAt]
    shard.hosts.delete(silentest![0])
  }
}

/** How long a host has been silent, ms: by arrival, and by the clock where there is no backlog. */
function silentFor(shard: Shard, host: Host): number {
  const byArrival = shard.arrivedAt - host.arrivedAt
  const byClock = shard.caughtUp ? shard.heardAt - host.readAt : 0
  return Math.max(0, Number.isFinite(byArrival) ? byArrival : 0, Number.isFinite(byClock) ? byClock : 0)
}
