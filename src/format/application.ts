import { BlockBuilder } from './block-builder.ts'
import { expectedInJson } from './explain/broken-json.ts'
import type { LineExplanation } from './explain/explanation.ts'
import { jsonMembers } from './explain/json-members.ts'
import * as keys from './json-keys.ts'
import type { KeyListener } from './json-scanner.ts'
import { JsonScanner, OTHER, STRING } from './json-scanner.ts'
import { writeJsonText } from './json-text.ts'
import { JsonTime } from './json-time.ts'
import type { KernelForm } from './kernel-form.ts'
import { jsonForm } from './kernel-json.ts'
import { findLevel } from './level.ts'
import type { LineFormat } from './line-format.ts'
import { ACCEPTED } from './line-format.ts'
import { MemberList } from './member-list.ts'
import { ReadingTime } from './reading-time.ts'
import { BINARY, REJECT_REASONS } from './reject-reasons.ts'
import { splice } from './splice.ts'
import type { Timestamp } from './timestamp.ts'
import { writeTime } from './write-record.ts'

const encoder = new TextEncoder()
const TIMESTAMP_KEY = encoder.encode('"timestamp"')
const MESSAGE_KEY = encoder.encode('"message"')
const STACK_TRACE = encoder.encode(',"stack_trace":"')
const LF = 0x0a
const CR = 0x0d
const TEXT_TIMESTAMP = encoder.encode('{"timestamp":')
const TEXT_MESSAGE = encoder.encode(',"message":"')
const ORIGINAL: Readonly<Record<number, Uint8Array>> = {
  [keys.TIMESTAMP]: encoder.encode('"timestamp_original"'),
  [keys.LOG_TYPE]: encoder.encode('"log_type_original"'),
  [keys.EVENT_ID]: encoder.encode('"event_id_original"'),
}
/** A line with more control characters than this share is no text. */
const BINARY_SHARE = 0.3

/**
 * Application logs: JSON lines keep their keys and gain `timestamp` and `log_type` (`msg` is called `message` where the
 * line has no `message`); any other line becomes a message.
 */
export class ApplicationFormat implements LineFormat, KeyListener {
  readonly logTypes: readonly string[]
  readonly kernel: KernelForm | null
  logType = 0
  eventTime: number = Number.NaN
  keyStart = 0
  keyEnd = 0
  ownHost = false
  readonly torn = false
  column = 0

  readonly #scanner: JsonScanner = new JsonScanner()
  readonly #members: MemberList = new MemberList()
  readonly #times: JsonTime = new JsonTime()
  readonly #readAt: ReadingTime = new ReadingTime()
  readonly #roles: keys.KeyRoles
  /** Role of the line's member that is the partition key. */
  readonly #keyRole: number
  readonly #keyIsTime: boolean
  readonly #metadata: boolean
  readonly #logType: Uint8Array
  readonly #textLogType: Uint8Array
  readonly #joined: boolean
  #hasMessage = false
  #out: BlockBuilder | undefined

