import { ACCESS_FIELDS } from '../access-fields.ts'
import { AccessFormat } from '../access-format.ts'
import type { BlockBuilder } from '../block-builder.ts'
import type { FormatComponent } from '../component.ts'
import { describeFields } from '../describe-fields.ts'
import { JsonAccessFormat, scaled } from '../json-access.ts'
import { JsonMembers } from '../json-members.ts'
import { STRING } from '../json-scanner.ts'
import { JsonTime } from '../json-time.ts'
import type { KernelForm } from '../kernel-form.ts'
import type { LineFormat } from '../line-format.ts'
import { BAD_TIMESTAMP, EXPECTED_LITERAL } from '../reject-reasons.ts'
import { tableOf } from '../table-of.ts'

const LOG_TYPE = 'traefik'
const COMMON = '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent'
const WHOLE = `${COMMON} "$http_referer" "$http_user_agent" $request_count "$router" "$server_url" $durationms`

/** Members that have a standard name. */
const TAKEN: ReadonlySet<string> = new Set([
  'time',
  'ClientHost',
  'ClientUsername',
  'RequestMethod',
  'RequestPath',
  'RequestProtocol',
  'DownstreamStatus',
  'DownstreamContentSize',
  'request_Referer',
  'request_User-Agent',
  'RequestHost',
  'Duration',
  'RouterName',
  'RequestCount',
])

/** Traefik's JSON (https://doc.traefik.io/traefik/observability/access-logs/). */
class TraefikJson extends JsonAccessFormat {
  readonly logTypes: readonly string[] = [LOG_TYPE]
  readonly #members: JsonMembers = new JsonMembers()
  readonly #times: JsonTime = new JsonTime()

  protected parse(): boolean {
    const { line, record } = this
    const members = this.#members
    if (!members.read(line.bytes, line.at, line.to)) return line.fail(EXPECTED_LITERAL, members.stoppedAt)
    const place = members.place('time') ?? members.place('StartUTC')
    const time = place === undefined ? null : this.#times.read(members.bytes, ...place, STRING)
    if (time === null) return line.fail(BAD_TIMESTAMP, line.from)
    if (members.place('RequestMethod') === undefined) return line.fail(EXPECTED_LITERAL, line.from)
    record.time('timestamp', time)
    this.putText('ip_address', members, 'ClientHost')
    this.putText('method', members, 'RequestMethod')
    this.putText('path', members, 'RequestPath')
    this.putText('protocol', members, 'RequestProtocol')
    this.putNumber('status_code', members, 'DownstreamStatus')
    this.putNumber('response_size', members, 'DownstreamContentSize', true)
    this.putText('referer', members, 'request_Referer')
    this.putText('user_agent', members, 'request_User-Agent')
    this.putText('user', members, 'ClientUsername')
    this.putNumber('request_count', members, 'RequestCount')
    this.putText('router', members, 'RouterName')
    this.#duration(members)
    this.putText('virtual_host', members, 'RequestHost')
    this.putRest(members, TAKEN)
    this.eventTime = time.ms
    return true
  }

  /** Nanoseconds. */
  #duration(members: JsonMembers): void {
    const place = members.place('Duration')
    const digits =
      place && String.fromCharCode(...members.bytes.subarray(place[0], Math.min(place[1], place[0] + 20)))
    if (digits === undefined || !/^\d+$/.test(digits)) this.record.null('request_time')
    else this.putSeconds('request_time', scaled(digits, 9))
  }
}

/** JSON where a line begins with a brace, the common form else. The kernel takes the common form and leaves the rest to us. */
class TraefikFormat implements LineFormat {
  readonly logTypes: readonly string[] = [LOG_TYPE]
  readonly kernel: KernelForm | null
  readonly #common: AccessFormat
  readonly #json: TraefikJson
  #last: LineFormat

  constructor(keyField: string | null) {
    this.#common = new AccessFormat([whole, common], LOG_TYPE, keyField)
    this.#json = new TraefikJson(keyField)
    this.#last = this.#common
    this.kernel = this.#common.kernel
  }

  get logType(): number {
    return this.#last.logType
  }
  get eventTime(): number {
    return this.#last.eventTime
  }
  get keyStart(): number {
    return this.#last.keyStart
  }
  get keyEnd(): number {
    return this.#last.keyEnd
  }
  get ownHost(): boolean {
    return this.#last.ownHost
  }
  get torn(): boolean {
    return this.#last.torn
  }
  get column(): number {
    return this.#last.column
  }

  begin(readAt: number): void {
    this.#common.begin(readAt)
    this.#json.begin(readAt)
  }

  read(out: BlockBuilder, bytes: Uint8Array, from: number, to: number, cut: boolean): number {
    this.#last = bytes[from] === 0x7b ? this.#json : this.#common
    return this.#last.read(out, bytes, from, to, cut)
  }
}

const FIELDS = {
  $request_count: { name: 'request_count', reading: 'integer', writing: 'number' },
  $durationms: { name: 'request_time', reading: 'number', writing: 'number', scale: 3, after: 'ms' },
} as const
const OPTIONS = { logType: LOG_TYPE, escapes: 'apache', keep: 'all' } as const
const whole = tableOf(WHOLE, FIELDS, { ...OPTIONS, tail: 'any' })
const common = tableOf(COMMON, FIELDS, { ...OPTIONS, tail: 'unquoted' })

/** Access logs of Traefik. */
export const traefik: FormatComponent = {
  name: 'traefik',
  logTypes: [
    {
      name: LOG_TYPE,
      fields: [
        ...ACCESS_FIELDS,
        ...describeFields(
          'user? request_count#?~ router?~ server_url?~ request_time#?~ virtual_host?~ request~ *?',
        ),
      ],
      example:
        '203.0.113.7 - - [15/Jan/2024:10:30:45 +0000] "GET /login HTTP/1.1" 304 0 "http://example.com/" "Mozilla/5.0 (X11; Linux x86_64)" 262 "web@docker" "http://172.19.0.3:5601" 2ms',
    },
  ],
  strings: {},
  autoKey: 'ip_address',
  build: ({ keyField }) => new TraefikFormat(keyField),
}
