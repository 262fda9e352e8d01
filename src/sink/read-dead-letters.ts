import { createReadStream } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { KinetailError } from '../base/errors.ts'
import { systemWords } from '../base/system-words.ts'
import { text } from '../messages/messages.ts'
import type { DeadLetter } from './dead-letter.ts'

const LF = 0x0a

/** A line of a dead-letter file, as `formatDeadLetter` wrote it. */
export interface KeptLetter extends DeadLetter {
  /** When it was written, ms since the epoch; NaN where it does not tell. */
  readonly time: number
}

/** One line of the file: its bytes without LF, and the letter that it is; undefined for anything else (a torn write). */
export interface LetterLine {
  readonly bytes: Uint8Array
  readonly letter: KeptLetter | undefined
}

/**
 * The lines of a dead-letter file, in order. Blank lines are left out. Throws a KinetailError when it cannot be read.
 * @param handle the file, where it is open: it stays so, and its name does not matter
 */
export async function* readDeadLetters(path: string, handle?: FileHandle): AsyncGenerator<LetterLine> {
  let rest: Buffer[] = []
  try {
    const bytes = handle?.createReadStream({ start: 0, autoClose: false }) ?? createReadStream(path)
    for await (const piece of bytes as AsyncIterable<Buffer>) {
      let from = 0
      for (let end = piece.indexOf(LF); end >= 0; end = piece.indexOf(LF, from)) {
        const bytes = Buffer.concat([...rest, piece.subarray(from, end)])
        rest = []
        from = end + 1
        if (bytes.length > 0) yield { bytes, letter: letterOf(bytes) }
      }
      rest.push(piece.subarray(from))
    }
  } catch (error) {
    if (error instanceof KinetailError) throw error
    throw new KinetailError('file', text.format.cannotRead(path, systemWords(error)), { cause: error })
  }
  const last = Buffer.concat(rest)
  if (last.length > 0) yield { bytes: last, letter: letterOf(last) }
}

function letterOf(bytes: Buffer): KeptLetter | undefined {
  let written: unknown
  try {
    written = JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
  if (typeof written !== 'object' || written === null) return undefined
  const {
    file,
    offset,
    generation,
    reason,
    column,
    type,
    line,
    line_base64,
    line_bytes,
    lines,
    record,
    time,
  } = written as Record<string, unknown>
  if (typeof reason !== 'string' || typeof type !== 'string' || typeof generation !== 'string')
    return undefined
  if (typeof file !== 'string' || typeof offset !== 'number' || !Number.isSafeInteger(offset) || offset < 0)
    return undefined
  const exact = typeof line_base64 === 'string' ? Buffer.from(line_base64, 'base64') : undefined
  const kept = exact ?? (typeof line === 'string' ? Buffer.from(line) : undefined)
  return {
    file,
    offset,
    generation,
    reason,
    ...(typeof column === 'number' ? { column } : {}),
    type,
    ...(kept === undefined ? {} : { line: kept }),
    ...(typeof line_bytes === 'number' && line_bytes > 0 ? { lineBytes: line_bytes } : {}),
    ...(typeof lines === 'number' && Number.isSafeInteger(lines) && lines > 1 ? { lines } : {}),
    ...(typeof record === 'string' ? { record } : {}),
    time: typeof time === 'string' ? Date.parse(time) : Number.NaN,
  }
}
