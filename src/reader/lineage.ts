import { type Position, TRIM_HORIZON } from './position.ts'

/** What reading needs to know of a shard. */
export interface ShardInfo {
  readonly id: string
  /** One after a split, two after a merge; shards already trimmed from the stream may still be named here. */
  readonly parents: readonly string[]
  /** True when the shard was split or merged: it takes no more records. */
  readonly closed: boolean
}

export interface Start {
  readonly shardId: string
  readonly position: Position
}

type State = 'waiting' | 'reading' | 'done'

/**
 * Which shards to read, from where, and when: a shard begins once all its parents are read to their end, because a key's
 * older records are in a parent. Knows nothing of the network.
 */
export class Lineage {
  readonly #from: Position
  readonly #only: string | undefined
  readonly #resume: ReadonlyMap<string, Position | 'done'>
  readonly #shards = new Map<string, { info: ShardInfo; state: State; position: Position }>()

  /**
   * @param only read this shard alone and follow no children
   * @param resume shards that were read before: where to go on, or that there is nothing left of them
   */
  constructor(from: Position, only?: string, resume: ReadonlyMap<string, Position | 'done'> = new Map()) {
    this.#from = from
    this.#only = only
    this.#resume = resume
  }

  /** The shards of the stream when reading begins. */
  begin(shards: readonly ShardInfo[]): void {
    for (const info of shards) {
      if (this.#only !== undefined && info.id !== this.#only) continue
      // From the latest record on, what is closed has nothing to give.
      const skipped = this.#from.at === 'latest' && info.closed && this.#only === undefined
      const resumed = this.#resume.get(info.id) ?? (skipped ? 'done' : this.#from)
      if (resumed === 'done') this.#shards.set(info.id, { info, state: 'done', position: this.#from })
      else this.#shards.set(info.id, { info, state: 'waiting', position: resumed })
    }
  }

  /** Shards that appeared since: children of a split or merge. They are read from their first record. */
  learn(shards: readonly ShardInfo[]): void {
    if (this.#only !== undefined) return
    for (const info of shards) {
      if (!this.#shards.has(info.id))
        this.#shards.set(info.id, { info, state: 'waiting', position: TRIM_HORIZON })
    }
  }

  /** Shards whose turn has come; each is told once. */
  ready(): Start[] {
    const starts: Start[] = []
    for (const shard of this.#shards.values()) {
      if (shard.state !== 'waiting' || !shard.info.parents.every((id) => this.#isRead(id))) continue
      shard.state = 'reading'
      starts.push({ shardId: shard.info.id, position: shard.position })
    }
    return starts
  }

  done(shardId: string): void {
    this.#shards.get(shardId)!.state = 'done'
  }

  /** Shards that were or are read. */
  get begun(): number {
    let count = 0
    for (const shard of this.#shards.values()) if (shard.state !== 'waiting') count++
    return count
  }

  /** A parent that the stream no longer lists was trimmed with its records: nothing to wait for. */
  #isRead(id: string): boolean {
    const parent = this.#shards.get(id)
    return parent === undefined || parent.state === 'done'
  }
}
