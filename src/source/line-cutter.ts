import type { Events } from './events.ts'

const LF = 0x0a
const NOTHING: Uint8Array = new Uint8Array(0)

/** Whole lines, ready for an engine. */
export interface LineChunk {
  readonly bytes: Uint8Array
  /** Offset of the first byte in the input. */
  readonly offset: number
  /** Full length of the one line in `bytes`, when it was too long and has been cut. */
  readonly cutLine?: number
  /** Set when some of the lines are joined. */
  readonly events?: Events
}

/**
 * Cuts bytes that come in any pieces into whole lines. A line of more than `maxLineBytes` is cut to that length;
 * the rest of it is counted and thrown away, so that memory stays bounded whatever comes in.
 */
export class LineCutter {
  readonly #maxLineBytes: number
  /** The beginning of a line whose end has not come yet. */
  #rest: Uint8Array = NOTHING
  /** Bytes of the line in `#rest` that were thrown away. */
  #dropped = 0
  /** Offset of `#rest` in the input. */
  #offset = 0

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes
  }

  /** Takes the next bytes; they must not change any more. */
  *push(bytes: Uint8Array): Generator<LineChunk> {
    let from = 0
    if (this.#rest.length + this.#dropped > 0) {
      const end = bytes.indexOf(LF)
      if (end < 0) {
        this.#keep(bytes)
        return
      }
      this.#keep(bytes.subarray(0, end + 1))
      yield this.#take()
      from = end + 1
    }
    const end = bytes.lastIndexOf(LF) + 1
    if (end > from) yield* this.#whole(bytes.subarray(from, end))
    this.#keep(bytes.subarray(Math.max(end, from)))
  }

  /** The last line, when it has no end. */
  *end(): Generator<LineChunk> {
    if (this.#rest.length > 0) yield this.#take()
  }

  /** Whole lines within one piece; one that is too long stands alone. */
  *#whole(bytes: Uint8Array): Generator<LineChunk> {
    let from = 0
    let line = 0
    while (bytes.length - line > this.#maxLineBytes) {
      const end = bytes.indexOf(LF, line) + 1
      if (end - line > this.#maxLineBytes) {
        if (line > from) yield this.#advance(bytes.subarray(from, line))
        this.#keep(bytes.subarray(line, end))
        yield this.#take()
        from = end
      }
      line = end
    }
    if (from < bytes.length) yield this.#advance(bytes.subarray(from))
  }

  #advance(bytes: Uint8Array): LineChunk {
    const chunk = { bytes, offset: this.#offset }
    this.#offset += bytes.length
    return chunk
  }

  #keep(bytes: Uint8Array): void {
    const room = Math.max(0, this.#maxLineBytes - this.#rest.length)
    const kept = bytes.subarray(0, room)
    this.#dropped += bytes.length - kept.length
    this.#rest = this.#rest.length === 0 ? new Uint8Array(kept) : Buffer.concat([this.#rest, kept])
  }

  #take(): LineChunk {
    const length = this.#rest.length + this.#dropped
    const chunk = {
      bytes: this.#rest,
      offset: this.#offset,
      ...(this.#dropped > 0 ? { cutLine: length } : {}),
    }
    this.#offset += length
    this.#rest = NOTHING
    this.#dropped = 0
    return chunk
  }
}
