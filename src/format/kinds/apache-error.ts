import { isDigit } from '../byte-classes.ts'
import { CLF_TIME_LENGTH, ClfTime } from '../clf-time.ts'
import type { FormatComponent } from '../component.ts'
import { describeFields } from '../describe-fields.ts'
import { FieldFormat } from '../field-format.ts'
import { isIP } from '../ip.ts'
import { readIsoTime } from '../iso-time.ts'
import type { LineCursor } from '../line-cursor.ts'
import { monthAt, noTime, numberAt, TimeParts } from '../local-time.ts'
import { BAD_ADDRESS, EXPECTED_LITERAL } from '../reject-reasons.ts'
import { Timestamp } from '../timestamp.ts'

const OPEN = 0x5b
const CLOSE = 0x5d
const COLON = 0x3a
const REFERER = ', referer: '

/** Apache's levels (https://httpd.apache.org/docs/2.4/mod/core.html#loglevel). */
const LEVEL = /^(?:emerg|alert|crit|error|warn|notice|info|debug|trace[1-8])$/

/** A part of the line: from, to. `from < 0` is none. */
type Span = [from: number, to: number]

/**
 * Apache httpd error logs: the ErrorLogFormat that httpd 2.4 has where none is configured
 * (`[time] [module:level] [pid N:tid M] file(line): (errno)text: [client ip:port] message, referer: url`,
 * https://httpd.apache.org/docs/2.4/mod/core.html#errorlogformat), and that of 2.2 and before (`[time] [level] [client ip] message`).
 */
class ApacheErrorFormat extends FieldFormat {
  readonly logTypes: readonly string[] = ['apache_error']
  readonly #parts: TimeParts = new TimeParts()
  readonly #clf: ClfTime = new ClfTime()
  readonly #clfTime: Timestamp = new Timestamp()

  protected parse(): boolean {
    const { line, record } = this
    const { bytes } = line
    if (!line.byte(OPEN)) return false
    const time = this.#readTime()
    if (time === null) return noTime(line, line.from + 1)
    line.spaces()
    const module: Span = [-1, -1]
    if (!line.byte(OPEN) || !line.until(CLOSE)) return false
    const colon = line.bytes.subarray(line.start, line.end).indexOf(COLON)
    const levelStart = colon < 0 ? line.start : line.start + colon + 1
    if (colon > 0) {
      module[0] = line.start
      module[1] = line.start + colon
    }
    const level = line.text(levelStart, line.end)
    if (!LEVEL.test(level)) return line.fail(EXPECTED_LITERAL, levelStart)
    line.spaces()
    const pid: Span = [-1, -1]
    const tid: Span = [-1, -1]
    if (line.sees('[pid ') && !this.#readProcess(pid, tid)) return false
    const isNew = colon >= 0 || pid[0] >= 0
    const source: Span = [-1, -1]
    const error: Span = [-1, -1]
    if (isNew) readSource(line, source)
    readSystemError(line, error)
    const client: Span = [-1, -1]
    if ((line.sees('[client ') || line.sees('[remote ')) && !readClient(line, client)) return false
    const code: Span = [-1, -1]
    readCode(line, code)
    line.rest()
    const [from, to] = [line.start, line.end]
    const referer = lastReferer(line, from, to)

    record.time('timestamp', time)
    record.word('level', level.toUpperCase())
    this.#text('module', module)
    this.#number('pid', pid)
    this.#number('tid', tid)
    this.#client(client, isNew)
    this.#text('error_code', code)
    record.text('message', bytes, from, referer < 0 ? to : referer)
    if (referer < 0) record.null('referer')
    else record.text('referer', bytes, referer + REFERER.length, to)
    if (error[0] >= 0) record.text('system_error', bytes, ...error)
    if (source[0] >= 0) record.text('source', bytes, ...source)
    this.eventTime = time.ms
    return true
  }

  #text(name: string, [from, to]: Span): void {
    if (from < 0) this.record.null(name)
    else this.record.text(name, this.line.bytes, from, to)
  }

