import { ACCESS_FIELDS } from '../access-fields.ts'
import { HEX_VALUE } from '../byte-classes.ts'
import { columnNames } from '../column-names.ts'
import type { FormatComponent } from '../component.ts'
import { describeFields } from '../describe-fields.ts'
import { FieldFormat } from '../field-format.ts'
import { readIsoTime } from '../iso-time.ts'
import { isNumber } from '../json-value.ts'
import {
  BAD_NUMBER,
  BAD_TIMESTAMP,
  LINE_ENDS_EARLY,
  NO_HEADER,
  TEXT_AFTER_END,
  UNTERMINATED_QUOTE,
} from '../reject-reasons.ts'
import type { FormatType } from '../types.ts'

const HASH = 0x23
const SPACE = 0x20
const TAB = 0x09
const QUOTE = 0x22
const PLUS = 0x2b
const PERCENT = 0x25
const MINUS = 0x2d
const FIELDS = '#Fields:'

/** What differs between servers that write the W3C extended log format (https://www.w3.org/TR/WD-logfile). */
interface Dialect {
  readonly type: FormatType
  /** The columns when no header was seen, where the server always writes the same. */
  readonly columns: string
  /** How blanks in headers are written: `+` by IIS, percent-encoded by CloudFront. */
  readonly blanks: 'plus' | 'percent' | 'none'
  /** Decimal places by which `time-taken` is finer than a second. */
  readonly timeScale: number
}

/** Standard keys, in their order, and the columns that they come from. */
const STANDARD: readonly (readonly [
  name: string,
  column: string,
  kind: 'text' | 'number' | 'size' | 'decoded',
])[] = [
  ['ip_address', 'c-ip', 'text'],
  ['method', 'cs-method', 'text'],
  ['path', 'cs-uri-stem', 'text'],
  ['protocol', 'cs-version', 'text'],
  ['status_code', 'sc-status', 'number'],
  ['response_size', 'sc-bytes', 'number'],
  ['referer', 'cs(Referer)', 'decoded'],
  ['user_agent', 'cs(User-Agent)', 'decoded'],
]
const OTHER_NAMES: Readonly<Record<string, string>> = {
  'cs-username': 'user',
  's-ip': 'server_addr',
  's-port': 'server_port',
  'c-port': 'client_port',
  'cs-bytes': 'request_length',
  'cs-host': 'virtual_host',
  'cs(Host)': 'virtual_host',
  'cs(Cookie)': 'cookie',
  'time-taken': 'request_time',
  'cs-protocol-version': 'protocol',
  'cs-protocol': 'scheme',
}
const NUMBERS: ReadonlySet<string> = new Set(
  's-port c-port cs-bytes sc-substatus sc-win32-status time-taken time-to-first-byte sc-content-len sc-range-start sc-range-end'.split(
    ' ',
  ),
)
/** Columns that are part of another key. */
const JOINED: ReadonlySet<string> = new Set([
  'date',
  'time',
  'cs-uri-query',
  ...STANDARD.map(([, column]) => column),
])

/** Lines whose columns a line `#Fields: …` names; other lines that begin with `#` are filtered too. */
class W3cFormat extends FieldFormat {
  readonly logTypes: readonly string[]
  readonly #dialect: Dialect
  #columns: readonly string[] = []
  /** Names of the columns that have no standard key, '' for those that have. */
  #names: readonly string[] = []
  #known = false
  #header = ''
  readonly #start: number[] = []
  readonly #end: number[] = []
  readonly #scratch: Uint8Array = new Uint8Array(64)
  #decoded: Uint8Array = new Uint8Array(1024)

  constructor(dialect: Dialect, keyField: string | null) {
    super(keyField)
    this.#dialect = dialect
    this.logTypes = [dialect.type]
  }

  override begin(readAt: number, header?: Uint8Array): void {
    super.begin(readAt)
    const written = header === undefined || header.length === 0 ? '' : Buffer.from(header).toString('latin1')
    this.#setColumns(written === '' ? this.#dialect.columns : written.slice(FIELDS.length))
  }

