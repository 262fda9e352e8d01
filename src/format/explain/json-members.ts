import type { FieldSpan } from './explanation.ts'

/** Where the values of the outermost members of a JSON object lie, which must be one (RFC 8259). */
export function jsonMembers(bytes: Uint8Array, from: number, to: number): FieldSpan[] {
  const spans: FieldSpan[] = []
  let i = bytes.indexOf(0x7b, from) + 1
  for (;;) {
    const keyStart = bytes.indexOf(0x22, i)
    if (keyStart < 0 || keyStart >= to) return spans
    const keyEnd = stringEnd(bytes, keyStart, to)
    const start = skipSpace(bytes, bytes.indexOf(0x3a, keyEnd) + 1, to)
    const end = valueEnd(bytes, start, to)
    const name = JSON.parse(Buffer.from(bytes.subarray(keyStart, keyEnd)).toString()) as string
    spans.push({ written: '', name, start: start - from, end: end - from })
    i = skipSpace(bytes, end, to)
    if (bytes[i] !== 0x2c) return spans
    i++
  }
}

/** Behind the closing quote of the string that begins at `i`. */
function stringEnd(bytes: Uint8Array, i: number, to: number): number {
  let k = i + 1
  while (k < to && bytes[k] !== 0x22) k += bytes[k] === 0x5c ? 2 : 1
  return k + 1
}

function valueEnd(bytes: Uint8Array, start: number, to: number): number {
  let depth = 0
  let i = start
  while (i < to) {
    const byte = bytes[i]!
    if (byte === 0x22) {
      i = stringEnd(bytes, i, to)
      if (depth === 0) return i
      continue
    }
    if (byte === 0x7b || byte === 0x5b) depth++
    else if (byte === 0x7d || byte === 0x5d) {
      if (depth === 0) return i
      depth--
      if (depth === 0) return i + 1
    } else if (depth === 0 && (byte === 0x2c || byte <= 0x20)) return i
    i++
  }
  return to
}

function skipSpace(bytes: Uint8Array, from: number, to: number): number {
  let i = from
  while (i < to && (bytes[i] === 0x20 || bytes[i] === 0x09)) i++
  return i
}
