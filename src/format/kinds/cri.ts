import type { FormatComponent } from '../component.ts'
import { describeFields } from '../describe-fields.ts'
import { FieldFormat } from '../field-format.ts'
import { readIsoTime } from '../iso-time.ts'
import { noTime } from '../local-time.ts'
import { EXPECTED_LITERAL } from '../reject-reasons.ts'

const SPACE = 0x20
const LF = 0x0a
const PARTIAL = 0x50
const LINE_END = Uint8Array.of(LF)
/** What stands before the text of each line that was joined to the first. */
const HEAD = /^\S+ \S+ ([FP])(?::\S*)?(?: |$)/
const HEAD_BYTES = 128

/**
 * What a container runtime writes for Kubernetes: `time stream tag message`
 * (https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md). The runtime cuts long lines into
 * parts, tagged P; each part is a record with its tag, unless lines are joined: then the message is what the container wrote.
 */
class CriFormat extends FieldFormat {
  readonly logTypes: readonly string[] = ['cri']

  protected parse(): boolean {
    const { line, record } = this
    const { bytes } = line
    if (!line.word() || !readIsoTime(bytes, line.start, line.end, this.time)) return noTime(line, line.from)
    if (!line.byte(SPACE) || !line.word()) return false
    const [stream, streamEnd] = [line.start, line.end]
    if (!line.sees('stdout', stream) && !line.sees('stderr', stream))
      return line.fail(EXPECTED_LITERAL, stream)
    if (streamEnd - stream !== 6) return line.fail(EXPECTED_LITERAL, stream + 6)
    if (!line.byte(SPACE) || !line.word()) return false
    const [tag, tagEnd] = [line.start, line.end]
    // Further tags may follow after colons.
    const first = bytes[tag]
    if ((first !== 0x46 && first !== 0x50) || (tagEnd > tag + 1 && bytes[tag + 1] !== 0x3a))
      return line.fail(EXPECTED_LITERAL, tag)
    if (line.peek() === SPACE) line.at++
    line.rest()
    record.time('timestamp', this.time)
    record.text('stream', bytes, stream, streamEnd)
    const joined =
      line.find(LF, line.start) >= 0 ? joinParts(bytes, line.start, line.end, first === PARTIAL) : null
    if (joined === null) {
      record.text('logtag', bytes, tag, tagEnd)
      record.text('message', bytes, line.start, line.end)
    } else {
      record.word('logtag', joined.partial ? 'P' : 'F')
      record.text('message', joined.text, 0, joined.text.length)
    }
    this.eventTime = this.time.ms
    return true
  }
}

/**
 * The texts of several lines, of which the first is there without what stands before it. Line ends stay where the container wrote them, and
 * go where its runtime cut.
 */
function joinParts(
  bytes: Uint8Array,
  from: number,
  to: number,
  partial: boolean,
): { readonly text: Uint8Array; readonly partial: boolean } {
  const pieces: Uint8Array[] = []
  let cut = partial
  let end = endOf(bytes, from, to)
  pieces.push(bytes.subarray(from, withoutCr(bytes, from, end)))
  while (end < to) {
    const start = end + 1
    end = endOf(bytes, start, to)
    const head = HEAD.exec(
      Buffer.from(bytes.subarray(start, Math.min(end, start + HEAD_BYTES))).toString('latin1'),
    )
    if (!cut) pieces.push(LINE_END)
    cut = head?.[1] === 'P'
    pieces.push(bytes.subarray(start + (head?.[0].length ?? 0), withoutCr(bytes, start, end)))
  }
  return { text: Buffer.concat(pieces), partial: cut }
}

function endOf(bytes: Uint8Array, from: number, to: number): number {
  const end = bytes.indexOf(LF, from)
  return end < 0 || end > to ? to : end
}

function withoutCr(bytes: Uint8Array, from: number, end: number): number {
  return end > from && bytes[end - 1] === 0x0d ? end - 1 : end
}

/** Logs of containers under Kubernetes. */
export const cri: FormatComponent = {
  name: 'cri',
  logTypes: [
    {
      name: 'cri',
      fields: describeFields('timestamp stream logtag message log_type'),
      example: '2024-01-15T10:30:45.919698406Z stdout F Listening on port 8080',
    },
  ],
  strings: {},
  autoKey: 'stream',
  build: ({ keyField }) => new CriFormat(keyField),
}
