/** One request, its body whole. */
export interface Request {
  readonly path: string
  /** The operation that `x-amz-target` names; empty where there is none. */
  readonly target: string
  readonly cbor: boolean
  /** Valid during the call only. */
  readonly body: Buffer
}

const HEAD_END = Buffer.from('\r\n\r\n')
const FIRST_BYTES = 64 * 1024

/** Cuts the bytes of one connection into requests: only what a client that is measured sends, with a content length. */
export class MessageReader {
  readonly #onRequest: (request: Request) => void
  #buffer: Buffer = Buffer.allocUnsafe(FIRST_BYTES)
  #length = 0
  /** Where the body begins and the message ends; undefined until the head is whole. */
  #head: { readonly text: string; readonly bodyAt: number; readonly end: number } | undefined

  constructor(onRequest: (request: Request) => void) {
    this.#onRequest = onRequest
  }

  take(bytes: Buffer): void {
    this.#reserve(this.#length + bytes.length)
    bytes.copy(this.#buffer, this.#length)
    this.#length += bytes.length
    for (;;) {
      this.#head ??= this.#readHead()
      if (this.#head === undefined || this.#length < this.#head.end) return
      const { text, bodyAt, end } = this.#head
      this.#onRequest({
        path: text.split(' ', 2)[1] ?? '/',
        target: header(text, 'x-amz-target'),
        cbor: header(text, 'content-type').includes('cbor'),
        body: this.#buffer.subarray(bodyAt, end),
      })
      this.#buffer.copy(this.#buffer, 0, end, this.#length)
      this.#length -= end
      this.#head = undefined
    }
  }

  #readHead(): { text: string; bodyAt: number; end: number } | undefined {
    const at = this.#buffer.subarray(0, this.#length).indexOf(HEAD_END)
    if (at < 0) return undefined
    const text = this.#buffer.toString('latin1', 0, at)
    const bodyAt = at + HEAD_END.length
    const end = bodyAt + Number(header(text, 'content-length') || 0)
    this.#reserve(end)
    return { text, bodyAt, end }
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(bytes, this.#buffer.length * 2))
    this.#buffer.copy(larger, 0, 0, this.#length)
    this.#buffer = larger
  }
}

/** The value of a header, empty when it is not there. */
function header(head: string, name: string): string {
  return new RegExp(`\\r\\n${name}: *([^\\r]*)`, 'i').exec(head)?.[1] ?? ''
}
