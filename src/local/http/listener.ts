import { createServer as createHttp1 } from 'node:http'
import { createServer as createHttp2 } from 'node:http2'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { Request, Response } from './exchange.ts'

export interface Listener {
  readonly port: number
  /** Cuts all connections and refuses new ones for this many ms, as a process that is being started again would. */
  shut(ms: number): void
  /** Takes no more connections, gives requests under way a moment, and cuts what is left. */
  close(): Promise<void>
}

/** First bytes of an HTTP/2 connection with prior knowledge (RFC 9113, section 3.4). */
const PREFACE = 'PRI'
/** HTTP/2 lets a client send this much unasked: the protocol's own 64 KiB would stall every large PutRecords. */
const WINDOW_BYTES = 16 * 1024 * 1024
const IDLE_MS = 60_000
/** Milliseconds that requests under way have to end when the listener closes. */
const GRACE_MS = 1000

/** HTTP/1.1 and plaintext HTTP/2 on one port of 127.0.0.1; 0 takes any free port. */
export async function listen(
  port: number,
  handle: (request: Request, response: Response) => Promise<void>,
): Promise<Listener> {
  let underWay = 0
  const counted = (request: Request, response: Response): void => {
    underWay++
    void handle(request, response).finally(() => underWay--)
  }
  const http1 = createHttp1({ keepAliveTimeout: IDLE_MS }, counted)
  const http2 = createHttp2({ settings: { initialWindowSize: WINDOW_BYTES }, maxSessionMemory: 256 }, counted)
  http2.on('session', (session) => session.setLocalWindowSize(WINDOW_BYTES))
  // A client that goes away in the middle is no event for the endpoint.
  http2.on('sessionError', () => {})
  http1.on('clientError', (_, socket) => socket.destroy())

  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    choose(socket, (isHttp2) => (isHttp2 ? http2 : http1).emit('connection', socket))
  })
  await bind(server, port)
  const { port: bound } = server.address() as AddressInfo
  let opening: NodeJS.Timeout | undefined
  return {
    port: bound,
    shut(ms) {
      clearTimeout(opening)
      server.close()
      for (const socket of sockets) socket.destroy()
      opening = setTimeout(() => void bind(server, bound), ms)
    },
    async close() {
      clearTimeout(opening)
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      const deadline = Date.now() + GRACE_MS
      while (underWay > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

function bind(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Looks at the first bytes of a connection and puts them back. */
function choose(socket: Socket, decide: (isHttp2: boolean) => void): void {
  let seen: Buffer = Buffer.alloc(0)
  const look = (chunk: Buffer): void => {
    seen = Buffer.concat([seen, chunk])
    const start = seen.toString('latin1', 0, PREFACE.length)
    // A first packet can be shorter than the preface: wait while it may still become one.
    if (start.length < PREFACE.length && PREFACE.startsWith(start)) return
    socket.off('data', look)
    socket.pause()
    socket.unshift(seen)
    decide(start === PREFACE)
    process.nextTick(() => socket.resume())
  }
  socket.on('data', look)
}
