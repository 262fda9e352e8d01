import type { BlockBuilder } from './block-builder.ts'
import { type Literal, literalOf } from './literal.ts'

const encoder = new TextEncoder()
const TRUNCATED = encoder.encode(',"truncated":true,"line_bytes":')

const EVENT_LINES = encoder.encode(',"event_lines":')

/** Writes what stands at the end of every record: the mark of a cut line, then `host`, `event_lines` and `event_id`. */
export class RecordTail {
  readonly #host: string | null
  /** What precedes the offset's digits, with the host and without; empty without metadata. */
  withHost: Uint8Array = new Uint8Array(0)
  withoutHost: Uint8Array = this.withHost
  #withHost: Literal = literalOf(this.withHost)
  #withoutHost: Literal = this.#withHost
  #hostAlone: Uint8Array = this.withHost
  #generation: string | undefined
  readonly #digits: Uint8Array = new Uint8Array(20)

  constructor(host: string | null) {
    this.#host = host
  }

  /** Called before the lines of a chunk. */
  begin(generation: string): void {
    if (this.#host === null || generation === this.#generation) return
    this.#generation = generation
    const eventId = `,"event_id":${JSON.stringify(`${generation}:`).slice(0, -1)}`
    const host = `,"host":${JSON.stringify(this.#host)}`
    this.#hostAlone = encoder.encode(host)
    this.withHost = encoder.encode(`${host}${eventId}`)
    this.withoutHost = encoder.encode(eventId)
    this.#withHost = literalOf(this.withHost)
    this.#withoutHost = literalOf(this.withoutHost)
  }

  /**
   * Ends a record.
   * @param lineBytes full length of a line that was cut, else 0
   * @param offset of the line in its file, bytes
   * @param ownHost true when the line has a `host` of its own, which wins
   * @param lines of the event; told where there are several
   */
  write(out: BlockBuilder, lineBytes: number, offset: number, ownHost: boolean, lines = 1): void {
    if (lineBytes > 0) {
      out.write(TRUNCATED)
      this.#number(out, lineBytes)
    }
    if (this.#host !== null) {
      if (lines > 1) {
        if (!ownHost) out.write(this.#hostAlone)
        out.write(EVENT_LINES)
        this.#number(out, lines)
        out.writeLiteral(this.#withoutHost)
      } else out.writeLiteral(ownHost ? this.#withoutHost : this.#withHost)
      this.#number(out, offset)
      out.reserve(1)
      out.bytes[out.at++] = 0x22
    }
    out.reserve(1)
    out.bytes[out.at++] = 0x7d
  }

  #number(out: BlockBuilder, value: number): void {
    const digits = this.#digits
    let i = digits.length
    do {
      const rest = Math.floor(value / 10)
      digits[--i] = 0x30 + (value - rest * 10)
      value = rest
    } while (value > 0)
    out.reserve(digits.length - i)
    const { bytes } = out
    let at = out.at
    while (i < digits.length) bytes[at++] = digits[i++]!
    out.at = at
  }
}
