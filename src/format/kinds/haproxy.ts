import type { FormatComponent } from '../component.ts'
import { describeFields } from '../describe-fields.ts'
import { FieldFormat } from '../field-format.ts'
import { isNumber } from '../json-value.ts'
import type { LineCursor } from '../line-cursor.ts'
import { monthAt, noTime, numberAt, TimeParts } from '../local-time.ts'
import { BAD_ADDRESS, BAD_NUMBER, EXPECTED_LITERAL, UNTERMINATED_QUOTE } from '../reject-reasons.ts'
import { writeNoRequest, writeRequest } from '../request-members.ts'

const SPACE = 0x20
const QUOTE = 0x22
const SLASH = 0x2f
const COLON = 0x3a
const OPEN = 0x5b
const CLOSE = 0x5d
const BRACE = 0x7b
const END_BRACE = 0x7d
const MINUS = 0x2d
const PLUS = 0x2b

type Span = [from: number, to: number]

/** Timers of the HTTP log and of the TCP log, all in ms, in their order. */
const HTTP_TIMERS = [
  'request_wait_time',
  'queue_time',
  'connect_time',
  'response_time',
  'request_time',
] as const
const TCP_TIMERS = ['queue_time', 'connect_time', 'request_time'] as const
const COUNTERS = [
  'active_connections',
  'frontend_connections',
  'backend_connections',
  'server_connections',
  'retries',
] as const

/**
 * HAProxy's HTTP and TCP logs (`option httplog`, `option tcplog`:
 * https://docs.haproxy.org/3.0/configuration.html#8.2), with the header that syslog puts before them or without.
 */
class HaproxyFormat extends FieldFormat {
  readonly logTypes: readonly string[] = ['haproxy_http', 'haproxy_tcp']
  readonly #parts: TimeParts = new TimeParts()
  readonly #host: Span = [-1, -1]
  readonly #pid: Span = [-1, -1]
  readonly #timers: Span[] = HTTP_TIMERS.map((): Span => [-1, -1])
  readonly #counters: Span[] = COUNTERS.map((): Span => [-1, -1])