  /**
   * @param metadata whether `host` and `event_id` will be added
   * @param logType of the records of JSON lines
   * @param joined true where lines are joined: what is no JSON is an event then, of as many lines as belong to it
   */
  constructor(
    keyField: string | null,
    metadata: boolean,
    logType: string = 'application',
    joined: boolean = false,
  ) {
    this.#joined = joined
    const textType = joined ? 'application_event' : 'application_text'
    this.logTypes = [logType, textType]
    this.#logType = encoder.encode(`,"log_type":"${logType}"`)
    this.#textLogType = encoder.encode(`,"log_type":"${textType}"`)
    this.#roles = new keys.KeyRoles(keyField)
    this.#metadata = metadata
    const name = encoder.encode(keyField ?? '')
    const isOwn = keyField !== null && keyField !== 'log_type' && keyField !== 'timestamp'
    this.#keyRole = isOwn ? this.#roles.find(name, 0, name.length) : keys.NO_ROLE
    this.#keyIsTime = keyField === 'timestamp'
    this.kernel = jsonForm(this.#roles, keyField, this.#keyRole, metadata, joined)
  }

  begin(readAt: number): void {
    this.#readAt.set(readAt)
  }

  read(out: BlockBuilder, bytes: Uint8Array, from: number, to: number, cut: boolean): number {
    const start = out.at
    this.keyStart = 0
    this.keyEnd = 0
    this.ownHost = false
    this.#out = out
    this.#members.clear()
    this.#hasMessage = false
    if (!cut && this.#scanner.scan(out, bytes, from, to, this)) {
      this.#finish(out, start)
      return ACCEPTED
    }
    out.at = start
    if (!cut && this.#joined && this.#withTrace(out, bytes, from, to)) return ACCEPTED
    return this.#text(out, bytes, from, to)
  }

  /** A line of JSON, and what was joined to it: its trace. */
  #withTrace(out: BlockBuilder, bytes: Uint8Array, from: number, to: number): boolean {
    const start = out.at
    const end = bytes.indexOf(LF, from)
    if (end < 0 || end >= to) return false
    this.#members.clear()
    this.#hasMessage = false
    if (!this.#scanner.scan(out, bytes, from, bytes[end - 1] === CR ? end - 1 : end, this)) {
      out.at = start
      return false
    }
    this.#finish(out, start)
    out.write(STACK_TRACE)
    writeJsonText(out, bytes, end + 1, to)
    out.reserve(1)
    out.bytes[out.at++] = 0x22
    return true
  }

  explain(bytes: Uint8Array, from: number, to: number): LineExplanation {
    const scratch = new BlockBuilder(4096)
    const verdict = this.read(scratch, bytes, from, to, false)
    if (verdict !== ACCEPTED)
      return { spans: [], reason: REJECT_REASONS[verdict]!, column: this.column, expected: null }
    const accepted = { reason: null, column: 0, expected: null }
    if (this.logType === 0) return { ...accepted, spans: jsonMembers(bytes, from, to) }
    const text = { ...accepted, spans: [{ written: '', name: 'message', start: 0, end: to - from }] }
    if (!looksLikeJson(bytes, from, to)) return text
    const column = this.#scanner.at - from
    return { ...text, brokenJson: { column, expected: expectedInJson(bytes, from, to, column) } }
  }

  member(keyStart: number, keyEnd: number, valueStart: number, valueEnd: number, kind: number): void {
    const role = this.#roles.find(this.#out!.bytes, keyStart + 1, keyEnd - 1)
    if (role === keys.MESSAGE) this.#hasMessage = true
    if (role !== keys.NO_ROLE) this.#members.add(role, keyStart, keyEnd, valueStart, valueEnd, kind)
  }

  /** Renames, rewrites and adds what the standard shape asks for. Edits go from the last to the first: positions hold. */
  #finish(out: BlockBuilder, start: number): void {
    const chosen = this.#chooseTime(out)
    const time = chosen < 0 ? this.#readAt : this.#timeOf(out, chosen)!
    const renames = chosen >= 0 && this.#members.role[chosen]! < keys.FIRST_COPIED
    for (let m = this.#members.count - 1; m >= 0; m--) {
      this.#keepKey(out, m)
      if (m === chosen && renames) this.#putTime(out, m, time)
      else this.#rename(out, m, chosen)
    }
    if (!renames) this.#insertTime(out, start, time)
    this.eventTime = time.ms
    this.logType = 0
    out.at--
    out.write(this.#logType)
  }

  /** Index of the member that tells the time: the best rank that can be read, of equal names the last. −1: none. */
  #chooseTime(out: BlockBuilder): number {
    const { count, role } = this.#members
    let best = -1
    for (let m = count - 1; m >= 0; m--) {
      if (role[m]! >= keys.TIMES || (best >= 0 && role[m]! >= role[best]!)) continue
      if (this.#timeOf(out, m)) best = m
    }
    return best
  }

  #timeOf(out: BlockBuilder, m: number): Timestamp | null {
    const { valueStart, valueEnd, kind } = this.#members
    return this.#times.read(out.bytes, valueStart[m]!, valueEnd[m]!, kind[m]!)
  }