  #number(name: string, [from, to]: Span): void {
    if (from < 0) this.record.null(name)
    else this.record.number(name, this.line.bytes, from, to)
  }

  #client([from, to]: Span, isNew: boolean): void {
    const { line, record } = this
    if (from < 0) {
      record.null('ip_address')
      record.null('client_port')
      return
    }
    const port = isNew ? portStart(line, from, to) : -1
    const end = port < 0 ? to : port - 1
    const bracketed = line.bytes[from] === OPEN && line.bytes[end - 1] === CLOSE
    record.text('ip_address', line.bytes, bracketed ? from + 1 : from, bracketed ? end - 1 : end)
    if (port < 0) record.null('client_port')
    else record.number('client_port', line.bytes, port, to)
  }

  /** `Wed Oct 11 14:32:52.123456 2000]`, and the times that an ErrorLogFormat can ask for instead. */
  #readTime(): Timestamp | null {
    const { line } = this
    const close = line.find(CLOSE)
    if (close < 0) return null
    const start = line.at
    line.at = close + 1
    if (close - start === CLF_TIME_LENGTH && this.#clf.read(line.bytes, start, close, this.#clfTime))
      return this.#clfTime
    if (readIsoTime(line.bytes, start, close, this.time)) return this.time
    line.at = start
    return this.#readCtime() && line.byte(CLOSE) ? this.time : null
  }

  #readCtime(): boolean {
    const { line } = this
    const parts = this.#parts
    line.at += 3
    line.spaces()
    parts.month = monthAt(line, line.at)
    if (parts.month === 0) return false
    line.at += 3
    line.spaces()
    parts.day = numberAt(line, 1, 2)
    if (!line.byte(0x20) || !parts.readClock(line) || !line.byte(0x20)) return false
    parts.year = numberAt(line, 4, 4)
    return parts.put(line, this.time)
  }

  /** `[pid 123:tid 456] `. */
  #readProcess(pid: Span, tid: Span): boolean {
    const { line } = this
    line.at += 5
    if (!line.digits()) return false
    pid[0] = line.start
    pid[1] = line.end
    if (line.sees(':tid ')) {
      line.at += 5
      if (!line.digits()) return false
      tid[0] = line.start
      tid[1] = line.end
    }
    if (!line.byte(CLOSE)) return false
    line.spaces()
    return true
  }
}

/** `mod_authz_core.c(820): `, which levels of debug and trace have. */
function readSource(line: LineCursor, source: Span): void {
  let i = line.at
  while (i < line.to && isNameByte(line.bytes[i]!)) i++
  const name = i
  if (name === line.at || line.bytes[i] !== 0x28) return
  i++
  while (i < line.to && isDigit(line.bytes[i])) i++
  if (i === name + 1 || !line.sees('): ', i)) return
  source[0] = line.at
  source[1] = i + 1
  line.at = i + 3
}

/** `(70008)Partial results are valid but processing is incomplete: `: an error of the system or of APR. */
function readSystemError(line: LineCursor, error: Span): void {
  if (line.peek() !== 0x28) return
  let i = line.at + 1
  while (i < line.to && (isDigit(line.bytes[i]) || line.bytes[i] === 0x2d)) i++
  if (i === line.at + 1 || line.bytes[i] !== 0x29) return
  for (let k = i + 1; k + 1 < line.to; k++)
    if (line.bytes[k] === COLON && line.bytes[k + 1] === 0x20) {
      error[0] = line.at
      error[1] = k
      line.at = k + 2
      return
    }
}

/** `[client 10.0.0.1:80] `. */
function readClient(line: LineCursor, client: Span): boolean {
  line.at += 8
  const start = line.at
  if (!line.until(CLOSE)) return false
  // An IPv6 address in brackets of its own ends with another.
  if (line.bytes[start] === OPEN && line.peek() !== 0x20 && !line.until(CLOSE)) return false
  client[0] = start
  client[1] = line.at - 1
  if (client[1] === start) return line.fail(BAD_ADDRESS, start)
  line.spaces()
  return true
}

/** `AH01626: `, the number that httpd's own messages have. */
function readCode(line: LineCursor, code: Span): void {
  if (!line.sees('AH')) return
  let i = line.at + 2
  while (i < line.to && isDigit(line.bytes[i])) i++
  if (i - line.at !== 7 || line.bytes[i] !== COLON) return
  code[0] = line.at
  code[1] = i
  line.at = i + 1
  line.spaces()
}

/** Where `, referer: ` begins for the last time, -1 when it is not there. */
function lastReferer(line: LineCursor, from: number, to: number): number {
  for (let i = to - REFERER.length; i >= from; i--)
    if (line.bytes[i] === 0x2c && line.sees(REFERER, i)) return i
  return -1
}

/** Where the port begins in `ip:port`, -1 without one. IPv6 addresses have colons of their own, and no brackets here. */
function portStart(line: LineCursor, from: number, to: number): number {
  let i = to
  while (i > from && isDigit(line.bytes[i - 1])) i--
  if (i === to || to - i > 5 || line.bytes[i - 1] !== COLON) return -1
  const address = line.text(from, i - 1)
  return address.includes(':') && !address.startsWith('[') && isIP(address) === 0 ? -1 : i
}

function isNameByte(byte: number): boolean {
  return (byte | 0x20) >= 0x61 ? (byte | 0x20) <= 0x7a || byte === 0x5f : byte >= 0x2d && byte <= 0x39
}

/** Apache httpd error logs. */
export const apacheError: FormatComponent = {
  name: 'apache_error',
  logTypes: [
    {
      name: 'apache_error',
      fields: describeFields(
        'timestamp level module? pid#? tid#? ip_address? client_port#? error_code? message referer? system_error~ source~ log_type',
      ),
      example:
        '[Mon Aug 31 09:30:48.958285 2015] [proxy_fcgi:error] [pid 28787:tid 140169587934976] (70008)Partial results are valid but processing is incomplete: [client 203.0.113.7:59307] AH01075: Error dispatching request to : (reading input brigade), referer: http://example.com/index.php',
    },
  ],
  strings: {},
  autoKey: 'ip_address',
  build: ({ keyField }) => new ApacheErrorFormat(keyField),
}
