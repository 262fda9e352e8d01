import type { HeldBlock } from '../format/format.ts'

/**
 * A block without the lines that an earlier process settled: what is left goes its way as if it were all of the chunk. The bytes are copied,
 * and `block` is released.
 * @param known for each line of the chunk, 0 when it is not settled
 */
export function withoutKnown(block: HeldBlock, known: Uint8Array): HeldBlock {
  const left = (lines: Uint32Array, count: number): number[] =>
    Array.from({ length: count }, (_, i) => i).filter((i) => known[lines[i]!] === 0)
  const records = left(block.line, block.records)
  const rejects = left(block.rejectLine, block.rejects)
  const blanks = left(block.blankLine, block.blanks)
  const size = records.reduce((sum, i) => sum + block.end[i]! - block.start[i]! + 1, 0)
  const bytes = new Uint8Array(size)
  const shifts: number[] = []
  let at = 0
  for (const i of records) {
    shifts.push(at - block.start[i]!)
    // With the LF behind it.
    bytes.set(block.bytes.subarray(block.start[i]!, block.end[i]! + 1), at)
    at += block.end[i]! - block.start[i]! + 1
  }
  // A record without a key has places that lie nowhere.
  const moved = (places: Uint32Array): Uint32Array =>
    Uint32Array.from(records, (i, to) => Math.max(0, places[i]! + shifts[to]!))
  const fewer: HeldBlock = {
    bytes,
    length: Math.max(0, size - 1),
    records: records.length,
    start: moved(block.start),
    end: moved(block.end),
    keyStart: moved(block.keyStart),
    keyEnd: moved(block.keyEnd),
    line: Uint32Array.from(records, (i) => block.line[i]!),
    eventTime: Float64Array.from(records, (i) => block.eventTime[i]!),
    logType: Uint8Array.from(records, (i) => block.logType[i]!),
    lines: block.lines,
    lineEnd: block.lineEnd.slice(0, block.lines),
    rejects: rejects.length,
    rejectLine: Uint32Array.from(rejects, (i) => block.rejectLine[i]!),
    rejectReason: Uint8Array.from(rejects, (i) => block.rejectReason[i]!),
    rejectColumn: Uint32Array.from(rejects, (i) => block.rejectColumn[i]!),
    blanks: blanks.length,
    blankLine: Uint32Array.from(blanks, (i) => block.blankLine[i]!),
    release: () => {},
  }
  block.release()
  return fewer
}
