import type { RecordBlock } from '../format/format.ts'

/**
 * The records of two blocks of one chunk as one block, in the order of their lines, so that what has one partition key is
 * sent in the order of the file. Lines and ends are those of `first`; the log types of `second` follow its `logTypes`.
 * The bytes are copied: both may be released.
 * @param logTypes how many log types `first` knows
 */
export function mergeBlocks(first: RecordBlock, second: RecordBlock, logTypes: number): RecordBlock {
  const records = first.records + second.records
  const base = first.length
  const bytes = new Uint8Array(base + second.length)
  bytes.set(first.bytes.subarray(0, base))
  bytes.set(second.bytes.subarray(0, second.length), base)
  const numbers = (): Uint32Array => new Uint32Array(records)
  const [start, end, keyStart, keyEnd, line] = [numbers(), numbers(), numbers(), numbers(), numbers()]
  const eventTime = new Float64Array(records)
  const logType = new Uint8Array(records)
  let a = 0
  let b = 0
  for (let to = 0; to < records; to++) {
    const mine = b === second.records || (a < first.records && first.line[a]! < second.line[b]!)
    const from = mine ? first : second
    const i = mine ? a++ : b++
    const shift = mine ? 0 : base
    start[to] = from.start[i]! + shift
    end[to] = from.end[i]! + shift
    keyStart[to] = from.keyStart[i]! + shift
    keyEnd[to] = from.keyEnd[i]! + shift
    line[to] = from.line[i]!
    eventTime[to] = from.eventTime[i]!
    logType[to] = from.logType[i]! + (mine ? 0 : logTypes)
  }
  const fields = {
    bytes,
    length: bytes.length,
    records,
    start,
    end,
    keyStart,
    keyEnd,
    line,
    eventTime,
    logType,
  }
  return { ...second, ...fields, lines: first.lines, lineEnd: first.lineEnd.slice(0, first.lines) }
}
