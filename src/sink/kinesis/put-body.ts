import type { PutRecord } from './put.ts'

/** Longest form of one UTF-16 unit of a key in JSON: `\u001f`. */
const MOST_BYTES_PER_UNIT = 6
const DATA = Buffer.from('{"Data":"')
const KEY = Buffer.from('","PartitionKey":')
const AROUND_RECORD = DATA.length + KEY.length + '"",}'.length
const AROUND_BODY = '{"StreamName":,"Records":[]}'.length
const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const CLOSING_BRACE = 0x7d

/**
 * Base64 of any bytes: Node's own function behind `toString('base64')`, which needs a Buffer. To wrap each record in one
 * costs as much as the encoding (0.17 CPU s per million records).
 */
const base64Slice = (
  Buffer.prototype as unknown as { base64Slice(this: Uint8Array, start: number, end: number): string }
).base64Slice

/** Bytes that are enough for `writePutBody` (a little more than it needs). */
export function putBodyBound(stream: string, records: readonly PutRecord[]): number {
  let bytes = AROUND_BODY + MOST_BYTES_PER_UNIT * stream.length + 2
  for (const { Data, PartitionKey } of records)
    bytes += AROUND_RECORD + 4 * Math.ceil(Data.length / 3) + MOST_BYTES_PER_UNIT * PartitionKey.length
  return bytes
}

/**
 * Writes the body of PutRecords (AWS JSON 1.1: bytes as base64) to the beginning of `target`, which holds at least
 * `putBodyBound`. One call out of JavaScript for each record's base64 and one to copy it; what is short is written byte by
 * byte, which is cheaper than a call (0.25 CPU s per million records of 400 bytes; 0.4 with a call for each piece).
 * @returns its length in bytes
 */
export function writePutBody(target: Buffer, stream: string, records: readonly PutRecord[]): number {
  let at = target.write(`{"StreamName":${JSON.stringify(stream)},"Records":[`, 0)
  for (let i = 0; i < records.length; i++) {
    const { Data, PartitionKey } = records[i]!
    if (i > 0) target[at++] = COMMA
    at = writeShort(target, at, DATA)
    at += target.write(base64Slice.call(Data, 0, Data.length), at, 'latin1')
    at = writeShort(target, at, KEY)
    at = writeKey(target, at, PartitionKey)
    target[at++] = CLOSING_BRACE
  }
  return at + target.write(']}', at)
}

function writeShort(target: Buffer, at: number, bytes: Buffer): number {
  for (let i = 0; i < bytes.length; i++) target[at++] = bytes[i]!
  return at
}

/** Nearly every key stands in JSON as it is; any other is written again from its start. */
function writeKey(target: Buffer, start: number, key: string): number {
  let at = start
  target[at++] = QUOTE
  for (let i = 0; i < key.length; i++) {
    const unit = key.charCodeAt(i)
    if (unit < 0x20 || unit > 0x7e || unit === QUOTE || unit === BACKSLASH)
      return start + target.write(JSON.stringify(key), start)
    target[at++] = unit
  }
  target[at++] = QUOTE
  return at
}
