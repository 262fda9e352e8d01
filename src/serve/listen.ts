import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, isIP, type Socket } from 'node:net'
import { KinetailError, messageOf, systemCode } from '../base/errors.ts'
import type { DashboardAddress } from '../config/settings.ts'
import { text } from '../messages/messages.ts'

export interface Listening {
  readonly port: number
  /** As a person opens it. */
  readonly url: string
  /** Takes no more connections and ends those that are there. */
  close(): Promise<void>
}

/** A page that is open holds its connection for hours; one that asks for nothing gives it back. */
const IDLE_MS = 30_000
/** A request head that takes longer comes from nobody who means well. */
const HEAD_MS = 10_000

/**
 * Serves on one port.
 * @throws KinetailError('in_use' | 'permission' | 'network') naming the port and the fix
 */
export async function listen({ host, port }: DashboardAddress, answer: RequestListener): Promise<Listening> {
  const limits = { keepAliveTimeout: IDLE_MS, headersTimeout: HEAD_MS, requestTimeout: IDLE_MS }
  const server = createServer(limits, answer)
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error): void => reject(listenError(error, host, port))
    server.once('error', fail)
    server.listen(port, host, () => {
      server.off('error', fail)
      // What goes wrong with a connection ends that connection.
      server.on('error', () => {})
      resolve()
    })
  })
  // Who watches must not keep the process.
  server.unref()
  const bound = (server.address() as AddressInfo).port
  return {
    port: bound,
    url: `http://${shownHost(host)}:${bound}/`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroySoon()
      // What a slow reader has not taken by now it need not have.
      const patience = setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, 200)
      await closed
      clearTimeout(patience)
    },
  }
}

function listenError(error: Error, host: string, port: number): KinetailError {
  const { portTaken, portRefused, noSuchHost, cannotListen } = text.serve
  const options = { cause: error, facts: { host, port } }
  switch (systemCode(error)) {
    case 'EADDRINUSE':
      return new KinetailError('in_use', portTaken(host, port), { ...options, canRetry: true })
    case 'EACCES':
      return new KinetailError('permission', portRefused(host, port), options)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new KinetailError('network', noSuchHost(host, port), { ...options, canRetry: true })
    default:
      return new KinetailError('network', cannotListen(host, port, messageOf(error)), options)
  }
}

/** A host in an address; one that stands for all of them is told as this machine's own. */
function shownHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return isIP(host) === 6 ? `[${host}]` : host
}
