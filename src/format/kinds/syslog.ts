import { isDigit } from '../byte-classes.ts'
import type { FormatComponent } from '../component.ts'
import { describeFields } from '../describe-fields.ts'
import { FieldFormat } from '../field-format.ts'
import { readIsoTime } from '../iso-time.ts'
import { monthAt, noTime, numberAt, TimeParts } from '../local-time.ts'
import { BAD_NUMBER, EXPECTED_LITERAL, LINE_ENDS_EARLY } from '../reject-reasons.ts'
import { StructuredData } from './structured-data.ts'

const SPACE = 0x20
/** U+FEFF in UTF-8, a byte for a character. */
const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf'
const COLON = 0x3a
const OPEN = 0x5b
const CLOSE = 0x5d
const DASH = 0x2d
/** 23 facilities times 8, and severity 7 (RFC 5424 6.2.1). */
const HIGHEST_PRIORITY = 191
/** Most bytes of a tag: RFC 3164 has 32, systemd's units and containers' names are longer. */
const LONGEST_TAG = 128
/** Most bytes of the fields of a header (RFC 5424 6). */
const LONGEST = { hostname: 255, app_name: 48, proc_id: 128, msg_id: 32 } as const

const FACILITIES: readonly string[] =
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock local0 local1 local2 local3 local4 local5 local6 local7'.split(
    ' ',
  )
const LEVELS: readonly string[] = 'EMERG ALERT CRIT ERROR WARNING NOTICE INFO DEBUG'.split(' ')

type Span = [from: number, to: number]

/**
 * Syslog as files and relays hold it: RFC 5424 (`<165>1 2003-10-11T22:14:15.003Z host app proc msgid [data] message`), RFC 3164
 * (`<34>Oct 11 22:14:15 host tag[pid]: message`), and both in the forms of files, without the priority and with ISO times.
 */
class SyslogFormat extends FieldFormat {
  readonly logTypes: readonly string[] = ['syslog']
  readonly #parts: TimeParts = new TimeParts()
  readonly #data: StructuredData = new StructuredData()
  readonly #host: Span = [-1, -1]
  readonly #app: Span = [-1, -1]
  readonly #proc: Span = [-1, -1]
  readonly #msgId: Span = [-1, -1]
  readonly #version: Span = [-1, -1]
  #priority = -1

