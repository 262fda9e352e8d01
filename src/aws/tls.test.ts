import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../test/fixtures/tls/${name}`, import.meta.url))

interface Host {
  readonly port: number
  readonly sockets: TLSSocket[]
  /** Of each connection: whether it resumed the session of another. */
  readonly resumed: boolean[]
  /** Of each connection: the cipher that this server took, which takes the client's first one. */
  readonly ciphers: string[]
}

/** A server with the certificate of localhost that answers every request, and closes after it when told so. */
async function host(headers = '', address = '127.0.0.1'): Promise<Host> {
  const sockets: TLSSocket[] = []
  const resumed: boolean[] = []
  const ciphers: string[] = []
  const options = {
    cert: readFileSync(fixture('localhost.pem')),
    key: readFileSync(fixture('localhost.key.pem')),
    ALPNProtocols: ['http/1.1'],
    honorCipherOrder: false,
  }
  const server = createServer(options, (socket) => {
    sockets.push(socket)
    resumed.push(socket.isSessionReused())
    ciphers.push(socket.getCipher().name)
    socket.on('error', () => {})
    socket.on('data', () => socket.write(`HTTP/1.1 200 OK\r\n${headers}Content-Length: 2\r\n\r\nok`))
  })
  server.listen(0, address)
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, sockets, resumed, ciphers }
}

/** What three requests of a process come to that trusts what its surroundings say, as words of each. */
async function requests(hostname: string, port: number, env: Record<string, string>): Promise<string[]> {
  const module = fileURLToPath(new URL('../../dist/aws/http-post.js', import.meta.url))
  const code = `const { HttpPost } = await import(${JSON.stringify(module)})
const post = new HttpPost(
  { protocol: 'https:', hostname: ${JSON.stringify(hostname)}, port: ${port}, path: '/' },
  { connectMs: 3000, answerMs: 10000, maxSockets: 2 },
)
for (let i = 0; i < 3; i++)
  console.log(await post.send({ host: 'x' }, Buffer.from('{}')).then(({ body }) => body.toString(), (error) => error.code))
post.close()`
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', code], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let out = ''
  child.stdout.on('data', (bytes: Buffer) => {
    out += bytes.toString()
  })
  await once(child, 'close')
  return out.trim().split('\n')
}

const TRUSTED = { NODE_EXTRA_CA_CERTS: fixture('authority.pem') }
const OK = ['ok', 'ok', 'ok']

describe('a connection over TLS', () => {
  it('trusts what NODE_EXTRA_CA_CERTS names, says which host it wants and speaks HTTP/1.1', async () => {
    const { port, sockets } = await host()
    expect(await requests('localhost', port, TRUSTED)).toEqual(OK)
    expect(sockets).toHaveLength(1)
    expect(sockets[0]).toMatchObject({ servername: 'localhost', alpnProtocol: 'http/1.1' })
  })

  it('to an address asks for no name', async () => {
    const { port, sockets } = await host()
    expect(await requests('127.0.0.1', port, TRUSTED)).toEqual(OK)
    expect(sockets[0]!.servername).toBe(false)
  })

  it('resumes the session of the one before', async () => {
    const { port, resumed } = await host('Connection: close\r\n')
    expect(await requests('localhost', port, TRUSTED)).toEqual(OK)
    expect(resumed).toEqual([false, true, true])
  })

  it('asks for the cipher that costs least, and for what Node was started with before all', async () => {
    const { port, ciphers } = await host()
    expect(await requests('localhost', port, TRUSTED)).toEqual(OK)
    const strongest = { ...TRUSTED, NODE_OPTIONS: '--tls-cipher-list=TLS_AES_256_GCM_SHA384' }
    expect(await requests('localhost', port, strongest)).toEqual(OK)
    expect(ciphers).toEqual(['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384'])
  })

  it('is refused without that trust', async () => {
    const { port } = await host()
    const told = await requests('localhost', port, { NODE_EXTRA_CA_CERTS: '' })
    expect(told).toEqual(new Array(3).fill('UNABLE_TO_VERIFY_LEAF_SIGNATURE'))
  })

  // Other systems have no second address of their own without being told.
  it.runIf(process.platform === 'linux')('is refused where the certificate is for another', async () => {
    const { port } = await host('', '127.0.0.2')
    expect(await requests('127.0.0.2', port, TRUSTED)).toEqual(
      new Array(3).fill('ERR_TLS_CERT_ALTNAME_INVALID'),
    )
  })

  it('is left unchecked where Node is told so', async () => {
    const { port } = await host()
    const env = { NODE_EXTRA_CA_CERTS: '', NODE_TLS_REJECT_UNAUTHORIZED: '0' }
    expect(await requests('localhost', port, env)).toEqual(OK)
  })
})
