import type { FormatComponent } from '../component.ts'
import { describeFields } from '../describe-fields.ts'
import { FieldFormat } from '../field-format.ts'
import { readIsoTime } from '../iso-time.ts'
import { noTime } from '../local-time.ts'
import { EXPECTED_LITERAL } from '../reject-reasons.ts'
import { writeNoRequest, writeRequest } from '../request-members.ts'

/** Length of `2016/10/25 14:49:34`. */
const TIME_LENGTH = 19
const HASH = 0x23
const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c

/** What nginx says of the connection behind a message (ngx_http_log_error, ngx_stream_log_error, ngx_mail_log_error). */
const MEMBERS = [
  'client',
  'server',
  'request',
  'subrequest',
  'upstream',
  'host',
  'referrer',
  'login',
  'bytes from/to client',
  'bytes from/to upstream',
] as const
/** Names of those that are written as they are, in the record. */
const NAMES: readonly (readonly [member: (typeof MEMBERS)[number], name: string])[] = [
  ['server', 'server'],
  ['upstream', 'upstream'],
  ['host', 'host'],
  ['referrer', 'referer'],
  ['subrequest', 'subrequest'],
  ['login', 'login'],
]
const LEVEL = /^(?:emerg|alert|crit|error|warn|notice|info|debug)$/

/** nginx error logs: `time [level] pid#tid: *connection message, client: …, server: …, request: "…"`. */
class NginxErrorFormat extends FieldFormat {
  readonly logTypes: readonly string[] = ['nginx_error']
  /** Where each member's value lies in the line, by its place in MEMBERS; −1 for none. */
  readonly #start: Int32Array = new Int32Array(MEMBERS.length)
  readonly #end: Int32Array = new Int32Array(MEMBERS.length)
  #unended = false

  protected parse(): boolean {
    const { line, record } = this
    const { bytes } = line
    const timeEnd = line.from + TIME_LENGTH
    if (!readIsoTime(bytes, line.from, Math.min(timeEnd, line.to), this.time)) return noTime(line, line.from)
    line.at = timeEnd
    if (!line.literal(' [') || !line.until(0x5d)) return false
    const level = line.text()
    if (!LEVEL.test(level)) return line.fail(EXPECTED_LITERAL, line.start)
    if (!line.byte(0x20) || !line.digits()) return false
    const pid = [line.start, line.end] as const
    if (!line.byte(HASH) || !line.digits()) return false
    const tid = [line.start, line.end] as const
    if (!line.byte(0x3a)) return false
    line.spaces()
    let connection: readonly [number, number] | undefined
    if (line.peek() === 0x2a) {
      line.at++
      if (!line.digits()) return false
      connection = [line.start, line.end]
      line.spaces()
    }
    line.rest()
    const message = line.start
    const tail = this.#findTail(message)
    record.time('timestamp', this.time)
    record.word('level', level.toUpperCase())
    record.number('pid', bytes, ...pid)
    record.number('tid', bytes, ...tid)
    if (connection) record.number('connection_id', bytes, ...connection)
    else record.null('connection_id')
    record.text('message', bytes, message, tail)
    this.#writeMembers()
    this.torn = this.#unended
    this.eventTime = this.time.ms
    return true
  }

  #writeMembers(): void {
    const { record } = this
    const { bytes } = this.line
    const client = MEMBERS.indexOf('client')
    if (this.#start[client]! < 0) record.null('ip_address')
    else record.text('ip_address', bytes, this.#start[client]!, this.#end[client]!)
    const request = MEMBERS.indexOf('request')
    if (this.#start[request]! < 0) writeNoRequest(record)
    else writeRequest(record, bytes, this.#start[request]!, this.#end[request]!)
    for (const [member, name] of NAMES) {
      const i = MEMBERS.indexOf(member)
      if (this.#start[i]! < 0) continue
      record.text(name, bytes, this.#start[i]!, this.#end[i]!)
      if (name === 'host') this.ownHost = true
    }
  }

  /** Where the message ends: before the first `, client: ` or `, server: ` from which on there are members to the end of the line. */
  #findTail(from: number): number {
    const { line } = this
    this.#unended = false
    for (let i = from; i < line.to; i++) {
      if (line.bytes[i] !== COMMA) continue
      if ((line.sees(', client: ', i) || line.sees(', server: ', i)) && this.#readMembers(i)) return i
    }
    this.#start.fill(-1)
    this.#unended = false
    return line.to
  }

  #readMembers(from: number): boolean {
    const { line } = this
    const { bytes } = line
    this.#start.fill(-1)
    let i = from
    while (i < line.to) {
      const at = i
      const m = MEMBERS.findIndex((name) => line.sees(`, ${name}: `, at))
      if (m < 0) return false
      i += MEMBERS[m]!.length + 4
      const quoted = bytes[i] === QUOTE
      const end = quoted ? this.#quoteEnd(i + 1) : this.#valueEnd(i)
      this.#start[m] = quoted ? i + 1 : i
      this.#end[m] = end
      i = quoted ? end + 1 : end
    }
    return true
  }

  /** A quoted value is closed by the quote that a member or the line's end follows: nginx does not escape quotes here. */
  #quoteEnd(from: number): number {
    const { line } = this
    for (let i = from; i < line.to; i++) {
      if (line.bytes[i] !== QUOTE || line.bytes[i - 1] === BACKSLASH) continue
      if (i + 1 === line.to || line.sees(', ', i + 1)) return i
    }
    // nginx cuts messages at 2048 bytes.
    this.#unended = true
    return line.to
  }

  #valueEnd(from: number): number {
    const { line } = this
    let i = from
    while (i < line.to && !(line.bytes[i] === COMMA && line.bytes[i + 1] === 0x20)) i++
    return i
  }
}

/** nginx error logs. */
export const nginxError: FormatComponent = {
  name: 'nginx_error',
  logTypes: [
    {
      name: 'nginx_error',
      fields: describeFields(
        'timestamp level pid# tid# connection_id#? message ip_address? method? path? protocol? request~ server~ upstream~ host~ referer~ subrequest~ login~ log_type',
      ),
      example:
        '2024/01/15 10:30:46 [error] 31#31: *46 open() "/usr/share/nginx/html/x" failed (2: No such file or directory), client: 203.0.113.7, server: localhost, request: "GET /x HTTP/1.1", host: "www.example.com"',
    },
  ],
  strings: {},
  autoKey: 'ip_address',
  build: ({ keyField }) => new NginxErrorFormat(keyField),
}