  protected parse(cut: boolean): boolean {
    const { line } = this
    for (const span of [this.#host, this.#app, this.#proc, this.#msgId, this.#version]) span[0] = -1
    this.#priority = -1
    if (line.peek() === 0x3c && !this.#readPriority()) return false
    return this.#isVersion() ? this.#rfc5424(cut) : this.#rfc3164()
  }

  #readPriority(): boolean {
    const { line } = this
    line.at++
    const start = line.at
    if (!line.digits(3)) return false
    const text = line.text()
    if (Number(text) > HIGHEST_PRIORITY || (text.length > 1 && text[0] === '0'))
      return line.fail(BAD_NUMBER, start)
    this.#priority = Number(text)
    return line.byte(0x3e)
  }

  /** A version of one to three digits, and a space: `<34>1 `. */
  #isVersion(): boolean {
    const { line } = this
    if (this.#priority < 0) return false
    let i = line.at
    while (i < line.to && i - line.at < 3 && isDigit(line.bytes[i])) i++
    return i > line.at && line.bytes[line.at] !== 0x30 && i < line.to && line.bytes[i] === SPACE
  }

  #rfc5424(cut: boolean): boolean {
    const { line } = this
    line.digits(3)
    this.#version[0] = line.start
    this.#version[1] = line.end
    line.at++
    const timeStart = line.at
    if (!line.word()) return false
    const hasTime = !(line.end - line.start === 1 && line.bytes[line.start] === DASH)
    if (hasTime && !readIsoTime(line.bytes, line.start, line.end, this.time)) return noTime(line, timeStart)
    if (!this.#header(this.#host, LONGEST.hostname) || !this.#header(this.#app, LONGEST.app_name))
      return false
    if (!this.#header(this.#proc, LONGEST.proc_id) || !this.#header(this.#msgId, LONGEST.msg_id)) return false
    if (!line.byte(SPACE)) return false
    this.#data.clear()
    if (line.peek() === DASH) line.at++
    else if (!this.#data.read(line, cut)) return false
    if (!line.done && !line.byte(SPACE)) return false
    const hasMessage = !line.done
    // A byte order mark says that the message is UTF-8, and is no part of it.
    if (line.sees(BYTE_ORDER_MARK)) line.at += 3
    line.rest()
    this.#write(hasTime, hasMessage)
    return true
  }

  /** One field of the header after a space; `-` is none. */
  #header(span: Span, longest: number): boolean {
    const { line } = this
    if (!line.byte(SPACE) || !line.word()) return false
    if (line.end - line.start > longest) return line.fail(EXPECTED_LITERAL, line.start + longest)
    if (line.end - line.start === 1 && line.bytes[line.start] === DASH) return true
    span[0] = line.start
    span[1] = line.end
    return true
  }

  #rfc3164(): boolean {
    const { line } = this
    line.spaces()
    if (!this.#readTime()) return false
    if (line.done) return line.fail(LINE_ENDS_EARLY)
    // Cisco writes a colon behind the time, and no host.
    const hasHost = line.peek() !== COLON
    if (!hasHost) line.at++
    if (!line.byte(SPACE)) return false
    const spaces = line.spaces()
    // macOS writes its `--- last message repeated 3 times ---` without a host.
    if (!this.#readTag() && hasHost && spaces === 0 && !line.sees('--- ')) {
      if (!line.word()) return line.done ? line.fail(LINE_ENDS_EARLY) : false
      this.#host[0] = line.start
      this.#host[1] = line.end
      if (line.peek() === SPACE) line.at++
      if (!this.#readTag()) line.spaces()
    }
    line.rest()
    this.#write(true, true)
    return true
  }

  /** `Oct 11 22:14:15`, with a year and a fraction where they are written, or ISO 8601. */
  #readTime(): boolean {
    const { line } = this
    const parts = this.#parts
    const start = line.at
    parts.month = monthAt(line, start)
    if (parts.month === 0) {
      if (!line.word() || !readIsoTime(line.bytes, line.start, line.end, this.time))
        return noTime(line, start)
      return true
    }
    line.at += 3
    if (line.spaces() === 0) return noTime(line, start)
    parts.day = numberAt(line, 1, 2)
    if (!line.byte(SPACE)) return noTime(line, start)
    const year = isDigit(line.peek(2)) ? numberAt(line, 4, 4) : Number.NaN
    if (!Number.isNaN(year) && !line.byte(SPACE)) return noTime(line, start)
    if (!parts.readClock(line)) return noTime(line, start)
    parts.year = year
    if (Number.isNaN(year) && !parts.guessYear(this.readAt.ms)) return noTime(line, start)
    return parts.put(line, this.time) || noTime(line, start)
  }

  /** `tag[pid]: ` or `tag: `; true when it was there, and the cursor behind it and one space. */
  #readTag(): boolean {
    const { line } = this
    const { bytes, to } = line
    const start = line.at
    let i = start
    while (
      i < to &&
      isTagByte(bytes[i]!) &&
      !(bytes[i] === COLON && (i + 1 === to || bytes[i + 1] === SPACE))
    )
      i++
    const name = i
    if (name === start || name - start > LONGEST_TAG || i >= to) return false
    if (bytes[i] === OPEN) {
      const close = line.find(CLOSE, i)
      if (close < 0 || close - i > LONGEST_TAG || bytes.subarray(i, close).includes(SPACE)) return false
      if (bytes[close + 1] !== COLON || close + 1 >= to) return false
      this.#proc[0] = i + 1
      this.#proc[1] = close
      if (close === i + 1) this.#proc[0] = -1
      i = close + 1
    }
    if (bytes[i] !== COLON) return false
    this.#app[0] = start
    this.#app[1] = name
    line.at = i + 1
    if (line.peek() === SPACE) line.at++
    return true
  }

  #write(hasTime: boolean, hasMessage: boolean): void {
    const { line, record } = this
    const { bytes } = line
    if (hasTime) record.time('timestamp', this.time)
    else record.null('timestamp')
    this.eventTime = hasTime ? this.time.ms : this.readAt.ms
    const priority = this.#priority
    if (priority < 0) record.null('level')
    else record.word('level', LEVELS[priority & 7]!)
    this.#text('hostname', this.#host)
    this.#text('app_name', this.#app)
    this.#text('proc_id', this.#proc)
    if (hasMessage) record.text('message', bytes, line.start, line.end)
    else record.null('message')
    if (priority < 0) record.null('facility')
    else record.word('facility', FACILITIES[priority >> 3]!)
    if (priority >= 0) record.integer('priority', priority)
    if (this.#version[0] >= 0) {
      record.number('version', bytes, ...this.#version)
      this.#text('msg_id', this.#msgId)
      if (this.#data.present) record.json('structured_data', this.#data.bytes, 0, this.#data.length)
      else record.null('structured_data')
    }
  }

  #text(name: string, [from, to]: Span): void {
    if (from < 0) this.record.null(name)
    else this.record.text(name, this.line.bytes, from, to)
  }
}

/** Bytes of a tag: anything but a space and a bracket. A colon ends it where a space follows. */
function isTagByte(byte: number): boolean {
  return byte > SPACE && byte !== OPEN && byte !== CLOSE && byte !== 0x22 && byte !== 0x7b
}

/** Syslog, RFC 3164 and RFC 5424. */
export const syslog: FormatComponent = {
  name: 'syslog',
  logTypes: [
    {
      name: 'syslog',
      fields: describeFields(
        'timestamp? level? hostname? app_name? proc_id? message? facility? priority#~ version#~ msg_id?~ structured_data?~ log_type',
      ),
      example:
        '<34>1 2024-01-15T10:30:45.003Z web-1 sshd 8449 ID47 [origin ip="10.0.0.1"] Accepted publickey for alice',
    },
  ],
  strings: {},
  autoKey: 'hostname',
  build: ({ keyField }) => new SyslogFormat(keyField),
}