  protected parse(cut: boolean): boolean {
    const { line, record } = this
    if (line.peek() === HASH) {
      if (line.sees(FIELDS)) {
        const written = Buffer.from(line.bytes.subarray(line.at + FIELDS.length, line.to)).toString('latin1')
        this.#setColumns(written)
      }
      this.filtered = true
      return false
    }
    if (!this.#known) return line.fail(NO_HEADER)
    const count = this.#split(cut)
    if (count < 0) return false
    if (!this.#readTime()) return false
    for (const column of NUMBERS) if (!this.#isNumber(column)) return false
    for (const column of ['sc-status', 'sc-bytes']) if (!this.#isNumber(column)) return false
    record.time('timestamp', this.time)
    for (const [name, column, kind] of STANDARD) this.#standard(name, this.#columns.indexOf(column), kind)
    for (const [i, name] of this.#names.entries()) if (name !== '') this.#other(name, i)
    this.eventTime = this.time.ms
    return true
  }

  #setColumns(written: string): void {
    if (written === this.#header) return
    this.#header = written
    this.#columns = written.split(/[\s]+/).filter((one) => one !== '')
    const others = this.#columns.map((one) =>
      JOINED.has(one) ? '' : (OTHER_NAMES[one] ?? one.replace(/^cs\(|^sc\(|\)$/g, '')),
    )
    const kept = columnNames(others.filter((one) => one !== ''))
    const standard = new Set<string>(['timestamp', ...STANDARD.map(([name]) => name)])
    this.#names = others.map((one) => {
      if (one === '') return ''
      const name = kept.shift()!
      // `cs-protocol-version` is the protocol of CloudFront, which has no `cs-version`.
      return standard.has(name) || ['log_type', 'host', 'event_id'].includes(name) ? `${name}_original` : name
    })
    this.#known = this.#columns.length > 0
  }

  /** Finds the values; their number has to be that of the columns. */
  #split(cut: boolean): number {
    const { line } = this
    const { bytes, to } = line
    const isTabbed = line.find(TAB) >= 0
    const n = this.#columns.length
    this.#start.length = n
    this.#end.length = n
    this.#start.fill(to)
    this.#end.fill(to)
    let count = 0
    while (line.at < to) {
      if (count === n) {
        line.fail(TEXT_AFTER_END)
        return -1
      }
      const start = line.at
      if (bytes[start] === QUOTE) {
        if (!this.#quoted(cut)) return -1
      } else {
        while (line.at < to && (isTabbed ? bytes[line.at] !== TAB : bytes[line.at] !== SPACE)) line.at++
        line.start = start
        line.end = line.at
      }
      this.#start[count] = line.start
      this.#end[count] = line.end
      count++
      if (isTabbed) line.at++
      else while (line.at < to && bytes[line.at] === SPACE) line.at++
    }
    if (count < n && !cut) {
      line.fail(LINE_ENDS_EARLY, to)
      return -1
    }
    return count
  }

  #quoted(cut: boolean): boolean {
    const { line } = this
    const open = line.at
    let i = open + 1
    while (i < line.to && !(line.bytes[i] === QUOTE && (i + 1 === line.to || line.bytes[i + 1]! <= SPACE)))
      i++
    if (i === line.to && !cut) {
      line.fail(UNTERMINATED_QUOTE, open)
      line.ranOut = true
      return false
    }
    line.start = open + 1
    line.end = i
    line.at = Math.min(i + 1, line.to)
    return true
  }

  #readTime(): boolean {
    const { line } = this
    const date = this.#columns.indexOf('date')
    const time = this.#columns.indexOf('time')
    if (date < 0 || time < 0) return line.fail(BAD_TIMESTAMP, line.from)
    const dateLength = this.#end[date]! - this.#start[date]!
    const length = dateLength + 1 + this.#end[time]! - this.#start[time]!
    const scratch = this.#scratch
    if (dateLength !== 10 || length > scratch.length) return this.#fail(BAD_TIMESTAMP, date)
    scratch.set(line.bytes.subarray(this.#start[date], this.#end[date]))
    scratch[dateLength] = SPACE
    scratch.set(line.bytes.subarray(this.#start[time], this.#end[time]), dateLength + 1)
    return readIsoTime(scratch, 0, length, this.time) || this.#fail(BAD_TIMESTAMP, date)
  }

  #fail(reason: number, column: number): false {
    return this.line.fail(reason, this.#start[column])
  }

  #isNumber(column: string): boolean {
    const i = this.#columns.indexOf(column)
    if (i < 0 || this.#isNone(i)) return true
    return isNumber(this.line.bytes, this.#start[i]!, this.#end[i]!) || this.#fail(BAD_NUMBER, i)
  }

  #isNone(i: number): boolean {
    const [start, end] = [this.#start[i]!, this.#end[i]!]
    return start >= end || (end - start === 1 && this.line.bytes[start] === MINUS)
  }

  #standard(name: string, i: number, kind: (typeof STANDARD)[number][2]): void {
    const { record } = this
    const { bytes } = this.line
    if (name === 'protocol' && i < 0) i = this.#columns.indexOf('cs-protocol-version')
    if (i < 0 || this.#isNone(i)) {
      record.null(name)
      return
    }
    const [start, end] = [this.#start[i]!, this.#end[i]!]
    if (kind === 'number') record.json(name, bytes, start, end)
    else if (kind === 'decoded') this.#decode(name, start, end)
    else if (name === 'path') this.#path(start, end)
    else record.text(name, bytes, start, end)
  }

  /** The target as it was asked for: the query is a column of its own. */
  #path(start: number, end: number): void {
    const { bytes } = this.line
    const q = this.#columns.indexOf('cs-uri-query')
    if (q < 0 || this.#isNone(q)) {
      this.record.text('path', bytes, start, end)
      return
    }
    const length = end - start + 1 + this.#end[q]! - this.#start[q]!
    const out = this.#room(length)
    out.set(bytes.subarray(start, end))
    out[end - start] = 0x3f
    out.set(bytes.subarray(this.#start[q], this.#end[q]), end - start + 1)
    this.record.text('path', out, 0, length)
  }

  #other(name: string, i: number): void {
    const { record } = this
    const { bytes } = this.line
    const column = this.#columns[i]!
    if (this.#isNone(i) || column === 'cs-protocol-version') {
      if (column !== 'cs-protocol-version') record.null(name)
      return
    }
    const [start, end] = [this.#start[i]!, this.#end[i]!]
    if (column === 'time-taken') this.#seconds(name, start, end)
    else if (NUMBERS.has(column)) record.json(name, bytes, start, end)
    else if (column.startsWith('cs(')) this.#decode(name, start, end)
    else record.text(name, bytes, start, end)
  }

  /** `time-taken` in seconds. */
  #seconds(name: string, start: number, end: number): void {
    const scale = this.#dialect.timeScale
    const written = this.line.text(start, end)
    const plain = scale === 0 || !/^\d+$/.test(written) ? written : `${Number(written) / 10 ** scale}`
    const text = new TextEncoder().encode(plain)
    this.record.json(name, text, 0, text.length)
  }

  #decode(name: string, start: number, end: number): void {
    const { bytes } = this.line
    const { blanks } = this.#dialect
    const out = this.#room(end - start)
    let at = 0
    for (let i = start; i < end; i++) {
      const byte = bytes[i]!
      const high = blanks === 'percent' && byte === PERCENT && i + 2 < end ? HEX_VALUE[bytes[i + 1]!]! : 255
      const low = high < 16 ? HEX_VALUE[bytes[i + 2]!]! : 255
      if (low < 16) {
        out[at++] = high * 16 + low
        i += 2
      } else out[at++] = blanks === 'plus' && byte === PLUS ? SPACE : byte
    }
    this.record.text(name, out, 0, at)
  }

  #room(length: number): Uint8Array {
    if (this.#decoded.length < length) this.#decoded = new Uint8Array(length * 2)
    return this.#decoded
  }
}

const IIS_COLUMNS =
  'date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken'
/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html */
const CLOUDFRONT_COLUMNS =
  'date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end'

const component = (dialect: Dialect, example: string): FormatComponent => ({
  name: dialect.type,
  logTypes: [
    {
      name: dialect.type,
      fields: [...ACCESS_FIELDS.slice(0, -1), ...describeFields('*?'), ...ACCESS_FIELDS.slice(-1)],
      example,
    },
  ],
  strings: {},
  autoKey: 'ip_address',
  header: 'fields_line',
  build: ({ keyField }) => new W3cFormat(dialect, keyField),
})

/** Logs of IIS. */
export const iis: FormatComponent = component(
  { type: 'iis', columns: IIS_COLUMNS, blanks: 'plus', timeScale: 3 },
  `#Fields: ${IIS_COLUMNS}\n2024-01-15 10:30:45 10.0.0.5 GET /index.html a=1 443 - 203.0.113.7 Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64) - 200 0 0 15`,
)

/** Logs of other servers in the W3C extended format. */
export const w3c: FormatComponent = component(
  { type: 'w3c', columns: '', blanks: 'none', timeScale: 0 },
  '#Version: 1.0\n#Fields: date time c-ip cs-method cs-uri-stem sc-status time-taken\n2024-01-15 10:30:45 203.0.113.7 GET /index.html 200 0.015',
)

/** Standard logs of Amazon CloudFront. */
export const cloudfront: FormatComponent = component(
  { type: 'cloudfront', columns: CLOUDFRONT_COLUMNS, blanks: 'percent', timeScale: 0 },
  `#Version: 1.0\n#Fields: ${CLOUDFRONT_COLUMNS}\n${'2024-01-15 10:30:45 SEA19-C1 1045619 203.0.113.7 GET d111111abcdef8.cloudfront.net /index.html 200 https://www.example.com/ Mozilla/5.0%20(X11;%20Linux%20x86_64) a=1 - Hit k6WGMNkEzR5BEM_SaF47gjtX9zBDO2m349OY2an0QPEaUum1ZOLrow== www.example.com https 321 0.019 - TLSv1.3 TLS_AES_128_GCM_SHA256 Hit HTTP/2.0 - - 11040 0.018 Hit text/html 1045000 - -'.replaceAll(' ', '\t')}`,
)