  #putTime(out: BlockBuilder, m: number, time: Timestamp): void {
    const { role, keyStart, keyEnd, valueStart, valueEnd, kind } = this.#members
    const isWritten = kind[m] === STRING && sameText(out.bytes, valueStart[m]! + 1, valueEnd[m]! - 1, time)
    if (!isWritten) this.#splice(out, valueStart[m]!, valueEnd[m]!, quoted(time))
    if (this.#keyRole === role[m]) this.#keyAt(valueStart[m]! + 1, time.length)
    if (role[m] !== keys.TIMESTAMP) this.#splice(out, keyStart[m]!, keyEnd[m]!, TIMESTAMP_KEY)
    if (this.#keyIsTime) this.#keyAt(keyStart[m]! + TIMESTAMP_KEY.length + 2, time.length)
  }

  /** Moves a key of the line's own out of the way of one that kinetail writes. */
  #rename(out: BlockBuilder, m: number, chosen: number): void {
    const { role, keyStart, keyEnd } = this.#members
    const one = role[m]!
    if (one === keys.SHORT_MESSAGE && !this.#hasMessage)
      this.#splice(out, keyStart[m]!, keyEnd[m]!, MESSAGE_KEY)
    if (one === keys.HOST) this.ownHost = true
    if (one === keys.EVENT_ID && !this.#metadata) return
    // A double of the chosen timestamp before it loses to it in every JSON reader, as it would have without us.
    if (one === keys.TIMESTAMP && chosen > m && role[chosen] === keys.TIMESTAMP) return
    const name = ORIGINAL[one]
    if (name) this.#splice(out, keyStart[m]!, keyEnd[m]!, name)
  }

  #insertTime(out: BlockBuilder, start: number, time: Timestamp): void {
    const isEmpty = out.at === start + 2
    const text = Buffer.from(time.text.subarray(0, time.length)).toString('latin1')
    this.#splice(out, start + 1, start + 1, encoder.encode(`"timestamp":"${text}"${isEmpty ? '' : ','}`))
    if (this.#keyIsTime) this.#keyAt(start + 1 + TIMESTAMP_KEY.length + 2, time.length)
  }

  #keyAt(start: number, length: number): void {
    this.keyStart = start
    this.keyEnd = start + length
  }

  /** Of several members with the key's name the last counts, as in JSON readers. */
  #keepKey(out: BlockBuilder, m: number): void {
    const { role, valueStart, valueEnd, kind } = this.#members
    if (role[m] !== this.#keyRole || this.keyEnd > 0 || kind[m] === OTHER) return
    const quote = out.bytes[valueStart[m]!] === 0x22 ? 1 : 0
    this.keyStart = valueStart[m]! + quote
    this.keyEnd = valueEnd[m]! - quote
  }

  #splice(out: BlockBuilder, from: number, to: number, text: Uint8Array): void {
    splice(out, from, to, text)
    if (this.keyEnd > 0 && this.keyStart >= to) {
      this.keyStart += text.length - (to - from)
      this.keyEnd += text.length - (to - from)
    }
  }

  #text(out: BlockBuilder, bytes: Uint8Array, from: number, to: number): number {
    const control = controls(bytes, from, to)
    if (control > (to - from) * BINARY_SHARE) {
      this.column = 0
      return BINARY
    }
    const level = findLevel(bytes, from, to)
    out.write(TEXT_TIMESTAMP)
    writeTime(out, this.#readAt)
    out.write(encoder.encode(`,"level":${level === null ? 'null' : `"${level}"`}`))
    out.write(TEXT_MESSAGE)
    writeJsonText(out, bytes, from, to)
    out.reserve(1)
    out.bytes[out.at++] = 0x22
    out.write(this.#textLogType)
    this.eventTime = this.#readAt.ms
    this.logType = 1
    return ACCEPTED
  }
}

/** True for a line that begins as a JSON object does. */
function looksLikeJson(bytes: Uint8Array, from: number, to: number): boolean {
  let i = from
  while (i < to && (bytes[i] === 0x20 || bytes[i] === 0x09)) i++
  return bytes[i] === 0x7b
}

/** Control characters that text does not hold: tabs and the ESC of colours are text, and so are the line ends within an event. */
function controls(bytes: Uint8Array, from: number, to: number): number {
  let count = 0
  for (let i = from; i < to; i++) if (bytes[i]! < 0x20 && !isText(bytes[i]!, bytes[i + 1])) count++
  return count
}

function isText(control: number, next: number | undefined): boolean {
  return control === 0x09 || control === 0x1b || control === 0x0a || (control === 0x0d && next === 0x0a)
}

function sameText(bytes: Uint8Array, from: number, to: number, time: Timestamp): boolean {
  if (to - from !== time.length) return false
  for (let i = from; i < to; i++) if (bytes[i] !== time.text[i - from]) return false
  return true
}

function quoted(time: Timestamp): Uint8Array {
  const text = new Uint8Array(time.length + 2)
  text[0] = 0x22
  text.set(time.text.subarray(0, time.length), 1)
  text[time.length + 1] = 0x22
  return text
}
