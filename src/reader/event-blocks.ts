import type { StreamEvent, StreamRecord } from './event.ts'

/** Events of a block, and their payload in bytes: what the consumer holds at a time. A block ends with a record, so it may have more. */
const BLOCK_EVENTS = 1_000
const BLOCK_BYTES = 1024 * 1024

/**
 * The events of records, in blocks of some size.
 * @param add puts the events of one record that are wanted into a block; their payload in bytes
 */
export function* eventBlocks(
  records: Iterable<StreamRecord>,
  add: (record: StreamRecord, block: StreamEvent[]) => number,
): Generator<StreamEvent[]> {
  let block: StreamEvent[] = []
  let bytes = 0
  for (const record of records) {
    bytes += add(record, block)
    if (block.length < BLOCK_EVENTS && bytes < BLOCK_BYTES) continue
    yield block
    block = []
    bytes = 0
  }
  if (block.length > 0) yield block
}
