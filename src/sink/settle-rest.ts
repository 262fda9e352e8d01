import type { RecordBlock } from '../format/format.ts'
import { REJECT_REASONS } from '../format/reject-reasons.ts'
import type { Chunk } from '../source/source.ts'
import { type Counters, count } from '../stats/counters.ts'
import type { DeadLetter, DeadLetters } from './dead-letter.ts'

const LF = 0x0a
const CR = 0x0d

/** A chunk of empty words has a hundred thousand letters: their text would be a hundred times the chunk. */
const LETTERS_AT_A_TIME = 8192
/** Text of a letter beside its line, in bytes. */
const LETTER_BYTES = 250

/**
 * Settles what a chunk holds beside records: blank lines as filtered, at once; lines that did not parse as dead, when the
 * dead-letter file has them. Call it after `ack.cut`. The chunk's bytes and the block are read before it returns, so
 * both may be released while the promise is pending.
 * @param type name of the format that was asked for
 * @param shipped true when the lines that did not parse are shipped too (`--ship-unparsed`): delivery settles them then
 */
export function settleRest(
  chunk: Pick<Chunk, 'file' | 'offset' | 'bytes' | 'ack' | 'cutLine' | 'events'>,
  block: RecordBlock,
  type: string,
  deadLetters: DeadLetters,
  counters: Counters,
  shipped: boolean = false,
): Promise<void> {
  const { ack } = chunk
  const { rejects } = block
  counters.parsed += block.records
  counters.rejected += rejects
  for (let i = 0; i < block.blanks; i++) ack.settle(block.blankLine[i]!, 'filtered')
  for (let i = 0; i < rejects; i++) count(counters.rejectReasons, REJECT_REASONS[block.rejectReason[i]!]!)
  if (rejects === 0) return Promise.resolve()
  const all = rejectsOf(chunk, block, rejects > LETTERS_AT_A_TIME)
  const settle = (from: number, to: number): void => {
    if (!shipped) for (let i = from; i < to; i++) ack.settle(all.line[i]!, 'dead')
  }
  const write = async (from: number): Promise<void> => {
    const to = Math.min(rejects, from + LETTERS_AT_A_TIME)
    await deadLetters.write(lettersOf(chunk, all, type, from, to))
    settle(from, to)
    if (to < rejects) await write(to)
  }
  return write(0)
}

/** Bytes of the lines that became no record. */
export function rejectedBytes({ rejects, rejectLine, lineEnd }: RecordBlock): number {
  let bytes = 0
  for (let i = 0; i < rejects; i++) {
    const line = rejectLine[i]!
    bytes += lineEnd[line]! - (line === 0 ? 0 : lineEnd[line - 1]!)
  }
  return bytes
}

/** Memory that a chunk's letters take until they are written, in bytes, as near as it matters. */
export function lettersMemory({ rejects, lineEnd, lines }: RecordBlock, rejected: number): number {
  if (rejects <= LETTERS_AT_A_TIME) return rejected + rejects * LETTER_BYTES
  // The chunk and its positions are kept.
  return 2 * lineEnd[lines - 1]! + 16 * lines + LETTERS_AT_A_TIME * LETTER_BYTES
}

/** Where the rejected lines of a chunk are. */
interface Rejects {
  readonly bytes: Uint8Array
  readonly lineEnd: Uint32Array
  readonly line: Uint32Array
  readonly reason: Uint8Array
  readonly column: Uint32Array
}

/** @param kept true for a copy of everything: for letters that are made later */
function rejectsOf({ bytes }: Pick<Chunk, 'bytes'>, block: RecordBlock, kept: boolean): Rejects {
  const { rejects, lines } = block
  const line = block.rejectLine.slice(0, rejects)
  const { lineEnd, rejectReason: reason, rejectColumn: column } = block
  if (!kept) return { bytes, lineEnd, line, reason, column }
  return {
    bytes: bytes.slice(),
    lineEnd: lineEnd.slice(0, lines),
    line,
    reason: reason.slice(0, rejects),
    column: column.slice(0, rejects),
  }
}

function lettersOf(
  { file, offset, cutLine, events }: Pick<Chunk, 'file' | 'offset' | 'cutLine' | 'events'>,
  { bytes, lineEnd, line, reason, column }: Rejects,
  type: string,
  from: number,
  to: number,
): DeadLetter[] {
  return Array.from({ length: to - from }, (_, i) => {
    const at = line[from + i]!
    const start = at === 0 ? 0 : lineEnd[at - 1]!
    const lines = events?.lines[at] ?? 1
    return {
      file: file.path,
      offset: offset + start,
      generation: file.generation,
      reason: REJECT_REASONS[reason[from + i]!]!,
      column: column[from + i]!,
      type,
      line: withoutEnd(bytes.subarray(start, Math.min(lineEnd[at]!, bytes.length))),
      ...(cutLine === undefined ? {} : { lineBytes: cutLine }),
      ...(lines === 1 ? {} : { lines }),
    }
  })
}

/** A line without its LF or CR LF. */
export function withoutEnd(line: Uint8Array): Uint8Array {
  let end = line.length
  if (end > 0 && line[end - 1] === LF) end--
  if (end > 0 && line[end - 1] === CR) end--
  return line.subarray(0, end)
}
