import type { FormatComponent } from '../component.ts'
import { describeFields } from '../describe-fields.ts'
import { FieldFormat } from '../field-format.ts'
import { JsonMembers } from '../json-members.ts'
import { STRING } from '../json-scanner.ts'
import { JsonTime } from '../json-time.ts'
import { BAD_TIMESTAMP, EXPECTED_LITERAL } from '../reject-reasons.ts'

const LF = 0x0a
const QUOTE = Uint8Array.of(0x22)

/**
 * Docker's json-file driver: `{"log":"text\n","stream":"stdout","time":"…"}`. The line feed at the end of `log` is what ended the
 * container's line; where it is missing the line goes on in the next one.
 */
class DockerFormat extends FieldFormat {
  readonly logTypes: readonly string[] = ['docker']
  readonly #members: JsonMembers = new JsonMembers()
  readonly #times: JsonTime = new JsonTime()

  protected parse(): boolean {
    const { line, record } = this
    const members = this.#members
    const first = line.find(LF)
    const to = first < 0 ? line.to : first
    if (!members.read(line.bytes, line.at, to)) return line.fail(EXPECTED_LITERAL, members.stoppedAt)
    const log = members.place('log')
    const time = members.place('time')
    if (log === undefined || members.bytes[log[0]] !== 0x22) return line.fail(EXPECTED_LITERAL, line.from)
    if (time === undefined) return line.fail(BAD_TIMESTAMP, line.from)
    const read = this.#times.read(members.bytes, ...time, STRING)
    if (read === null) return line.fail(BAD_TIMESTAMP, line.from)
    record.time('timestamp', read)
    const stream = members.place('stream')
    if (stream === undefined) record.null('stream')
    else record.json('stream', members.bytes, ...stream)
    if (first < 0) this.#message(...log)
    else this.#joined(log, first + 1)
    const attributes = members.place('attrs')
    if (attributes !== undefined) record.json('attrs', members.bytes, ...attributes)
    this.eventTime = read.ms
    return true
  }

  /** The texts of several lines, of which the first is that of `log`: each has the line end that the container wrote, if it wrote one. */
  #joined(log: readonly [start: number, end: number], from: number): void {
    const { bytes, to } = this.line
    const more = new JsonMembers()
    const parts = [Buffer.from(this.#members.bytes.slice(log[0] + 1, log[1] - 1))]
    for (let start = from; start < to; ) {
      const found = bytes.indexOf(LF, start)
      const end = found < 0 || found > to ? to : found
      const text = more.read(bytes, start, end) ? more.place('log') : undefined
      if (text !== undefined && more.bytes[text[0]] === 0x22)
        parts.push(Buffer.from(more.bytes.slice(text[0] + 1, text[1] - 1)))
      start = end + 1
    }
    const text = Buffer.concat(parts)
    let end = text.length
    const whole = endsWithEscape(text, 0, end, 0x6e)
    if (whole) end -= 2
    if (whole && endsWithEscape(text, 0, end, 0x72)) end -= 2
    const message = Buffer.concat([QUOTE, text.subarray(0, end), QUOTE])
    this.record.json('message', message, 0, message.length)
    if (!whole) this.record.json('partial', TRUE, 0, TRUE.length)
  }

  /** The text without its line end, in the JSON escapes that it has. */
  #message(start: number, end: number): void {
    const { bytes } = this.#members
    let to = end - 1
    const whole = endsWithEscape(bytes, start + 1, to, 0x6e)
    if (whole) to -= 2
    if (whole && endsWithEscape(bytes, start + 1, to, 0x72)) to -= 2
    const closing = bytes[to]!
    bytes.set(QUOTE, to)
    this.record.json('message', bytes, start, to + 1)
    bytes[to] = closing
    if (!whole) this.record.json('partial', TRUE, 0, TRUE.length)
  }
}

const TRUE = new TextEncoder().encode('true')

/** Whether `bytes[from, to)` ends with an escape of this letter: after an odd number of backslashes. */
function endsWithEscape(bytes: Uint8Array, from: number, to: number, letter: number): boolean {
  if (to - from < 2 || bytes[to - 1] !== letter) return false
  let i = to - 2
  while (i >= from && bytes[i] === 0x5c) i--
  return (to - 2 - i) % 2 === 1
}

/** Logs of containers under Docker. */
export const docker: FormatComponent = {
  name: 'docker',
  logTypes: [
    {
      name: 'docker',
      fields: describeFields('timestamp stream? message partial~ attrs~ log_type'),
      example:
        '{"log":"Listening on port 8080\\n","stream":"stdout","time":"2024-01-15T10:30:45.919698406Z"}',
    },
  ],
  strings: {},
  autoKey: 'stream',
  build: ({ keyField }) => new DockerFormat(keyField),
}
