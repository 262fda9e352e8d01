import { ACCESS_FIELDS } from '../access-fields.ts'
import type { FormatComponent } from '../component.ts'
import { describeFields } from '../describe-fields.ts'
import { JsonAccessFormat } from '../json-access.ts'
import { JsonMembers } from '../json-members.ts'
import { NUMBER, STRING } from '../json-scanner.ts'
import { JsonTime } from '../json-time.ts'
import { BAD_TIMESTAMP, EXPECTED_LITERAL } from '../reject-reasons.ts'

const LOG_TYPE = 'caddy'
/** Members that have a standard name. */
const TAKEN: ReadonlySet<string> = new Set([
  'ts',
  'request',
  'status',
  'size',
  'user_id',
  'duration',
  'bytes_read',
  'msg',
  'level',
])
const REQUEST_TAKEN: ReadonlySet<string> = new Set([
  'client_ip',
  'remote_ip',
  'remote_addr',
  'remote_port',
  'method',
  'uri',
  'proto',
  'host',
  'headers',
])

/** Caddy's access logs (https://caddyserver.com/docs/logging): the request is an object of its own, header values are lists. */
class CaddyFormat extends JsonAccessFormat {
  readonly logTypes: readonly string[] = [LOG_TYPE]
  readonly #members: JsonMembers = new JsonMembers()
  readonly #request: JsonMembers = new JsonMembers()
  readonly #headers: JsonMembers = new JsonMembers()
  readonly #times: JsonTime = new JsonTime()

  protected parse(): boolean {
    const { line, record } = this
    const members = this.#members
    const request = this.#request
    if (!members.read(line.bytes, line.at, line.to)) return line.fail(EXPECTED_LITERAL, members.stoppedAt)
    const place = members.place('ts')
    const kind = place !== undefined && members.bytes[place[0]] === 0x22 ? STRING : NUMBER
    const time = place === undefined ? null : this.#times.read(members.bytes, ...place, kind)
    if (time === null) return line.fail(BAD_TIMESTAMP, line.from)
    const asked = members.place('request')
    if (asked === undefined || !request.read(members.bytes, ...asked))
      return line.fail(EXPECTED_LITERAL, line.from)
    const headers = request.place('headers')
    const hasHeaders = headers !== undefined && this.#headers.read(request.bytes, ...headers)
    record.time('timestamp', time)
    this.#address()
    this.putText('method', request, 'method')
    this.putText('path', request, 'uri')
    this.putText('protocol', request, 'proto')
    this.putNumber('status_code', members, 'status')
    this.putNumber('response_size', members, 'size', true)
    this.#header('referer', 'Referer', hasHeaders)
    this.#header('user_agent', 'User-Agent', hasHeaders)
    this.putText('level', members, 'level')
    this.putText('message', members, 'msg')
    this.putText('user', members, 'user_id')
    this.putText('virtual_host', request, 'host')
    this.#any('request_time', 'duration')
    this.#any('request_length', 'bytes_read')
    this.putRest(members, TAKEN)
    if (hasHeaders) record.json('request_headers', request.bytes, ...headers)
    this.putRest(request, REQUEST_TAKEN)
    this.eventTime = time.ms
    return true
  }

  /** `client_ip` since Caddy 2.7, `remote_ip` before, `remote_addr` with the port before 2.5. */
  #address(): void {
    const request = this.#request
    const older = request.string('remote_addr')
    if (older === undefined || request.place('client_ip') || request.place('remote_ip')) {
      this.putText('ip_address', request, 'client_ip', 'remote_ip')
      return
    }
    const colon = older.lastIndexOf(':')
    const host = colon > 0 && /^\d{1,5}$/.test(older.slice(colon + 1)) ? older.slice(0, colon) : older
    this.record.word('ip_address', host.replace(/^\[|\]$/g, ''))
  }

  /** The first value of a header. */
  #header(name: string, header: string, hasHeaders: boolean): void {
    const place = hasHeaders ? this.#headers.place(header) : undefined
    const { bytes } = this.#headers
    if (place === undefined || bytes[place[0]] !== 0x5b || bytes[place[0] + 1] !== 0x22) {
      this.record.null(name)
      return
    }
    const start = place[0] + 1
    let end = start + 1
    while (bytes[end] !== 0x22) end += bytes[end] === 0x5c ? 2 : 1
    this.record.json(name, bytes, start, end + 1)
  }

  #any(name: string, source: string): void {
    const place = this.#members.place(source)
    if (place) this.record.json(name, this.#members.bytes, ...place)
    else this.record.null(name)
  }
}

/** Access logs of Caddy. */
export const caddy: FormatComponent = {
  name: 'caddy',
  logTypes: [
    {
      name: LOG_TYPE,
      fields: [
        ...ACCESS_FIELDS,
        ...describeFields(
          'level? message? user? virtual_host? request_time#? request_length#? request_headers~ *?',
        ),
      ],
      example:
        '{"level":"info","ts":1705314645.5241024,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"203.0.113.7","remote_port":"41342","client_ip":"203.0.113.7","proto":"HTTP/2.0","method":"GET","host":"www.example.com","uri":"/","headers":{"User-Agent":["curl/7.82.0"]}},"bytes_read":0,"user_id":"","duration":0.000929675,"size":10900,"status":200}',
    },
  ],
  strings: {},
  autoKey: 'ip_address',
  build: ({ keyField }) => new CaddyFormat(keyField),
}
