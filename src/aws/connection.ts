import type { Socket } from 'node:net'
import { text } from '../messages/messages.ts'
import { AnswerReader } from './http-answer.ts'
import type { AnswerHead } from './http-head.ts'

export interface HttpAnswer extends Pick<AnswerHead, 'status' | 'headers'> {
  /** There until the connection's next answer: to be read at once, before anything else is waited for. */
  readonly body: Buffer
  /** The whole request is with the operating system: its memory may be used again. */
  readonly requestGone: boolean
}

/** One request and what is to be called: `answered` or `failed` once, and `free` once, when the network reads its memory no more. */
export interface Exchange {
  /** The request as bytes, in one piece or in several. */
  readonly pieces: readonly Uint8Array[]
  answered(answer: HttpAnswer): void
  failed(error: Error): void
  free(): void
}

/** The place that a connection comes from and goes back to. */
export interface ConnectionOwner {
  /** It can carry another request, within `keepMs`. */
  kept(connection: Connection, keepMs: number): void
  closed(connection: Connection): void
}

/** Bytes read at a time: as much as Node reads. */
const READ_BYTES = 64 * 1024

/** Where a socket puts what it reads, and whom it tells (`onread` of `net.connect` and `tls.connect`). */
export interface OnRead {
  readonly buffer: Uint8Array
  callback(bytes: number): boolean
}

/** An HTTP/1.1 connection that carries one request at a time. */
export class Connection {
  readonly #socket: Socket
  readonly #owner: ConnectionOwner
  #exchange: Exchange | undefined
  readonly #reader: AnswerReader = new AnswerReader()
  /** The one whose bytes are still being written. */
  #writing: Exchange | undefined

  constructor(open: (onread: OnRead) => Socket, owner: ConnectionOwner) {
    const buffer = Buffer.allocUnsafeSlow(READ_BYTES)
    const socket = open({
      buffer,
      callback: (bytes) => {
        this.#read(buffer.subarray(0, bytes))
        return true
      },
    })
    this.#socket = socket
    this.#owner = owner
    // For a Node that does not know `onread` of TLS; with it, nothing comes here.
    socket.on('data', (bytes: Buffer) => this.#read(bytes))
    socket.on('end', () => {
      if (this.#exchange !== undefined && this.#reader.end()) this.#answered()
      else this.#fail(hungUp())
    })
    socket.on('error', (error) => this.#fail(error))
    socket.on('close', () => {
      this.#fail(hungUp())
      // Not before: what was handed to the operating system is read until the socket is closed.
      this.#written()
      owner.closed(this)
    })
  }

  /** The socket, for the time before it stands. */
  get socket(): Socket {
    return this.#socket
  }

  send(exchange: Exchange): void {
    const { pieces } = exchange
    this.#exchange = exchange
    this.#writing = exchange
    const last = pieces.length - 1
    if (last > 0) this.#socket.cork()
    for (let i = 0; i < last; i++) this.#socket.write(pieces[i]!)
    this.#socket.write(pieces[last]!, (error) => {
      if (!error) this.#written()
    })
    if (last > 0) this.#socket.uncork()
  }

  /** Ends it, whatever goes on: nobody waits for its exchange any more. */
  destroy(): void {
    this.#exchange = undefined
    this.#socket.destroy()
  }

  #read(bytes: Buffer): void {
    // Without a request an answer can only be a mistake, or meant for another (a `408` before the connection is closed).
    if (this.#exchange === undefined) {
      this.#socket.destroy()
      return
    }
    try {
      if (this.#reader.read(bytes)) this.#answered()
    } catch (error) {
      this.#fail(error as Error)
    }
  }

  #answered(): void {
    const { status, headers, body, keepMs } = this.#reader.answer
    const exchange = this.#exchange!
    const requestGone = this.#writing === undefined
    this.#exchange = undefined
    this.#reader.restart()
    // An answer may come before the request is through (a refusal of its size, say): the rest is not sent, and the
    // connection, which would wait for it, not used again.
    if (keepMs > 0 && requestGone && !this.#socket.destroyed && !this.#socket.readableEnded)
      this.#owner.kept(this, keepMs)
    else this.#socket.destroy()
    exchange.answered({ status, headers, body, requestGone })
  }

  #fail(error: Error): void {
    const exchange = this.#exchange
    this.#exchange = undefined
    this.#socket.destroy()
    exchange?.failed(error)
  }

  #written(): void {
    const written = this.#writing
    this.#writing = undefined
    written?.free()
  }
}

/** As Node's own client has it, so that it is classified the same way. */
function hungUp(): Error {
  return Object.assign(new Error(text.aws.hungUp), { code: 'ECONNRESET' })
}
