import type { Kinesis } from '../../aws/client.ts'
import type { Page, StreamEvent } from '../../reader/event.ts'
import { Patience } from '../../reader/patience.ts'
import type { Position } from '../../reader/position.ts'
import { type ReadOptions, readStream } from '../../reader/read.ts'
import { listShards, type Shard } from '../../reader/shards.ts'
import { newTotals, type ReadTotals } from '../../reader/totals.ts'
import { unpack } from '../../reader/unpack.ts'
import type { RowSource, SourceEvent, SourceState } from './row-source.ts'

export interface StreamSourceOptions
  extends Pick<ReadOptions, 'streamName' | 'from' | 'follow' | 'onReady' | 'onTrouble'> {
  readonly signal: AbortSignal
  /** Shards that were read before, each with the sequence number behind which reading goes on. */
  readonly resume: ReadonlyMap<string, string>
  /** Shards that were read to their end before. */
  readonly finished: ReadonlySet<string>
  readonly idleMs?: number
}

/** Rows of one block at most, and their payload in bytes. */
const BLOCK_ROWS = 2_000
const BLOCK_BYTES = 1024 * 1024

/**
 * The rows of a stream: all shards, resharding followed, packing undone, Kinesis records whole. After a restart reading goes on
 * behind the last row that the engine kept. A line that was sent twice comes twice: the engine knows.
 */
export class StreamSource implements RowSource {
  readonly totals: ReadTotals = newTotals()
  readonly #kinesis: Pick<Kinesis, 'call'>
  readonly #options: StreamSourceOptions
  readonly #behind = new Map<string, number>()
  #rows = 0

  constructor(kinesis: Pick<Kinesis, 'call'>, options: StreamSourceOptions) {
    this.#kinesis = kinesis
    this.#options = options
  }

  state(): SourceState {
    const behind = [...this.#behind.values()]
    return {
      rows: this.#rows,
      rejected: 0,
      behindMs: behind.length === 0 ? undefined : Math.max(...behind),
      shards: this.#behind.size,
    }
  }

  async *events(): AsyncGenerator<SourceEvent> {
    const { signal, resume, finished, ...options } = this.#options
    const opened = new Set((await this.#shards()).filter((one) => this.#isRead(one)).map(idOf))
    yield { kind: 'open', shardIds: [...opened] }
    const places = new Map<string, Position | 'done'>()
    for (const [id, sequenceNumber] of resume) places.set(id, { at: 'after', sequenceNumber })
    for (const id of finished) places.set(id, 'done')
    const reading = { ...options, signal, marks: true, resume: places }
    for await (const page of readStream(this.#kinesis, reading, this.totals)) {
      if (!opened.has(page.shardId)) {
        // A shard that another reading of the list would have shown: made between the two.
        opened.add(page.shardId)
        yield { kind: 'open', shardIds: [page.shardId] }
      }
      yield* this.#blocks(page)
      if (signal.aborted) return
      if (page.last === undefined) {
        this.#behind.set(page.shardId, page.behindMs)
        if (page.records.length === 0)
          yield { kind: 'progress', shardId: page.shardId, behindMs: page.behindMs }
        continue
      }
      this.#behind.delete(page.shardId)
      if (page.last === 'tip') {
        // No end of the shard: another reading goes on from here.
        yield { kind: 'progress', shardId: page.shardId, behindMs: 0 }
        continue
      }
      // Those that go on where this one ends are there before it lets go of what it holds back.
      const shards = await this.#shards()
      const born = shards
        .filter((one) => isChild(one, page.shardId))
        .map(idOf)
        .filter((id) => !opened.has(id))
      for (const id of born) opened.add(id)
      if (born.length > 0) yield { kind: 'open', shardIds: born }
      yield { kind: 'finish', shardId: page.shardId }
    }
  }

  *#blocks(page: Page): Generator<SourceEvent> {
    const { shardId, behindMs } = page
    let rows: StreamEvent[] = []
    let bytes = 0
    for (const record of page.records) {
      for (const event of unpack(record, { onDamaged: () => this.totals.damaged++ })) {
        rows.push(event)
        bytes += event.data.length
      }
      if (rows.length < BLOCK_ROWS && bytes < BLOCK_BYTES) continue
      this.#rows += rows.length
      yield { kind: 'rows', block: { shardId, rows } }
      rows = []
      bytes = 0
    }
    if (rows.length === 0) return
    this.#rows += rows.length
    yield { kind: 'rows', block: { shardId, rows, behindMs } }
  }

  #shards(): Promise<Shard[]> {
    const { streamName, signal, follow, onTrouble } = this.#options
    const patience = new Patience({ forever: follow, signal, onTrouble, totals: this.totals })
    return listShards(streamName, (input) =>
      patience.run(() => this.#kinesis.call('ListShards', input, signal)),
    )
  }

  /** As `Lineage` has it: from the latest record on, what is closed has nothing to give. */
  #isRead(shard: Shard): boolean {
    const { from, resume, finished } = this.#options
    if (finished.has(idOf(shard))) return false
    const closed = shard.SequenceNumberRange?.EndingSequenceNumber !== undefined
    return from.at !== 'latest' || !closed || resume.has(idOf(shard))
  }
}

function idOf(shard: Shard): string {
  return shard.ShardId!
}

function isChild(shard: Shard, parent: string): boolean {
  return shard.ParentShardId === parent || shard.AdjacentParentShardId === parent
}
