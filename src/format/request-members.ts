import { hasSpace, methodEnd, protocolStart } from './read-request.ts'
import type { RecordWriter } from './record-writer.ts'

/**
 * Writes `method`, `path` and `protocol` of the request line `bytes[from, to)`: METHOD SP target SP PROTOCOL, or without
 * the protocol (HTTP/0.9). Anything else gives three nulls, and its text as `request`.
 */
export function writeRequest(record: RecordWriter, bytes: Uint8Array, from: number, to: number): void {
  const method = methodEnd(bytes, from, to)
  const protocol = protocolStart(bytes, from, to)
  let start = method
  let end = protocol < 0 ? to : protocol
  while (start < end && bytes[start] === 0x20) start++
  while (end > start && bytes[end - 1] === 0x20) end--
  const whole = method > from && end > start && (protocol >= 0 || !hasSpace(bytes, start, end))
  if (!whole) {
    writeNoRequest(record)
    if (to > from && !(to - from === 1 && bytes[from] === 0x2d)) record.text('request', bytes, from, to)
    return
  }
  record.text('method', bytes, from, method)
  record.text('path', bytes, start, end)
  if (protocol >= 0) record.text('protocol', bytes, protocol, to)
  else record.null('protocol')
}

/** The three members where a line has no request. */
export function writeNoRequest(record: RecordWriter): void {
  record.null('method')
  record.null('path')
  record.null('protocol')
}
