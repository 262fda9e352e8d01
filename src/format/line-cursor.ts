import { isDigit } from './byte-classes.ts'
import { BAD_NUMBER, EXPECTED_LITERAL, LINE_ENDS_EARLY } from './reject-reasons.ts'

/**
 * Goes through one line from left to right, byte by byte. A step that finds what it looks for leaves its place in `start`
 * and `end` and moves `at` behind it; one that does not returns false, and `reason` and `column` tell why and where.
 */
export class LineCursor {
  bytes: Uint8Array = new Uint8Array(0)
  /** First byte of the line. */
  from = 0
  /** First byte not read yet. */
  at = 0
  /** First byte after the line. */
  to = 0
  /** What the last step found: `bytes[start, end)`. */
  start = 0
  end = 0

  /** Why and where (bytes from the line's start) the last step gave up, and whether it wanted more bytes. */
  reason = 0
  column = 0
  ranOut = false

  open(bytes: Uint8Array, from: number, to: number): void {
    this.bytes = bytes
    this.from = from
    this.at = from
    this.to = to
  }

  get done(): boolean {
    return this.at >= this.to
  }

  /** The byte at `at + ahead`, -1 behind the end. */
  peek(ahead = 0): number {
    const i = this.at + ahead
    return i < this.to ? this.bytes[i]! : -1
  }

  fail(reason: number, at: number = this.at): false {
    this.ranOut = at >= this.to
    this.reason = this.ranOut && reason === EXPECTED_LITERAL ? LINE_ENDS_EARLY : reason
    this.column = at - this.from
    return false
  }

  /** Takes this byte. */
  byte(byte: number): boolean {
    if (this.peek() !== byte) return this.fail(EXPECTED_LITERAL)
    this.at++
    return true
  }

  /** Takes this text (ASCII). */
  literal(text: string): boolean {
    for (let i = 0; i < text.length; i++)
      if (this.peek(i) !== text.charCodeAt(i)) return this.fail(EXPECTED_LITERAL, this.at + i)
    this.at += text.length
    return true
  }

  /** True when this text (ASCII) lies here; nothing is taken, and nothing has failed. */
  sees(text: string, at: number = this.at): boolean {
    if (at + text.length > this.to) return false
    for (let i = 0; i < text.length; i++) if (this.bytes[at + i] !== text.charCodeAt(i)) return false
    return true
  }

  /** Finds everything before the next `stop`, which is taken too. */
  until(stop: number): boolean {
    const i = this.find(stop)
    if (i < 0) {
      this.fail(EXPECTED_LITERAL, this.to)
      return false
    }
    this.start = this.at
    this.end = i
    this.at = i + 1
    return true
  }

  /** The place of the next `byte` at or behind `at`, -1 when there is none. */
  find(byte: number, at: number = this.at): number {
    for (let i = at; i < this.to; i++) if (this.bytes[i] === byte) return i
    return -1
  }

  /** Finds bytes up to a space or the line's end, at least one. */
  word(): boolean {
    const { bytes, to } = this
    let i = this.at
    while (i < to && bytes[i] !== 0x20) i++
    if (i === this.at) return this.fail(EXPECTED_LITERAL)
    this.start = this.at
    this.end = i
    this.at = i
    return true
  }

  /** Finds decimal digits, from 1 to `most` of them. */
  digits(most = 20): boolean {
    let i = this.at
    while (i < this.to && isDigit(this.bytes[i])) i++
    if (i === this.at || i - this.at > most) return this.fail(i < this.to ? BAD_NUMBER : LINE_ENDS_EARLY)
    this.start = this.at
    this.end = i
    this.at = i
    return true
  }

  /** Skips spaces; returns how many. */
  spaces(): number {
    const first = this.at
    while (this.peek() === 0x20) this.at++
    return this.at - first
  }

  /** Finds all that is left. */
  rest(): void {
    this.start = this.at
    this.end = this.to
    this.at = this.to
  }

  /** What was found, as text: for short words only. */
  text(start: number = this.start, end: number = this.end): string {
    return String.fromCharCode(...this.bytes.subarray(start, Math.min(end, start + 256)))
  }
}
