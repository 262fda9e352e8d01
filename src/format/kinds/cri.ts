import type { FormatComponent } from '../component.ts'
import { describeFields } from '../describe-fields.ts'
import { FieldFormat } from '../field-format.ts'
import { readIsoTime } from '../iso-time.ts'
import { noTime } from '../local-time.ts'
import { EXPECTED_LITERAL } from '../reject-reasons.ts'

const SPACE = 0x20

/**
 * What a container runtime writes for Kubernetes: `time stream tag message`
 * (https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md). The runtime cuts long lines into
 * parts, tagged P; each part is a record with its tag: one line, one record.
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
    record.text('logtag', bytes, tag, tagEnd)
    record.text('message', bytes, line.start, line.end)
    this.eventTime = this.time.ms
    return true
  }
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
