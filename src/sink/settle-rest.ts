import type { RecordBlock } from '../format/format.ts'
import { REJECT_REASONS } from '../format/reject-reasons.ts'
import type { Chunk } from '../source/source.ts'
import { type Counters, count } from '../stats/counters.ts'
import type { DeadLetter, DeadLetters } from './dead-letter.ts'

const LF = 0x0a
const CR = 0x0d

/**
 * Settles what a chunk holds beside records: blank lines as filtered, at once; lines that did not parse as dead, when the
 * dead-letter file has them. Call it after `ack.cut`. The chunk's bytes and the block are read before it returns, so
 * both may be released while the promise is pending.
 * @param type name of the format that was asked for
 * @param shipped true when the lines that did not parse are shipped too (`--ship-unparsed`): delivery settles them then
 */
export function settleRest(
  chunk: Pick<Chunk, 'file' | 'offset' | 'bytes' | 'ack'>,
  block: RecordBlock,
  type: string,
  deadLetters: DeadLetters,
  counters: Counters,
  shipped: boolean = false,
): Promise<void> {
  const { ack } = chunk
  counters.parsed += block.records
  counters.rejected += block.rejects
  for (let i = 0; i < block.blanks; i++) ack.settle(block.blankLine[i]!, 'filtered')
  if (block.rejects === 0) return Promise.resolve()
  const letters: DeadLetter[] = []
  const lines = block.rejectLine.slice(0, block.rejects)
  for (let i = 0; i < block.rejects; i++) {
    const line = block.rejectLine[i]!
    const start = line === 0 ? 0 : block.lineEnd[line - 1]!
    const reason = REJECT_REASONS[block.rejectReason[i]!]!
    count(counters.rejectReasons, reason)
    letters.push({
      file: chunk.file.path,
      offset: chunk.offset + start,
      generation: chunk.file.generation,
      reason,
      column: block.rejectColumn[i]!,
      type,
      line: withoutEnd(chunk.bytes.subarray(start, Math.min(block.lineEnd[line]!, chunk.bytes.length))),
    })
  }
  return deadLetters.write(letters).then(() => {
    if (!shipped) for (const line of lines) ack.settle(line, 'dead')
  })
}

/** A line without its LF or CR LF. */
export function withoutEnd(line: Uint8Array): Uint8Array {
  let end = line.length
  if (end > 0 && line[end - 1] === LF) end--
  if (end > 0 && line[end - 1] === CR) end--
  return line.subarray(0, end)
}
