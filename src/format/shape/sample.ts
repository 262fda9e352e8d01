import { ABSENT, ESCAPED, NULL, STRING } from './json-walk.ts'
import { decodeJson } from './record-names.ts'
import type { RecordView } from './record-view.ts'

const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

/**
 * Whether the selected value of `record` is among the part `rate` of all values: the same answer for the same text, on every host and in
 * every run. What has no value stays, since nothing could be said of it twice.
 */
export function isSampled(record: RecordView, rate: number): boolean {
  const { kind, bytes, start, end } = record
  if (kind === ABSENT || kind === NULL) return true
  if (kind !== ESCAPED) {
    const quotes = kind === STRING ? 1 : 0
    return hashOf(bytes, start + quotes, end - quotes) < rate * 2 ** 32
  }
  const text = new TextEncoder().encode(decodeJson(bytes, start + 1, end - 1))
  return hashOf(text, 0, text.length) < rate * 2 ** 32
}

/** FNV-1a of 32 bits, its bits mixed as MurmurHash3 ends (fmix32): the high bits of FNV alone are poor for short texts. */
export function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = FNV_OFFSET
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i]!, FNV_PRIME)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
