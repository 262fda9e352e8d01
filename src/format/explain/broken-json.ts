import type { Expected } from './explanation.ts'

/** What JSON would have at `column`, told from the byte before it. The kinds are keys of `text.explain.kinds`. */
export function expectedInJson(bytes: Uint8Array, from: number, to: number, column: number): Expected {
  return { written: '', name: '', kind: kindAt(bytes, from, to, from + column), literal: undefined }
}

function kindAt(bytes: Uint8Array, from: number, to: number, at: number): string {
  let i = at - 1
  while (i >= from && (bytes[i] === 0x20 || bytes[i] === 0x09)) i--
  if (insideString(bytes, from, at)) return at >= to ? 'json_quote' : 'json_escape'
  switch (bytes[i]) {
    case 0x3a:
    case 0x5b:
      return 'json_value'
    case 0x7b:
      return 'json_key'
    case 0x2c:
      return 'json_next'
    default:
      return i < from ? 'json_object' : 'json_separator'
  }
}

function insideString(bytes: Uint8Array, from: number, at: number): boolean {
  let inside = false
  for (let i = from; i < at; i++) {
    if (inside && bytes[i] === 0x5c) i++
    else if (bytes[i] === 0x22) inside = !inside
  }
  return inside
}
