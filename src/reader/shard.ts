import type { Kinesis, KinesisOperations } from '../aws/client.ts'
import { sleep } from '../base/backoff.ts'
import { KinetailError } from '../base/errors.ts'
import type { Page, StreamRecord } from './event.ts'
import { waitBeforeNextRead } from './pace.ts'
import type { Pages } from './pages.ts'
import type { Patience } from './patience.ts'
import { iteratorInput, momentOf, type Position } from './position.ts'

type GetRecordsAnswer = KinesisOperations['GetRecords'][1]
/** A shard that goes on where another ended. */
export type ChildShard = NonNullable<GetRecordsAnswer['ChildShards']>[number]

/** What a shard's loop needs; one for all shards of a reading. */
export interface ShardContext {
  readonly kinesis: Pick<Kinesis, 'call'>
  readonly streamName: string
  readonly follow: boolean
  /** See `ReadOptions`. */
  readonly marks: boolean
  /** Wait between calls at the tip, ms. */
  readonly idleMs: number
  /** When the whole reading began, ms since the epoch. */
  readonly startedAt: number
  readonly signal: AbortSignal
  readonly patience: Patience
  readonly pages: Pages
  readonly onAnswer: ((shardId: string, behindMs: number) => void) | undefined
}

/** Why a shard's loop ended: its last record was read and these shards go on, its tip was reached, or the signal aborted. */
export type ShardEnd =
  | { readonly why: 'closed'; readonly children: readonly ChildShard[] }
  | { readonly why: 'tip' }
  | { readonly why: 'aborted' }

/** GetRecords gives no more records than this in one call (API reference), and takes no larger Limit. */
const RECORDS_PER_CALL = 10_000

/** Reads one shard, page by page, until it ends. `onPositioned` is called once, when its first iterator is there. */
export async function readShard(
  context: ShardContext,
  shardId: string,
  position: Position,
  onPositioned: () => void,
): Promise<ShardEnd> {
  const { signal, patience, pages, marks } = context
  let resume = position
  let iterator = await iteratorAt(context, shardId, resume)
  let askedAt = Date.now()
  onPositioned()
  for (;;) {
    await pages.acquire()
    if (signal.aborted) return { why: 'aborted' }
    let answer: GetRecordsAnswer
    try {
      const from = iterator
      answer = await patience.run(() =>
        context.kinesis.call('GetRecords', { ShardIterator: from, Limit: RECORDS_PER_CALL }, signal),
      )
    } catch (error) {
      pages.release()
      if (signal.aborted) return { why: 'aborted' }
      if (!(error instanceof KinetailError && error.code === 'expired')) throw error
      // Iterators live five minutes: the consumer held everything up for longer, or the machine slept.
      // Asking for the latest again would skip what came since the last answer.
      resume = momentOf(resume, askedAt)
      iterator = await iteratorAt(context, shardId, resume)
      askedAt = Date.now()
      continue
    }
    askedAt = Date.now()
    const page = pageOf(shardId, answer)
    const closed = !answer.NextShardIterator
    const tip = !closed && !context.follow && reachedTip(page, context.startedAt)
    context.onAnswer?.(shardId, answer.NextShardIterator ? page.behindMs : 0)
    const last = page.records.at(-1)
    if (last) resume = { at: 'after', sequenceNumber: last.sequenceNumber }
    const mark = closed ? 'closed' : tip ? 'tip' : undefined
    if (marks && mark) pages.put({ ...page, last: mark })
    else if (last || (marks && page.behindMs === 0)) pages.put(page)
    else pages.release()
    if (tip) return { why: 'tip' }
    if (!answer.NextShardIterator) return { why: 'closed', children: answer.ChildShards ?? [] }
    iterator = answer.NextShardIterator
    const idleMs = page.behindMs === 0 ? context.idleMs : 0
    await sleep(waitBeforeNextRead(page.bytes, idleMs), signal)
    if (signal.aborted) return { why: 'aborted' }
  }
}

async function iteratorAt(context: ShardContext, shardId: string, position: Position): Promise<string> {
  const input = { StreamName: context.streamName, ShardId: shardId, ...iteratorInput(position) }
  const { ShardIterator } = await context.patience.run(() =>
    context.kinesis.call('GetShardIterator', input, context.signal),
  )
  return ShardIterator!
}

/**
 * A bounded reading stops where the stream stood when it began. An empty answer at the tip says so; so does a record that
 * arrived since, without which a producer that never rests would never let it end.
 */
function reachedTip(page: Page, startedAt: number): boolean {
  const last = page.records.at(-1)
  return page.behindMs === 0 && (last === undefined || last.arrivedAt >= startedAt)
}

function pageOf(shardId: string, answer: GetRecordsAnswer): Page {
  const records = (answer.Records ?? []).map(
    (record): StreamRecord => ({
      data: record.Data!,
      shardId,
      sequenceNumber: record.SequenceNumber!,
      partitionKey: record.PartitionKey!,
      arrivedAt: record.ApproximateArrivalTimestamp?.getTime() ?? Number.NaN,
    }),
  )
  const bytes = records.reduce((sum, record) => sum + record.data.length, 0)
  return { shardId, records, bytes, behindMs: answer.MillisBehindLatest ?? 0 }
}
