import { isUtf8 } from 'node:buffer'
import type { StreamEvent } from '../reader/event.ts'

/** An event as JSON text on one line, and whether that is the event itself or an object made for it. */
export function eventJson(data: Uint8Array): { key: 'record' | 'data' | 'data_base64'; json: string } {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  const written = bytes.toString()
  if (isJson(written)) {
    // Line ends of valid JSON stand between its tokens, never in a text: a space means the same.
    return { key: 'record', json: written.replaceAll(/[\r\n]+/g, ' ').trim() }
  }
  return isUtf8(bytes)
    ? { key: 'data', json: JSON.stringify(written) }
    : { key: 'data_base64', json: JSON.stringify(bytes.toString('base64')) }
}

/** One event as one JSON line: as it was written where it is JSON; else `{"data":"…"}`, or `{"data_base64":"…"}` where it is no text. */
export function jsonLine(event: StreamEvent, withMetadata: boolean): string {
  const { key, json } = eventJson(event.data)
  if (!withMetadata) return key === 'record' ? json : `{"${key}":${json}}`
  const arrival = Number.isNaN(event.arrivedAt) ? null : new Date(event.arrivedAt).toISOString()
  const outer = JSON.stringify({
    shard_id: event.shardId,
    sequence_number: event.sequenceNumber,
    sub_sequence: event.subSequence,
    partition_key: event.partitionKey,
    arrival,
  })
  return `${outer.slice(0, -1)},"${key}":${json}}`
}

function isJson(written: string): boolean {
  try {
    JSON.parse(written)
    return true
  } catch {
    return false
  }
}
