import * as zlib from 'node:zlib'
import { gunzipSync } from 'node:zlib'
import { decodeAggregate } from '../aws/kpl.ts'
import { KinetailError, systemCode } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import type { StreamEvent, StreamRecord } from './event.ts'

export interface UnpackOptions {
  /** Bytes that one Kinesis record may unfold to; 64 MiB unless told. A record that goes beyond is passed on as it came. */
  readonly maxBytes?: number
  /** Called for a record that looks compressed and cannot be undone; it is passed on as it came. */
  readonly onDamaged?: (record: StreamRecord, why: 'damaged' | 'too-large') => void
}

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024
const GZIP = [0x1f, 0x8b] as const
/** RFC 8878, section 3.1.1. */
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd] as const

type Inflate = (data: Uint8Array, options: { maxOutputLength: number }) => Buffer
/** Node has it since 22.15 and 23.8; the types are those of the oldest Node that kinetail runs on. */
const zstdDecompress: Inflate | undefined = (zlib as unknown as { zstdDecompressSync?: Inflate })
  .zstdDecompressSync

/**
 * The events of one Kinesis record, in their order: undoes KPL aggregation, then gzip or zstd, then packed lines. Each only
 * where the bytes say so themselves; everything else passes as one event, byte for byte.
 * @throws KinetailError where zstd has to be undone and this Node cannot
 */
export function unpack(record: StreamRecord, options: UnpackOptions = {}): StreamEvent[] {
  const events: StreamEvent[] = []
  const budget = { left: options.maxBytes ?? DEFAULT_MAX_BYTES }
  const aggregate = decodeAggregate(record.data)
  if (aggregate === undefined) {
    unfold(record.data, record.partitionKey)
  } else for (const sub of aggregate) unfold(sub.data, sub.partitionKey)
  return events

  function unfold(data: Uint8Array, partitionKey: string): void {
    const inflated = inflate(record, data, budget, options)
    const lines = linesOf(inflated)
    const shared = lines.length > 1 && ({ sharesKey: true } as const)
    for (const line of lines)
      events.push({ ...record, data: line, partitionKey, subSequence: events.length, ...shared })
  }
}

function inflate(
  record: StreamRecord,
  data: Uint8Array,
  budget: { left: number },
  options: UnpackOptions,
): Uint8Array {
  const method = startsWith(data, GZIP) ? gunzipSync : startsWith(data, ZSTD) ? zstd() : undefined
  if (method === undefined) return data
  try {
    // The budget is the record's, not the part's: an aggregate may hold ten thousand small bombs.
    const inflated = method(data, { maxOutputLength: Math.max(1, budget.left) })
    budget.left -= inflated.length
    return inflated
  } catch (error) {
    const tooLarge = systemCode(error) === 'ERR_BUFFER_TOO_LARGE'
    options.onDamaged?.(record, tooLarge ? 'too-large' : 'damaged')
    return data
  }
}

function zstd(): Inflate {
  if (zstdDecompress === undefined)
    throw new KinetailError('invalid', text.reader.zstdMissing(process.version))
  return zstdDecompress
}

const LF = 0x0a

/**
 * Packed lines are JSON objects, one a line. Bytes with line feeds of which any line is not one (a pretty-printed object, a
 * stack trace) are one event.
 */
function linesOf(data: Uint8Array): Uint8Array[] {
  let at = data.indexOf(LF)
  if (at < 0) return [data]
  const lines: Uint8Array[] = []
  let start = 0
  while (start < data.length) {
    const end = at < 0 ? data.length : at
    const line = trimmed(data, start, end)
    if (line.length > 0) {
      if (line[0] !== 0x7b || line[line.length - 1] !== 0x7d) return [data]
      lines.push(line)
    }
    start = end + 1
    at = data.indexOf(LF, start)
  }
  return lines.length > 0 ? lines : [data]
}

/** Without the spaces, tabs and CRs that JSON allows around an object. */
function trimmed(data: Uint8Array, start: number, end: number): Uint8Array {
  while (start < end && isSpace(data[start]!)) start++
  while (end > start && isSpace(data[end - 1]!)) end--
  return data.subarray(start, end)
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0d || byte === 0x09
}

function startsWith(data: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => data[i] === byte)
}
