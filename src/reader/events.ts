import type { Kinesis } from '../aws/client.ts'
import { Dedupe, type DedupeBounds } from './dedupe.ts'
import type { StreamEvent, StreamRecord } from './event.ts'
import { eventBlocks } from './event-blocks.ts'
import type { Filter } from './filter.ts'
import { inFileOrder, type OrderOptions } from './order.ts'
import { type ReadOptions, readStream } from './read.ts'
import { newTotals, type ReadTotals } from './totals.ts'
import { type UnpackOptions, unpack } from './unpack.ts'

export interface EventOptions extends ReadOptions {
  /** Drop events that were read before, by event id; on unless false. */
  readonly dedupe?: DedupeBounds | false
  /** `arrival` unless told: each shard in its order. `file` reads everything first, so it does not go with `follow`. */
  readonly order?: 'arrival' | 'file'
  readonly filter?: Filter
  /** Stop after this many events. */
  readonly limit?: number
  readonly unpack?: UnpackOptions
  readonly spill?: OrderOptions
}

/**
 * The events of a stream, in blocks: packing undone, first arrivals only, filtered, in the order asked for. Reading goes no
 * faster than the blocks are taken. Ends quietly when the signal aborts.
 * @param totals counted up while reading goes on
 */
export async function* readEvents(
  kinesis: Pick<Kinesis, 'call'>,
  options: EventOptions,
  totals: ReadTotals = newTotals(),
): AsyncGenerator<StreamEvent[]> {
  const wanted = wantedEvents(kinesis, options, totals)
  const ordered = options.order === 'file' ? inFileOrder(wanted, options.spill) : wanted
  for await (const block of ordered) {
    if (options.signal?.aborted) return
    const left = (options.limit ?? Number.POSITIVE_INFINITY) - totals.given
    const given = block.length > left ? block.slice(0, left) : block
    totals.given += given.length
    if (given.length > 0) yield given
    if (given.length === left) return
  }
}

async function* wantedEvents(
  kinesis: Pick<Kinesis, 'call'>,
  options: EventOptions,
  totals: ReadTotals,
): AsyncGenerator<StreamEvent[]> {
  const dedupe = options.dedupe === false ? undefined : new Dedupe(options.dedupe)
  const { filter } = options
  const unpackOptions: UnpackOptions = {
    ...options.unpack,
    onDamaged: (record, why) => {
      totals.damaged++
      options.unpack?.onDamaged?.(record, why)
    },
  }
  const add = (record: StreamRecord, block: StreamEvent[]): number => {
    let bytes = 0
    for (const event of unpack(record, unpackOptions)) {
      totals.events++
      const verdict = dedupe?.check(event.data) ?? 'first'
      if (verdict === 'duplicate') totals.duplicates++
      else {
        if (verdict === 'unchecked') totals.unchecked++
        if (filter && !filter(event.data)) continue
        block.push(event)
        bytes += event.data.length
      }
    }
    return bytes
  }
  for await (const page of readStream(kinesis, options, totals)) yield* eventBlocks(page.records, add)
}
