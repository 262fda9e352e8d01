import { BlockBuilder } from '../block-builder.ts'
import { writeJsonText } from '../json-text.ts'
import type { LineCursor } from '../line-cursor.ts'
import { EXPECTED_LITERAL, UNTERMINATED_QUOTE } from '../reject-reasons.ts'

const SPACE = 0x20
const QUOTE = 0x22
const EQUALS = 0x3d
const OPEN = 0x5b
const BACKSLASH = 0x5c
const CLOSE = 0x5d
/** Most bytes of a name (RFC 5424 6.3.2). */
const LONGEST_NAME = 32

/** The structured data of RFC 5424 (6.3) as JSON: `[id a="1"][other]` → `{"id":{"a":"1"},"other":{}}`. */
export class StructuredData {
  present = false
  readonly #out: BlockBuilder = new BlockBuilder(1024)

  get bytes(): Uint8Array {
    return this.#out.bytes
  }

  get length(): number {
    return this.#out.at
  }

  clear(): void {
    this.present = false
    this.#out.reset()
  }

  /** Reads one element or more at the cursor. */
  read(line: LineCursor, cut: boolean): boolean {
    if (line.peek() !== OPEN) return line.fail(EXPECTED_LITERAL)
    this.present = true
    this.#put('{')
    let first = true
    while (line.peek() === OPEN) {
      line.at++
      if (!first) this.#put(',')
      first = false
      if (!this.#element(line, cut)) return false
    }
    this.#put('}')
    return true
  }

  #element(line: LineCursor, cut: boolean): boolean {
    if (!this.#name(line)) return false
    this.#put(':{')
    for (let n = 0; ; n++) {
      const spaces = line.spaces()
      if (line.peek() === CLOSE) break
      if (line.done && cut) break
      if (spaces === 0) return line.fail(EXPECTED_LITERAL)
      if (n > 0) this.#put(',')
      if (!this.#name(line)) return false
      this.#put(':')
      if (!line.byte(EQUALS)) return false
      // Some senders put a space here.
      line.spaces()
      if (!this.#value(line, cut)) return false
    }
    this.#put('}')
    if (!line.done) line.at++
    return true
  }

  #name(line: LineCursor): boolean {
    const start = line.at
    while (!line.done && isNameByte(line.peek())) line.at++
    if (line.at === start) return line.fail(EXPECTED_LITERAL)
    if (line.at - start > LONGEST_NAME) return line.fail(EXPECTED_LITERAL, start + LONGEST_NAME)
    this.#put('"')
    writeJsonText(this.#out, line.bytes, start, line.at)
    this.#put('"')
    return true
  }

  /** A backslash escapes a quote, itself and a closing bracket; before anything else it is a byte like others (6.3.3). */
  #value(line: LineCursor, cut: boolean): boolean {
    const { bytes } = line
    const open = line.at
    if (!line.byte(QUOTE)) return false
    this.#put('"')
    let start = line.at
    while (!line.done && line.peek() !== QUOTE) {
      const byte = line.peek()
      if (byte === CLOSE) return line.fail(EXPECTED_LITERAL)
      if (byte === BACKSLASH && isEscaped(line.peek(1))) {
        writeJsonText(this.#out, bytes, start, line.at)
        start = line.at + 1
        line.at++
      }
      line.at++
    }
    line.at = Math.min(line.at, line.to)
    writeJsonText(this.#out, bytes, start, line.at)
    this.#put('"')
    if (!line.done) line.at++
    else if (!cut) return line.fail(UNTERMINATED_QUOTE, open)
    return true
  }

  #put(text: string): void {
    const out = this.#out
    out.reserve(text.length)
    for (let i = 0; i < text.length; i++) out.bytes[out.at++] = text.charCodeAt(i)
  }
}

function isEscaped(byte: number): boolean {
  return byte === QUOTE || byte === BACKSLASH || byte === CLOSE
}

/** Printable ASCII without `=`, space, `]` and `"`. */
function isNameByte(byte: number): boolean {
  return byte > SPACE && byte < 0x7f && byte !== EQUALS && byte !== CLOSE && byte !== QUOTE
}
