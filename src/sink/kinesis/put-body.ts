import type { PutRecord } from './put.ts'

/** Longest form of one UTF-16 unit of a key in JSON: `\u001f`. */
const MOST_BYTES_PER_UNIT = 6
const DATA = '{"Data":"'
const KEY = '","PartitionKey":'
const BEFORE_RECORDS = ',"Records":['
const AROUND_RECORD = DATA.length + KEY.length + '"",}'.length
const AROUND_BODY = '{"StreamName":,"Records":[]}'.length

/** Keys that stand in JSON as they are; nearly all. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be escaped
const PLAIN = /^[^"\\\u0000-\u001f\u007f-\uffff]*$/

/** Bytes that are enough for `writePutBody` (a little more than it needs). */
export function putBodyBound(stream: string, records: readonly PutRecord[]): number {
  let bytes = AROUND_BODY + MOST_BYTES_PER_UNIT * stream.length + 2
  for (const { Data, PartitionKey } of records)
    bytes += AROUND_RECORD + 4 * Math.ceil(Data.length / 3) + MOST_BYTES_PER_UNIT * PartitionKey.length
  return bytes
}

/**
 * Writes the body of PutRecords (AWS JSON 1.1: bytes as base64) to the beginning of `target`.
 * A string and a copy for each record, no object and no document: a third of what JSON.stringify costs.
 * @returns its length in bytes
 */
export function writePutBody(target: Buffer, stream: string, records: readonly PutRecord[]): number {
  let at = target.write(`{"StreamName":${JSON.stringify(stream)}${BEFORE_RECORDS}`, 0)
  let before = DATA
  for (const { Data, PartitionKey } of records) {
    at += target.write(before, at, 'latin1')
    at += target.write(bufferOf(Data).toString('base64'), at, 'latin1')
    if (PLAIN.test(PartitionKey)) at += target.write(`${KEY}"${PartitionKey}"}`, at, 'latin1')
    else at += target.write(`${KEY}${JSON.stringify(PartitionKey)}}`, at)
    before = `,${DATA}`
  }
  return at + target.write(']}', at)
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
