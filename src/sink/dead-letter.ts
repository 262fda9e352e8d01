import { isUtf8 } from 'node:buffer'

/** A line that did not get through, with the reason. */
export interface DeadLetter {
  readonly file: string
  /** Offset of the line in the file, in bytes. */
  readonly offset: number
  /** `SourceFile.generation`. */
  readonly generation: string
  readonly reason: string
  /** Byte column in the line, from 0, at which the format gave up; absent when the service refused the record. */
  readonly column?: number
  /** Name of the format or log type. */
  readonly type: string
  /** The line as it was read, without its end; absent when only the record is at hand. */
  readonly line?: Uint8Array
  /** Full length of a line that was cut, of which `line` is the beginning; in bytes. */
  readonly lineBytes?: number
  /** Lines of an event that were joined: `line` is all of them. Absent for one. */
  readonly lines?: number
  /** The record that the service refused, a JSON object as text. */
  readonly record?: string
}

/** Keeps dead letters; resolves when they are safe, and not before. */
export interface DeadLetters {
  /** Reads the letters before it returns: their bytes may be reused while the promise is pending. */
  write(letters: readonly DeadLetter[]): Promise<void>
}

/** One line of the dead-letter file, with its LF. `line` is readable text; `line_base64` is there when that is not exact. */
export function formatDeadLetter(letter: DeadLetter, time: Date): string {
  const { file, offset, generation, reason, column, type, line, lineBytes, lines, record } = letter
  const fields = {
    time: time.toISOString(),
    file,
    offset,
    generation,
    reason,
    ...(column === undefined ? {} : { column }),
    type,
    ...(line === undefined
      ? {}
      : { line: Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString() }),
    ...(line === undefined || isUtf8(line) ? {} : { line_base64: Buffer.from(line).toString('base64') }),
    ...(lineBytes === undefined ? {} : { line_bytes: lineBytes }),
    ...(lines === undefined ? {} : { lines }),
    ...(record === undefined ? {} : { record }),
  }
  return `${JSON.stringify(fields)}\n`
}
