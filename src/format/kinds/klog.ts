import { isDigit } from '../byte-classes.ts'
import type { FormatComponent } from '../component.ts'
import { describeFields } from '../describe-fields.ts'
import { FieldFormat } from '../field-format.ts'
import { noTime, numberAt, TimeParts } from '../local-time.ts'
import { EXPECTED_LITERAL } from '../reject-reasons.ts'

const SPACE = 0x20
const COLON = 0x3a
const CLOSE = 0x5d
/** A thread id is a number of up to 64 bits. */
const LONGEST_ID = 19
const LEVELS: Readonly<Record<string, string>> = { I: 'INFO', W: 'WARNING', E: 'ERROR', F: 'FATAL' }

/**
 * `I0505 17:59:40.692994   28133 klog.go:70] message`: klog and glog before 0.5 write the date without the year, glog since then
 * with it, as `I20210505`. Either is read under either name.
 */
class KlogFormat extends FieldFormat {
  readonly logTypes: readonly string[]
  readonly #parts: TimeParts = new TimeParts()

  constructor(logType: string, keyField: string | null) {
    super(keyField)
    this.logTypes = [logType]
  }

  protected parse(): boolean {
    const { line, record } = this
    const { bytes } = line
    const level = LEVELS[String.fromCharCode(line.peek())]
    if (level === undefined) return line.fail(EXPECTED_LITERAL)
    line.at++
    if (!this.#readTime()) return false
    line.spaces()
    if (!line.digits(LONGEST_ID)) return false
    const [idStart, idEnd] = [line.start, line.end]
    if (!line.byte(SPACE) || !line.until(CLOSE)) return false
    const [place, placeEnd] = [line.start, line.end]
    let colon = placeEnd
    while (colon > place && isDigit(bytes[colon - 1])) colon--
    if (colon === placeEnd || colon < place + 2 || bytes[colon - 1] !== COLON)
      return line.fail(EXPECTED_LITERAL, placeEnd)
    if (line.peek() === SPACE) line.at++
    line.rest()
    record.time('timestamp', this.time)
    record.word('level', level)
    record.number('thread_id', bytes, idStart, idEnd)
    record.text('file', bytes, place, colon - 1)
    record.number('line', bytes, colon, placeEnd)
    record.text('message', bytes, line.start, line.end)
    this.eventTime = this.time.ms
    return true
  }

  #readTime(): boolean {
    const { line } = this
    const parts = this.#parts
    const start = line.at
    let digits = 0
    while (isDigit(line.peek(digits))) digits++
    if (digits !== 4 && digits !== 8) return noTime(line, start)
    parts.year = digits === 8 ? numberAt(line, 4, 4) : Number.NaN
    parts.month = numberAt(line, 2, 2)
    parts.day = numberAt(line, 2, 2)
    if (!line.byte(SPACE)) return false
    if (!parts.readClock(line)) return noTime(line, start)
    if (digits === 4 && !parts.guessYear(this.readAt.ms)) return noTime(line, start)
    return parts.put(line, this.time) || noTime(line, start)
  }
}

const FIELDS = describeFields('timestamp level thread_id# file line# message log_type')

/** Logs of Kubernetes components. */
export const klog: FormatComponent = {
  name: 'klog',
  logTypes: [
    {
      name: 'klog',
      fields: FIELDS,
      example: 'I0115 10:30:45.692994   28133 controller.go:70] Starting workers',
    },
  ],
  strings: {},
  autoKey: 'file',
  build: ({ keyField }) => new KlogFormat('klog', keyField),
}

/** Logs of C++ programs. */
export const glog: FormatComponent = {
  name: 'glog',
  logTypes: [
    {
      name: 'glog',
      fields: FIELDS,
      example: 'W20240115 10:30:45.411655 15520 main.cc:9] Queue is nearly full',
    },
  ],
  strings: {},
  autoKey: 'file',
  build: ({ keyField }) => new KlogFormat('glog', keyField),
}
