import * as http from 'node:http'
import * as https from 'node:https'
import { text } from '../messages/messages.ts'
import type { Destination, HttpBounds } from './access.ts'

export interface HttpAnswer {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly body: Buffer
  /** The whole request is with the operating system: its memory may be used again. */
  readonly requestGone: boolean
}

/** Not an answer: what a call rejects with when it took too long or was given up. */
class Ended extends Error {
  constructor(name: 'TimeoutError' | 'AbortError', words: string) {
    super(words)
    this.name = name
  }
}

/**
 * POST requests to one destination over HTTP/1.1 connections that are kept. Tries once: an error says what the network
 * said, and the next call opens another connection.
 */
export class HttpPost {
  readonly #bounds: HttpBounds
  readonly #agent: http.Agent
  readonly #options: http.RequestOptions
  readonly #request: typeof http.request

  constructor(destination: Destination, bounds: HttpBounds) {
    this.#bounds = bounds
    const { protocol, hostname, port, path } = destination
    const kept = { keepAlive: true, maxSockets: bounds.maxSockets }
    this.#agent = protocol === 'https:' ? new https.Agent(kept) : new http.Agent(kept)
    this.#request = protocol === 'https:' ? https.request : http.request
    this.#options = { method: 'POST', protocol, hostname, path, ...(port === undefined ? {} : { port }) }
  }

  /** `body` must stay as it is until the call ends, and for good when the answer's `requestGone` is false or the call fails. */
  send(headers: Record<string, string>, body: Buffer, signal?: AbortSignal): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(new Ended('AbortError', text.aws.aborted))
        return
      }
      const { connectMs, answerMs } = this.#bounds
      const request = this.#request({
        ...this.#options,
        agent: this.#agent,
        headers: { ...headers, 'content-length': body.length },
      })
      let connecting: NodeJS.Timeout | undefined
      const settle = (): void => {
        clearTimeout(connecting)
        clearTimeout(answering)
        signal?.removeEventListener('abort', abort)
      }
      const fail = (error: Error): void => {
        settle()
        request.destroy()
        reject(error)
      }
      const abort = (): void => fail(new Ended('AbortError', text.aws.aborted))
      const answering = setTimeout(
        () => fail(new Ended('TimeoutError', text.aws.noAnswer(answerMs))),
        answerMs,
      )
      signal?.addEventListener('abort', abort, { once: true })
      request.on('error', fail)
      request.on('socket', (socket) => {
        if (!socket.connecting) return
        // Counted from here, not from the call: to wait for one of `maxSockets` is no fault of the network.
        connecting = setTimeout(
          () => fail(new Ended('TimeoutError', text.aws.noConnection(connectMs))),
          connectMs,
        )
        socket.once('connect', () => clearTimeout(connecting))
      })
      request.on('response', (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', fail)
        response.on('end', () => {
          settle()
          const requestGone = request.writableFinished
          // An answer may come before the request is through (a refusal of its size, say): the rest is not sent, and the
          // connection, which would wait for it, not used again.
          if (!requestGone) request.destroy()
          resolve({
            status: response.statusCode!,
            headers: response.headers,
            body: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks),
            requestGone,
          })
        })
      })
      request.end(body)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}
