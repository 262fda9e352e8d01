import { BlockBuilder } from './block-builder.ts'
import { writeJsonText } from './json-text.ts'
import { ReadingTime } from './reading-time.ts'
import { RecordTail } from './record-tail.ts'
import type { RejectReason } from './reject-reasons.ts'
import { writeTime } from './write-record.ts'

/** What `--ship-unparsed` tells of a line that no format accepted. */
export interface UnparsedLine {
  /** The line without its end. */
  readonly line: Uint8Array
  readonly reason: RejectReason
  /** Time of reading, ms since the epoch. */
  readonly readAt: number
  /** Text of `host`; null leaves `host` and `event_id` out. */
  readonly host: string | null
  readonly generation: string
  /** Offset of the line in its file, bytes. */
  readonly offset: number
  /** Full length of a line that was cut. */
  readonly cutLine?: number
  /** Lines of an event that were joined; 1 unless told. */
  readonly lines?: number
  /** A longer message is cut with the same mark as a record. */
  readonly maxRecordBytes: number
}

const encoder = new TextEncoder()

/** The record of a line that was not parsed: `timestamp` (of reading), `message`, `reason`, `log_type: unparsed`. */
export function unparsedRecord(unparsed: UnparsedLine): Uint8Array {
  let kept = unparsed.line.length
  let record = write(unparsed, kept)
  while (record.length > unparsed.maxRecordBytes && kept > 0) {
    kept = Math.floor((kept * unparsed.maxRecordBytes) / record.length / 1.1)
    record = write(unparsed, kept)
  }
  return record
}

function write(unparsed: UnparsedLine, kept: number): Uint8Array {
  const { line, reason, readAt, host, generation, offset, cutLine = 0, lines = 1 } = unparsed
  const out = new BlockBuilder(kept + 256)
  const time = new ReadingTime()
  time.set(readAt)
  out.write(encoder.encode('{"timestamp":'))
  writeTime(out, time)
  out.write(encoder.encode(',"message":"'))
  writeJsonText(out, line, 0, kept)
  out.write(encoder.encode(`","reason":${JSON.stringify(reason)},"log_type":"unparsed"`))
  const tail = new RecordTail(host)
  tail.begin(generation)
  tail.write(out, kept < line.length ? cutLine || line.length : cutLine, offset, false, lines)
  return out.bytes.subarray(0, out.at)
}
