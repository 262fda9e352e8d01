import type { RecordBlock } from '../format/format.ts'
import { REJECT_REASONS } from '../format/reject-reasons.ts'
import type { UnparsedShape } from '../format/shape/unparsed-shape.ts'
import { unparsedRecord } from '../format/unparsed.ts'
import { text } from '../messages/messages.ts'
import type { DeadLetter, DeadLetters } from '../sink/dead-letter.ts'
import type { LineChunk } from '../source/line-cutter.ts'
import type { ParseTally } from './parse-tally.ts'

const LF = Uint8Array.of(0x0a)

/** Where the records and the lines that are none go. */
export class ParseOutput {
  readonly #tally: ParseTally
  readonly #shipUnparsed: boolean
  readonly #deadLetterPath: string | undefined
  readonly #unparsed: UnparsedShape | undefined
  #deadLetters: (DeadLetters & { close(): Promise<void> }) | undefined
  #file = ''
  #type = ''

  /** @param unparsed how lines that do not parse are written where records are shaped */
  constructor(
    tally: ParseTally,
    shipUnparsed: boolean,
    deadLetterPath: string | undefined,
    unparsed?: UnparsedShape,
  ) {
    this.#tally = tally
    this.#unparsed = unparsed
    this.#shipUnparsed = shipUnparsed
    this.#deadLetterPath = deadLetterPath
  }

  /** @param type name of the format that the file is read with */
  beginFile(file: string, type: string): void {
    this.#file = file
    this.#type = type
    this.#tally.beginFile(file)
  }

  /** Resolves when standard output has taken the bytes: a slow reader of the pipe makes reading wait. */
  async write(chunk: LineChunk, block: RecordBlock, readAt: number): Promise<void> {
    this.#tally.add(block)
    if (block.rejects > 0 && this.#deadLetterPath !== undefined)
      await this.#keepRejects(chunk, block, this.#deadLetterPath)
    if (block.rejects > 0 && this.#shipUnparsed) await print(merged(chunk, block, readAt, this.#unparsed))
    else if (block.records > 0) await print(block.bytes.subarray(0, block.length + 1))
  }

  async close(): Promise<void> {
    await this.#deadLetters?.close()
  }

  async #keepRejects(chunk: LineChunk, block: RecordBlock, path: string): Promise<void> {
    if (!this.#deadLetters) {
      const { DeadLetterFile } = await import('../sink/dead-letter-file.ts')
      this.#deadLetters = new DeadLetterFile(path, { info: complain, warn: complain })
    }
    const letters: DeadLetter[] = []
    for (let i = 0; i < block.rejects; i++) {
      const [start, end] = extent(chunk, block, block.rejectLine[i]!)
      const lines = chunk.events?.lines[block.rejectLine[i]!] ?? 1
      letters.push({
        file: this.#file,
        offset: chunk.offset + start,
        generation: '',
        reason: REJECT_REASONS[block.rejectReason[i]!]!,
        column: block.rejectColumn[i]!,
        type: this.#type,
        line: chunk.bytes.subarray(start, end),
        ...(lines === 1 ? {} : { lines }),
      })
    }
    await this.#deadLetters.write(letters)
  }
}

function complain(sentence: string): void {
  process.stderr.write(`${text.cli.error(sentence)}\n`)
}

/** Records and unparsed lines in the order of the lines. */
function merged(
  chunk: LineChunk,
  block: RecordBlock,
  readAt: number,
  shape: UnparsedShape | undefined,
): Uint8Array {
  const parts: Uint8Array[] = []
  let record = 0
  for (let i = 0; i <= block.rejects; i++) {
    const at = i < block.rejects ? block.rejectLine[i]! : block.lines
    const first = record
    while (record < block.records && block.line[record]! < at) record++
    if (record > first) parts.push(block.bytes.subarray(block.start[first], block.end[record - 1]! + 1))
    if (i === block.rejects) break
    const [start, end] = extent(chunk, block, at)
    const line = chunk.bytes.subarray(start, end)
    const unparsed = unparsedRecord({
      line: shape === undefined ? line : shape.line(line),
      reason: REJECT_REASONS[block.rejectReason[i]!]!,
      readAt,
      host: null,
      generation: '',
      offset: chunk.offset + start,
      ...(chunk.cutLine === undefined ? {} : { cutLine: chunk.cutLine }),
      maxRecordBytes: 1024 * 1024,
    })
    parts.push(shape === undefined ? unparsed : shape.record(unparsed), LF)
  }
  return Buffer.concat(parts)
}

/** Where a line lies in the chunk, without its end. */
function extent(chunk: LineChunk, block: RecordBlock, line: number): [start: number, end: number] {
  const start = line === 0 ? 0 : block.lineEnd[line - 1]!
  let end = block.lineEnd[line]!
  while (end > start && (chunk.bytes[end - 1] === 0x0a || chunk.bytes[end - 1] === 0x0d)) end--
  return [start, end]
}

function print(bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()))
  })
}
