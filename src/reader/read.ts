import { setMaxListeners } from 'node:events'
import type { Kinesis } from '../aws/client.ts'
import { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import type { Page } from './event.ts'
import { Lineage, type ShardInfo } from './lineage.ts'
import { Pages } from './pages.ts'
import { Patience, type PatienceOptions, type Trouble } from './patience.ts'
import type { Position } from './position.ts'
import { type ChildShard, readShard, type ShardContext } from './shard.ts'
import { listShards, type Shard } from './shards.ts'
import { newTotals, type ReadTotals } from './totals.ts'

export interface ReadOptions {
  readonly streamName: string
  readonly from: Position
  /** Go on at the tip. Otherwise reading ends where the stream stood when it began. */
  readonly follow: boolean
  /** Read this shard alone; its children are not followed. */
  readonly shardId?: string
  /** Shards that were read before, by id: where to go on, or `done` for one that was read to its end. Others begin at `from`. */
  readonly resume?: ReadonlyMap<string, Position | 'done'>
  /** Pages come also where a shard has nothing new (no records, `behindMs` 0) and where it ends (`last`). */
  readonly marks?: boolean
  readonly signal?: AbortSignal
  /** Wait between two calls for a shard that has nothing new, ms; 500 unless told: three of the five calls a second are left to others. */
  readonly idleMs?: number
  /** GetRecords answers in memory at most, 10 MiB each at the most; 4 unless told. */
  readonly maxPages?: number
  /** Called once, when every shard to begin with has its iterator: what is put from now on is read. */
  readonly onReady?: (shards: number) => void
  readonly onTrouble?: (trouble: Trouble) => void
  /** Told with each answer how far the reading of its shard is behind the shard's tip, in ms; 0 when it is read out. */
  readonly onAnswer?: ((shardId: string, behindMs: number) => void) | undefined
  readonly patience?: Pick<PatienceOptions, 'bounds' | 'tries'>
}

/**
 * Reads all shards of a stream, parents before children, within the service's read limits. Pages of one shard come in their
 * order; those of several shards as they arrive. The consumer sets the pace: while it holds a page, at most `maxPages` wait.
 * Ends quietly when the signal aborts.
 * @param totals its shards, records, bytes, throttles and retries are counted up while reading goes on
 */
export async function* readStream(
  kinesis: Pick<Kinesis, 'call'>,
  options: ReadOptions,
  totals: ReadTotals = newTotals(),
): AsyncGenerator<Page> {
  const own = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, own.signal]) : own.signal
  // Every shard listens: Node 20 takes more than ten listeners for a leak and warns.
  setMaxListeners(0, signal)
  const patience = new Patience({
    ...options.patience,
    forever: options.follow,
    signal,
    onTrouble: options.onTrouble,
    totals,
  })
  const pages = new Pages(options.maxPages ?? 4)
  const lineage = new Lineage(options.from, options.shardId, options.resume)
  const context: ShardContext = {
    kinesis,
    streamName: options.streamName,
    follow: options.follow,
    marks: options.marks === true,
    idleMs: options.idleMs ?? 500,
    startedAt: Date.now(),
    signal,
    patience,
    pages,
    onAnswer: options.onAnswer,
  }
  const reading = readAll(context, lineage, options, totals).then(
    () => pages.end(),
    (error: unknown) => {
      if (signal.aborted) pages.end()
      else pages.fail(error)
      own.abort()
    },
  )
  // A consumer that waits for a page must wake when the signal aborts, even while a call hangs.
  signal.addEventListener('abort', () => pages.end(), { once: true })
  try {
    for (;;) {
      const page = await pages.take()
      if (page === undefined || options.signal?.aborted) break
      totals.records += page.records.length
      totals.bytes += page.bytes
      yield page
      pages.release()
    }
  } finally {
    own.abort()
    // Loops that wait for a slot must come to see the signal.
    for (let i = 0; i < lineage.begun; i++) pages.release()
    await reading
  }
}

async function readAll(
  context: ShardContext,
  lineage: Lineage,
  options: ReadOptions,
  totals: ReadTotals,
): Promise<void> {
  const shards = await allShards(context)
  if (options.shardId !== undefined && !shards.some((shard) => shard.id === options.shardId))
    throw new KinetailError(
      'not_found',
      text.reader.noShard(
        options.shardId,
        options.streamName,
        shards.map((shard) => shard.id),
      ),
    )
  lineage.begin(shards)
  const first = lineage.ready()
  let unpositioned = first.length
  const positioned = (): void => {
    if (--unpositioned === 0) options.onReady?.(first.length)
  }
  await Promise.all(first.map((start) => readOn(start.shardId, start.position, positioned)))

  /** One shard to its end, then whatever its end sets free. */
  async function readOn(shardId: string, position: Position, onPositioned: () => void): Promise<void> {
    totals.shards++
    const end = await readShard(context, shardId, position, onPositioned)
    // At the tip of a bounded reading the shard is not read out: should it close now, its children are not our business.
    if (end.why !== 'closed') return
    if (options.shardId === undefined) {
      lineage.learn(end.children.map(infoOfChild))
      // The whole list too: of two parents one may not be known yet, and some endpoints name no children.
      lineage.learn(await allShards(context))
    }
    lineage.done(shardId)
    await Promise.all(lineage.ready().map((next) => readOn(next.shardId, next.position, () => {})))
  }
}

async function allShards({ kinesis, streamName, signal, patience }: ShardContext): Promise<ShardInfo[]> {
  const shards = await listShards(streamName, (input) =>
    patience.run(() => kinesis.call('ListShards', input, signal)),
  )
  return shards.map(infoOfShard)
}

function infoOfShard(shard: Shard): ShardInfo {
  return {
    id: shard.ShardId!,
    parents: [shard.ParentShardId, shard.AdjacentParentShardId].filter((id) => id !== undefined),
    closed: shard.SequenceNumberRange?.EndingSequenceNumber !== undefined,
  }
}

function infoOfChild(child: ChildShard): ShardInfo {
  return { id: child.ShardId!, parents: child.ParentShards ?? [], closed: false }
}
