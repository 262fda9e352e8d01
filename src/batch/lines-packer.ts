import type { Entries } from './batch.ts'
import type { Packed, Packer } from './packer.ts'

const LF = 0x0a

/**
 * Packed lines: each record with an LF behind it, so that packed entries joined end to end are lines still. Records that lie
 * one after the other in their block, as they came from the engine, are one copy.
 */
export class LinesPacker implements Packer {
  pack(entries: Entries, from: number, to: number, target: Uint8Array, at: number, limit: number): Packed {
    const most = at + limit - Buffer.byteLength(entries.key(from))
    let end = at
    let i = from
    while (i < to) {
      const bytes = entries.bytes(i)
      const start = entries.start(i)
      let stop = entries.end(i)
      if (end + stop - start + 1 > most) break
      for (i++; i < to && follows(entries, i, bytes, stop); i++) {
        if (end + entries.end(i) - start + 1 > most) break
        stop = entries.end(i)
      }
      target.set(bytes.subarray(start, stop), end)
      end += stop - start
      target[end++] = LF
    }
    return { end, records: Math.max(1, i - from) }
  }

  seal(): void {}
}

/** True when record `i` lies right behind what ends at `stop`, with one LF between. */
function follows(entries: Entries, i: number, bytes: Uint8Array, stop: number): boolean {
  return entries.start(i) === stop + 1 && entries.bytes(i) === bytes && bytes[stop] === LF
}
