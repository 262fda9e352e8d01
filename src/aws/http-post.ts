import { text } from '../messages/messages.ts'
import type { Destination, HttpBounds } from './access.ts'
import type { Connection, HttpAnswer } from './connection.ts'
import { Connections } from './connections.ts'

type EndName = 'TimeoutError' | 'AbortError'

/** Not an answer: what a call rejects with when it took too long or was given up. */
class Ended extends Error {
  readonly code: string | undefined

  /** @param code as the SDK's HTTP handler has it, where nothing was sent yet */
  constructor(name: EndName, words: string, code?: string) {
    super(words)
    this.name = name
    this.code = code
  }
}

/** The memory of a request's body, where it is to be used again. */
export interface BodyMemory {
  /** Bytes right before the body that may be written over: with the head there, a request is one piece. */
  readonly headRoom: number
  /** Called once, when the network does not read it any more: that may be long after the call has ended. */
  free(): void
}

/** What would end a header or begin another. */
const NO_HEADER_VALUE = /[^\t\x20-\x7e\x80-\xff]/

/** For a body whose memory is left to the garbage collector. */
export const OWN_MEMORY: BodyMemory = { headRoom: 0, free: () => {} }

/**
 * POST requests to one destination over HTTP/1.1 connections that are kept. Tries once: an error says what the network
 * said, and the next call opens another connection.
 */
export class HttpPost {
  readonly #bounds: HttpBounds
  readonly #connections: Connections
  readonly #path: string
  /** Gives up each call. */
  readonly #underWay = new Set<() => void>()
  #closed = false

  constructor(destination: Destination, bounds: HttpBounds) {
    this.#bounds = bounds
    this.#path = destination.path
    this.#connections = new Connections(destination, bounds.maxSockets)
  }

  /** `body` must stay as it is until `memory.free` is called; without that, for good. */
  send(
    headers: Readonly<Record<string, string>>,
    body: Buffer,
    signal?: AbortSignal,
    memory: BodyMemory = OWN_MEMORY,
  ): Promise<HttpAnswer> {
    let pieces: Buffer[]
    try {
      pieces = this.#message(headers, body, memory.headRoom)
    } catch (error) {
      memory.free()
      return Promise.reject(error)
    }
    return new Promise((resolve, reject) => {
      const { connectMs, answerMs } = this.#bounds
      let taken: Connection | undefined
      let connecting: NodeJS.Timeout | undefined
      const settle = (): void => {
        clearTimeout(connecting)
        clearTimeout(answering)
        signal?.removeEventListener('abort', abort)
        this.#underWay.delete(abort)
      }
      const failed = (error: Error): void => {
        settle()
        reject(error)
      }
      const giveUp = (name: EndName, words: string, code?: string): void => {
        leaveLine()
        if (taken === undefined) memory.free()
        else taken.destroy()
        failed(new Ended(name, words, code))
      }
      const abort = (): void => giveUp('AbortError', text.aws.aborted)
      const answering = setTimeout(() => giveUp('TimeoutError', text.aws.noAnswer(answerMs)), answerMs)
      let leaveLine = (): void => {}
      if (signal?.aborted || this.#closed) {
        abort()
        return
      }
      this.#underWay.add(abort)
      signal?.addEventListener('abort', abort, { once: true })
      leaveLine = this.#connections.take((connection, isNew) => {
        taken = connection
        // Counted from here, not from the call: to wait for one of `maxSockets` is no fault of the network.
        if (isNew) {
          const late = (): void =>
            giveUp('TimeoutError', text.aws.noConnection(connectMs), 'ERR_SOCKET_CONNECTION_TIMEOUT')
          connecting = setTimeout(late, connectMs)
          connection.socket.once('connect', () => clearTimeout(connecting))
        }
        connection.send({
          pieces,
          answered: (answer) => {
            settle()
            resolve(answer)
          },
          failed,
          free: () => memory.free(),
        })
      })
    })
  }

  /** Gives up what is under way or waits in line, and takes no more. */
  close(): void {
    this.#closed = true
    for (const abort of this.#underWay) abort()
    this.#connections.close()
  }

  /** One piece costs less than two: nothing is copied to join them (0.42 and 0.46 CPU s per million records over TLS). */
  #message(headers: Readonly<Record<string, string>>, body: Buffer, headRoom: number): Buffer[] {
    let head = `POST ${this.#path} HTTP/1.1\r\n`
    for (const name in headers) {
      if (NO_HEADER_VALUE.test(headers[name]!)) throw new TypeError(text.aws.badHeader(name))
      head += `${name}: ${headers[name]}\r\n`
    }
    head += `content-length: ${body.length}\r\n\r\n`
    if (head.length > headRoom) return [Buffer.from(head, 'latin1'), body]
    const whole = Buffer.from(body.buffer, body.byteOffset - head.length, head.length + body.length)
    whole.write(head, 0, 'latin1')
    return [whole]
  }
}
