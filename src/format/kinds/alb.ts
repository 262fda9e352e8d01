import { ACCESS_FIELDS } from '../access-fields.ts'
import type { FormatComponent } from '../component.ts'
import { describeFields } from '../describe-fields.ts'
import { FieldFormat } from '../field-format.ts'
import { readIsoTime } from '../iso-time.ts'
import { isNumber } from '../json-value.ts'
import { noTime } from '../local-time.ts'
import { BAD_NUMBER, EXPECTED_LITERAL, UNTERMINATED_QUOTE } from '../reject-reasons.ts'
import { writeRequest } from '../request-members.ts'

const SPACE = 0x20
const QUOTE = 0x22
const COLON = 0x3a

/**
 * The fields of a line, in their order (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html):
 * a number ends with `#`. Those from REQUIRED on came later, and are missing in older logs.
 */
const COLUMNS =
  'scheme timestamp elb client target request_processing_time# target_processing_time# response_processing_time# status_code# target_status_code# request_length# response_size# request user_agent ssl_cipher ssl_protocol target_group_arn trace_id domain_name chosen_cert_arn matched_rule_priority# request_creation_time actions_executed redirect_url error_reason target_port_list target_status_code_list classification classification_reason conn_trace_id'.split(
    ' ',
  )
const REQUIRED: number = COLUMNS.indexOf('domain_name')
/** Columns whose place in the record is their own. */
const STANDARD: ReadonlySet<string> = new Set([
  'timestamp',
  'client',
  'status_code#',
  'response_size#',
  'request',
  'user_agent',
])
const at = (name: string): number => COLUMNS.indexOf(name)

/** Access logs of an Application Load Balancer: columns with spaces between, text in quotes, `-` for none, -1 for a time that never came. */
class AlbFormat extends FieldFormat {
  readonly logTypes: readonly string[] = ['alb']
  readonly #start: Int32Array = new Int32Array(COLUMNS.length)
  readonly #end: Int32Array = new Int32Array(COLUMNS.length)

  protected parse(cut: boolean): boolean {
    const { line, record } = this
    const { bytes } = line
    const count = this.#readColumns()
    if (count < 0) return false
    if (count < REQUIRED && !(cut && count > at('timestamp'))) return line.fail(EXPECTED_LITERAL, line.to)
    const time = this.#at('timestamp')
    if (!readIsoTime(bytes, ...time, this.time)) return noTime(line, time[0])
    for (const [i, name] of COLUMNS.entries())
      if (i < count && name.endsWith('#') && !this.#isNumber(i)) return line.fail(BAD_NUMBER, this.#start[i])
    record.time('timestamp', this.time)
    const [client, clientEnd] = this.#at('client')
    const colon = bytes.subarray(client, clientEnd).lastIndexOf(COLON)
    const port = colon > 0 && isNumber(bytes, client + colon + 1, clientEnd) ? client + colon + 1 : -1
    const addressEnd = port > 0 ? port - 1 : clientEnd
    const bracketed = bytes[client] === 0x5b && bytes[addressEnd - 1] === 0x5d ? 1 : 0
    record.textOrNull('ip_address', bytes, client + bracketed, addressEnd - bracketed)
    writeRequest(record, bytes, ...this.#at('request'))
    this.#number('status_code', at('status_code#'))
    this.#number('response_size', at('response_size#'))
    record.null('referer')
    record.textOrNull('user_agent', bytes, ...this.#at('user_agent'))
    if (port > 0) record.number('client_port', bytes, port, clientEnd)
    else record.null('client_port')
    for (const [i, name] of COLUMNS.entries()) {
      if (STANDARD.has(name) || i >= count) continue
      if (name.endsWith('#')) this.#number(name.slice(0, -1), i)
      else record.textOrNull(name, bytes, this.#start[i]!, this.#end[i]!)
    }
    this.eventTime = this.time.ms
    return true
  }

  /** Finds the columns; returns how many there are, -1 when the line is none of ours. */
  #readColumns(): number {
    const { line } = this
    this.#start.fill(line.to)
    this.#end.fill(line.to)
    let count = 0
    // Amazon may add columns at the end.
    while (!line.done && count < COLUMNS.length) {
      if (line.peek() === QUOTE ? !this.#quoted() : !line.word()) return -1
      this.#start[count] = line.start
      this.#end[count] = line.end
      count++
      if (!line.done && !line.byte(SPACE)) return -1
    }
    return count
  }

  /** A quoted value ends at the quote that a space or the line's end follows. */
  #quoted(): boolean {
    const { line } = this
    const open = line.at++
    for (let i = line.at; i < line.to; i++) {
      if (line.bytes[i] !== QUOTE || (i + 1 < line.to && line.bytes[i + 1] !== SPACE)) continue
      line.start = line.at
      line.end = i
      line.at = i + 1
      return true
    }
    line.fail(UNTERMINATED_QUOTE, open)
    line.ranOut = true
    return false
  }

  #at(name: string): [from: number, to: number] {
    const i = at(name)
    return [this.#start[i]!, this.#end[i]!]
  }

  #isNumber(i: number): boolean {
    const { bytes } = this.line
    const [from, to] = [this.#start[i]!, this.#end[i]!]
    return (to - from === 1 && bytes[from] === 0x2d) || isNumber(bytes, from, to)
  }

  #number(name: string, i: number): void {
    const { bytes } = this.line
    const [from, to] = [this.#start[i]!, this.#end[i]!]
    if (from === to || bytes[from] === 0x2d) this.record.null(name)
    else this.record.json(name, bytes, from, to)
  }
}

/** Access logs of an AWS Application Load Balancer. */
export const alb: FormatComponent = {
  name: 'alb',
  logTypes: [
    {
      name: 'alb',
      fields: [
        ...ACCESS_FIELDS.slice(0, -1),
        ...describeFields(
          `request~ client_port#? ${COLUMNS.filter((name) => !STANDARD.has(name))
            .map((name) => `${name}?${at(name) >= REQUIRED ? '~' : ''}`)
            .join(' ')} log_type`,
        ),
      ],
      example:
        'https 2024-01-15T10:30:45.186641Z app/my-loadbalancer/50dc6c495c0c9188 203.0.113.7:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 "GET https://www.example.com:443/ HTTP/1.1" "curl/7.46.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Root=1-58337281-1d84f3d73c47ec4e58577259" "www.example.com" "arn:aws:acm:us-east-2:123456789012:certificate/12345678-1234-1234-1234-123456789012" 1 2024-01-15T10:30:45.364000Z "authenticate,forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_1234abcd5678ef90',
    },
  ],
  strings: {},
  autoKey: 'ip_address',
  build: ({ keyField }) => new AlbFormat(keyField),
}
