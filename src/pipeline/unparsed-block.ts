import type { RecordBlock } from '../format/format.ts'
import { REJECT_REASONS } from '../format/reject-reasons.ts'
import type { UnparsedShape } from '../format/shape/unparsed-shape.ts'
import { unparsedRecord } from '../format/unparsed.ts'
import { withoutEnd } from '../sink/settle-rest.ts'
import type { Chunk } from '../source/source.ts'

/** The log type of what `--ship-unparsed` ships. */
export const UNPARSED_TYPES: readonly string[] = ['unparsed']

/** How they are written. */
export interface UnparsedOptions {
  /** As in EngineOptions: null leaves metadata out. */
  readonly host: string | null
  readonly maxRecordBytes: number
  /** Set where records are shaped. */
  readonly shape?: UnparsedShape
}

/**
 * The rejected lines of a chunk as records of their own. Line numbers are the chunk's, so its Ack settles them.
 */
export function unparsedBlock(
  chunk: Pick<Chunk, 'bytes' | 'offset' | 'readAt' | 'file' | 'cutLine' | 'events'>,
  block: RecordBlock,
  { shape, ...options }: UnparsedOptions,
): RecordBlock {
  const count = block.rejects
  const records: Uint8Array[] = []
  for (let i = 0; i < count; i++) {
    const line = block.rejectLine[i]!
    const start = line === 0 ? 0 : block.lineEnd[line - 1]!
    const written = withoutEnd(
      chunk.bytes.subarray(start, Math.min(block.lineEnd[line]!, chunk.bytes.length)),
    )
    const record = unparsedRecord({
      line: shape === undefined ? written : shape.line(written),
      reason: REJECT_REASONS[block.rejectReason[i]!]!,
      readAt: chunk.readAt,
      generation: chunk.file.generation,
      offset: chunk.offset + start,
      ...(chunk.cutLine === undefined ? {} : { cutLine: chunk.cutLine }),
      lines: chunk.events?.lines[line] ?? 1,
      ...options,
    })
    records.push(shape === undefined ? record : shape.record(record))
  }
  const bytes = Buffer.concat(records)
  const ends = Uint32Array.from(
    records,
    (
      (end) => (record: Uint8Array) =>
        (end += record.length)
    )(0),
  )
  const starts = Uint32Array.from(records, (record, i) => ends[i]! - record.length)
  return {
    bytes,
    length: bytes.length,
    records: count,
    start: starts,
    end: ends,
    keyStart: starts,
    keyEnd: starts,
    line: block.rejectLine.slice(0, count),
    eventTime: new Float64Array(count).fill(chunk.readAt),
    logType: new Uint8Array(count),
    lines: block.lines,
    lineEnd: block.lineEnd.slice(0, block.lines),
    rejects: 0,
    rejectLine: new Uint32Array(0),
    rejectReason: new Uint8Array(0),
    rejectColumn: new Uint32Array(0),
    blanks: 0,
    blankLine: new Uint32Array(0),
  }
}
