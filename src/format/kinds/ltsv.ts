import type { FormatComponent } from '../component.ts'
import { describeFields } from '../describe-fields.ts'
import { endObject, writeKey, writeScalar } from '../json-value.ts'
import { ObjectFormat } from '../object-format.ts'
import { EXPECTED_LITERAL } from '../reject-reasons.ts'

const TAB = 0x09
const COLON = 0x3a
const NULL = new TextEncoder().encode('null')
const encoder = new TextEncoder()

/** Labels that access logs have (http://ltsv.org/), and their names in records. */
const NAMES: ReadonlyMap<string, Uint8Array> = new Map(
  Object.entries({
    host: 'ip_address',
    uri: 'path',
    status: 'status_code',
    size: 'response_size',
    reqsize: 'request_length',
    ua: 'user_agent',
    vhost: 'virtual_host',
    reqtime: 'request_time',
    forwardedfor: 'x_forwarded_for',
  }).map(([label, name]) => [label, encoder.encode(name)]),
)

/** `label:value` with tabs between. Lines of an access log, which have a `req`, `uri` or `status`, get the names of access logs. */
class LtsvFormat extends ObjectFormat {
  protected parse(cut: boolean): boolean {
    const { line, object } = this
    const { bytes } = line
    const isAccess = this.#isAccess()
    while (!line.done) {
      if (line.peek() === TAB) {
        line.at++
        continue
      }
      const start = line.at
      while (!line.done && isLabelByte(line.peek())) line.at++
      if (line.done && cut) break
      if (line.at === start || line.peek() !== COLON) return line.fail(EXPECTED_LITERAL)
      const label = line.text(start, line.at)
      const name = isAccess ? NAMES.get(label) : undefined
      if (name) writeKey(object, name, 0, name.length)
      else writeKey(object, bytes, start, line.at)
      line.at++
      const value = line.at
      while (!line.done && line.peek() !== TAB) line.at++
      if (line.at === value || (line.at === value + 1 && bytes[value] === 0x2d)) object.write(NULL)
      else writeScalar(object, bytes, value, line.at)
    }
    endObject(object)
    return true
  }

  #isAccess(): boolean {
    const { line } = this
    for (let i = line.from; i < line.to; i++) {
      if (i > line.from && line.bytes[i - 1] !== TAB) continue
      if (line.sees('req:', i) || line.sees('uri:', i) || line.sees('status:', i)) return true
    }
    return false
  }
}

/** The bytes that ltsv.org allows in a label, and the few that people use besides. */
function isLabelByte(byte: number): boolean {
  if (byte >= 0x30 && byte <= 0x39) return true
  const letter = byte | 0x20
  return (
    (letter >= 0x61 && letter <= 0x7a) || byte === 0x5f || byte === 0x2e || byte === 0x2d || byte === 0x40
  )
}

/** Labeled tab-separated values. */
export const ltsv: FormatComponent = {
  name: 'ltsv',
  logTypes: [
    {
      name: 'ltsv',
      fields: describeFields('timestamp *? log_type'),
      example:
        'time:15/Jan/2024:10:30:45 +0900\thost:203.0.113.7\tmethod:GET\turi:/index.html\tprotocol:HTTP/1.1\tstatus:200\tsize:2435\treferer:-\tua:curl/8.5.0\treqtime:0.018',
    },
  ],
  strings: {},
  autoKey: 'ip_address',
  build: ({ keyField, metadata }) => new LtsvFormat('ltsv', keyField, metadata),
}
