import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** One request as it came over the wire. */
export interface Captured {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** Number of the connection that it came over, from 0. */
  readonly connection: number
}

/** What to do about it: `cut` ends the connection without an answer, `hang` leaves it open without one. */
export type Reply = Answer | 'cut' | 'hang'

export interface Answer {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly body: string | Uint8Array
}

export interface CaptureServer {
  readonly url: string
  readonly requests: readonly Captured[]
  /** Connections taken so far. */
  readonly connections: number
  /** Ends all connections, as a server does that restarts. */
  cutConnections(): void
  close(): Promise<void>
}

/** An HTTP server on this machine that keeps every request and answers as told. */
export async function captureServer(
  reply: (request: Captured, index: number) => Reply,
): Promise<CaptureServer> {
  const requests: Captured[] = []
  const sockets: Socket[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const captured: Captured = {
      method: request.method!,
      url: request.url!,
      headers: request.headers,
      body: Buffer.concat(chunks),
      connection: sockets.indexOf(request.socket),
    }
    const told = reply(captured, requests.push(captured) - 1)
    if (told === 'hang') return
    if (told === 'cut') {
      request.socket.destroy()
      return
    }
    response.writeHead(told.status ?? 200, {
      'content-length': Buffer.byteLength(told.body),
      ...told.headers,
    })
    response.end(told.body)
  })
  server.on('connection', (socket) => sockets.push(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cutConnections = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get connections() {
      return sockets.length
    },
    cutConnections,
    close: async () => {
      cutConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The answer of PutRecords to a request body: every record taken by one shard. */
export function allTaken(body: Buffer, shardId: string = 'shardId-000000000000'): Answer {
  const { Records } = JSON.parse(body.toString()) as { Records: unknown[] }
  const results = Records.map((_, i) => ({ SequenceNumber: String(i), ShardId: shardId }))
  return { body: JSON.stringify({ FailedRecordCount: 0, Records: results }) }
}
