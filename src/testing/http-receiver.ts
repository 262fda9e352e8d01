import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  readonly body: string
  readonly headers: IncomingMessage['headers']
  readonly path: string
  /** ms since the epoch. */
  readonly at: number
}

export interface Receiver {
  readonly url: string
  readonly received: Received[]
  /** What comes next is answered like this; `hang` does not answer at all. */
  answer: number | 'hang' | ((response: ServerResponse) => void)
  close(): Promise<void>
}

/** A real HTTP server on this machine that keeps what it gets. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      received.push({
        body: Buffer.concat(parts).toString(),
        headers: request.headers,
        path: request.url ?? '',
        at: Date.now(),
      })
      const { answer } = receiver
      if (answer === 'hang') return
      if (typeof answer === 'function') answer(response)
      else response.writeHead(answer).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}`,
    received,
    answer: 200,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return receiver
}
