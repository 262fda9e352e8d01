import { columnNames } from '../column-names.ts'
import type { FormatComponent } from '../component.ts'
import { describeFields } from '../describe-fields.ts'
import { writeJsonText } from '../json-text.ts'
import { endObject, writeKey, writeScalar } from '../json-value.ts'
import { LineCursor } from '../line-cursor.ts'
import { ObjectFormat } from '../object-format.ts'
import {
  EXPECTED_LITERAL,
  LINE_ENDS_EARLY,
  NO_HEADER,
  TEXT_AFTER_END,
  UNTERMINATED_QUOTE,
} from '../reject-reasons.ts'

const QUOTE = 0x22
const COMMA = 0x2c
const SEMICOLON = 0x3b
const TAB = 0x09
const NULL = new TextEncoder().encode('null')
const encoder = new TextEncoder()

/**
 * Values with a byte between, named by the file's first line (RFC 4180, one record a line). A value without quotes that spells
 * a number, true or false is one; an empty one is null. A header without a comma but with semicolons means semicolons.
 */
class DelimitedFormat extends ObjectFormat {
  readonly #delimiter: number
  #between: number
  /** The header that the names were made from. */
  #header: Uint8Array | undefined
  #names: readonly Uint8Array[] = []

  constructor(type: 'csv' | 'tsv', keyField: string | null, metadata: boolean) {
    super(type, keyField, metadata)
    this.#delimiter = type === 'csv' ? COMMA : TAB
    this.#between = this.#delimiter
  }

  override begin(readAt: number, header?: Uint8Array): void {
    super.begin(readAt)
    if (
      header !== undefined &&
      header.length > 0 &&
      this.#header !== undefined &&
      equal(header, this.#header)
    )
      return
    this.#header = header
    if (header !== undefined && header.length > 0) this.#name(header)
  }

  protected parse(cut: boolean): boolean {
    const { line, object } = this
    const header = this.#header
    if (header === undefined) return line.fail(NO_HEADER)
    if (header.length === 0) {
      this.filtered = true
      // A byte order mark alone is a blank line.
      if (line.to - line.from === 3 && line.sees('\u00ef\u00bb\u00bf')) return false
      this.#header = line.bytes.slice(line.from, line.to)
      this.#name(this.#header)
      return false
    }
    const names = this.#names
    for (let i = 0; i < names.length; i++) {
      const isLast = i === names.length - 1
      writeKey(object, names[i]!, 0, names[i]!.length)
      if (!(line.peek() === QUOTE ? this.#quoted(cut) : this.#bare())) return false
      if (line.done) {
        if (!isLast && !cut) return line.fail(LINE_ENDS_EARLY)
        break
      }
      if (isLast) return line.fail(TEXT_AFTER_END)
      line.at++
      // A delimiter at the very end is followed by a value that is empty.
      if (line.done && i === names.length - 2) {
        writeKey(object, names[i + 1]!, 0, names[i + 1]!.length)
        object.write(NULL)
        break
      }
    }
    endObject(object)
    return true
  }

  #bare(): boolean {
    const { line, object } = this
    const start = line.at
    while (!line.done && line.peek() !== this.#between) line.at++
    if (line.at === start) object.write(NULL)
    else writeScalar(object, line.bytes, start, line.at)
    return true
  }

  /** Two quotes within quotes are one. */
  #quoted(cut: boolean): boolean {
    const { line, object } = this
    const open = line.at++
    object.reserve(1)
    object.bytes[object.at++] = QUOTE
    let start = line.at
    for (;;) {
      const end = line.find(QUOTE)
      if (end < 0 && !cut) {
        line.fail(UNTERMINATED_QUOTE, open)
        line.ranOut = true
        return false
      }
      line.at = end < 0 ? line.to : end + 1
      const doubled = end >= 0 && line.peek() === QUOTE
      writeJsonText(object, line.bytes, start, doubled ? line.at : end < 0 ? line.to : end)
      if (!doubled) break
      line.at++
      start = line.at
    }
    object.reserve(1)
    object.bytes[object.at++] = QUOTE
    return line.done || line.peek() === this.#between || line.fail(EXPECTED_LITERAL)
  }

  #name(header: Uint8Array): void {
    const hasComma = header.includes(COMMA)
    this.#between =
      this.#delimiter === COMMA && !hasComma && header.includes(SEMICOLON) ? SEMICOLON : this.#delimiter
    const cursor = new LineCursor()
    cursor.open(header, 0, header.length)
    const written: string[] = []
    const text = (from: number, to: number): string => Buffer.from(header.subarray(from, to)).toString('utf8')
    do {
      const start = cursor.at
      if (cursor.peek() === QUOTE) {
        let end = start + 1
        while (end < header.length && (header[end] !== QUOTE || header[end + 1] === QUOTE))
          end += header[end] === QUOTE ? 2 : 1
        written.push(text(start + 1, Math.min(end, header.length)).replaceAll('""', '"'))
        cursor.at = Math.min(end + 1, header.length)
        while (!cursor.done && cursor.peek() !== this.#between) cursor.at++
      } else {
        while (!cursor.done && cursor.peek() !== this.#between) cursor.at++
        written.push(text(start, cursor.at))
      }
    } while (cursor.at++ < header.length)
    this.#names = columnNames(written).map((name) => encoder.encode(name))
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.from(a.buffer, a.byteOffset, a.length).equals(b)
}

const component = (type: 'csv' | 'tsv', delimiter: string): FormatComponent => ({
  name: type,
  logTypes: [
    {
      name: type,
      fields: describeFields('timestamp *? log_type'),
      example: `time,user,action,amount,note\n2024-01-15T10:30:45Z,alice,login,1.5,first`.replaceAll(
        ',',
        delimiter,
      ),
    },
  ],
  strings: {},
  autoKey: 'request_id',
  header: 'first_line',
  build: ({ keyField, metadata }) => new DelimitedFormat(type, keyField, metadata),
})

/** Values with commas between. */
export const csv: FormatComponent = component('csv', ',')

/** Values with tabs between. */
export const tsv: FormatComponent = component('tsv', '\t')
