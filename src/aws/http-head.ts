import { BadAnswer, badLine } from './bad-answer.ts'

/** What the head of an answer says. */
export interface AnswerHead {
  readonly status: number
  /** By name in lower case; several of one name are joined with commas. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Milliseconds for which the connection may be kept for the next request; 0 for not at all. */
  readonly keepMs: number
}

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d{2})(?: [\t -~\x80-\xff]*)?$/
/** A name is a token (RFC 9110, section 5.6.2); a value has no control characters but tabs. */
const HEADER_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\t -~\x80-\xff]*?)[ \t]*$/
const DIGITS = /^\d{1,15}$/
/** As in `timeout=5, max=1000`. */
const TIMEOUT = /(?:^|[ ,])timeout=(\d{1,6})(?:$|[ ,])/
/** The server counts from earlier than we do: a connection is left this much before it would be closed, in ms. */
const MARGIN_MS = 1000

/** Length of a body in bytes, or how its end is found: by chunked coding, or as that of the connection. */
type BodyLength = number | 'chunked' | 'rest'

/** Reads a head, without the empty line that ends it. Throws a BadAnswer. */
export function readHead(head: string): AnswerHead & { readonly length: BodyLength } {
  const lines = head.split('\r\n')
  const [, minor, digits] = STATUS_LINE.exec(lines[0]!) ?? []
  if (digits === undefined) throw badLine(lines[0]!)
  const status = Number(digits)
  const headers: Record<string, string> = Object.create(null) as Record<string, string>
  for (let i = 1; i < lines.length; i++) {
    const [, name, value] = HEADER_LINE.exec(lines[i]!) ?? []
    if (name === undefined) throw badLine(lines[i]!)
    const key = name.toLowerCase()
    const before = headers[key]
    headers[key] = before === undefined ? value! : `${before}, ${value}`
  }
  const length = lengthOf(status, headers)
  return { status, headers, keepMs: length === 'rest' ? 0 : keepMsOf(minor === '1', headers), length }
}

function lengthOf(status: number, headers: Readonly<Record<string, string | undefined>>): BodyLength {
  const coding = headers['transfer-encoding']
  const sized = headers['content-length']
  if (status < 200 || status === 204 || status === 304) return 0
  if (coding !== undefined) {
    // Both at once is how answers are smuggled (RFC 9112, section 6.3).
    if (coding.toLowerCase() !== 'chunked' || sized !== undefined)
      throw new BadAnswer(`transfer-encoding: ${coding}`)
    return 'chunked'
  }
  if (sized === undefined) return 'rest'
  const values = sized.split(', ')
  if (!DIGITS.test(sized) && !values.every((value) => DIGITS.test(value) && value === values[0]))
    throw new BadAnswer(`content-length: ${sized}`)
  return Number(values[0])
}

function keepMsOf(kept: boolean, headers: Readonly<Record<string, string | undefined>>): number {
  const words = (headers['connection'] ?? '').toLowerCase().split(/[ \t]*,[ \t]*/)
  if (words.includes('close') || !(kept || words.includes('keep-alive'))) return 0
  const [, seconds] = TIMEOUT.exec(headers['keep-alive'] ?? '') ?? []
  return seconds === undefined ? Number.POSITIVE_INFINITY : Math.max(0, Number(seconds) * 1000 - MARGIN_MS)
}
