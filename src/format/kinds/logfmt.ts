import { HEX_VALUE } from '../byte-classes.ts'
import type { FormatComponent } from '../component.ts'
import { describeFields } from '../describe-fields.ts'
import { writeJsonText } from '../json-text.ts'
import { endObject, writeKey, writeScalar } from '../json-value.ts'
import { ObjectFormat } from '../object-format.ts'
import { EXPECTED_LITERAL, UNTERMINATED_QUOTE } from '../reject-reasons.ts'

const LF = 0x0a
const SPACE = 0x20
const QUOTE = 0x22
const EQUALS = 0x3d
const BACKSLASH = 0x5c
const STACK_TRACE = new TextEncoder().encode('stack_trace')
const TRUE = new TextEncoder().encode('true')
/** Escapes that mean in logfmt what they mean in JSON. */
const ESCAPES: ReadonlySet<number> = new Set([...'"\\/bfnrt'].map((letter) => letter.charCodeAt(0)))

/**
 * `key=value key="quoted value" key`: a number, true, false or null without quotes is one; a key alone is true. Where the
 * writers differ this reader takes the line: the format has no standard (https://brandur.org/logfmt).
 */
class LogfmtFormat extends ObjectFormat {
  protected parse(cut: boolean): boolean {
    const { line, object } = this
    for (;;) {
      skipBlanks(line)
      if (line.done) break
      // What was joined to the line is its trace.
      if (line.peek() === LF) {
        this.#trace()
        break
      }
      const start = line.at
      while (!line.done && !endsWord(line.peek()) && line.peek() !== EQUALS && line.peek() !== QUOTE)
        line.at++
      if (line.at === start || line.peek() === QUOTE) return line.fail(EXPECTED_LITERAL, line.at)
      writeKey(object, line.bytes, start, line.at)
      if (line.peek() !== EQUALS) {
        object.write(TRUE)
        continue
      }
      line.at++
      if (line.peek() === QUOTE ? !this.#quoted(cut) : !this.#bare()) return false
    }
    endObject(object)
    return true
  }

  #trace(): void {
    const { line, object } = this
    writeKey(object, STACK_TRACE, 0, STACK_TRACE.length)
    object.reserve(2)
    object.bytes[object.at++] = QUOTE
    writeJsonText(object, line.bytes, line.at + 1, line.to)
    object.reserve(1)
    object.bytes[object.at++] = QUOTE
  }

  #bare(): boolean {
    const { line, object } = this
    const start = line.at
    while (!line.done && !endsWord(line.peek())) {
      if (line.peek() === QUOTE) return line.fail(EXPECTED_LITERAL)
      line.at++
    }
    writeScalar(object, line.bytes, start, line.at)
    return true
  }

  /** What is escaped in JSON's way passes as it is; any other backslash stands for itself. */
  #quoted(cut: boolean): boolean {
    const { line, object } = this
    const { bytes } = line
    const open = line.at++
    object.reserve(1)
    object.bytes[object.at++] = QUOTE
    let start = line.at
    for (;;) {
      if (line.done && !cut) {
        line.fail(UNTERMINATED_QUOTE, open)
        line.ranOut = true
        return false
      }
      const byte = line.peek()
      if (byte === QUOTE || byte < 0) break
      if (byte !== BACKSLASH) {
        line.at++
        continue
      }
      const length = escapeLength(bytes, line.at, line.to)
      if (length > 0) {
        writeJsonText(object, bytes, start, line.at)
        object.write(bytes.subarray(line.at, line.at + length))
        start = line.at + length
      }
      line.at += Math.max(length, 1)
    }
    writeJsonText(object, bytes, start, line.at)
    object.reserve(1)
    object.bytes[object.at++] = QUOTE
    if (line.done) return true
    line.at++
    return line.done || endsWord(line.peek()) || line.fail(EXPECTED_LITERAL)
  }
}

function skipBlanks(line: { peek(): number; at: number }): void {
  while (isBlank(line.peek())) line.at++
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === 0x09
}

function endsWord(byte: number): boolean {
  return isBlank(byte) || byte === LF
}

/** Length of the escape at `i` where JSON has it too, else 0. */
function escapeLength(bytes: Uint8Array, i: number, to: number): number {
  const letter = i + 1 < to ? bytes[i + 1]! : 0
  if (ESCAPES.has(letter)) return 2
  if (letter !== 0x75 || i + 6 > to) return 0
  for (let k = i + 2; k < i + 6; k++) if (HEX_VALUE[bytes[k]!] === 255) return 0
  return 6
}

/** Lines of `key=value`, as many programs in Go write them, and Heroku's router. */
export const logfmt: FormatComponent = {
  name: 'logfmt',
  logTypes: [
    {
      name: 'logfmt',
      fields: describeFields('timestamp *? log_type'),
      example:
        'time=2024-01-15T10:30:45Z level=info msg="request served" method=GET path=/ status=200 duration=0.018',
    },
  ],
  strings: {},
  autoKey: 'request_id',
  build: ({ keyField, metadata }) => new LogfmtFormat('logfmt', keyField, metadata),
}
