import { constants } from 'node:crypto'
import { isIP, connect as openTcp, type Socket } from 'node:net'
import {
  type ConnectionOptions,
  createSecureContext,
  DEFAULT_CIPHERS,
  connect as openTls,
  type SecureContext,
} from 'node:tls'
import type { Destination } from './access.ts'
import { Connection, type ConnectionOwner, type OnRead } from './connection.ts'

/**
 * How long a connection is kept without a request, in ms. A server closes it at a time of its own, and a request that meets
 * that fails; servers of 5 s are common (Node's among them).
 */
const IDLE_MS = 4000
/** How often connections are looked at for that, in ms. */
const SWEEP_MS = 500

/** AES with a key of 128 bits in TLS 1.3, by its name in RFC 8446. */
const AES_128 = 'TLS_AES_128_GCM_SHA256'

/**
 * What is offered, best first: Node's list with AES-128 before AES-256, as browsers have it and Node itself has it for TLS 1.2. Whoever
 * started Node with a list of their own (`--tls-cipher-list`) is left that.
 */
const CIPHERS: string =
  DEFAULT_CIPHERS === constants.defaultCoreCipherList
    ? [AES_128, ...DEFAULT_CIPHERS.split(':').filter((name) => name !== AES_128)].join(':')
    : DEFAULT_CIPHERS

type Taker = (connection: Connection, isNew: boolean) => void

/**
 * Connections to one destination, kept while they are used and a little longer. Who finds all of them busy waits in line.
 * TLS is as `node:https` has it: certificates, names and `NODE_EXTRA_CA_CERTS` are Node's business, ciphers but for their order too.
 *
 * Measured against `node:https` with an agent that keeps connections, interleaved, 9 rounds: a request of 500 records of 564
 * bytes costs 0.60 of its CPU over TLS (0.41 and 0.74 CPU s per million records) and 0.33 without (0.13 and 0.47). One buffer
 * for what is read and one for the body are 5 % of a sender. To write in slices of 144 KB made no difference beyond the noise. AES-128 encrypts half
 * as fast again as AES-256 (`openssl speed`, GCM, blocks of 16 KiB: 3.8 and 2.6 GB/s), which is 2 % of a whole
 * `kinetail stream`, and less than twelve rounds can tell apart.
 */
export class Connections implements ConnectionOwner {
  readonly #destination: Destination
  readonly #most: number
  readonly #all = new Set<Connection>()
  /** The one that was busy last is on top: it is the one whose server expects more. */
  readonly #idle: { readonly connection: Connection; readonly until: number }[] = []
  readonly #waiting: Taker[] = []
  #context: SecureContext | undefined
  /** A later connection resumes it: no certificates to check again. */
  #session: Buffer | undefined
  #sweep: NodeJS.Timeout | undefined
  #closed = false

  /** @param most connections at a time */
  constructor(destination: Destination, most: number) {
    this.#destination = destination
    this.#most = most
  }

  /** Calls `taker` with a connection, at once or later; it calls nothing after the function that is returned was called. */
  take(taker: Taker): () => void {
    let idle = this.#idle.pop()
    // One that is going away stays until its `close`.
    while (idle?.connection.socket.destroyed) idle = this.#idle.pop()
    if (idle !== undefined) {
      idle.connection.socket.ref()
      taker(idle.connection, false)
    } else if (this.#all.size < this.#most) this.#open(taker)
    else {
      this.#waiting.push(taker)
      return () => {
        const at = this.#waiting.indexOf(taker)
        if (at >= 0) this.#waiting.splice(at, 1)
      }
    }
    return () => {}
  }

  kept(connection: Connection, keepMs: number): void {
    const next = this.#waiting.shift()
    if (this.#closed) connection.destroy()
    else if (next !== undefined) next(connection, false)
    else {
      this.#idle.push({ connection, until: performance.now() + Math.min(keepMs, IDLE_MS) })
      connection.socket.unref()
      this.#sweep ??= setTimeout(() => this.#dropStale(), SWEEP_MS).unref()
    }
  }

  closed(connection: Connection): void {
    this.#all.delete(connection)
    const at = this.#idle.findIndex((idle) => idle.connection === connection)
    if (at >= 0) this.#idle.splice(at, 1)
    const next = this.#closed ? undefined : this.#waiting.shift()
    if (next !== undefined) this.#open(next)
  }

  /** Ends all connections, and with them what they carry. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#sweep)
    for (const { socket } of this.#all) socket.destroy()
  }

  #open(taker: Taker): void {
    const isTls = this.#destination.protocol === 'https:'
    const connection = new Connection((onread) => (isTls ? this.#tls(onread) : this.#tcp(onread)), this)
    this.#all.add(connection)
    taker(connection, true)
  }

  #tcp(onread: OnRead): Socket {
    const { hostname, port } = this.#destination
    return openTcp({ host: hostname, port: port ?? 80, onread }).setNoDelay(true)
  }

  #tls(onread: OnRead): Socket {
    const { hostname, port } = this.#destination
    // Reading the certificates that are trusted takes milliseconds: once for all connections.
    this.#context ??= createSecureContext({ ciphers: CIPHERS })
    const session = this.#session
    const options: ConnectionOptions & { onread: OnRead } = {
      onread,
      host: hostname,
      port: port ?? 443,
      servername: isIP(hostname) === 0 ? hostname : '',
      ALPNProtocols: ['http/1.1'],
      secureContext: this.#context,
      ...(session === undefined ? {} : { session }),
    }
    const socket = openTls(options)
    socket.setNoDelay(true)
    socket.on('session', (latest: Buffer) => {
      this.#session = latest
    })
    socket.on('error', () => {
      this.#session = undefined
    })
    return socket
  }

  #dropStale(): void {
    const now = performance.now()
    const stale = this.#idle.filter((idle) => idle.until <= now)
    for (const { connection } of stale) connection.destroy()
    const left = this.#idle.length - stale.length
    this.#sweep = left > 0 ? setTimeout(() => this.#dropStale(), SWEEP_MS).unref() : undefined
  }
}
