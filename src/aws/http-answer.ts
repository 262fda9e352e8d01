import { text } from '../messages/messages.ts'
import { BadAnswer, badLine } from './bad-answer.ts'
import { type AnswerHead, readHead } from './http-head.ts'

/** Longest head of an answer, in bytes: what Node's own client takes. Also of a chunk's first line, and of a trailer. */
const MOST_HEAD_BYTES = 16 * 1024
/** Longest body, in bytes. That of PutRecords has 60 KB, with every record refused at length 300 KB. */
const MOST_BODY_BYTES = 8 * 1024 ** 2

const HEAD_END = Buffer.from('\r\n\r\n')
const LINE_END = Buffer.from('\r\n')
/** A chunk's first line: its length in hex, then what extensions there may be. */
const CHUNK_LINE = /^([0-9a-fA-F]{1,8})[ \t]*(?:;.*)?$/
const NOTHING: Buffer = Buffer.alloc(0)
/** Memory of a body that is kept for the next, in bytes at most: that of PutRecords. */
const MOST_KEPT_BYTES = 256 * 1024

/** What the next bytes are: a head, so many bytes of body, all until the connection ends, or a part of chunked coding. */
type Part = 'head' | 'body' | 'rest' | 'chunk line' | 'chunk' | 'chunk end' | 'trailer' | 'done'

/**
 * One answer in HTTP/1.1 (RFC 9112) from bytes that come cut anywhere: sized, chunked or ended by the connection's end, after
 * any number of interim ones (`100 Continue`). Strict: what has two readings is no answer; what comes behind
 * the answer's end only costs the connection.
 */
export class AnswerReader {
  #part: Part = 'head'
  #head: AnswerHead | undefined
  /** Bytes of a line or a head whose end has not come. */
  #cut: Buffer = NOTHING
  /** The body so far: the first `#length` bytes. */
  #body: Buffer = NOTHING
  #length = 0
  /** Bytes that the body, or its chunk, still lacks. */
  #lacking = 0
  /** Bytes came behind the answer's end. */
  #hasMore = false

  /**
   * Of a complete answer; `keepMs` is how long its connection may be kept for the next request, 0 for not at all.
   * The body is there until the next answer is read.
   */
  get answer(): AnswerHead & { readonly body: Buffer } {
    const { status, headers, keepMs } = this.#head!
    return { status, headers, keepMs: this.#hasMore ? 0 : keepMs, body: this.#body.subarray(0, this.#length) }
  }

  /** Begins with the next answer. Memory of the body is used again: with a new one each time, to collect it costs 5 %. */
  restart(): void {
    this.#part = 'head'
    this.#head = undefined
    this.#cut = NOTHING
    if (this.#body.length > MOST_KEPT_BYTES) this.#body = NOTHING
    this.#length = 0
    this.#lacking = 0
    this.#hasMore = false
  }

  /** True once the answer is complete. The bytes are only looked at during the call. */
  read(bytes: Buffer): boolean {
    let rest = this.#cut.length > 0 ? Buffer.concat([this.#cut, bytes]) : bytes
    this.#cut = NOTHING
    while (rest.length > 0 && this.#part !== 'done') {
      const used = this.#readPart(rest)
      if (used === 0) {
        this.#cut = Buffer.from(rest)
        return false
      }
      rest = rest.subarray(used)
    }
    this.#hasMore = rest.length > 0
    return this.#part === 'done'
  }

  /** The connection has ended: true when that ends the answer too. */
  end(): boolean {
    return this.#part === 'rest'
  }

  /** Bytes used; 0 when it takes more to go on. */
  #readPart(bytes: Buffer): number {
    switch (this.#part) {
      case 'head':
        return this.#readHead(bytes)
      case 'body':
      case 'chunk': {
        const part = bytes.subarray(0, this.#lacking)
        this.#append(part)
        this.#lacking -= part.length
        if (this.#lacking === 0) this.#part = this.#part === 'body' ? 'done' : 'chunk end'
        return part.length
      }
      case 'rest':
        this.#append(bytes)
        return bytes.length
      default:
        return this.#readLine(bytes)
    }
  }

  #readHead(bytes: Buffer): number {
    const end = bytes.indexOf(HEAD_END)
    if (end > MOST_HEAD_BYTES || (end < 0 && bytes.length > MOST_HEAD_BYTES))
      throw new BadAnswer(text.aws.longHead(MOST_HEAD_BYTES))
    if (end < 0) return 0
    const head = readHead(bytes.toString('latin1', 0, end))
    const { status, length } = head
    // A 101 would speak another protocol from here on, and nobody asked for one.
    if (status === 101) throw badLine('HTTP/1.1 101')
    if (status >= 200) {
      this.#head = head
      this.#part =
        length === 'chunked' ? 'chunk line' : length === 'rest' ? 'rest' : length > 0 ? 'body' : 'done'
      if (typeof length === 'number') this.#expect(length)
    }
    return end + HEAD_END.length
  }

  /** A line of chunked coding. */
  #readLine(bytes: Buffer): number {
    const end = bytes.indexOf(LINE_END)
    if (end > MOST_HEAD_BYTES || (end < 0 && bytes.length > MOST_HEAD_BYTES))
      throw new BadAnswer(text.aws.longHead(MOST_HEAD_BYTES))
    if (end < 0) return 0
    if (this.#part === 'chunk line') {
      const [, digits] = CHUNK_LINE.exec(bytes.toString('latin1', 0, end)) ?? []
      if (digits === undefined) throw badLine(bytes.toString('latin1', 0, end))
      const length = Number.parseInt(digits, 16)
      this.#part = length === 0 ? 'trailer' : 'chunk'
      this.#expect(length)
    } else if (this.#part === 'trailer') {
      // What a trailer says is of no use here; an empty line ends it.
      if (end === 0) this.#part = 'done'
    } else {
      if (end > 0) throw badLine(bytes.toString('latin1', 0, end))
      this.#part = 'chunk line'
    }
    return end + LINE_END.length
  }

  /** So many bytes of body are to come. */
  #expect(length: number): void {
    this.#lacking = length
    if (this.#length + length > MOST_BODY_BYTES) throw new BadAnswer(text.aws.longBody(MOST_BODY_BYTES))
  }

  #append(bytes: Buffer): void {
    const length = this.#length + bytes.length
    if (length > MOST_BODY_BYTES) throw new BadAnswer(text.aws.longBody(MOST_BODY_BYTES))
    if (length > this.#body.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.#length + this.#lacking, 2 * length))
      this.#body.copy(larger, 0, 0, this.#length)
      this.#body = larger
    }
    bytes.copy(this.#body, this.#length)
    this.#length = length
  }
}
