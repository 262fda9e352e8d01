import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** What arrived since the last `reset`. */
export interface Arrived {
  readonly records: number
  readonly requests: number
  readonly bytes: number
  /** Seconds since the epoch, with fractions, of the last request. */
  readonly t_last: number
  /** CPU seconds of the sink since it began. */
  readonly cpu: number
}

export interface SinkOptions {
  /** Open shards of its stream; the binary has one, whatever is asked. */
  readonly shards: number
  /** A program that is used instead of our own: `BINARY HTTP HTTPS CONTROL CERT KEY`, `GET /stats` and `/reset` on CONTROL. */
  readonly binary?: string | undefined
}

/** An endpoint that takes all records and only counts them. */
export interface Sink {
  readonly http: string
  readonly https: string
  /** A certificate that clients have to trust (`NODE_EXTRA_CA_CERTS`). */
  readonly certificate: string
  arrived(): Promise<Arrived>
  reset(): Promise<void>
  stop(): Promise<void>
}

interface Ports {
  readonly http: number
  readonly https: number
  readonly control: number
}

const SERVER = join(import.meta.dirname, 'sink-server.js')
const READY_MS = 5000

export async function startSink({ shards, binary }: SinkOptions): Promise<Sink> {
  const folder = mkdtempSync(join(tmpdir(), 'kinetail-bench-sink-'))
  const { cert, key } = selfSigned(folder)
  const { child, ports } =
    binary === undefined ? await startOwn(shards, cert, key) : await startBinary(binary, cert, key)
  const ask = async (path: string): Promise<Arrived> =>
    (await fetch(`http://127.0.0.1:${ports.control}${path}`)).json() as Promise<Arrived>
  await ready(() => ask('/stats'))
  return {
    http: `http://127.0.0.1:${ports.http}`,
    https: `https://127.0.0.1:${ports.https}`,
    certificate: cert,
    arrived: () => ask('/stats'),
    reset: async () => {
      await ask('/reset')
    },
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true })
    },
  }
}

/** RSA of 2048 bits, as public endpoints have; only the handshake looks at it. */
function selfSigned(folder: string): { cert: string; key: string } {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const words = `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout ${key} -out ${cert}`
  try {
    execFileSync('openssl', words.split(' '), { stdio: 'ignore' })
  } catch (cause) {
    throw new Error(
      'The sink needs a certificate of its own, and openssl could not make one: install openssl.',
      {
        cause,
      },
    )
  }
  return { cert, key }
}

async function startOwn(
  shards: number,
  cert: string,
  key: string,
): Promise<{ child: ChildProcess; ports: Ports }> {
  const child = spawn(process.execPath, [SERVER, String(shards), cert, key], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout! }))
    return { child, ports: JSON.parse(line) as Ports }
  throw new Error('the sink ended without a word')
}

async function startBinary(
  binary: string,
  cert: string,
  key: string,
): Promise<{ child: ChildProcess; ports: Ports }> {
  const ports = { http: await freePort(), https: await freePort(), control: await freePort() }
  const numbers = Object.values(ports).map(String)
  return { child: spawn(binary, [...numbers, cert, key], { stdio: 'inherit' }), ports }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function ready(ask: () => Promise<unknown>): Promise<void> {
  const until = performance.now() + READY_MS
  for (;;) {
    try {
      await ask()
      return
    } catch (error) {
      if (performance.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}