  protected parse(cut: boolean): boolean {
    const { line, record } = this
    const { bytes } = line
    this.#host[0] = -1
    this.#pid[0] = -1
    this.#skipSyslog()
    const address = this.#address()
    if (address === null) return false
    if (!line.byte(SPACE) || !line.byte(OPEN) || !this.#readTime()) return false
    if (!line.byte(CLOSE) || !line.byte(SPACE) || !line.word()) return false
    const frontend: Span = [line.start, line.end]
    if (!line.byte(SPACE)) return false
    const backend = this.#words()
    if (backend === null) return false
    const timers = this.#readNumbers(this.#timers)
    if (timers !== 3 && timers !== 5) return timers >= 0 ? line.fail(EXPECTED_LITERAL) : false
    const http = timers === 5
    if (!line.byte(SPACE)) return false
    const status: Span = [-1, -1]
    if (http && !(this.#number(status) && line.byte(SPACE))) return false
    const size: Span = [-1, -1]
    if (!this.#number(size) || !line.byte(SPACE)) return false
    const cookies: [Span, Span] = [
      [-1, -1],
      [-1, -1],
    ]
    if (http && !(word(line, cookies[0]) && line.byte(SPACE) && word(line, cookies[1]) && line.byte(SPACE)))
      return false
    const state: Span = [-1, -1]
    if (!word(line, state) || !line.byte(SPACE)) return false
    if (this.#readNumbers(this.#counters) !== 5) return line.fail(EXPECTED_LITERAL)
    if (!line.byte(SPACE)) return false
    const queues: Span[] = [
      [-1, -1],
      [-1, -1],
    ]
    if (this.#readNumbers(queues) !== 2) return line.fail(EXPECTED_LITERAL)
    const headers: [Span, Span] = [
      [-1, -1],
      [-1, -1],
    ]
    const request: Span = [-1, -1]
    if (http && !this.#readEnd(headers, request, cut)) return false

    this.logType = http ? 0 : 1
    record.time('timestamp', this.time)
    record.text('ip_address', bytes, ...address.ip)
    if (http) {
      if (request[0] < 0) writeNoRequest(record)
      else writeRequest(record, bytes, ...request)
      this.#written('status_code', status)
    }
    this.#written('response_size', size)
    if (address.port[0] < 0) record.null('client_port')
    else record.number('client_port', bytes, ...address.port)
    record.text('frontend', bytes, ...frontend)
    record.text('backend', bytes, ...backend.name)
    record.textOrNull('server', bytes, ...backend.server)
    const names = http ? HTTP_TIMERS : TCP_TIMERS
    for (const [i, name] of names.entries()) this.#seconds(name, this.#timers[i]!)
    if (http) {
      record.textOrNull('request_cookie', bytes, ...cookies[0])
      record.textOrNull('response_cookie', bytes, ...cookies[1])
    }
    record.text('termination_state', bytes, ...state)
    for (const [i, name] of COUNTERS.entries()) this.#written(name, this.#counters[i]!)
    this.#written('server_queue', queues[0]!)
    this.#written('backend_queue', queues[1]!)
    if (headers[0][0] >= 0) record.text('request_headers', bytes, ...headers[0])
    if (headers[1][0] >= 0) record.text('response_headers', bytes, ...headers[1])
    if (http && !line.done) record.text('tls_details', bytes, line.at, line.to)
    if (this.#host[0] >= 0) record.text('hostname', bytes, ...this.#host)
    if (this.#pid[0] >= 0) record.number('pid', bytes, ...this.#pid)
    this.eventTime = this.time.ms
    return true
  }

  /** `Apr  4 14:30:19 host haproxy[123]: `, and whatever else ends with a tag and `: ` before the address. */
  #skipSyslog(): void {
    const { line } = this
    const { bytes } = line
    if (line.peek() === 0x3c) {
      const close = line.find(0x3e)
      if (close > 0 && close - line.at <= 4) line.at = close + 1
    }
    const isDated = monthAt(line, line.at) > 0 || line.peek(4) === MINUS
    if (!isDated) return
    for (let i = line.at; i + 2 < line.to && i < line.at + 400; i++) {
      if (bytes[i] !== CLOSE || bytes[i + 1] !== COLON || bytes[i + 2] !== SPACE) continue
      const open = bytes.lastIndexOf(OPEN, i)
      if (open < line.at) return
      const tag = bytes.lastIndexOf(SPACE, open)
      const host = bytes.lastIndexOf(SPACE, tag - 1)
      if (isNumber(bytes, open + 1, i)) this.#pid[0] = open + 1
      this.#pid[1] = i
      // Without a host there is the time before the tag.
      if (host > line.at && !bytes.subarray(host, tag).includes(COLON)) {
        this.#host[0] = host + 1
        this.#host[1] = tag
      }
      line.at = i + 3
      return
    }
  }

  #address(): { ip: Span; port: Span } | null {
    const { line } = this
    const { bytes } = line
    if (!line.word()) return null
    const [start, end] = [line.start, line.end]
    const colon = bytes.lastIndexOf(COLON, end - 1)
    const digits = (from: number): boolean => {
      for (let i = from; i < end; i++) if (bytes[i]! < 0x30 || bytes[i]! > 0x39) return false
      return end > from && end - from <= 5
    }
    if (colon > start && digits(colon + 1)) return { ip: [start, colon], port: [colon + 1, end] }
    // A Unix socket has no port.
    if (line.sees('unix:', start)) return { ip: [start, end], port: [-1, -1] }
    line.fail(BAD_ADDRESS, start)
    return null
  }

  /** `06/Feb/2009:12:14:14.655`. */
  #readTime(): boolean {
    const { line } = this
    const parts = this.#parts
    const start = line.at
    parts.day = numberAt(line, 2, 2)
    parts.month = line.byte(SLASH) ? monthAt(line, line.at) : 0
    if (parts.month === 0) return noTime(line, start)
    line.at += 3
    if (!line.byte(SLASH)) return noTime(line, start)
    parts.year = numberAt(line, 4, 4)
    if (!line.byte(COLON) || !parts.readClock(line)) return noTime(line, start)
    return parts.put(line, this.time) || noTime(line, start)
  }

  /** `backend/server `. */
  #words(): { name: Span; server: Span } | null {
    const { line } = this
    const { bytes } = line
    if (!line.word()) return null
    const slash = bytes.subarray(line.start, line.end).indexOf(SLASH)
    if (slash < 0) {
      line.fail(EXPECTED_LITERAL, line.end)
      return null
    }
    const name: Span = [line.start, line.start + slash]
    const server: Span = [line.start + slash + 1, line.end]
    return line.byte(SPACE) ? { name, server } : null
  }

  /** A number with a sign or `-`. */
  #number(span: Span): boolean {
    const { line } = this
    const start = line.at
    if (line.peek() === MINUS || line.peek() === PLUS) line.at++
    if (bytesAt(line, start) === MINUS && line.peek() === SPACE) {
      span[0] = -1
      return true
    }
    if (!line.digits(18)) return line.fail(BAD_NUMBER, start)
    span[0] = start
    span[1] = line.end
    return true
  }

  /** Numbers with slashes between; how many there were, -1 when one is none. */
  #readNumbers(spans: Span[]): number {
    const { line } = this
    let count = 0
    for (;;) {
      if (count === spans.length || !this.#number(spans[count]!)) return -1
      count++
      if (line.peek() !== SLASH) return count
      line.at++
    }
  }

  /** Captured headers in braces, then the request in quotes. */
  #readEnd(headers: [Span, Span], request: Span, cut: boolean): boolean {
    const { line } = this
    if (line.done && cut) return true
    if (!line.byte(SPACE)) return false
    for (let n = 0; line.peek() === BRACE; n++) {
      if (n === 2) return line.fail(EXPECTED_LITERAL)
      line.at++
      const start = line.at
      // A header may hold braces of its own: the last one before the next group or the request ends it.
      const end = braceEnd(line)
      if (end < 0) return line.fail(EXPECTED_LITERAL, line.to)
      headers[n]![0] = start
      headers[n]![1] = end
      line.at = end + 2
    }
    const open = line.at
    if (!line.byte(QUOTE)) return false
    const start = line.at
    let end = -1
    for (let i = line.to - 1; i >= start && end < 0; i--) if (line.bytes[i] === QUOTE) end = i
    if (end < 0) {
      // HAProxy cuts the request where the whole line would be longer than its buffer; then the quote is missing.
      if (line.to - start === 0 && !cut) return line.fail(UNTERMINATED_QUOTE, open)
      end = line.to
      this.torn = true
    }
    request[0] = start
    request[1] = end
    line.at = Math.min(end + 1, line.to)
    line.spaces()
    return true
  }

  #written(name: string, [from, to]: Span): void {
    if (from < 0 || this.line.bytes[from] === MINUS) this.record.null(name)
    else this.record.number(name, this.line.bytes, from, to)
  }

  /** Milliseconds as seconds; -1 is none. */
  #seconds(name: string, [from, to]: Span): void {
    const written = from < 0 ? '-1' : this.line.text(from, to)
    if (written.startsWith('-')) this.record.null(name)
    else {
      const ms = written.replace('+', '').padStart(4, '0')
      const text = new TextEncoder().encode(
        `${Number(ms.slice(0, -3))}.${ms.slice(-3)}`.replace(/\.?0+$/, ''),
      )
      this.record.json(name, text.length === 0 ? ZERO : text, 0, Math.max(text.length, 1))
    }
  }
}

const ZERO = new TextEncoder().encode('0')

function bytesAt(line: LineCursor, at: number): number {
  return at < line.to ? line.bytes[at]! : -1
}

function word(line: LineCursor, span: Span): boolean {
  if (!line.word()) return false
  span[0] = line.start
  span[1] = line.end
  return true
}

function braceEnd(line: LineCursor): number {
  for (let i = line.at; i < line.to; i++)
    if (line.bytes[i] === END_BRACE && (line.sees(' {', i + 1) || line.sees(' "', i + 1))) return i
  return -1
}

const COMMON_END =
  'termination_state active_connections# frontend_connections# backend_connections# server_connections# retries# server_queue# backend_queue# request_headers~ response_headers~ tls_details~ hostname~ pid#~ log_type'

/** Logs of HAProxy. */
export const haproxy: FormatComponent = {
  name: 'haproxy',
  logTypes: [
    {
      name: 'haproxy_http',
      fields: describeFields(
        `timestamp ip_address method? path? protocol? request~ status_code#? response_size#? client_port#? frontend backend server? request_wait_time#? queue_time#? connect_time#? response_time#? request_time#? request_cookie? response_cookie? ${COMMON_END}`,
      ),
      example:
        'Jan 15 10:30:45 lb-1 haproxy[14389]: 203.0.113.7:33317 [15/Jan/2024:10:30:44.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {www.example.com} {} "GET /index.html HTTP/1.1"',
    },
    {
      name: 'haproxy_tcp',
      fields: describeFields(
        `timestamp ip_address response_size#? client_port#? frontend backend server? queue_time#? connect_time#? request_time#? ${COMMON_END}`,
      ),
      example: '203.0.113.7:33313 [15/Jan/2024:10:30:51.443] fnt bck/srv1 0/0/5007 212 -- 0/0/0/0/3 0/0',
    },
  ],
  strings: {},
  autoKey: 'ip_address',
  build: ({ keyField }) => new HaproxyFormat(keyField),
}
